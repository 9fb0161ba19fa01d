"""A USPTO daily file of any size, made up in the shape of its DTD (`trademark-applications-daily`, version 2.0).

Records carry what real ones do: the header with all its flags, goods statements, prosecution events, classes,
correspondent and owner with address; about 5 kB each, the size of a filing a few months old.
"""

import random
from typing import BinaryIO

_FLAGS = (
    "principal-register-amended-in", "supplemental-register-amended-in", "trademark-in", "collective-trademark-in",
    "service-mark-in", "collective-service-mark-in", "collective-membership-mark-in", "certification-mark-in",
    "cancellation-pending-in", "published-concurrent-in", "concurrent-use-in", "concurrent-use-proceeding-in",
    "interference-pending-in", "opposition-pending-in", "section-12c-in", "section-2f-in", "section-2f-in-part-in",
    "renewal-filed-in", "section-8-filed-in", "section-8-partial-accept-in", "section-8-accepted-in",
    "section-15-acknowledged-in", "section-15-filed-in", "supplemental-register-in", "foreign-priority-in",
    "change-registration-in", "intent-to-use-in", "intent-to-use-current-in", "filed-as-use-application-in",
    "amended-to-use-application-in", "use-application-currently-in", "amended-to-itu-application-in",
    "filing-basis-filed-as-44d-in", "amended-to-44d-application-in", "filing-basis-current-44d-in",
    "filing-basis-filed-as-44e-in", "filing-basis-current-44e-in", "amended-to-44e-application-in",
    "without-basis-currently-in", "filing-current-no-basis-in", "color-drawing-filed-in", "color-drawing-current-in",
    "drawing-3d-filed-in", "drawing-3d-current-in", "standard-characters-claimed-in", "filing-basis-filed-as-66a-in",
    "filing-basis-current-66a-in",
)  # fmt: skip
_HEADER_FLAGS = "".join(f"<{flag}>F</{flag}>" for flag in _FLAGS)
_EVENTS = (
    ("NWAP", "I", "NEW APPLICATION ENTERED"), ("NWOS", "I", "NEW APPLICATION OFFICE SUPPLIED DATA ENTERED"),
    ("DOCK", "D", "ASSIGNED TO EXAMINER"), ("CNSA", "P", "APPROVED FOR PUB - PRINCIPAL REGISTER"),
    ("NPUB", "E", "NOTICE OF PUBLICATION"), ("PUBO", "A", "PUBLISHED FOR OPPOSITION"),
)  # fmt: skip
_SYLLABLES = (
    "bra",
    "cel",
    "dor",
    "fin",
    "gal",
    "hex",
    "jun",
    "kor",
    "lim",
    "mar",
    "nex",
    "pol",
    "quo",
    "ren",
    "sol",
    "tav",
)
_GOODS = (
    "Hydraulic hoses of rubber for industrial machines; fittings, not of metal, for flexible pipes; gaskets",
    "Downloadable software for managing inventories; computer peripherals; electric cables and connectors",
    "Canned fish; preserved seaweed; dried fruits; frozen vegetables; soups; edible oils for food",
    "Syringes for medical purposes; blood pressure measuring apparatus; surgical instruments; medical masks",
    "Clothing, namely, shirts, trousers, jackets, footwear, hats and caps being headwear, socks, gloves, belts",
)
_HEAD = (
    b'<?xml version="1.0" encoding="UTF-8"?>\n<!-- made up for a measurement: no such filing exists -->\n'
    b"<trademark-applications-daily><version><version-no>2.0</version-no><version-date>20041222</version-date></version>"
    b"<creation-datetime>202611230505</creation-datetime><application-information><file-segments>"
    b"<file-segment>TRMK</file-segment><action-keys><action-key>TX</action-key>\n"
)
_TAIL = b"</action-keys></file-segments></application-information></trademark-applications-daily>\n"
_FIRST_SERIAL = 90_000_000


def write_filings(count: int, stream: BinaryIO, seed: int) -> None:
    """Writes a file of `count` filings with distinct numbers; the same for the same seed."""
    rng = random.Random(seed)
    stream.write(_HEAD)
    for number in range(count):
        stream.write(_case_file(str(_FIRST_SERIAL + number), rng).encode())
    stream.write(_TAIL)


def _case_file(serial: str, rng: random.Random) -> str:
    word = "".join(rng.choices(_SYLLABLES, k=rng.randint(2, 4))).upper()
    classes = rng.sample(range(1, 46), rng.choice((1, 1, 1, 2, 3)))
    filed = f"2026{rng.randint(1, 6):02d}{rng.randint(1, 28):02d}"
    published = f"2026{rng.randint(7, 11):02d}{rng.randint(1, 28):02d}"
    statements = "".join(
        f"<case-file-statement><type-code>GS{c:03d}1</type-code><text>{rng.choice(_GOODS)}</text></case-file-statement>"
        for c in classes
    )
    events = "".join(
        f"<case-file-event-statement><code>{code}</code><type>{kind}</type><description-text>{text}</description-text>"
        f"<date>{filed}</date><number>{place}</number></case-file-event-statement>"
        for place, (code, kind, text) in reversed(list(enumerate(_EVENTS[: rng.randint(3, 6)], 1)))
    )
    classifications = "".join(
        "<classification><international-code-total-no>1</international-code-total-no>"
        "<us-code-total-no>3</us-code-total-no>"
        f"<international-code>{c:03d}</international-code><us-code>021</us-code><us-code>023</us-code><us-code>026</us-code>"
        f"<status-code>6</status-code><status-date>{filed}</status-date><primary-code>{c:03d}</primary-code></classification>"
        for c in classes
    )
    return (
        f"<case-file><serial-number>{serial}</serial-number><registration-number>0000000</registration-number>"
        f"<transaction-date>20261122</transaction-date><case-file-header><filing-date>{filed}</filing-date>"
        f"<status-code>686</status-code><status-date>{published}</status-date>"
        f"<mark-identification>{word}</mark-identification><mark-drawing-code>4000</mark-drawing-code>"
        f"<published-for-opposition-date>{published}</published-for-opposition-date>"
        f"<attorney-docket-number>{serial[-5:]}.US</attorney-docket-number><attorney-name>Alex Example</attorney-name>"
        f"{_HEADER_FLAGS}<law-office-assigned-location-code>M50</law-office-assigned-location-code>"
        f"<current-location>PUBLICATION AND ISSUE SECTION</current-location><location-date>{published}</location-date>"
        "<employee-name>EXAMPLE, PAT</employee-name></case-file-header>"
        f"<case-file-statements>{statements}</case-file-statements>"
        f"<case-file-event-statements>{events}</case-file-event-statements>"
        f"<classifications>{classifications}</classifications>"
        "<correspondent><address-1>Alex Example</address-1><address-2>Example &amp; Example LLP</address-2>"
        f"<address-3>{serial[-4:]} Main Street, Suite 100</address-3><address-4>Springfield, VA 22150</address-4></correspondent>"
        "<case-file-owners><case-file-owner><entry-number>1</entry-number><party-type>20</party-type>"
        "<nationality><country>CN</country></nationality><legal-entity-type-code>16</legal-entity-type-code>"
        f"<party-name>Shenzhen {word.title()} Technology Co., Ltd.</party-name>"
        f"<address-1>Room {serial[-3:]}, Building 4, No. 18 Example Road</address-1><city>Shenzhen</city>"
        "<country>CN</country><postcode>518000</postcode></case-file-owner></case-file-owners></case-file>\n"
    )

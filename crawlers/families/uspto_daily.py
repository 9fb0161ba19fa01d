"""USPTO daily trademark applications: the XML of product TRTDXFAP and its yearly backfile TRTYRAP.

One `case-file` a filing, the whole file as it stands that day, not a change to it. Format:
`trademark-applications-daily` DTD version 2.0 and "Trademark Applications Daily XML documentation" v2.3
(2024-10-18), U.S. Patent and Trademark Office.

- `mark-identification` is absent for a purely figurative mark.
- `registration-number` 0000000 means none. Dates are YYYYMMDD; 00000000 means none.
- Owners are kept with their history. `party-type` says when: 10 to 19 at application, 20 to 29 at
  publication, 30 to 39 at registration, 40 and up each later owner in turn; a real file (70011210) lists
  43 before 42 before 30. Only those of the highest type are owners now; co-owners share it.
- `party-type` owners in the U.S. have a `state` and no `country`.
- Goods stand in statements `GSccc#`, ccc being the filing's *primary* class: in files older than 1973 that
  is a U.S. class (70011210: GS0071, U.S. class 007, Nice class 22), so it is looked up in `classifications`.
- International classes A, B and 200 are certification and membership marks, outside the Nice classes.
- §66(a) filings (Madrid) carry `international-registration` or a 66a basis.
"""

from collections.abc import Iterable, Iterator
from typing import BinaryIO

from lxml import etree

from crawlers.families.offices import page_of
from crawlers.families.records import Records
from crawlers.families.values import Notes, country_code, one_line
from domain.fault import Fault
from domain.fault_kind import FaultKind
from domain.observation import Goods, Kind, Observation, Party

SOURCE = "us-uspto-trtdxfap"
NATIONAL_CLASSES = frozenset({"A", "B", "200", "00A", "00B"})

_FEATURES = {
    "1": "Word",
    "2": "Figurative",
    "3": "Combined",
    "4": "Word",
    "5": "Stylized characters",
    "6": "Other",
}
_ADDRESS = ("address-1", "address-2", "city", "state", "postcode", "country")
_HEADER = (
    "filing-date", "registration-date", "status-code", "mark-identification", "mark-drawing-code",
    "published-for-opposition-date", "attorney-name", "filing-basis-filed-as-66a-in",
    "filing-basis-current-66a-in",
)  # fmt: skip


def read(stream: BinaryIO, file: str, source: str = "") -> Iterator[Observation | Fault]:
    """The filings of one daily file, in file order. `published_on` is the day of publication for opposition."""
    notes = Notes(file)
    records = Records(stream, file=file, tag="case-file", left_out=("case-file-event-statements",))
    for record in records:
        if isinstance(record, Fault):
            yield record
            continue
        notes.record = f"record {records.count}"
        filing = _filing(record, notes, source or SOURCE)
        if notes.faults:
            yield from notes.taken()
        if filing is not None:
            yield filing


def _filing(record: etree._Element, notes: Notes, source: str) -> Observation | None:
    parts = {part.tag: part for part in record}
    serial = (parts["serial-number"].text or "").strip() if "serial-number" in parts else ""
    if not serial:
        notes.add(FaultKind.NO_NUMBER)
        return None
    notes.record = serial
    header = {}
    if "case-file-header" in parts:
        header = {field.tag: field.text for field in parts["case-file-header"].iterchildren(*_HEADER)}
    text = header.get
    return Observation(
        kind=Kind.FILING,
        source=source,
        ref=serial,
        sign=one_line(text("mark-identification")),
        office="US",
        holders=_owners(parts.get("case-file-owners", ())),
        representative=one_line(text("attorney-name")),
        goods=_goods(parts.get("case-file-statements", ()), parts.get("classifications", ()), notes),
        feature=_FEATURES.get((text("mark-drawing-code") or "").strip()[:1], ""),
        status=(text("status-code") or "").strip(),
        filed_on=notes.date(text("filing-date"), "filing-date"),
        published_on=notes.date(text("published-for-opposition-date"), "published-for-opposition-date"),
        registered_on=notes.date(text("registration-date"), "registration-date"),
        madrid="international-registration" in parts
        or text("filing-basis-filed-as-66a-in") == "T"
        or text("filing-basis-current-66a-in") == "T",
        url=page_of("US", serial),
    )


def _owners(owners: Iterable[etree._Element]) -> tuple[Party, ...]:
    listed = []
    for owner in owners:
        fields = {field.tag: field for field in owner}
        if "party-name" not in fields or not (name := one_line(fields["party-name"].text)):
            continue
        stage = fields["party-type"].text if "party-type" in fields else ""
        listed.append(((stage or "").strip().zfill(4), _owner(fields, name)))
    newest = max((stage for stage, _ in listed), default="")
    return tuple(dict.fromkeys(party for stage, party in listed if stage == newest))


def _owner(fields: dict[str, etree._Element], name: str) -> Party:
    lines = (one_line(fields[tag].text) for tag in _ADDRESS if tag in fields)
    return Party(name=name, country=_country(fields), address=", ".join(line for line in lines if line))


def _country(owner: dict[str, etree._Element]) -> str:
    """The owner's country: of the address, which within the U.S. has a state only, else the nationality."""
    if "country" in owner and (country := country_code(owner["country"].text)):
        return country
    if "state" in owner:
        return "US"
    return country_code(owner["nationality"].findtext("country")) if "nationality" in owner else ""


def _goods(
    statements: Iterable[etree._Element], classifications: Iterable[etree._Element], notes: Notes
) -> tuple[Goods, ...]:
    classes = _classes(classifications, notes)
    texts: dict[int | None, list[str]] = {}
    for statement in statements:
        code = text = ""
        for field in statement:
            if field.tag == "type-code":
                code = (field.text or "").strip()
            elif field.tag == "text":
                text = f"{text} {one_line(field.text)}"
        if code.startswith("GS"):
            primary = code[2:5].strip().lstrip("0")
            nice_class = classes.get(primary) if classes else notes.nice_class(primary, NATIONAL_CLASSES)
            texts.setdefault(nice_class, []).append(text.strip())
    for nice_class in classes.values():
        if nice_class is not None:
            texts.setdefault(nice_class, [])
    return tuple(Goods(nice_class=c, text="; ".join(said), language="en") for c, said in texts.items())


def _classes(classifications: Iterable[etree._Element], notes: Notes) -> dict[str, int | None]:
    """For each class code of the filing, international or primary, the Nice class it stands for."""
    classes: dict[str, int | None] = {}
    for classification in classifications:
        first: int | None = None
        primary = ""
        for field in classification:
            if field.tag == "international-code":
                nice_class = notes.nice_class(field.text, NATIONAL_CLASSES)
                classes.setdefault((field.text or "").strip().lstrip("0"), nice_class)
                first = first or nice_class
            elif field.tag == "primary-code":
                primary = (field.text or "").strip().lstrip("0")
        if primary:
            classes.setdefault(primary, first)
    return classes

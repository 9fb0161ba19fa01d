"""WIPO Standard ST.66 (trademark XML 1.x): EUIPO, UKIPO, PRV, OEPM, USPTO's TSDR and others.

One `TradeMark` a mark. Offices bind the vocabulary to name spaces of their own, so elements are matched
by local name. Number, registration and word are read from **direct children only**: in EUIPO's files the
same names nest inside `OppositionDetails/…/EarlierMark` and belong to opponents.

Read from 486 EUIPO files (EM-TM-TradeMark V3-4, August 2020) and one TSDR file:
- EUIPO names no applicant, only `ApplicantKey/Identifier`; goods stand in up to 23 languages.
- EUIPO sections: A.1 the application published for opposition, M.1 the same for a Madrid designation,
  A.2.x corrections, B.x registrations, C.x changes. TSDR gives no section: its one publication is the one
  for opposition. Where sections exist and none is A or M, nothing was published for opposition.
- TSDR dates carry an offset: 2003-12-30-05:00. Its `ApplicantDetails` stands beside the mark, not in it,
  and is not read: TSDR's current format is ST.96.
UKIPO's weekly journal is known from its readers only, not from bytes: word, class and publication date
are therefore also taken from direct children of `TradeMark`.
"""

import datetime as dt
from collections.abc import Iterable

from lxml import etree

from crawlers.families.marks import Marks
from crawlers.families.offices import page_of
from crawlers.families.tree import below, child, children, lines_below, local_name, text_below, text_of
from crawlers.families.values import Notes, country_code, joined_goods, one_line
from domain.fault_kind import FaultKind
from domain.observation import Goods, Kind, Observation, Party

TAG = "TradeMark"
LANGUAGES = ("en", "zh")
"""Languages of goods taken before the application's own."""

_SOURCES = {"EM": "eu-euipo-bulk", "GB": "gb-ukipo-tmj"}
_NATIONAL_CLASSES = {"US": frozenset({"A", "B", "200"})}
_ADDRESS = (
    "AddressStreet", "AddressRoom", "AddressBuilding", "AddressCity", "AddressCounty", "AddressState", "AddressPostcode",
    "FreeFormatAddressLine",
)  # fmt: skip
_COUNTRIES = (
    "FormattedAddressCountryCode", "AddressCountryCode", "ApplicantNationalityCode", "HolderNationalityCode",
    "ApplicantIncorporationCountryCode", "HolderIncorporationCountryCode",
)  # fmt: skip


def _filing(record: etree._Element, notes: Notes, source: str) -> Observation | None:
    number = text_of(record, "ApplicationNumber") or text_of(record, "RegistrationNumber")
    if not number:
        notes.add(FaultKind.NO_NUMBER)
        return None
    notes.record = number
    office = country_code(text_of(record, "RegistrationOfficeCode"))
    if not office and number.startswith(("UK", "WO")):
        office = "GB"
    return Observation(
        kind=Kind.FILING,
        source=source or _SOURCES.get(office, f"st66-{office}".rstrip("-")),
        ref=number,
        sign=_sign(record),
        office=office,
        holders=_holders(record),
        representative=_representative(record),
        goods=_goods(record, notes, office),
        feature=text_of(record, "MarkFeature"),
        status=text_of(record, "MarkCurrentStatusCode") or record.get("operationCode", ""),
        filed_on=notes.date(text_of(record, "ApplicationDate"), "ApplicationDate"),
        published_on=_published(record, notes),
        registered_on=notes.date(text_of(record, "RegistrationDate"), "RegistrationDate"),
        madrid=is_madrid(office, number),
        url=page_of(office, number),
        image_url=_image(record),
    )


def is_madrid(office: str, number: str) -> bool:
    """True for a designation under the Madrid Protocol: EUIPO numbers those W…, UKIPO WO…."""
    return (
        office == "WO"
        or (office == "EM" and number.startswith("W"))
        or (office == "GB" and number.startswith("WO"))
    )


def _sign(record: etree._Element) -> str:
    words = [*children(child(record, "WordMarkSpecification"), "MarkVerbalElementText")]
    words += children(record, "MarkVerbalElementText")
    return " / ".join(dict.fromkeys(text for word in words if (text := one_line(word.text))))


def _published(record: etree._Element, notes: Notes) -> dt.date | None:
    details = child(record, "PublicationDetails")
    publications = [*children(details if details is not None else record, "Publication")]
    dated = [
        (text_of(p, "PublicationSection").upper(), day)
        for p in publications
        if (day := notes.date(text_of(p, "PublicationDate"), "PublicationDate"))
    ]
    if not dated:
        return notes.date(text_of(record, "PublicationDate"), "PublicationDate")
    for chosen in (("A.1", "M.1"), ("A", "M"), ("",)):
        exact = len(chosen[0]) != 1
        days = [
            day for section, day in dated if section in chosen or (not exact and section.startswith(chosen))
        ]
        if days:
            return min(days)
    return None


def _holders(record: etree._Element) -> tuple[Party, ...]:
    parties: list[Party] = []
    for details in children(record, "HolderDetails", "ApplicantDetails"):
        inside = [*children(details, "Applicant", "ApplicantKey", "Holder", "HolderKey")] or [details]
        parties += [_party(one) for one in inside]
    return tuple(dict.fromkeys(party for party in parties if party != Party()))


def _party(element: etree._Element) -> Party:
    if local_name(element).endswith("Key"):
        return Party(identifier=text_of(element, "Identifier"))
    return Party(
        name=_name(element),
        country=country_code(text_below(element, *_COUNTRIES)),
        identifier=text_of(element, "ApplicantIdentifier"),
        address=lines_below(element, *_ADDRESS),
    )


def _name(element: etree._Element) -> str:
    whole = text_below(element, "OrganizationName", "FullName")
    lines = whole or _joined(below(element, "FreeFormatNameLine"))
    return lines or one_line(f"{text_below(element, 'FirstName')} {text_below(element, 'LastName')}")


def _joined(elements: Iterable[etree._Element]) -> str:
    return one_line(" ".join(element.text or "" for element in elements))


def _representative(record: etree._Element) -> str:
    return next(
        (name for details in children(record, "RepresentativeDetails") if (name := _name(details))), ""
    )


def _goods(record: etree._Element, notes: Notes, office: str) -> tuple[Goods, ...]:
    national = _NATIONAL_CLASSES.get(office, frozenset())
    preferred = (*LANGUAGES, text_of(record, "ApplicationLanguageCode"))
    goods = []
    for holder in children(record, "GoodsServicesDetails", "ClassDescriptionDetails", "ClassDescription"):
        described = (
            [holder] if local_name(holder) == "ClassDescription" else [*below(holder, "ClassDescription")]
        )
        for one in described:
            nice_class = notes.nice_class(text_of(one, "ClassNumber"), national)
            text, language = _in_language(children(one, "GoodsServicesDescription"), preferred)
            if nice_class is not None or text:
                goods.append(Goods(nice_class=nice_class, text=text, language=language))
    return joined_goods(goods)


def _in_language(descriptions: Iterable[etree._Element], preferred: tuple[str, ...]) -> tuple[str, str]:
    by_language: dict[str, str] = {}
    for description in descriptions:
        if text := one_line(description.text):
            by_language.setdefault(description.get("languageCode", "").lower(), text)
    language = next((one for one in preferred if one in by_language), next(iter(by_language), ""))
    return by_language.get(language, ""), language


def _image(record: etree._Element) -> str:
    """The picture's address where it is one; EUIPO's `file://` paths are inside its own archive."""
    address = text_of(record, "MarkImageDetails", "MarkImage", "MarkImageURI")
    return address if address.startswith(("http://", "https://")) else ""


_MARKS = Marks(TAG, _filing)

read = _MARKS.read
"""The marks of one file. Without `source`, each is named after its office: `eu-euipo-bulk`, `st66-SE` …"""
read_pictured = _MARKS.read_pictured
"""As `read`, with the picture of each mark that has one in its record or beside the file."""

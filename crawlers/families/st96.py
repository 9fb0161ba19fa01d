"""WIPO Standard ST.96 (trademark XML): USPTO's TSDR, CIPO, IPO CZ and others.

One `Trademark` a mark, matched by local name: prefixes and name spaces differ by office and version
(2.2.1: `…/XMLSchema/ST96/Trademark`; the 1.0 draft D3: `…/XMLSchema/Trademark/1`).

Read from two TSDR files of one mark:
- `LegalEntityName` is the *kind* of entity ("CORPORATION"); the name is `EntityName` or
  `OrganizationStandardName`.
- `ApplicantBag` keeps former owners. The USPTO's `sequenceNumber` is its party type (31, 30, 20, 10), so
  the highest is the owner now; other offices number co-applicants from 1, and there all are kept.
- A `ClassDescription` without `ClassNumber` carries only a status.
- Dates carry an offset: 1995-02-07-05:00. `PublicationDate` is that of publication for opposition.
CIPO writes `ST13ApplicationNumber` in place of `ApplicationNumber`, within it or beside, names no office, and may
give only `MarkSignificantVerbalElementText`. A mark it deletes is its number and `operationCategory` alone.
"""

import datetime as dt

from lxml import etree

from crawlers.families.marks import Marks
from crawlers.families.offices import page_of
from crawlers.families.tree import below, child, children, lines_below, text_below, text_of
from crawlers.families.values import Notes, country_code, joined_goods, one_line
from domain.fault_kind import FaultKind
from domain.observation import Goods, Kind, Observation, Party

TAG = "Trademark"
ST13_LENGTH = 17
"""Characters of a WIPO ST.13 number: office, kind, year and serial number."""

_NATIONAL_CLASSES = {"US": frozenset({"A", "B", "200"})}
_ADDRESS = (
    "AddressLineText", "StreetName", "BuildingNumber", "CityName", "GeographicRegionName", "PostalCode",
)  # fmt: skip


def _filing(record: etree._Element, notes: Notes, source: str) -> Observation | None:
    number = (
        text_of(record, "ApplicationNumber", "ApplicationNumberText")
        or text_of(record, "ApplicationNumber")
        or text_of(record, "ApplicationNumber", "ST13ApplicationNumber")
        or text_of(record, "ST13ApplicationNumber")
    )
    if not number:
        notes.add(FaultKind.NO_NUMBER)
        return None
    notes.record = number
    office = _office(record, number)
    representation = child(record, "MarkRepresentation")
    return Observation(
        kind=Kind.FILING,
        source=source or f"st96-{office}".rstrip("-"),
        ref=number,
        sign=text_below(representation, "MarkVerbalElementText", "MarkSignificantVerbalElementText"),
        office=office,
        holders=_holders(record, office),
        representative=_representative(record),
        goods=_goods(record, notes, office),
        feature=text_of(representation, "MarkFeatureCategory"),
        status=text_of(record, "MarkCurrentStatusCode") or _operation(record),
        filed_on=notes.date(text_of(record, "ApplicationDate"), "ApplicationDate"),
        published_on=_published(record, notes),
        registered_on=notes.date(text_of(record, "RegistrationDate"), "RegistrationDate"),
        madrid=child(record, "InternationalRegistrationNumber") is not None,
        url=page_of(office, number),
    )


def _office(record: etree._Element, number: str) -> str:
    """The office: as named, else the one whose code an ST.13 number begins with."""
    return (
        country_code(text_of(record, "RegistrationOfficeCode"))
        or country_code(text_of(record, "ApplicationNumber", "IPOfficeCode"))
        or (country_code(number[:2]) if len(number) == ST13_LENGTH else "")
    )


def _operation(record: etree._Element) -> str:
    return next((str(v) for name, v in record.attrib.items() if str(name).endswith("operationCategory")), "")


def _published(record: etree._Element, notes: Notes) -> dt.date | None:
    texts = [
        text_of(one, "PublicationDate") for one in children(child(record, "PublicationBag"), "Publication")
    ]
    days = [day for text in texts if (day := notes.date(text, "PublicationDate"))]
    return min(days, default=None)


def _holders(record: etree._Element, office: str) -> tuple[Party, ...]:
    applicants = [*children(child(record, "ApplicantBag"), "Applicant")]
    if office == "US" and applicants:
        stages = [_sequence(one) for one in applicants]
        applicants = [one for one, stage in zip(applicants, stages, strict=True) if stage == max(stages)]
    parties = [_party(one) for one in applicants]
    return tuple(dict.fromkeys(party for party in parties if party.name))


def _sequence(element: etree._Element) -> int:
    values = [value for name, value in element.attrib.items() if str(name).endswith("sequenceNumber")]
    return int(values[0]) if values and values[0].isascii() and values[0].isdigit() else 0


def _party(element: etree._Element) -> Party:
    country = text_below(element, "CountryCode", "IncorporationCountryCode", "NationalityCode")
    return Party(name=_name(element), country=country_code(country), address=lines_below(element, *_ADDRESS))


def _name(element: etree._Element) -> str:
    whole = text_below(element, "EntityName", "OrganizationStandardName", "PersonFullName")
    return whole or one_line(f"{text_below(element, 'FirstName')} {text_below(element, 'LastName')}")


def _representative(record: etree._Element) -> str:
    agents = children(record, "RecordAttorney", "NationalRepresentative", "RepresentativeBag")
    return next((name for agent in agents if (name := _name(agent))), "")


def _goods(record: etree._Element, notes: Notes, office: str) -> tuple[Goods, ...]:
    national = _NATIONAL_CLASSES.get(office, frozenset())
    goods = []
    bag = child(record, "GoodsServicesBag")
    for described in below(bag, "ClassDescription"):
        number = text_of(described, "ClassNumber")
        if not number:
            continue
        nice_class = notes.nice_class(number, national)
        texts = [*children(described, "GoodsServicesDescriptionText")]
        text = one_line(" ".join(one.text or "" for one in texts))
        goods.append(Goods(nice_class=nice_class, text=text, language=_language(texts)))
    told = {item.nice_class for item in goods}
    for classified in below(bag, "GoodsServicesClassification"):
        if text_of(classified, "ClassificationKindCode") == "Nice":
            extra = notes.nice_class(text_of(classified, "ClassNumber"), national)
            if extra is not None and extra not in told:
                goods.append(Goods(nice_class=extra))
    return joined_goods(goods)


def _language(texts: list[etree._Element]) -> str:
    values = [v for one in texts for name, v in one.attrib.items() if str(name).endswith("languageCode")]
    return str(values[0]).lower() if values else ""


_MARKS = Marks(TAG, _filing)

read = _MARKS.read
"""The marks of one file. Without `source`, each is named after its office: `st96-US`, `st96-CA` …"""
read_pictured = _MARKS.read_pictured
"""As `read`, with the picture of each mark that has one in its record or beside the file."""

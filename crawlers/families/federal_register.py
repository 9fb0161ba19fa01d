"""Notices of the International Trade Commission in the Federal Register: a full text with the parties it names.

The API's list (documents.json) names no party. The full text (full_text_xml_url, GPO's XML) of a notice of institution has
the complainants in its first sentences ("on behalf of …") and each respondent in a paragraph `FP` of its own; a notice that a
complaint was received says in a sentence "The complaint names as respondents: A of Shenzhen, China; B of …".
"""

import datetime as dt
import re
from collections.abc import Iterator

from lxml import etree

from crawlers.families.countries import country_of
from domain.observation import Kind, Observation, Party, Side

_NAMED = re.compile(r"names?\s+as\s+respondents?\s*:?\s*(.+)", re.IGNORECASE | re.DOTALL)
_ENTITIES = re.compile(r"respondents?\s+(?:is|are)\s+the\s+following", re.IGNORECASE)
_BEHALF = re.compile(
    r"on\s+behalf\s+of\s+(.+?)(?:\.\s+(?:The|A|Supplement|An|On|Letters?)\b|,\s+alleging|\s+on\s+(?:January|February|March|April|May|"
    r"June|July|August|September|October|November|December)\b|$)",
    re.IGNORECASE | re.DOTALL,
)
_OF = re.compile(r"^(.{2,200}?)\s+of\s+(.+)$", re.DOTALL)
_END = re.compile(r"\.\s+(?=[A-Z])")
_FORM = re.compile(
    r"^(.*?(?:,\s*(?:Ltd|Inc|LLC|L\.L\.C|Limited|Corp|Co|LLP|L\.P|S\.A|GmbH|B\.V)\b\.?(?:,?\s*(?:Ltd|Limited|Inc|LLC)\b\.?)?))(?:,|;|$)",
    re.IGNORECASE,
)
MOST_PARTIES = 300


def notice_of(xml: bytes, *, source: str, number: str, day: dt.date, url: str) -> Observation:
    """A notice as a proceeding, with the parties it names. Raises `etree.XMLSyntaxError`."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    root = etree.fromstring(xml, parser)
    summary = next((_text(one) for one in root.iter("SUM", "SUMMARY") if _text(one)), "")
    return Observation(
        kind=Kind.PROCEEDING,
        source=source,
        ref=number,
        sign=next((_text(one) for one in root.iter("SUBJECT")), ""),
        office="US",
        holders=tuple(dict.fromkeys((*_complainants(root), *_respondents(root))))[:MOST_PARTIES],
        docket=next((_text(one).strip("[]") for one in root.iter("DEPDOC")), ""),
        status="Notice",
        text=summary.removeprefix("SUMMARY:").strip(),
        published_on=day,
        url=url,
    )


def _complainants(root: etree._Element) -> Iterator[Party]:
    for paragraph in root.iter("P"):
        if found := _BEHALF.search(_text(paragraph)):
            yield from _listed(found[1], Side.CLAIMANT)
            return


def _respondents(root: etree._Element) -> Iterator[Party]:
    for paragraph in root.iter("P"):
        said = _text(paragraph)
        if found := _NAMED.search(said):
            yield from _listed(
                _END.split(_kept_forms(found[1]), maxsplit=1)[0].replace("\0", ". "), Side.RESPONDENT
            )
            return
        if _ENTITIES.search(said):
            for following in paragraph.itersiblings():
                if following.tag != "FP":
                    break
                if entry := _text(following).rstrip(". "):
                    yield _addressed(entry)
            return


def _kept_forms(text: str) -> str:
    """The dots of "Co., Ltd. of" end no sentence."""
    return re.sub(r"\b(Ltd|Inc|Corp|Co|No|St|S\.A|B\.V)\. ", r"\1\0", text)


def _listed(text: str, side: Side) -> Iterator[Party]:
    """`A of Shenzhen, China; B of Austin, Texas; and C` as parties."""
    for part in text.split(";"):
        entry = part.strip(" .,\n").removeprefix("and ").strip()
        if not entry:
            continue
        placed = _OF.match(entry)
        name, place = (placed[1], placed[2]) if placed else (entry, "")
        yield Party(
            name=name.strip(" ,"), country=_country(place), address=place.strip(" ."), side=side.value
        )


def _addressed(entry: str) -> Party:
    """`Example Co., Ltd., No. 8 Road, Shenzhen, China 518000` as a party: its name ends with a legal form, or at a comma."""
    formed = _FORM.match(entry)
    name = formed[1] if formed else entry.partition(",")[0]
    address = entry[len(name) :].strip(" ,;")
    return Party(
        name=name.strip(" ,;"), country=_country(address), address=address, side=Side.RESPONDENT.value
    )


def _country(place: str) -> str:
    """The country a place ends with; a US state is none."""
    last = re.sub(r"[\d\s-]+$", "", place.rpartition(",")[2].strip(" .")).strip()
    return country_of(last) if last else ""


def _text(element: etree._Element) -> str:
    return " ".join("".join(str(part) for part in element.itertext()).split())

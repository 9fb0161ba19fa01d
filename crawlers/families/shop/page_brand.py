"""The brand a page shows: a labelled value, an element named for a brand, a link to the brand's own page."""

import re
from collections.abc import Iterator
from typing import Final

from lxml import etree

from crawlers.families.shop.document import Document, inside, one_line, text_of
from crawlers.families.shop.labelled import labelled
from crawlers.families.shop.markup import is_elsewhere, words_of
from crawlers.families.shop.words import BRAND_LABELS

LONGEST_BRAND: Final = 60

_NAMED: Final = frozenset(
    {
        "brand",
        "brands",
        "brandname",
        "manufacturer",
        "byline",
        "designer",
        "marke",
        "marque",
        "marca",
        "producer",
        "znacka",
        "hersteller",
        "vendor",
    }
)
_NOT_NAMED: Final = frozenset(
    {
        "navbar",
        "logo",
        "filter",
        "list",
        "slider",
        "menu",
        "navigation",
        "header",
        "footer",
        "icon",
        "icons",
        "share",
        "store",
        "description",
        "search",
        "sort",
        "selector",
    }
)
_HREF = re.compile(
    r"/(?:brands?|manufacturers?|marque|marques|marca|marcas|marken?|hersteller|vyrobce|znacka|znacky|producent|producer|brend|designers?|merk|merken|vendor)"
    r"(?:/|\.|_|-|=|s/)[^?#]+|[?&](?:brand|manufacturer|vendor|marca)=[^&#]+",
    re.I,
)
_AROUND = re.compile(
    r"^(?:visit the (?P<a>.+?) store|besuche? den (?P<b>.+?)[- ]store|visiter la boutique (?P<c>.+)"
    r"|visita (?:lo|la) (?:store di|tienda de) (?P<d>.+)"
    r"|(?:more )?(?:by|von|from|par|por|da|od|door)[:\s]+(?P<e>.+)|shop all (?P<f>.+)"
    r"|(?:view|see) (?:all|more)(?: products)? (?:by|from) (?P<g>.+))$",
    re.I,
)
_NO_BRAND = frozenset(
    {"n/a", "na", "none", "no brand", "unknown", "-", "–", "null", "undefined", "other", "generic brand"}
)


def brand_in(element: etree._Element) -> str:
    """The brand an element shows: its text, else the words of a picture in it, "" for none or a whole sentence."""
    said = text_of(element, longest=200)
    if not said:
        pictures = list(inside(element, "img"))
        said = next(
            (
                one_line(i.get("alt") or i.get("title") or "")
                for i in pictures
                if i.get("alt") or i.get("title")
            ),
            "",
        )
    if not said:
        said = one_line(element.get("title") or element.get("aria-label") or element.get("content") or "")
    return said if len(said) <= LONGEST_BRAND else ""


def bare_brand(said: str) -> str:
    """A brand without the words around it: of "Brand: X", "Visit the X Store" and "by X" that is X."""
    said = one_line(said).strip("\"'“”«»:|·,-– ")
    label, colon, rest = said.partition(":") if ":" in said else said.partition("：")
    if colon and label.strip().lower() in BRAND_LABELS:
        said = rest.strip()
    if match := _AROUND.match(said):
        said = next(filter(None, match.groupdict().values()), said)
    said = said.strip("\"'“”«»:|·, ")
    return said if _may_be_brand(said) else ""


def _may_be_brand(said: str) -> bool:
    """False for a label, a sentence, a date or number, and what a template forgot to fill in (`$brand`, `{{brand}}`)."""
    if not said or said.lower() in _NO_BRAND or said.lower() in BRAND_LABELS or len(said) > LONGEST_BRAND:
        return False
    letters, digits = sum(c.isalpha() for c in said), sum(c.isdigit() for c in said)
    return letters > 0 and digits <= 2 * letters and not re.search(r"^\$|\{\{|<%|%s", said)


def labelled_brand(document: Document) -> str:
    """The brand beside a label that says so, "" when there is none."""
    return next((brand for _, value in labelled(document, BRAND_LABELS) if (brand := bare_brand(value))), "")


def named_brand(document: Document, heading: etree._Element | None) -> str:
    """The brand in an element named for one, or linked to a brand's page, nearest to the heading; "" for none."""
    near = sorted(_named(document, heading), key=lambda found: found[0])
    return near[0][1] if near else ""


def _named(document: Document, heading: etree._Element | None) -> Iterator[tuple[float, str]]:
    """Distance from the heading, and brand, of each element named for a brand or linked to a brand's page."""
    start = document.places.get(heading, 0) if heading is not None else 0
    for place, element in enumerate(document.elements):
        distance = place - start if place >= start else 1.5 * (start - place)
        if distance > 400:
            continue
        words = frozenset(words_of(element))
        named = bool(words & _NAMED) and not words & _NOT_NAMED
        linked = element.tag == "a" and _HREF.search(element.get("href") or "")
        if (
            not (named or linked)
            or is_elsewhere(element)
            or element.tag in ("script", "style", "input", "select", "ul", "form")
        ):
            continue
        brand = bare_brand(brand_in(element))
        if brand:
            yield distance + 40 * (not named), brand

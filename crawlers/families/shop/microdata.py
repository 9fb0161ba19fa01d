"""Microdata and RDFa Lite of a page, as the same objects JSON-LD gives.

Microdata: https://html.spec.whatwg.org/multipage/microdata.html (values by element, 5.2.4; `itemref`,
5.2.2). RDFa Lite: https://www.w3.org/TR/rdfa-lite/. Both are read in one walk that never recurses.
Odd things seen: `itemprop` on elements outside any item; `content` on a span; a price split over three
elements; `itemtype` with https, http or a trailing slash.
"""

from typing import Final

from lxml import etree

from crawlers.families.shop.document import Document, text_of
from crawlers.families.shop.json_ld import Node

MOST_ITEMS: Final = 5_000
LONGEST_VALUE: Final = 2_000

_ADDRESS = {
    "a": "href", "area": "href", "link": "href", "img": "src", "audio": "src", "embed": "src", "iframe": "src",
    "source": "src", "track": "src", "video": "src", "object": "data",
}  # fmt: skip
_NAMES = frozenset({"name", "brand", "manufacturer", "seller", "category", "sku", "price", "priceCurrency"})
"""Properties whose value is a text even where they stand on a link or picture."""


def read_items(document: Document) -> list[Node]:
    """The outermost items of a page, in order, their own items inside them."""
    outermost: list[Node] = []
    holders: dict[etree._Element, Node] = {}
    referred: dict[etree._Element, Node] = {}
    for element in document.elements:
        holder = referred.get(element) or _holder_above(element, holders)
        names = (element.get("itemprop") or element.get("property") or "").split()
        begins = element.get("itemscope") is not None or (element.get("typeof") and not element.get("about"))
        if begins and len(holders) < MOST_ITEMS:
            item: Node = {"@type": (element.get("itemtype") or element.get("typeof") or "").split()}
            if element.get("itemid"):
                item["@id"] = element.get("itemid")
            holders[element] = item
            referred |= dict.fromkeys(_targets(document, element), item)
            if names and holder is not None:
                _add(holder, names, item)
            else:
                outermost.append(item)
        elif names and holder is not None:
            _add(holder, names, _value(element, document, names))
    return outermost


def _holder_above(element: etree._Element, holders: dict[etree._Element, Node]) -> Node | None:
    if not holders:
        return None
    for depth, above in enumerate(element.iterancestors()):
        if above in holders:
            return holders[above]
        if depth > 300:
            break
    return None


def _targets(document: Document, element: etree._Element) -> list[etree._Element]:
    wanted = (element.get("itemref") or "").split()[:20]
    if not wanted:
        return []
    return [document.by_id[name] for name in wanted if name in document.by_id]


def _add(holder: Node, names: list[str], value: object) -> None:
    for name in names:
        short = name.rpartition(":")[2].rpartition("/")[2]
        if short not in holder:
            holder[short] = value
        elif isinstance(before := holder[short], list):
            before.append(value)
        else:
            holder[short] = [before, value]


def _value(element: etree._Element, document: Document, names: list[str]) -> str:
    content = element.get("content")
    if content is not None and (content.strip() or element.tag == "meta"):
        return content.strip()
    tag = str(element.tag)
    text = text_of(element, longest=LONGEST_VALUE)
    if tag in _ADDRESS and not (text and _NAMES & set(names)):
        if tag == "img" and _NAMES & set(names):
            return element.get("alt") or ""
        return document.absolute(element.get(_ADDRESS[tag]) or element.get("data-src") or "")
    if tag in ("data", "meter") and element.get("value"):
        return element.get("value") or ""
    return text

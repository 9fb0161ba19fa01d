"""Values that stand beside their label: rows of a specification table, definition lists, "Brand: X"."""

import re
from collections.abc import Iterator
from typing import Final

from lxml import etree

from crawlers.families.shop.document import Document, inside, one_line, text_of

LONGEST_VALUE: Final = 80
_LONGEST_LABEL: Final = 40
_SPLIT = re.compile(r"\s*[:：]\s*")


def labelled(document: Document, labels: frozenset[str]) -> Iterator[tuple[etree._Element, str]]:
    """Each value found beside one of the labels (lower case), with the element of the label, in page order."""
    for element in document.elements:
        own = element.text
        if (
            not own
            or element.tag in ("script", "style", "option", "title", "button", "noscript")
            or not own.strip()
        ):
            continue
        said = one_line(own[: _LONGEST_LABEL + LONGEST_VALUE + 10])
        label, colon, rest = _parted(said)
        if label.lower() not in labels:
            continue
        if rest:
            yield element, _short(rest)
        elif (
            (value := _beside(element)) and value.lower() not in labels and (colon or _is_label_cell(element))
        ):
            yield element, value


def _parted(said: str) -> tuple[str, bool, str]:
    parts = _SPLIT.split(said, maxsplit=1)
    return parts[0].strip()[: _LONGEST_LABEL + 1], len(parts) > 1, parts[1] if len(parts) > 1 else ""


def _is_label_cell(element: etree._Element) -> bool:
    """True for what can only be a label: a heading cell, a term, or one of exactly two cells or boxes."""
    for node in (element, element.getparent()):
        if node is None:
            return False
        if node.tag in ("th", "dt"):
            return True
        parent = node.getparent()
        if parent is not None and len(parent) == 2 and parent[0] is node:
            return True
    return False


def _beside(element: etree._Element) -> str:
    """The text right after an element, at most three levels out."""
    node: etree._Element | None = element
    inner = one_line("".join((child.tail or "") + text_of(child, longest=100) for child in list(element)[:3]))
    if inner.strip(":： "):
        return _short(inner)
    for _ in range(3):
        if node is None or node.tag in ("body", "table", "ul", "main"):
            return ""
        if tail := one_line(node.tail or "").strip(":： "):
            return _short(tail)
        following = node.getnext()
        for _ in range(3):
            if following is None:
                break
            if value := text_of(following, longest=200).strip(":： "):
                return _short(value)
            pictured = next((i.get("alt") for i in inside(following, "img") if i.get("alt")), "")
            if pictured:
                return _short(pictured)
            following = following.getnext()
        node = node.getparent()
    return ""


def _short(value: str) -> str:
    value = one_line(value)
    return value if len(value) <= LONGEST_VALUE else ""

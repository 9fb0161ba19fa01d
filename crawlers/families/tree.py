"""Elements by local name: offices bind the ST.66 and ST.96 vocabularies to name spaces of their own."""

from collections.abc import Iterator
from functools import lru_cache

from lxml import etree


@lru_cache(maxsize=4096)
def _local(tag: str) -> str:
    return tag.rpartition("}")[2]


def local_name(element: etree._Element) -> str:
    """The element's name without its name space."""
    return _local(str(element.tag))


def children(element: etree._Element | None, *names: str) -> Iterator[etree._Element]:
    """The direct children of these local names, in document order."""
    if element is not None:
        for child in element:
            if _local(str(child.tag)) in names:
                yield child


def child(element: etree._Element | None, *path: str) -> etree._Element | None:
    """The first element down a path of direct children, None when a step is missing."""
    for name in path:
        element = next(children(element, name), None)
    return element


def text_of(element: etree._Element | None, *path: str) -> str:
    """The text at the end of a path of direct children, stripped; "" when there is none."""
    found = child(element, *path)
    return (found.text or "").strip() if found is not None else ""


def below(element: etree._Element | None, name: str) -> Iterator[etree._Element]:
    """Every descendant of that local name, in document order."""
    if element is not None:
        yield from element.iterdescendants(f"{{*}}{name}", name)


def lines_below(element: etree._Element | None, *names: str) -> str:
    """The texts of all descendants of these local names, in document order, parted by commas; "" when there is none."""
    found = element.iterdescendants() if element is not None else ()
    texts = (" ".join(one.text.split()) for one in found if one.text and _local(str(one.tag)) in names)
    return ", ".join(text for text in texts if text)


def text_below(element: etree._Element | None, *names: str) -> str:
    """The first text among descendants, names tried in the order given; "" when there is none."""
    for name in names:
        for found in below(element, name):
            if found.text and found.text.strip():
                return " ".join(found.text.split())
    return ""

"""JSON-LD of a page: every script read by itself, the broken ones repaired where that can be done.

Odd things seen: raw line breaks and tabs in strings; `<!--` and `//<![CDATA[` around the object; entities
(`&quot;`) in place of quotes; a trailing comma or semicolon; two objects one after the other; the price in
one script and the brand in another; a product that only a `@graph`'s `@id` leads to.
"""

import html
import json
import re
from collections.abc import Iterator
from typing import Final

import chompjs
from lxml import etree

Node = dict[str, object]
"""One object of structured data, its property names without a prefix."""

LARGEST_SCRIPT: Final = 4 * 1024 * 1024
"""Characters of one script that are read."""

MOST_SCRIPTS: Final = 200
MOST_NODES: Final = 20_000
MOST_MARKS: Final = 3
"""Marks one inside the other that are taken off a script."""

_OPENING: Final = ("//", "<!--", "<![CDATA[")
_CLOSING: Final = ("-->", "]]>", "//", ";")
_REPAIRED: Final = 256 * 1024
"""Characters of a broken script up to which it is worth repairing."""


def read_scripts(root: etree._Element) -> list[object]:
    """What each JSON-LD script of a page holds, in order; a script that cannot be read is left out."""
    found: list[object] = []
    for number, script in enumerate(root.iter("script")):
        if number >= MOST_SCRIPTS:
            break
        kind = (script.get("type") or "").partition(";")[0].strip().lower()
        if kind == "application/ld+json":
            found.extend(read_script(script.text or ""))
    return found


def read_script(text: str) -> list[object]:
    """The values in one script's text: one as a rule, none when it cannot be read."""
    text = _unwrapped(text[:LARGEST_SCRIPT])
    if not text:
        return []
    for attempt in (text, html.unescape(text)):
        try:
            return [json.loads(attempt, strict=False)]
        except (ValueError, RecursionError):
            continue
    if len(text) > _REPAIRED:
        return []
    try:
        return list(chompjs.parse_js_objects(text, loader_kwargs={"strict": False}))
    except (ValueError, RecursionError):
        return []


def _unwrapped(text: str) -> str:
    """The text without the comment or CDATA marks around it."""
    text = text.strip()
    for _ in range(MOST_MARKS):
        for mark in _OPENING:
            text = text.removeprefix(mark).lstrip()
        for mark in _CLOSING:
            text = text.removesuffix(mark).rstrip()
    return text


_APART = frozenset(
    {
        "isRelatedTo", "isSimilarTo", "isAccessoryOrSparePartFor", "isConsumableFor", "itemListElement", "review",
        "hasVariant", "offers", "brand", "potentialAction", "itemReviewed",
    }
)  # fmt: skip
"""Properties below which no product of the page's own stands: others' products, or parts of this one."""


def nodes_in(documents: list[object]) -> Iterator[Node]:
    """Every object in the documents that may be what a page is about, outer ones first, `MOST_NODES` at most."""
    waiting: list[object] = list(reversed(documents))
    seen = 0
    while waiting and seen < MOST_NODES:
        value = waiting.pop()
        seen += 1
        if isinstance(value, list):
            waiting.extend(reversed(value))
        elif isinstance(value, dict):
            yield value
            waiting.extend(inner for name, inner in reversed(value.items()) if name not in _APART)


def types_of(node: Node) -> frozenset[str]:
    """A node's types by their last name: `http://schema.org/Product` and `schema:Product` are `Product`."""
    said = node.get("@type", node.get("type"))
    names = said if isinstance(said, list) else [said]
    last = (re.split(r"[/#:]", name.strip().rstrip("/"))[-1] for name in names if isinstance(name, str))
    return frozenset(name[:1].upper() + name[1:] for name in last)

"""A web page read once: its tree, address, meta data and headings, whatever its charset or errors."""

import re
from collections.abc import Iterator
from functools import cached_property
from itertools import islice
from typing import Final
from urllib.parse import urljoin, urlsplit

from lxml import etree
from w3lib.encoding import html_to_unicode

LARGEST_PAGE: Final = 16 * 1024 * 1024
"""Bytes of a page that are read; the largest product page seen has 1.4 MB."""

MOST_ELEMENTS: Final = 200_000

MOST_INSIDE: Final = 300
"""Elements looked through for what one element says: without a bound, boxes in boxes would cost their square."""

_HIDDEN: Final = frozenset({"script", "style", "noscript", "template"})

_SPACES = re.compile(r"\s+")
_UNREADABLE = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ue000-\uf8ff\ufffe\uffff]")


class Document:
    """One page. Reading it never fails: of bytes that are no page nothing is found.

    `market` is the shop's country where that is known, two letters; else the page is asked.
    """

    def __init__(self, body: bytes, *, url: str, content_type: str = "", market: str = "") -> None:
        self.url = url
        self._market = market.lower()
        _, text = html_to_unicode(content_type or None, body[:LARGEST_PAGE], default_encoding="utf-8")
        text = _UNREADABLE.sub(" ", text)
        parser = etree.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, no_network=True)
        try:
            root = etree.fromstring(text.encode("utf-8"), parser)
        except (etree.XMLSyntaxError, ValueError):
            root = None
        self.root: etree._Element = etree.Element("html") if root is None else root

    @cached_property
    def elements(self) -> list[etree._Element]:
        """Every element in document order, `MOST_ELEMENTS` at most."""
        found: list[etree._Element] = []
        for element in self.root.iter(etree.Element):
            found.append(element)
            if len(found) >= MOST_ELEMENTS:
                break
        return found

    @cached_property
    def places(self) -> dict[etree._Element, int]:
        """The place of each element in document order, from 0."""
        return {element: place for place, element in enumerate(self.elements)}

    @cached_property
    def by_id(self) -> dict[str, etree._Element]:
        """The first element of each id."""
        found: dict[str, etree._Element] = {}
        for element in self.elements:
            if name := element.get("id"):
                found.setdefault(name, element)
        return found

    @cached_property
    def meta(self) -> dict[str, str]:
        """The content of each meta element by its property or name, in lower case; the first one counts."""
        found: dict[str, str] = {}
        for element in self.root.iter("meta"):
            for naming in ("property", "name", "itemprop"):
                name = (element.get(naming) or "").strip().lower()
                content = one_line(element.get("content") or "")
                if name and content:
                    found.setdefault(name, content)
        return found

    @cached_property
    def title(self) -> str:
        """The page's title."""
        element = next(self.root.iter("title"), None)
        return text_of(element) if element is not None else ""

    @cached_property
    def headings(self) -> list[etree._Element]:
        """The h1 elements that hold text."""
        return [e for e in self.elements if e.tag == "h1" and text_of(e)][:20]

    @cached_property
    def canonical(self) -> str:
        """The page's own address for itself, or that it was fetched from.

        Not believed when it names another host, or the front page from a page below it: whole shops do so by mistake.
        """
        for link in self.root.iter("link"):
            if "canonical" in (link.get("rel") or "").lower().split() and link.get("href"):
                said = self.absolute(link.get("href") or "")
                return said if _may_be_of(said, self.url) else self.url
        return self.url

    @cached_property
    def country(self) -> str:
        """Two lower-case letters: of the host's country domain, or of a region in the page's language tag."""
        if self._market:
            return self._market
        host = urlsplit(self.url).hostname or ""
        last = host.rpartition(".")[2]
        if len(last) == 2 and last not in ("eu", "io", "co", "tv", "me"):
            return last
        match = re.search(r"(?:^|/)([a-z]{2})(?:[/_-]([a-z]{2}))?(?:/|$)", urlsplit(self.url).path.lower())
        region = re.fullmatch(r"[A-Za-z]{2,3}[-_]([A-Za-z]{2})", self.root.get("lang") or "")
        if region:
            return region.group(1).lower()
        return match.group(1) if match and match.group(2) else ""

    @cached_property
    def _base(self) -> str:
        said = next((base.get("href") for base in self.root.iter("base") if base.get("href")), "") or ""
        try:
            return urljoin(self.url, said.strip())
        except ValueError:
            return self.url

    def absolute(self, address: str) -> str:
        """An address of this page in full; "" for what is none."""
        try:
            whole = urljoin(self._base, address.strip())
            return whole if urlsplit(whole).scheme in ("http", "https") else ""
        except ValueError:
            return ""


def _may_be_of(said: str, url: str) -> bool:
    own, other = urlsplit(url), urlsplit(said)
    hosts = {(parts.hostname or "").removeprefix("www.") for parts in (own, other)}
    return len(hosts) == 1 and (other.path.strip("/") != "" or own.path.strip("/") == "")


def text_of(element: etree._Element, *, longest: int = 2_000) -> str:
    """The text in an element on one line, without that of scripts and styles; cut after `longest` characters."""
    pieces: list[str] = []
    size = 0
    for event, node in islice(etree.iterwalk(element, events=("start", "end")), 2 * MOST_INSIDE):
        if event == "end":
            piece = node.tail if node is not element else None
        elif node.tag in _HIDDEN:
            continue
        else:
            piece = node.text
        if piece:
            pieces.append(piece)
            size += len(piece)
            if size > longest:
                break
    return one_line("".join(pieces))[:longest]


def inside(element: etree._Element, tag: str) -> Iterator[etree._Element]:
    """The elements of one tag among the first `MOST_INSIDE` in and under an element, itself included."""
    return (node for node in islice(element.iter(etree.Element), MOST_INSIDE) if node.tag == tag)


def one_line(text: str) -> str:
    """The text with every run of white space, of any kind, as one space."""
    return _SPACES.sub(" ", text.replace("\u200b", "").replace("\xad", "")).strip()

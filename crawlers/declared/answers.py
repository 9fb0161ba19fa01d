"""An answer opened: JSON, XML, HTML, CSV or XLSX as nodes that expressions are read from.

JSON, CSV and XLSX are read with JMESPath (a row is an object of its columns), XML with XPath over local names
(namespaces are dropped), HTML with CSS, or XPath after `xpath:`.
"""

import csv
import io
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import zip_longest
from typing import Any, Protocol
from zipfile import BadZipFile

import jmespath
import openpyxl
from cssselect import SelectorError
from jmespath.exceptions import JMESPathError, UnknownFunctionError
from lxml import etree
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException
from parsel import Selector
from w3lib.encoding import html_to_unicode

from crawlers.declared.spec import AnswerSpec
from crawlers.errors import PageChanged
from crawlers.page import Page

MOST_ROWS = 200_000
"""Rows read of one table."""


class Node(Protocol):
    """A place in an answer."""

    def read(self, expression: str) -> Any:
        """What the expression finds: None, one value, or a list."""

    def each(self, expression: str) -> "list[Node] | None":
        """The nodes the expression finds; None when JSON has nothing, not even an empty list, there."""


@dataclass(frozen=True, slots=True)
class JsonNode:
    """A JSON value."""

    value: Any

    def read(self, expression: str) -> Any:
        """The value there. Raises PageChanged when a function meets a value it cannot take."""
        try:
            return compiled_jmespath(expression).search(self.value)
        except JMESPathError as error:
            raise PageChanged(f"{expression}: {error}") from error

    def each(self, expression: str) -> list[Node] | None:
        """The items of the list there. Raises PageChanged when it is no list."""
        found = self.read(expression)
        if found is None:
            return None
        if isinstance(found, dict):
            found = [found]
        if not isinstance(found, list):
            raise PageChanged(f"{expression}: {type(found).__name__} where a list was expected")
        return [JsonNode(item) for item in found]


class First(list[str]):
    """What an XPath or CSS expression finds; the first is meant where one value is wanted."""


@dataclass(frozen=True, slots=True)
class MarkupNode:
    """An element of HTML or XML."""

    selector: Selector
    paths: str

    def read(self, expression: str) -> Any:
        """The texts found, white space in one, the empty ones left out; None when there is none."""
        texts = [text for hit in self._select(expression) if (text := _text_of(hit))]
        return First(texts) if texts else None

    def each(self, expression: str) -> list[Node] | None:
        """The elements found."""
        return [MarkupNode(hit, self.paths) for hit in self._select(expression)]

    def _select(self, expression: str) -> list[Selector]:
        if self.paths == "xpath" or expression.startswith("xpath:"):
            return list(self.selector.xpath(expression.removeprefix("xpath:")))
        return list(self.selector.css(expression))


def _text_of(hit: Selector) -> str:
    if isinstance(hit.root, etree._Element):
        return " ".join(hit.xpath("string(.)").get("").split())
    return " ".join(str(hit.get() or "").split())


@lru_cache(maxsize=2048)
def compiled_jmespath(expression: str) -> jmespath.parser.ParsedResult:
    """The expression ready for use. Raises JMESPathError."""
    return jmespath.compile(expression)


def fault_in(expression: str, answer: AnswerSpec) -> str:
    """Why the expression cannot be used on such an answer, "" when it can."""
    try:
        if answer.format in ("json", "csv", "xlsx"):
            _tried(compiled_jmespath(expression))
        elif answer.format == "xml" or answer.paths == "xpath" or expression.startswith("xpath:"):
            Selector(text="<p/>").xpath(expression.removeprefix("xpath:"))
        else:
            Selector(text="<p/>").css(expression)
    except (JMESPathError, etree.XPathError, SelectorError, ValueError) as error:
        return " ".join(str(error).split())
    return ""


def _tried(expression: jmespath.parser.ParsedResult) -> None:
    """Raises UnknownFunctionError; other errors are of the empty object it is tried on, not of the expression."""
    try:
        expression.search({})
    except UnknownFunctionError:
        raise
    except JMESPathError:
        pass


def open_answer(spec: AnswerSpec, page: Page) -> Node:
    """The answer's root. Raises PageChanged when it is not in the form promised."""
    if spec.format == "xml":
        return MarkupNode(Selector(root=_xml_root(page), type="xml"), "xpath")
    if spec.format == "csv":
        return JsonNode(list(_csv_rows(spec, page)))
    if spec.format == "xlsx":
        return JsonNode(list(_xlsx_rows(spec, page)))
    if spec.format == "html":
        return MarkupNode(Selector(text=_text(spec, page)), spec.paths)
    if spec.css or spec.after:
        return JsonNode(_json_inside(spec, page))
    return JsonNode(page.json())


def _text(spec: AnswerSpec, page: Page) -> str:
    encoding = spec.encoding or html_to_unicode(page.content_type or None, page.body)[0]
    try:
        return page.body.decode(encoding, "replace")
    except LookupError as error:
        raise PageChanged(f"{page.url}: encoding {encoding!r}") from error


def _xml_root(page: Page) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(page.body.strip(), parser)
    except etree.XMLSyntaxError as error:
        raise PageChanged(f"{page.url}: no XML: {error}") from error
    for element in root.iter(etree.Element):
        element.tag = etree.QName(element).localname
        for name in [name for name in element.attrib if str(name).startswith("{")]:
            element.set(etree.QName(name).localname, element.attrib.pop(name))
    etree.cleanup_namespaces(root)
    return root


def _json_inside(spec: AnswerSpec, page: Page) -> Any:
    text = _text(spec, page)
    if spec.css:
        found = Selector(text=text).css(spec.css)
        if len(found) != 1:
            raise PageChanged(f"{page.url}: {len(found)} elements {spec.css!r} where one was expected")
        text = found[0].xpath("string(.)").get("")
    if spec.after:
        _, mark, text = text.partition(spec.after)
        if not mark:
            raise PageChanged(f"{page.url}: no {spec.after!r}")
    try:
        return json.JSONDecoder().raw_decode(text.lstrip())[0]
    except (ValueError, RecursionError) as error:
        raise PageChanged(f"{page.url}: no JSON: {error}") from error


def _csv_rows(spec: AnswerSpec, page: Page) -> Iterator[dict[str, str]]:
    text = page.body.decode(spec.encoding or "utf-8-sig", "replace")
    lines = io.StringIO(text)
    for _ in range(spec.header_row - 1):
        lines.readline()
    rows = csv.reader(lines, delimiter=spec.delimiter)
    try:
        names = [name.strip() for name in next(rows, [])] if spec.header_row else None
        for count, row in enumerate(row for row in rows if row):
            if count >= MOST_ROWS:
                raise PageChanged(f"{page.url}: more than {MOST_ROWS:,} rows")
            yield _row(names, [value.strip() for value in row])
    except csv.Error as error:
        raise PageChanged(f"{page.url}: no CSV: {error}") from error


def _row(names: list[str] | None, values: list[str]) -> dict[str, str]:
    """The values by their columns: their names, or A, B, C … in a table without."""
    if names is None:
        return {get_column_letter(place): value for place, value in enumerate(values, 1)}
    return {name: value for name, value in zip_longest(names, values[: len(names)], fillvalue="") if name}


def _xlsx_rows(spec: AnswerSpec, page: Page) -> Iterator[dict[str, str]]:
    try:
        book = openpyxl.load_workbook(io.BytesIO(page.body), read_only=True, data_only=True)
    except (InvalidFileException, BadZipFile, KeyError, OSError, ValueError, SyntaxError) as error:
        raise PageChanged(f"{page.url}: no workbook: {error}") from error
    rows = book.worksheets[0].iter_rows(
        min_row=spec.header_row or None, max_row=spec.header_row + MOST_ROWS, values_only=True
    )
    names = [str(cell or "").strip() for cell in next(rows, ())] if spec.header_row else None
    for row in rows:
        yield _row(names, [_cell(cell) for cell in row])


def _cell(cell: object) -> str:
    return "" if cell is None else re.sub(r"\s+", " ", str(cell)).strip()

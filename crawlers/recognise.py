"""What a file is, told from its first bytes; its name never counts."""

import json
import re
from enum import StrEnum

from crawlers.families import table

LOOKED_AT = 64 * 1024
"""Bytes looked at."""


class Form(StrEnum):
    """The forms a file may have."""

    ZIP = "zip"
    USPTO_DAILY = "uspto-daily"
    USPTO_TTAB = "uspto-ttab"
    ST66 = "st66"
    ST96 = "st96"
    INPI_RPI = "inpi-rpi"
    CSV = "csv"
    JSON_LINES = "json-lines"
    HTML = "html"
    EMPTY = "empty"
    OTHER_XML = "other-xml"
    OTHER_TABLE = "other-table"
    OTHER = "other"


_ZIP_MAGIC = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_NOISE = re.compile(rb"<\?.*?\?>|<!--.*?-->", re.DOTALL)
_DOCTYPE = re.compile(rb"<!DOCTYPE\s+([\w:.-]+)", re.IGNORECASE)
_TAG = re.compile(rb"<(?:[\w.-]+:)?([A-Za-z][\w.-]*)")
_ROOTS = {
    b"trademark-applications-daily": Form.USPTO_DAILY,
    b"case-file": Form.USPTO_DAILY,
    b"ttab-proceedings": Form.USPTO_TTAB,
    b"proceeding-entry": Form.USPTO_TTAB,
    b"revista": Form.INPI_RPI,
    b"processos": Form.INPI_RPI,
    b"processo": Form.INPI_RPI,
    b"TradeMark": Form.ST66,
    b"TradeMarkTransactionBody": Form.ST66,
    b"Trademark": Form.ST96,
    b"TrademarkTransactionBody": Form.ST96,
    b"TrademarkTransaction": Form.ST96,
    b"TrademarkBag": Form.ST96,
    b"TrademarkApplication": Form.ST96,
}
_HTML_TAGS = frozenset(
    {b"html", b"head", b"body", b"title", b"meta", b"div", b"p", b"script", b"center", b"h1"}
)


def recognise(start: bytes) -> Form:
    """The form of a file that begins with `start`, the first `LOOKED_AT` bytes (fewer when it is shorter)."""
    if start.startswith(_ZIP_MAGIC):
        return Form.ZIP
    text = _as_utf8(start).strip(b" \t\r\n\0")
    if not text:
        return Form.EMPTY
    if text.startswith(b"<"):
        return _markup(text)
    if text.startswith(b"{"):
        return _json(text)
    return _table(text)


def _as_utf8(start: bytes) -> bytes:
    for mark, encoding in (
        (b"\xff\xfe", "utf-16-le"),
        (b"\xfe\xff", "utf-16-be"),
        (b"<\0", "utf-16-le"),
        (b"\0<", "utf-16-be"),
    ):
        if start.startswith(mark):
            return start.decode(encoding, "ignore").lstrip("\ufeff").encode()
    return start.removeprefix(b"\xef\xbb\xbf")


def _markup(text: bytes) -> Form:
    bare = _NOISE.sub(b"", text)
    doctype = _DOCTYPE.search(bare)
    if doctype and doctype.group(1).lower() == b"html":
        return Form.HTML
    tags = _TAG.findall(bare)
    if not tags:
        return Form.OTHER_XML
    if tags[0].lower() in _HTML_TAGS:
        return Form.HTML
    if doctype and doctype.group(1) in _ROOTS:
        return _ROOTS[doctype.group(1)]
    return next((_ROOTS[tag] for tag in tags if tag in _ROOTS), Form.OTHER_XML)


def _json(text: bytes) -> Form:
    line = text.split(b"\n", 1)[0]
    try:
        data = json.loads(line)
    except (ValueError, RecursionError):
        return Form.JSON_LINES if b'"sign"' in line and len(text) >= LOOKED_AT - 4 else Form.OTHER
    known = isinstance(data, dict) and ("sign" in data or "kind" in data)
    return Form.JSON_LINES if known else Form.OTHER_TABLE


def _table(text: bytes) -> Form:
    line = text.split(b"\n", 1)[0].decode("utf-8", "replace")
    if "\0" in line:
        return Form.OTHER
    _, columns = table.columns_of(line)
    known = set(columns) & set(table.COLUMNS)
    if "sign" in known or len(known) >= 2:
        return Form.CSV
    return Form.OTHER

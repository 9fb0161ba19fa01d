"""Rows of an .xlsx workbook, read without trusting it. Excel 监测清单.

An .xlsx is a zip of XML (ECMA-376), so it is bounded before it is opened: members, unpacked bytes, rows,
columns; a document type declaration is refused, as no spreadsheet program writes one.
"""

import io
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from xml.etree.ElementTree import ParseError

import openpyxl
from lxml.etree import LxmlError
from openpyxl.utils.exceptions import InvalidFileException

from domain.fault import Fault, FaultKind
from watchlists.tables import MAX_ROWS, HeaderScore, Row, Unreadable

MAX_UNPACKED_BYTES = 128 * 1024 * 1024
_MAX_MEMBERS = 2_000
_MAX_COLUMNS = 100
_MAX_SHEETS = 50
_PROLOGUE_BYTES = 65_536
_DOCTYPES = tuple("<!DOCTYPE".encode(e) for e in ("ascii", "utf-16-le", "utf-16-be"))
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    InvalidFileException,
    ParseError,
    LxmlError,
    KeyError,
    ValueError,
    TypeError,
    AttributeError,
    IndexError,
    EOFError,
    NotImplementedError,
    OverflowError,
    RuntimeError,
)
"""What zipfile, expat, lxml and openpyxl raise on damaged workbooks (RuntimeError: an encrypted member)."""

_Sheet = list[tuple[object, ...]]


def xlsx_rows(data: bytes, file: str, score: HeaderScore) -> Iterator[Row | Fault]:
    """The rows of the first sheet whose header names a column, else of the first sheet. Raises Unreadable."""
    _check_package(data, file)
    try:
        rows = _fitting_sheet(data, file, score)
    except _BROKEN as wrong:
        detail = f"{type(wrong).__name__}: {wrong}"[:200]
        raise Unreadable(Fault(kind=FaultKind.ZIP_BROKEN, file=file, detail=detail)) from wrong
    for number, cells in enumerate(rows, start=1):
        yield Row(place=f"row {number}", cells=cells)
    if len(rows) == MAX_ROWS:
        yield Fault(kind=FaultKind.FILE_TOO_LARGE, file=file, detail=f"≥ {MAX_ROWS} rows")


def _fitting_sheet(data: bytes, file: str, score: HeaderScore) -> _Sheet:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl warns of styles and extensions that hold no values
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        try:
            sheets = [s for s in book.worksheets[:_MAX_SHEETS] if s.sheet_state == "visible"]
            first: _Sheet | None = None
            for sheet in sheets:
                sheet.reset_dimensions()
                rows = _sheet_rows(sheet)
                header = next((r for r in rows if r), ())
                if score(header):
                    return rows
                first = rows if first is None else first
        finally:
            book.close()
    if first is None:
        raise Unreadable(Fault(kind=FaultKind.NOT_A_WATCHLIST, file=file, detail="no visible sheet"))
    return first


def _sheet_rows(sheet: "openpyxl.worksheet._read_only.ReadOnlyWorksheet") -> _Sheet:
    """Rows up to the last that holds a value; a sheet formatted to row 1,048,576 ends where its text does."""
    rows: _Sheet = []
    last = 0
    for cells in sheet.iter_rows(max_row=MAX_ROWS, max_col=_MAX_COLUMNS, values_only=True):
        width = max((i for i, cell in enumerate(cells, start=1) if cell is not None), default=0)
        rows.append(cells[:width])
        if width:
            last = len(rows)
    return rows[:last]


def _check_package(data: bytes, file: str) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            members = package.infolist()
            if "xl/workbook.xml" not in package.namelist():
                detail = "a zip that is no .xlsx workbook"
                raise Unreadable(Fault(kind=FaultKind.NOT_A_WATCHLIST, file=file, detail=detail))
            unpacked = sum(m.file_size for m in members)
            if len(members) > _MAX_MEMBERS or unpacked > MAX_UNPACKED_BYTES:
                detail = f"{len(members)} members, {unpacked} bytes unpacked"
                raise Unreadable(Fault(kind=FaultKind.ZIP_UNSAFE, file=file, detail=detail))
            for member in members:
                _check_declares_nothing(package, member, file)
    except _BROKEN as wrong:
        detail = f"{type(wrong).__name__}: {wrong}"[:200]
        raise Unreadable(Fault(kind=FaultKind.ZIP_BROKEN, file=file, detail=detail)) from wrong


def _check_declares_nothing(package: zipfile.ZipFile, member: zipfile.ZipInfo, file: str) -> None:
    if not member.filename.endswith((".xml", ".rels")):
        return
    with package.open(member) as stream:
        prologue = stream.read(_PROLOGUE_BYTES)
    if any(doctype in prologue for doctype in _DOCTYPES):
        place = f"{file}!{member.filename}"
        raise Unreadable(Fault(kind=FaultKind.ENTITY_DECLARED, file=place))

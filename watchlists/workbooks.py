"""Rows of an .xlsx workbook, read without trusting it. Excel 监测清单.

An .xlsx is a zip of XML (ECMA-376), so it is bounded before it is opened: the list of its members, unpacked bytes, their
ratio to the packed ones, rows, columns; a document type declaration is refused, as no spreadsheet program writes one.
"""

import io
import re
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from itertools import zip_longest
from xml.etree.ElementTree import ParseError  # nosec B405 # an error type, parses nothing

import openpyxl
from lxml.etree import LxmlError
from openpyxl.utils.exceptions import InvalidFileException

from domain.fault import Fault
from domain.fault_kind import FaultKind
from watchlists.tables import MAX_ROWS, HeaderScore, Row, Unreadable

MAX_UNPACKED_BYTES = 128 * 1024 * 1024
XML_BYTES_A_ROW = 2 * 1024
"""Unpacked bytes of all XML parts, for each row that is read."""

MAX_RATIO = 300
"""Unpacked to packed bytes of an XML part above 1 MB: rows that repeat themselves reach 100; zeroes reach 1,030."""

_MAX_MEMBERS = 2_000
_MAX_DIRECTORY_BYTES = 1024 * 1024
_END_OF_DIRECTORY, _END_OF_DIRECTORY_64 = b"PK\x05\x06", b"PK\x06\x07"
_MAX_COLUMNS = 100
_MAX_SHEETS = 50
_PROLOGUE_BYTES = 65_536
_DOCTYPES = tuple("<!DOCTYPE".encode(e) for e in ("ascii", "utf-16-le", "utf-16-be"))
_FORMULA = re.compile(rb"<f[\s/>]")
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


def xlsx_rows(data: bytes, file: str, score: HeaderScore, *, most: int = MAX_ROWS) -> Iterator[Row | Fault]:
    """The rows, `most` at most, of the first sheet whose header names a column, else of the first sheet. Raises Unreadable."""
    _check_package(data, file, most)
    try:
        rows = _fitting_sheet(data, file, score, most)
    except _BROKEN as wrong:
        raise Unreadable(Fault(kind=FaultKind.WORKBOOK_BROKEN, file=file)) from wrong
    for number, cells in enumerate(rows, start=1):
        yield Row(place=f"row {number}", cells=cells)
    if len(rows) == most:
        yield Fault(kind=FaultKind.FILE_TOO_LARGE, file=file, detail=f"≥ {most} rows")


def _fitting_sheet(data: bytes, file: str, score: HeaderScore, most: int) -> _Sheet:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl warns of styles and extensions that hold no values
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        try:
            sheets = [s for s in book.worksheets[:_MAX_SHEETS] if s.sheet_state == "visible"]
            first: _Sheet | None = None
            for sheet in sheets:
                sheet.reset_dimensions()
                rows = _sheet_rows(sheet, most)
                header = next((r for r in rows if r), ())
                if score(header):
                    return _with_formulas(data, sheet.title, rows, most)
                first = rows if first is None else first
        finally:
            book.close()
    if first is None:
        raise Unreadable(Fault(kind=FaultKind.NOT_A_WATCHLIST, file=file, detail="no visible sheet"))
    return first


def _with_formulas(data: bytes, title: str, rows: _Sheet, most: int) -> _Sheet:
    """The rows, with the formula itself where the program that saved it kept no value of it: an empty cell would hide that."""
    if not _has_formulas(data):
        return rows
    book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=False, keep_links=False)
    try:
        sheet = book[title]
        sheet.reset_dimensions()
        formulas = _sheet_rows(sheet, most)
    finally:
        book.close()
    blank: tuple[object, ...] = ()
    return [
        tuple(
            said if had is None and isinstance(said, str) and said.startswith("=") else had
            for had, said in zip_longest(cells, written)
        )
        for cells, written in zip_longest(rows, formulas, fillvalue=blank)
    ]


def _has_formulas(data: bytes) -> bool:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        sheets = (name for name in package.namelist() if name.startswith("xl/worksheets/"))
        return any(_FORMULA.search(package.read(name)) for name in sheets)


def _sheet_rows(sheet: "openpyxl.worksheet._read_only.ReadOnlyWorksheet", most: int) -> _Sheet:
    """Rows up to the last that holds a value; a sheet formatted to row 1,048,576 ends where its text does."""
    rows: _Sheet = []
    last = 0
    for cells in sheet.iter_rows(max_row=most, max_col=_MAX_COLUMNS, values_only=True):
        width = max((i for i, cell in enumerate(cells, start=1) if cell is not None), default=0)
        rows.append(cells[:width])
        if width:
            last = len(rows)
    return rows[:last]


def _check_package(data: bytes, file: str, most: int) -> None:
    """Before anything is unpacked. What a member declares as its size holds: zipfile hands out no byte beyond it."""
    _check_directory(data, file)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            members = package.infolist()
            if "xl/workbook.xml" not in package.namelist():
                raise Unreadable(Fault(kind=FaultKind.WORKBOOK_BROKEN, file=file))
            if detail := _unsafe(members, most):
                raise Unreadable(Fault(kind=FaultKind.ZIP_UNSAFE, file=file, detail=detail))
            for member in members:
                _check_declares_nothing(package, member, file)
    except _BROKEN as wrong:
        raise Unreadable(Fault(kind=FaultKind.WORKBOOK_BROKEN, file=file)) from wrong


def _check_directory(data: bytes, file: str) -> None:
    """Refuses a list of members too long to be read into memory (APPNOTE 4.3.16: the end record stands in the last 65,557
    bytes), and one in ZIP64, which no spreadsheet of this size needs.
    """
    end = data.rfind(_END_OF_DIRECTORY, max(0, len(data) - 65_557))
    if end < 0 or len(data) < end + 22:
        return  # zipfile says what is wrong
    size = int.from_bytes(data[end + 12 : end + 16], "little")
    if size > _MAX_DIRECTORY_BYTES or data[max(0, end - 20) : end].startswith(_END_OF_DIRECTORY_64):
        detail = f"{size} bytes of member names, or ZIP64"
        raise Unreadable(Fault(kind=FaultKind.ZIP_UNSAFE, file=file, detail=detail))


def _unsafe(members: list[zipfile.ZipInfo], most: int) -> str:
    """Why a package of so many rows is not opened; "" where nothing speaks against it."""
    unpacked = sum(member.file_size for member in members)
    xml = [member for member in members if _is_xml(member)]
    if len(members) > _MAX_MEMBERS or unpacked > MAX_UNPACKED_BYTES:
        return f"{len(members)} members, {unpacked} bytes unpacked"
    if (size := sum(member.file_size for member in xml)) > XML_BYTES_A_ROW * most:
        return f"{size} bytes of XML unpacked"
    for member in xml:
        if member.file_size > max(1024 * 1024, MAX_RATIO * member.compress_size):
            return f"{member.filename[:80]}: {member.compress_size} bytes unpack to {member.file_size}"
    return ""


def _is_xml(member: zipfile.ZipInfo) -> bool:
    return member.filename.lower().endswith((".xml", ".rels"))


def _check_declares_nothing(package: zipfile.ZipFile, member: zipfile.ZipInfo, file: str) -> None:
    if not _is_xml(member):
        return
    with package.open(member) as stream:
        prologue = stream.read(_PROLOGUE_BYTES)
    if any(doctype in prologue for doctype in _DOCTYPES):
        place = f"{file}!{member.filename}"
        raise Unreadable(Fault(kind=FaultKind.ENTITY_DECLARED, file=place))

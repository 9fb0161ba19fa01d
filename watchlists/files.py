"""The rows of a file that was handed in, whatever it was saved as: told by its bytes, never by its name. 上传的表格."""

from collections.abc import Iterator

from domain.fault import Fault
from domain.fault_kind import FaultKind
from watchlists.tables import HeaderScore, Row, Unreadable, csv_rows
from watchlists.workbooks import xlsx_rows

_ZIP = b"PK\x03\x04"
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_NOT_TEXT = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b")


def rows_of(data: bytes, file: str, score: HeaderScore, most: int) -> Iterator[Row | Fault]:
    """The rows of a CSV file or workbook, `most` at most, the header first. Raises Unreadable."""
    if not data.strip():
        raise Unreadable(Fault(kind=FaultKind.EMPTY_WATCHLIST, file=file, detail=f"{len(data)} bytes"))
    if data.startswith(_ZIP):
        return xlsx_rows(data, file, score, most=most)
    if data.startswith(_OLE):
        detail = ".xls (Excel 97-2003) 或加密的工作簿 / or an encrypted workbook"
        raise Unreadable(Fault(kind=FaultKind.NOT_A_WATCHLIST, file=file, detail=detail))
    opening = data.removeprefix(b"\xef\xbb\xbf").lstrip()[:64].lower()
    if opening.startswith((b"<!doctype html", b"<html")):
        raise Unreadable(Fault(kind=FaultKind.NOT_THE_FILE, file=file))
    if data.startswith(_NOT_TEXT) or (
        b"\x00" in data[:4096] and not data.startswith((b"\xff\xfe", b"\xfe\xff"))
    ):
        raise Unreadable(Fault(kind=FaultKind.NOT_A_WATCHLIST, file=file))
    return csv_rows(data, file, score, most=most)

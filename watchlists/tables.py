"""A watchlist file as numbered rows of cells, whatever it was saved as. 监测清单文件.

CSV: UTF-8 with or without BOM, or GB18030 (what Excel in China saves as "CSV"), tried strictly in that
order; the header line tells whether comma, tab or semicolon parts the cells. XLSX: the first sheet whose
header fits, values not formulas. Both are recognised by their bytes, never by the name.

Row numbers are those a spreadsheet shows: the first line is row 1, a blank line is a row, a line break
inside a quoted cell is not. Where a CSV's line number differs, it stands beside the row number.
"""

import csv
import io
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from domain.fault import Fault
from domain.fault_kind import FaultKind

Cell = object
"""What a cell holds: str in CSV; str, int, float, bool, date, datetime, time or None in XLSX."""

HeaderScore = Callable[[tuple[Cell, ...]], int]
"""How many of a header row's cells name a known column."""

MAX_FILE_BYTES = 64 * 1024 * 1024
MAX_ROWS = 200_000
_MAX_LINES_IN_ROW = 100
_DELIMITERS = (",", "\t", ";")


class Unreadable(Exception):
    """The file as a whole cannot be read; `fault` says why."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.says())
        self.fault = fault


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row. `place` names it as a person finds it, such as `row 7` or `row 7 (line 9)`."""

    place: str
    cells: tuple[Cell, ...]


def csv_rows(data: bytes, file: str, score: HeaderScore, *, most: int = MAX_ROWS) -> Iterator[Row | Fault]:
    """The rows of a CSV file, `most` at most, the header first; a row that is no CSV comes as a Fault. Raises Unreadable.

    An opened quote that is not closed within 100 lines spoils its own line only, not the rest of the file.
    """
    lines = list(io.StringIO(_decoded(data, file), newline=""))
    delimiter = _delimiter(lines, score)
    line = 0
    number = 0
    while line < len(lines):
        number += 1
        if number > most:
            yield Fault(kind=FaultKind.FILE_TOO_LARGE, file=file, detail=f"> {most} rows")
            return
        place = f"row {number}" if number == line + 1 else f"row {number} (line {line + 1})"
        try:
            cells, taken = _first_record(lines, line, delimiter)
        except csv.Error:
            yield Fault(kind=FaultKind.ROW_MALFORMED, file=file, record=place)
            line += 1
            continue
        yield Row(place=place, cells=cells)
        line += taken


def _first_record(lines: list[str], start: int, delimiter: str) -> tuple[tuple[str, ...], int]:
    reader = csv.reader(lines[start : start + _MAX_LINES_IN_ROW], delimiter=delimiter, strict=True)
    cells = next(reader)
    return tuple(cells), reader.line_num


def _delimiter(lines: list[str], score: HeaderScore) -> str:
    """The delimiter under which the first line that is not blank names most columns; a comma when none does."""
    header = next((number for number, line in enumerate(lines) if line.strip(" \t,;\r\n")), 0)

    def named(delimiter: str) -> int:
        try:
            return score(_first_record(lines, header, delimiter)[0])
        except (csv.Error, StopIteration):
            return 0

    return max(_DELIMITERS, key=named)


def _decoded(data: bytes, file: str) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as not_utf8:
        try:
            text = data.decode("gb18030")
        except UnicodeDecodeError as not_gb:
            raise Unreadable(Fault(kind=FaultKind.WRONG_ENCODING, file=file)) from not_gb
        if not _is_chinese_text(text):
            raise Unreadable(Fault(kind=FaultKind.WRONG_ENCODING, file=file)) from not_utf8
        return text


def _is_chinese_text(text: str) -> bool:
    """True when bytes read as GB18030 make sense.

    Nearly any bytes decode as GB18030. Real text has no control, private or unassigned characters, and most
    of its characters beyond ASCII are in GB 2312; Latin-1, Windows-1252 and Big5 read so have rare ones.
    """
    beyond = [c for c in text if not c.isascii()]
    if any(unicodedata.category(c) in ("Cc", "Co", "Cn") for c in text if c not in "\t\r\n"):
        return False
    common = sum(_in_gb2312(c) for c in beyond)
    return common * 2 >= len(beyond)


def _in_gb2312(character: str) -> bool:
    try:
        character.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


def read_bytes(path: Path) -> bytes:
    """The bytes of the file. Raises Unreadable when it is missing, empty, a folder or over 64 MB."""
    try:
        if path.stat().st_size > MAX_FILE_BYTES:
            raise Unreadable(Fault(kind=FaultKind.FILE_TOO_LARGE, file=str(path), detail="> 64 MB"))
        data = path.read_bytes()
    except OSError as wrong:
        detail = wrong.strerror or type(wrong).__name__
        raise Unreadable(Fault(kind=FaultKind.FILE_MISSING, file=str(path), detail=detail)) from wrong
    if not data.strip():
        raise Unreadable(Fault(kind=FaultKind.EMPTY_WATCHLIST, file=str(path), detail=f"{len(data)} bytes"))
    return data

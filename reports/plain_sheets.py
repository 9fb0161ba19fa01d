"""Tables of words as a workbook that can be read back: every cell text, so that Excel makes no dates and numbers of codes."""

import io
from collections.abc import Sequence
from dataclasses import dataclass

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from reports.cells import inert_in_workbook

_EMPTY_ROWS = 100
_WIDE, _NARROW, _WIDEST = 6, 12, 48


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A sheet: its title, its headings, and its rows of words and counts."""

    title: str
    headings: Sequence[str]
    rows: Sequence[Sequence[str | int]]


def sheets_xlsx(sheets: Sequence[Sheet]) -> bytes:
    """The workbook; a sheet without rows is a template, its cells text already."""
    book = Workbook()
    book.remove(book.active)
    for one in sheets:
        sheet = book.create_sheet(one.title[:31])
        sheet.append([inert_in_workbook(cell) for cell in one.headings])
        for row in one.rows:
            sheet.append([inert_in_workbook(cell) if isinstance(cell, str) else cell for cell in row])
        sheet.freeze_panes = "B2"
        for number, heading in enumerate(one.headings, 1):
            sheet.cell(1, number).font = Font(bold=True)
            longest = max([len(heading), *(len(str(row[number - 1])) for row in one.rows[:_EMPTY_ROWS])])
            width = min(_WIDEST, max(_NARROW, 2 * longest + _WIDE))
            sheet.column_dimensions[get_column_letter(number)].width = width
            for at in range(2, (len(one.rows) or _EMPTY_ROWS) + 2):
                cell = sheet.cell(at, number)
                cell.alignment = Alignment(wrap_text=True, vertical="top")
                if not isinstance(cell.value, int):
                    cell.number_format = "@"
    return saved(book)


def about_sheet(
    book: Workbook, title: str, lines: Sequence[tuple[str, str]], widths: tuple[int, int]
) -> None:
    """A sheet that says what the others are of: a line each, what is said of in the first column."""
    sheet = book.create_sheet(title)
    for label, said in lines:
        sheet.append([inert_in_workbook(label), inert_in_workbook(said)])
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = widths


def saved(book: Workbook) -> bytes:
    """The workbook as a file."""
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()

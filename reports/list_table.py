"""A list of the centre as CSV and as a workbook, which can be read back; of None, a template. 名录导出与模板."""

import csv
import io
from collections.abc import Sequence

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from domain.list_fields import Listed, values_of
from reports.cells import inert, inert_in_workbook

Headings = Sequence[tuple[str, str, str]]
"""Field, heading in Chinese and in English of each column."""

_WIDE = frozenset(
    {"enterprise", "reason", "fairs", "shops", "rights", "conflicts", "note", "pair", "organisation", "name"}
)


def list_csv(headings: Headings, listed: Sequence[Listed] | None, language: str) -> bytes:
    """CSV as Excel opens it: BOM, CRLF, no cell it would take for a formula."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(_header(headings, language))
    writer.writerows([inert(cell) for cell in _cells(headings, one, language)] for one in listed or ())
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def list_xlsx(headings: Headings, listed: Sequence[Listed] | None, language: str) -> bytes:
    """A workbook, every cell text, so that Excel makes no dates and numbers of codes."""
    book = Workbook()
    sheet = book.active
    sheet.title = "名录" if language.startswith("zh") else "List"
    sheet.freeze_panes = "B2"
    sheet.append(_header(headings, language))
    for one in listed or ():
        sheet.append([inert_in_workbook(cell) for cell in _cells(headings, one, language)])
    for number, (field, _, _) in enumerate(headings, 1):
        sheet.cell(1, number).font = Font(bold=True)
        sheet.column_dimensions[get_column_letter(number)].width = 32 if field in _WIDE else 16
        for row in range(2, max(sheet.max_row, 200 if listed is None else 0) + 1):
            sheet.cell(row, number).number_format = "@"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _header(headings: Headings, language: str) -> list[str]:
    return [chinese if language.startswith("zh") else english for _, chinese, english in headings]


def _cells(headings: Headings, one: Listed, language: str) -> list[str]:
    return [" | ".join(values_of(one, field, language)) for field, _, _ in headings]

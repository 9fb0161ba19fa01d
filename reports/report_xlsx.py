"""A report as a workbook: every figure a number that leads to what it was counted of. 报告（Excel）。"""

import io
from collections.abc import Mapping
from typing import Any

from openpyxl import Workbook
from openpyxl.chart import BarChart, Reference
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.xml.functions import tostring

from domain.report import Figure, FigureTable, Report, Unit, WordTable
from reports.cells import inert_in_workbook
from reports.figure_words import NONE, Placed, bars_of, heat_of, ids_hash, placed, reservations, unit_of
from reports.fixed_zip import ZIP_DAY, fixed_zip
from reports.report_docx import DRAFT, reserved

_BASIS = "依据"
_FONT, _HEAD = "宋体", "黑体"
_LINE = Side(style="thin", color="BFBFBF")
_BORDER = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
_GROUND = PatternFill("solid", start_color="EDEFF2")
_PLAIN, _BOLD, _LINK = (
    Font(name=_FONT, size=10.5),
    Font(name=_HEAD, size=10.5),
    Font(name=_FONT, size=10.5, color="1F4E79"),
)
_WRAP = Alignment(wrap_text=True, vertical="top")
_MIDDLE = Alignment(wrap_text=True, vertical="center", horizontal="center")
_PLAIN_FORMS = {Unit.MONEY: "#,##0.00", Unit.SHARE: "0.0", Unit.ANSWER: "#,##0.##"}
_IDS_A_CELL = 30_000
"""Characters of ids in one cell; Excel holds 32,767."""


def report_xlsx(
    report: Report, *, narrative: Mapping[str, str] | None = None, base: str = "", signed: str = ""
) -> bytes:
    """The report as .xlsx; `base` and `signed` as for the document."""
    book = Workbook()
    every = placed(report)
    at_row = {one.figure.name: number for number, one in enumerate(every, 2)}
    _about(book.active, report, narrative or {}, signed)
    for number, chapter in enumerate(report.chapters, 1):
        lists = [one for one in chapter.lists if not (one.wide and report.whole)]
        if chapter.tables or any(one.rows for one in lists):
            sheet = book.create_sheet(f"{number} {chapter.says.zh}"[:31])
            _tables(sheet, chapter.tables, lists, at_row)
    if report.whole is not None:
        _whole(book.create_sheet(report.whole.says.zh), report.whole)
    _basis(book.create_sheet(_BASIS), every, base, public=report.public)
    return _saved(book, f"{report.title} {report.period}")


def _about(sheet: Any, report: Report, narrative: Mapping[str, str], signed: str) -> None:
    sheet.title = "说明"
    lines = [report.title, " · ".join(filter(None, (report.period.says_zh, report.about))), signed or DRAFT]
    lines += reserved(report)
    for chapter in report.chapters:
        said = [*chapter.sentences, *(narrative.get(chapter.asks, "").splitlines() if chapter.asks else ())]
        lines += ["", chapter.says.zh, *said] if said else []
    titles = {chapter.says.zh for chapter in report.chapters} | {report.title}
    for number, line in enumerate(lines, 1):
        _put(sheet, number, 1, line, _BOLD if line in titles else _PLAIN, _WRAP, bordered=False)
    sheet.column_dimensions["A"].width = 100


def _tables(
    sheet: Any, tables: tuple[FigureTable, ...], lists: list[WordTable], at_row: Mapping[str, int]
) -> None:
    row = 1
    for table in tables:
        row = _figures(sheet, table, row, at_row)
    for words in lists:
        if words.rows:
            _put(sheet, row, 1, words.says.zh, _BOLD, _WRAP, bordered=False)
            row = _words(sheet, words, row + 1) + 2
    sheet.column_dimensions["A"].width = 30
    for column in range(2, 16):
        sheet.column_dimensions[get_column_letter(column)].width = 15
    _printed(sheet)


def _figures(sheet: Any, table: FigureTable, row: int, at_row: Mapping[str, int]) -> int:
    """Writes a table from a row on, and returns the next free one."""
    _put(sheet, row, 1, table.says.zh, _BOLD, Alignment(), bordered=False)
    for column, says in enumerate((table.corner, *table.columns), 1):
        _put(sheet, row + 1, column, says.zh, _BOLD, _MIDDLE).fill = _GROUND
    heat, first = heat_of(table), row + 2
    for at, (says, figures) in enumerate(table.rows, first):
        _put(sheet, at, 1, says.zh, _PLAIN, _WRAP)
        for column, figure in enumerate(figures, 2):
            cell = _figure(sheet, at, column, figure, at_row)
            if figure is not None and figure.name in heat:
                cell.fill = PatternFill("solid", start_color=heat[figure.name])
    last = first + len(table.rows)
    for line in reservations(table):
        _put(sheet, last, 1, f"注：{line.zh}", _PLAIN, Alignment(), bordered=False)
        last += 1
    if (bars := bars_of(table)) is not None:
        chart = BarChart()
        chart.type, chart.style, chart.height = "bar", 10, max(6.0, 0.8 * len(bars.rows) + 3)
        width = len(bars.series)
        values = Reference(
            sheet, min_col=2, max_col=1 + width, min_row=first - 1, max_row=first - 1 + len(bars.rows)
        )
        chart.add_data(values, titles_from_data=True)
        chart.set_categories(Reference(sheet, min_col=1, min_row=first, max_row=first - 1 + len(bars.rows)))
        chart.title, chart.y_axis.delete, chart.x_axis.delete = None, False, False
        chart.x_axis.scaling.orientation = "maxMin"
        sheet.add_chart(chart, f"{get_column_letter(len(table.columns) + 3)}{row}")
        last = max(last, row + int(chart.height * 2) + 1)
    return last + 1


def _figure(sheet: Any, row: int, column: int, figure: Figure | None, at_row: Mapping[str, int]) -> Any:
    if figure is None or figure.value is None:
        cell = _put(sheet, row, column, NONE, _PLAIN, Alignment(horizontal="right"))
    else:
        cell = _put(
            sheet,
            row,
            column,
            float(figure.value) if figure.value % 1 else int(figure.value),
            _LINK,
            Alignment(),
        )
        cell.number_format = _number_format(figure)
    if figure is not None:
        cell.hyperlink = Hyperlink(ref=cell.coordinate, location=f"'{_BASIS}'!A{at_row[figure.name]}")
    return cell


def _number_format(figure: Figure) -> str:
    plain = _PLAIN_FORMS.get(figure.unit, "#,##0")
    return f'"≥"{plain}' if figure.at_least else plain


def _words(sheet: Any, words: WordTable, row: int) -> int:
    for column, says in enumerate(words.columns, 1):
        _put(sheet, row, column, says, _BOLD, _MIDDLE).fill = _GROUND
    for at, cells in enumerate(words.rows, row + 1):
        for column, said in enumerate(cells, 1):
            _put(sheet, at, column, said, _PLAIN, _WRAP)
    return row + len(words.rows)


def _whole(sheet: Any, words: WordTable) -> None:
    """Many rows: written without a border each, which would take most of the time."""
    sheet.append([inert_in_workbook(one) for one in words.columns])
    for cell in sheet[1]:
        cell.font, cell.fill, cell.alignment = _BOLD, _GROUND, _MIDDLE
    for row in words.rows:
        sheet.append([int(one) if at == 0 else inert_in_workbook(one) for at, one in enumerate(row)])
    for column, says in enumerate(words.columns, 1):
        sheet.column_dimensions[get_column_letter(column)].width = (
            30 if "企业" in says else max(11, 2 * len(says) + 2)
        )
    sheet.column_dimensions["A"].width = 6
    sheet.freeze_panes = "D2"
    sheet.auto_filter.ref = sheet.dimensions
    sheet.print_title_rows = "1:1"
    _printed(sheet)


def _basis(sheet: Any, every: tuple[Placed, ...], base: str, *, public: bool) -> None:
    """A line for each figure: what it is, what it means, and every id; of a public report no ids, which would tell by their
    differences what is hidden."""
    columns = ("号", "数据", "名称", "数值", "单位", "说明", "口径")
    sheet.append([*columns, *(() if public else ("编号数", "编号清单 SHA-256", "编号清单"))])
    for cell in sheet[1]:
        cell.font, cell.fill = _BOLD, _GROUND
    for one in every:
        figure = one.figure
        why = f"{'下限。' if figure.at_least else ''}{figure.why.zh if figure.why else ''}"
        value = (
            NONE if figure.value is None else float(figure.value) if figure.value % 1 else int(figure.value)
        )
        sheet.append(
            [one.number, inert_in_workbook(one.where.zh), figure.name, value, unit_of(figure), why,
             inert_in_workbook(figure.means.zh), *(() if public else (len(figure.ids), ids_hash(figure), *_in_cells(figure)))]
        )  # fmt: skip
        if figure.value is not None:
            sheet.cell(sheet.max_row, 4).number_format = _number_format(figure)
        if base:
            sheet.cell(sheet.max_row, 3).hyperlink = f"{base}/figures/{figure.name}"
    for column, width in zip("ABCDEFGHIJ", (6, 44, 26, 12, 8, 30, 44, 8, 20, 80), strict=True):
        sheet.column_dimensions[column].width = width
    sheet.freeze_panes = "C2"


def _in_cells(figure: Figure) -> list[str]:
    cells, now = [], ""
    for one in figure.ids:
        if len(now) + len(one) + 1 > _IDS_A_CELL:
            cells.append(now)
            now = ""
        now = f"{now}、{one}" if now else one
    return [inert_in_workbook(one) for one in (*cells, now) if one]


def _put(
    sheet: Any, row: int, column: int, value: object, font: Font, how: Alignment, *, bordered: bool = True
) -> Any:
    cell = sheet.cell(row, column, inert_in_workbook(value) if isinstance(value, str) else value)
    cell.font, cell.alignment = font, how
    if bordered:
        cell.border = _BORDER
    return cell


def _printed(sheet: Any) -> None:
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.oddFooter.center.text = "— &P —"


def _saved(book: Workbook, title: str) -> bytes:
    """The file, of one day."""
    kept = book.properties
    kept.title, kept.creator = title, "haishao 海哨"
    out = io.BytesIO()
    book.save(out)
    kept.created = kept.modified = ZIP_DAY  # saving writes the moment of it
    return fixed_zip(out.getvalue(), {"docProps/core.xml": tostring(kept.to_tree())})

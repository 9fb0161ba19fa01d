"""Applicants met by alerts, as a workbook for the centre's staff. 申请人导出。"""

from collections.abc import Sequence

from openpyxl import Workbook

from domain.applicant import ApplicantLine
from domain.case_words import OUTCOME
from domain.jurisdictions import name
from reports.cells import inert_in_workbook
from reports.plain_sheets import about_sheet, saved
from reports.register_table import Told

_COLUMNS: tuple[tuple[str, str, int], ...] = (
    ("申请人（公告所载）", "Applicant", 36), ("类型", "Kind", 14), ("国家/地区", "Country", 14), ("预警（条）", "Alerts", 8),
    ("品牌", "Brands", 8), ("企业（家）", "Enterprises", 8), ("命中申请（件）", "Filings met", 8),
    ("申请局（件）", "Offices (filings)", 30), ("最早申请", "First filing", 12), ("最近申请", "Last filing", 12),
    ("窗口未过（条）", "Windows open", 8),
    ("最近截止日", "Nearest last day", 12), ("立案", "Cases", 8), ("排除", "Dismissed", 8), ("求助", "Help asked", 8),
    ("未答复", "Not answered", 8), ("案件结果", "Outcomes", 24), ("数据", "Data", 12),
)  # fmt: skip


def applicants_xlsx(lines: Sequence[ApplicantLine], told: Told, language: str) -> bytes:
    """A workbook: a row an applicant, counts as numbers, and a sheet that says what was asked and who may read it."""
    chinese = language.startswith("zh")
    book = Workbook()
    sheet = book.active
    sheet.title = "Applicants"
    sheet.freeze_panes = "B2"
    sheet.append([zh if chinese else en for zh, en, _ in _COLUMNS])
    for line in lines:
        cells = _cells(line, language, chinese=chinese)
        sheet.append([one if isinstance(one, int) else inert_in_workbook(one) for one in cells])
    for number, (_, _, width) in enumerate(_COLUMNS, 1):
        sheet.column_dimensions[sheet.cell(1, number).column_letter].width = width
    about_sheet(book, told.title, told.lines, (28, 110))
    return saved(book)


def _cells(line: ApplicantLine, language: str, *, chinese: bool) -> tuple[str | int, ...]:
    kind = ("企业或组织", "Company") if line.company else ("可能为自然人", "May be a person")
    outcomes = "; ".join(
        f"{OUTCOME[one].zh if chinese else OUTCOME[one].en} {n}" for one, n in line.answered.outcomes
    )
    made_up = ("演示数据", "made up") if not line.live else ("", "")
    counts, answered = line.counts, line.answered
    return (
        line.name, kind[not chinese], ", ".join(name(code, language) for code in line.countries), counts.alerts, counts.brands,
        counts.enterprises, line.filings, ", ".join(f"{name(code, language)} {n}" for code, n in line.offices),
        *(day.isoformat() if day else "" for day in (line.first_day, line.last_day)), counts.windows,
        counts.next_day.isoformat() if counts.next_day else "", answered.cases, answered.dismissed, answered.asked,
        answered.waiting, outcomes, made_up[not chinese],
    )  # fmt: skip

"""What a search of the register found, as CSV and as a workbook. 检索结果导出。"""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass

from openpyxl import Workbook

from domain.search import RegisterHit
from reports.cells import inert, inert_in_workbook
from reports.plain_sheets import about_sheet, saved

_COLUMNS: tuple[tuple[str, str, str], ...] = (
    ("sign", "标识", "Sign"), ("why", "检出原因", "Why found"), ("kind", "类型", "Kind"), ("office", "局或国家", "Office"),
    ("ref", "编号", "Number"), ("holder", "申请人或相关方", "Holder"), ("classes", "尼斯分类", "Nice classes"),
    ("filed_on", "申请日", "Filed"), ("published_on", "公布日", "Published"), ("registered_on", "注册日", "Registered"),
    ("status", "官方状态", "Status"), ("goods", "商品和服务", "Goods and services"), ("source", "来源", "Source"),
    ("seen_at", "监测时间", "Seen at"), ("url", "网址", "Address"), ("provenance", "数据出处", "Provenance"),
)  # fmt: skip
_MOST_GOODS = 2_000
_WIDTHS = {"sign": 28, "why": 44, "holder": 32, "goods": 40, "source": 24, "url": 40}


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What stands beside the hits: lines of the sheet that says what was asked, when, and of which sources."""

    title: str
    lines: tuple[tuple[str, str], ...]


def register_csv(hits: Sequence[RegisterHit], language: str) -> bytes:
    """CSV as Excel opens it: BOM, CRLF, a header in the language, no cell it would take for a formula."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(_header(language))
    writer.writerows([inert(cell) for cell in _cells(hit, language)] for hit in hits)
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def register_xlsx(hits: Sequence[RegisterHit], told: Told, language: str) -> bytes:
    """A workbook: the hits, every cell text, and a sheet that says what was asked."""
    book = Workbook()
    sheet = book.active
    sheet.title = "Register"
    sheet.freeze_panes = "B2"
    sheet.append(_header(language))
    for hit in hits:
        sheet.append([inert_in_workbook(cell) for cell in _cells(hit, language)])
    for number, (name, _, _) in enumerate(_COLUMNS, 1):
        sheet.column_dimensions[sheet.cell(1, number).column_letter].width = _WIDTHS.get(name, 14)
    about_sheet(book, told.title, told.lines, (28, 90))
    return saved(book)


def _header(language: str) -> list[str]:
    return [chinese if language.startswith("zh") else english for _, chinese, english in _COLUMNS]


def _cells(hit: RegisterHit, language: str) -> tuple[str, ...]:
    seen = hit.observation
    reasons = [one.says if language.startswith("zh") else one.says_en for one in hit.evidence]
    goods = "\n".join(f"{g.nice_class or '?'}: {g.text}" for g in seen.goods)
    days = [day.isoformat() if day else "" for day in (seen.filed_on, seen.published_on, seen.registered_on)]
    return (
        seen.sign, "; ".join(reasons), seen.kind.value, seen.office, seen.ref, seen.behind,
        ", ".join(map(str, seen.classes)), *days, seen.status, goods[:_MOST_GOODS], seen.source,
        hit.seen_at.isoformat(timespec="seconds"), seen.url, seen.provenance.value,
    )  # fmt: skip

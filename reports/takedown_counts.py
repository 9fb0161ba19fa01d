"""What came of the complaints to platforms, as a workbook: figures with their numbers, and every listing. 平台投诉统计表."""

import datetime as dt
import io
from collections.abc import Iterable, Mapping

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from domain.takedown import ListingOutcome, Takedown, TakedownCount
from reports.cells import inert_in_workbook

OUTCOMES = {
    ListingOutcome.WAITING: ("待答复", "waiting"),
    ListingOutcome.REMOVED: ("已移除", "removed"),
    ListingOutcome.REFUSED: ("不予处理", "refused"),
    ListingOutcome.COUNTERED: ("收到反通知", "counter-notice"),
    ListingOutcome.REINSTATED: ("已恢复", "reinstated"),
    ListingOutcome.WITHDRAWN: ("已撤回投诉", "withdrawn"),
}
HOW = (
    "移除率 = 现为“已移除”的链接 ÷ 已提交的链接；恢复的、收到反通知后未了结的不计入。"
    "天数自提交日至平台首次答复（移除或不予处理），取中位数，n 为已答复的链接数。"
)


def takedown_workbook(
    counts: Iterable[TakedownCount],
    takedowns: Iterable[Takedown],
    names: Mapping[str, str],
    today: dt.date,
    *,
    left_out: int,
) -> bytes:
    """Two sheets: the figures by platform (`names` by key), and the listings; it says how many complaints are left out."""
    book = Workbook()
    figures = book.active
    figures.title = "统计"
    _append(
        figures,
        (
            "平台 Platform",
            "投诉件数",
            "链接数 n",
            "已移除",
            "移除率",
            "不予处理",
            "收到反通知",
            "已恢复",
            "首次答复天数（中位）",
            "已答复 n",
        ),
    )
    for one in counts:
        share = f"{one.removed / one.listings:.1%}" if one.listings else "—"
        days = f"{one.median_days:g}" if one.median_days is not None else "—"
        called = names.get(one.platform, one.platform) if one.platform else "合计 All"
        found = (one.refused, one.countered, one.reinstated, days, one.answered)
        _append(figures, (called, one.submissions, one.listings, one.removed, share, *found))
    _append(figures, ())
    _append(figures, (f"截至 {today}。{HOW}",))
    listed = book.create_sheet("商品链接")
    _append(
        listed,
        (
            "案件",
            "企业",
            "品牌",
            "平台",
            "提交日",
            "平台编号",
            "商品编号",
            "网址",
            "卖家",
            "结果",
            "结果日",
            "备注",
        ),
    )
    for takedown in takedowns:
        _list(listed, takedown, names)
    if left_out:
        _append(listed, (f"另有 {left_out} 件投诉未列出。",))
    for sheet in (figures, listed):
        for number, cell in enumerate(sheet[1], 1):
            cell.font = Font(bold=True)
            sheet.column_dimensions[get_column_letter(number)].width = 20
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _list(sheet: object, takedown: Takedown, names: Mapping[str, str]) -> None:
    called = names.get(takedown.new.platform, takedown.new.platform)
    sent = str(takedown.submitted_on or "未提交")
    head = (takedown.case_number, takedown.enterprise, takedown.brand, called, sent, takedown.reference)
    for line in takedown.lines:
        one = line.target
        came = (OUTCOMES[line.outcome][0], str(line.outcome_on or ""), line.words)
        _append(sheet, (*head, one.listing_id, one.url, one.seller, *came))


def _append(sheet: object, cells: Iterable[str | int]) -> None:
    kept = [inert_in_workbook(one) if isinstance(one, str) else one for one in cells]
    sheet.append(kept)  # type: ignore[attr-defined]

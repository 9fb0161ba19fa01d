"""The listings of a complaint as workbooks, split at what the platform takes at once. 商品链接表."""

import io
from collections.abc import Sequence

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from domain.jurisdictions import name
from domain.platform import Platform
from domain.takedown import Target
from reports.cells import inert_in_workbook
from reports.wording import PROVENANCE

_COLUMNS = (
    ("序号 No.", 8), ("平台 Platform", 16), ("站点 Site", 14), ("商品编号 Listing ID", 20), ("网址 URL", 60), ("卖家 Seller", 28),
    ("标题 Title", 44), ("价格 Price", 14), ("取证时间（UTC）Captured at", 24), ("证据 SHA-256", 68), ("数据性质 Provenance", 18),
)  # fmt: skip


def parts_of(targets: Sequence[Target], most: int | None) -> tuple[tuple[Target, ...], ...]:
    """The listings in their order, at most `most` a part."""
    size = most or max(1, len(targets))
    return tuple(tuple(targets[at : at + size]) for at in range(0, len(targets), size))


def listings_table(platform: Platform, targets: Sequence[Target], *, first: int = 1) -> bytes:
    """One part as a workbook, every cell text; its numbers begin with `first`."""
    book = Workbook()
    sheet = book.active
    sheet.title = "商品链接"
    sheet.freeze_panes = "A2"
    sheet.append([says for says, _ in _COLUMNS])
    for number, one in enumerate(targets, first):
        sheet.append([inert_in_workbook(cell) for cell in _cells(number, platform, one)])
    for number, (_, width) in enumerate(_COLUMNS, 1):
        sheet.cell(1, number).font = Font(bold=True)
        sheet.column_dimensions[get_column_letter(number)].width = width
        for row in range(2, sheet.max_row + 1):
            sheet.cell(row, number).number_format = "@"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _cells(number: int, platform: Platform, one: Target) -> tuple[str, ...]:
    return (
        str(number),
        platform.name_en,
        f"{one.market} {name(one.market, 'zh')}" if one.market else "",
        one.listing_id,
        one.url,
        one.seller,
        one.title,
        one.price,
        f"{one.captured_at:%Y-%m-%d %H:%M:%S}" if one.captured_at else "",
        one.sha256,
        PROVENANCE[one.provenance][0] or "实时 live",
    )

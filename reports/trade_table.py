"""Exports beside risk as a workbook: countries, the sentences, and what it rests on. 贸易研判表。"""

from collections.abc import Callable, Sequence

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from domain.trade import IndustryTrade
from reports.cells import inert_in_workbook
from reports.plain_sheets import about_sheet, saved
from reports.trade_chapter import SOURCES
from reports.trade_review import MarketReview, finding

_HEAD = (
    ("国家（地区）", "Country"), ("代码", "Code"), ("出口额", "Exports"), ("上年同期", "A year before"), ("同比%", "Change, %"),
    ("预警（条）", "Alerts"), ("高风险（条）", "High"), ("异议期内（条）", "Open windows"), ("纠纷（起）", "Disputes"),
    ("监测企业（家）", "Enterprises watching"), ("品牌（件）", "Brands"), ("未见注册或申请（件）", "With none known"),
    ("研判", "Finding"),
)  # fmt: skip


def trade_xlsx(
    trade: IndustryTrade,
    markets: Sequence[MarketReview],
    named: Callable[[str, str], str],
    told: Sequence[tuple[str, str]],
    language: str,
) -> bytes:
    """The workbook; `told` are the lines of the sheet that says what the figures are of."""
    zh = language.startswith("zh")
    book = Workbook()
    sheet = book.active
    sheet.title = "研判" if zh else "Review"
    sheet.freeze_panes = "B2"
    sheet.append([chinese if zh else english for chinese, english in _HEAD])
    for one in markets:
        sheet.append(_line(one, trade, named, language))
    for number in range(1, len(_HEAD) + 1):
        sheet.cell(1, number).font = Font(bold=True)
        sheet.column_dimensions[get_column_letter(number)].width = 70 if number == len(_HEAD) else 15
    about_sheet(book, "口径" if zh else "About", told, (24, 100))
    return saved(book)


def _line(
    one: MarketReview, trade: IndustryTrade, named: Callable[[str, str], str], language: str
) -> list[object]:
    market, risk = one.trade, one.risk
    counts = (
        (
            risk.alerts,
            risk.serious,
            risk.windows,
            risk.disputes,
            risk.enterprises,
            risk.brands,
            risk.unregistered,
        )
        if risk
        else (None,) * 7
    )
    return [
        inert_in_workbook(named(market.partner, language)), inert_in_workbook(market.partner),
        market.now, market.before, market.growth, *counts, inert_in_workbook(finding(one, trade, named, language)),
    ]  # fmt: skip


def basis(trade: IndustryTrade, language: str) -> tuple[tuple[str, str], ...]:
    """What an industry's figures are of, label by label."""
    zh = language.startswith("zh")
    months, source = trade.exports.months, SOURCES[trade.series.source]
    comma, semicolon = ("、", "；") if zh else (", ", "; ")
    missing = comma.join(f"{one:%Y-%m}" for one in trade.exports.missing)
    imports = comma.join(f"import-{one}" for one in trade.exports.total.imports)
    codes = semicolon.join(f"{one.hs} {one.says_zh if zh else one.says_en}".strip() for one in trade.codes)
    return (
        ("来源" if zh else "Source", source.zh if zh else source.en),
        (
            "注册地" if zh else "Place of registration",
            trade.series.region or ("全国" if zh else "all of China"),
        ),
        ("币种" if zh else "Currency", trade.series.currency),
        ("商品编码" if zh else "HS codes", codes),
        (
            "有数据的月份" if zh else "Months with figures",
            comma.join(f"{one:%Y-%m}" for one in months) or "—",
        ),
        ("上年缺的月份" if zh else "Months missing a year before", missing or "—"),
        ("导入批次" if zh else "Imports", imports or "—"),
    )

"""The annual report's chapter on trade: an industry's largest markets beside alerts and disputes there. 海外贸易与风险对照。

Every amount names the imports it was added of (`import-3`); without imported figures there is no such chapter.
"""

from collections.abc import Callable, Sequence
from decimal import Decimal

from domain.period import Period
from domain.report import Chapter, Figure, FigureTable, Said, Unit
from domain.report_facts import Facts
from domain.trade import IndustryTrade, MarketTrade, TradeSource
from reports.counting import change, counted, told
from reports.tables_of_cases import place
from reports.trade_review import cases_here, here

_MOST = 10
SOURCES = {
    TradeSource.CUSTOMS: Said(zh="海关统计数据在线查询平台", en="China Customs statistics"),
    TradeSource.COMTRADE: Said(zh="联合国商品贸易统计数据库（UN Comtrade）", en="UN Comtrade"),
}


def trade_chapter(
    trade: Sequence[IndustryTrade], facts_of_industry: Callable[[str], Facts], period: Period
) -> tuple[Chapter, ...]:
    """One table an industry that has figures; nothing where none has."""
    tables = tuple(
        _table(one, facts_of_industry(one.industry), period) for one in trade if one.exports.markets
    )
    if not tables:
        return ()
    says = Said(zh="海外贸易与风险对照", en="Trade beside risk")
    sentences = (
        "出口额为导入的公开统计数据按商品编码加总，不等于本地企业的出口；预警和纠纷为本系统所见。两者并列，不作因果推断，也不合成指数。",
        *(_basis(one) for one in trade if one.exports.markets),
    )
    return (Chapter(says=says, sentences=sentences, tables=tables),)


def _basis(one: IndustryTrade) -> str:
    months = one.exports.months
    where = f"（{one.series.region}）" if one.series.region else "（全国）"
    missing = "；上年同期数据不全，不计算同比" if one.exports.missing else ""
    codes = "、".join(code.hs for code in one.codes)
    return (
        f"{one.industry}：{SOURCES[one.series.source].zh}{where}，商品编码{codes}，"
        f"{months[0]:%Y年%-m月}至{months[-1]:%Y年%-m月}共{len(months)}个月{missing}。"
    )


def _table(one: IndustryTrade, facts: Facts, period: Period) -> FigureTable:
    rows = []
    for market in one.exports.markets[:_MOST]:
        name = f"trade.{one.industry}.{market.partner}"
        alerts = [a for a in facts.alerts if a.raised_at >= period.starts and here(market.partner, a.offices)]
        cases = cases_here(facts.cases, market.partner, period)
        now = _amount(f"{name}.now", one, market, market.now, Said(zh="出口额", en="Exports"))
        before = _amount(
            f"{name}.before", one, market, market.before, Said(zh="上年同期", en="A year before")
        )
        rows.append((place(market.partner), (
            now, before, change(f"{name}.change", now, before, Said(zh="同比", en="Change")),
            told(f"{name}.alert", Unit.ALERT, alerts, Said(zh="预警", en="Alerts")),
            counted(f"{name}.dispute", Unit.DISPUTE, cases, Said(zh="纠纷", en="Disputes")),
        )))  # fmt: skip
    currency = one.series.currency
    return FigureTable(
        name=f"trade-{one.industry}",
        says=Said(zh=f"{one.industry}：出口前{len(rows)}位市场与风险", en=f"{one.industry}: largest markets"),
        corner=Said(zh="市场", en="Market"), drawn="bars",
        columns=(
            Said(zh=f"出口额（{currency}）", en=f"Exports ({currency})"), Said(zh="上年同期", en="A year before"),
            Said(zh="同比%", en="Change, %"), Said(zh="预警（条）", en="Alerts"), Said(zh="纠纷（起）", en="Disputes"),
        ), rows=tuple(rows),
    )  # fmt: skip


def _amount(name: str, of: IndustryTrade, market: MarketTrade, value: Decimal | None, says: Said) -> Figure:
    means = Said(
        zh="导入的出口数据按商品编码和月份加总；编号为导入批次。",
        en="Imported export figures added by code and month; the ids are the imports.",
    )
    why = (
        None
        if value is not None
        else Said(zh="缺上年同期的数据，不计算。", en="Figures of the year before are missing.")
    )
    return Figure(
        name=name, unit=Unit.MONEY, currency=of.series.currency, value=value, says=says, means=means, why=why,
        ids=tuple(f"import-{number}" for number in market.imports) if value is not None else (),
    )  # fmt: skip

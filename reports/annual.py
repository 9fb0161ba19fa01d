"""The annual warning report of chosen industries, for publication. 年度预警报告 [漯市监办〔2021〕81号 三(六)]."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from domain.case import Outcome
from domain.case_words import KIND, OUTCOME
from domain.jurisdictions import name as jurisdiction
from domain.period import Period
from domain.report import Chapter, Figure, FigureTable, Report, ReportKind, Said, Unit, WordTable
from domain.report_facts import AlertFact, BrandFact, CaseFact, Facts
from domain.trade import IndustryTrade
from reports.annual_sums import annual_sums
from reports.counting import change, grouped, renamed, told
from reports.coverage import NO_SOURCES, coverage_chapter, coverage_of
from reports.figure_words import unit_of, value_of
from reports.quarterly import definitions, stock_table
from reports.small_cells import LEAST, published
from reports.squatting import applicants, by_place_and_class, repeated, windows
from reports.stock import UNITS, Stock, stock_of
from reports.tables_of_cases import (
    by_class_and_place,
    by_outcome,
    by_place_and_kind,
    by_word,
    in_period,
    place,
)
from reports.trade_chapter import trade_chapter
from reports.unit_words import COUNTED, UNIT

DISCLAIMER = (
    "本报告依据公开公告、登记簿、平台与展会信息以及企业自愿提供的案件信息编制，仅供风险提示和决策参考，不构成法律意见；"
    "文中“疑似抢注”不表示对任何主体行为的认定，以主管机关或法院的生效结论为准。",
    "期限以各局现行规定为准，行动前请向当地代理机构核实。",
)
_TIERS = {
    "high": Said(zh="高", en="High"),
    "medium": Said(zh="中", en="Medium"),
    "low": Said(zh="低", en="Low"),
}
_MOST_MARKETS, _MOST_TOLD = 15, 20
_HIDDEN = "不公布"


def annual(
    facts: Facts,
    before: Facts,
    period: Period,
    *,
    industries: tuple[str, ...] = (),
    sources: Mapping[str, Said] = NO_SOURCES,
    is_company: Callable[[str], bool],
    trade: Sequence[IndustryTrade] = (),
) -> Report:
    """The report of a year; `before` are the facts of the year before, `sources` the titles of every source there is, by name.
    `is_company` tells a company's name from a person's, whose name is not printed. `trade` are the exports of industries, where
    there are figures."""
    now, past = of_industries(facts, industries), of_industries(before, industries)
    stock, last = stock_of(now, period), stock_of(past, period.before)
    coverage = coverage_of(facts.sources, sources)
    alerts = [one for one in now.alerts if one.raised_at >= period.starts]
    filings = [one for one in alerts if one.filing]
    chapters = (
        Chapter(says=Said(zh="概况与口径", en="Overview"), asks="overview", tables=(stock_table(stock), _compared(stock, last))),
        Chapter(
            says=Said(zh="出口与品牌布局", en="Brands and markets"), tables=(_markets(now.brands, alerts, coverage.gap),),
            sentences=("本系统掌握企业委托监测的品牌及其重点关注市场，未收录企业在境外的全部自有注册，故只列监测与预警情况，不计算布局缺口。",),
            asks="layout",
        ),
        Chapter(
            says=Said(zh="纠纷态势", en="Disputes"),
            tables=(
                by_place_and_kind(stock.touched, Said(zh="国家/地区×纠纷类型（起）", en="Country by kind")),
                by_class_and_place(stock.touched, Said(zh="尼斯分类×国家/地区（家次）", en="Class by country")),
                by_outcome(stock.ended, Said(zh="结案结果", en="Results")),
            ),
        ),
        Chapter(
            says=Said(zh="商标抢注预警", en="Pre-emptive filings"), asks="squatting",
            tables=(
                *applicants(filings, is_company, coverage.gap), repeated(filings, is_company),
                by_place_and_class(filings, coverage.gap), *windows(now.alerts, period, facts.as_of),
            ),
        ),
        *trade_chapter(trade, lambda one: of_industries(facts, (one,)), period),
        *_volumes(now, industries, period),
        Chapter(says=Said(zh="重点国家制度变化", en="Changes of law"), asks="law"),
        Chapter(says=Said(zh="典型案例", en="Cases to learn from"), lists=(_won(stock.ended),), asks="typical"),
        Chapter(
            says=Said(zh="风险等级与建议", en="Risk and advice"), tables=(_tiers(alerts, coverage.gap),), asks="advice",
            sentences=(
                "期限较短或审查不主动引证在先近似商标的国家和地区，监测预警是主要防线，应优先布局、优先应对。",
                "建议：核心品牌在重点关注市场先行申请；预警确认后一周内确定是否异议；保存在先使用证据。",
            ),
        ),
        replace(coverage_chapter(coverage, period), says=Said(zh="附录：数据来源、覆盖与未覆盖", en="Sources and coverage")),
        Chapter(
            says=Said(zh="附录：方法与免责声明", en="Method and disclaimer"),
            sentences=(
                *definitions(period), f"涉及企业不足{LEAST}家的数据，以及由其可推算的数据，不公布。",
                COUNTED[Unit.BRAND].zh, *DISCLAIMER,
            ),
        ),
    )  # fmt: skip
    shown = published(chapters, annual_sums(chapters))
    return Report(
        kind=ReportKind.ANNUAL, period=period, as_of=facts.as_of, about="、".join(industries),
        title="海外知识产权纠纷年度预警报告", chapters=tuple(map(_with_sentences, shown)), public=True,
        made_up=sum(one.made_up for one in now.alerts) + sum(one.made_up for one in stock.touched),
    )  # fmt: skip


def of_industries(facts: Facts, industries: tuple[str, ...]) -> Facts:
    """The facts of the enterprises of some industries, of all where none is named."""
    if not industries:
        return facts
    return replace(
        facts,
        firms=tuple(one for one in facts.firms if one.industry in industries),
        cases=tuple(one for one in facts.cases if one.firm.industry in industries),
        alerts=tuple(one for one in facts.alerts if one.firm.industry in industries),
        brands=tuple(one for one in facts.brands if one.firm.industry in industries),
    )


def _compared(now: Stock, last: Stock) -> FigureTable:
    rows = []
    for part in ("new", "ended", "open"):
        for unit in UNITS:
            name = f"{part}.{unit}"
            this, past = now.figures[name], last.figures[name]
            says = Said(zh=f"{this.says.zh}（{UNIT[unit].zh}）", en=f"{this.says.en} ({UNIT[unit].en})")
            this, past = renamed(this, f"compared.{name}"), renamed(past, f"before.{name}")
            rows.append((says, (
                this, past, change(f"onyear.{name}", this, past, Said(zh="同比", en="On the year before")),
            )))  # fmt: skip
    return FigureTable(
        name="compared", says=Said(zh="同比", en="Compared"), corner=Said(zh="指标", en="What"),
        columns=(Said(zh="本年", en="Now"), Said(zh="上年", en="The year before"), Said(zh="同比%", en="Change, %")),
        rows=tuple(rows),
    )  # fmt: skip


def _markets(brands: Collection[BrandFact], alerts: Collection[AlertFact], gap: Said | None) -> FigureTable:
    """Watched brands by market, with the alerts there."""
    by_market: dict[str, list[BrandFact]] = {}
    for brand in brands:
        for market in brand.markets:
            by_market.setdefault(market, []).append(brand)
    rows = []
    for code, found in sorted(by_market.items(), key=lambda one: (-len(one[1]), one[0]))[:_MOST_MARKETS]:
        here = [one for one in alerts if code in one.offices]
        rows.append((place(code), (
            Figure(
                name=f"market.{code}.brand", unit=Unit.BRAND, value=Decimal(len(found)),
                ids=tuple(str(one.brand) for one in found), says=Said(zh="监测品牌", en="Brands watched"),
                means=COUNTED[Unit.BRAND], enterprises=len({one.firm.enterprise_id for one in found}),
            ),
            told(f"market.{code}.alert", Unit.ALERT, here, Said(zh="预警", en="Alerts")),
        )))  # fmt: skip
    return FigureTable(
        name="markets", says=Said(zh="重点关注市场的监测品牌与预警", en="Markets"), corner=Said(zh="市场", en="Market"),
        columns=(Said(zh="监测品牌（个）", en="Brands"), Said(zh="预警（条）", en="Alerts")),
        rows=tuple(rows), drawn="bars", note=gap,
    )  # fmt: skip


def _volumes(facts: Facts, industries: tuple[str, ...], period: Period) -> tuple[Chapter, ...]:
    """重点产业分册: a part for each industry."""
    chosen = industries or tuple(key for key in grouped(facts.cases, lambda one: (one.firm.industry,)) if key)
    parts = []
    for industry in chosen:
        stock = stock_of(of_industries(facts, (industry,)), period)
        tables = (
            in_period(stock_table(stock), industry),
            in_period(
                by_place_and_kind(
                    stock.touched, Said(zh=f"{industry}：国家/地区×纠纷类型（起）", en=industry)
                ),
                industry,
            ),
        )
        parts.append(
            Chapter(says=Said(zh=industry, en=industry), level=2, tables=tables, asks=f"industry-{industry}")
        )
    everything = stock_of(facts, period).touched
    head = Chapter(
        says=Said(zh="重点产业分册", en="Industries"),
        tables=(by_word("industry", everything, lambda one: one.firm.industry, Said(zh="分产业", en="By industry"),
                        Said(zh="产业", en="Industry")),),
    )  # fmt: skip
    return (head, *parts)


def _won(ended: Collection[CaseFact]) -> WordTable:
    """Cases of enterprises that are named, which ended well."""
    good = (Outcome.WON, Outcome.PARTLY, Outcome.SETTLED)
    rows = tuple(
        (
            one.firm.shown,
            jurisdiction(one.office, "zh"),
            KIND[one.kind].zh,
            OUTCOME[one.outcome].zh,
            one.ending.words,
        )
        for one in ended
        if one.firm.named and one.ending and one.outcome in good
    )[:_MOST_TOLD]
    return WordTable(
        says=Said(zh="可公开的典型案例线索", en="Cases that may be told"), columns=("企业", "国家/地区", "类型", "结果", "要点"),
        rows=rows, shares=(2.4, 1.2, 1.2, 1.2, 4), empty="本年没有企业同意公开名称的成功案例。",
    )  # fmt: skip


def _tiers(alerts: Collection[AlertFact], gap: Said | None) -> FigureTable:
    rows = []
    for tier, says in _TIERS.items():
        found = [one for one in alerts if one.tier == tier]
        both = tuple(told(f"tier.{tier}.{unit}", unit, found, says) for unit in (Unit.ALERT, Unit.ENTERPRISE))
        rows.append((says, both))
    return FigureTable(
        name="tiers", says=Said(zh="预警按风险等级", en="Alerts by tier"), corner=Said(zh="风险等级", en="Tier"),
        columns=(UNIT[Unit.ALERT], UNIT[Unit.ENTERPRISE]), rows=tuple(rows), drawn="bars", note=gap,
    )  # fmt: skip


def _with_sentences(chapter: Chapter) -> Chapter:
    """A chapter led by a sentence of its first table, made after small figures were hidden."""
    lead = {"stock": _said_of_stock, "place-kind": _said_of_places, "applicant": _said_of_applicants}
    for table in chapter.tables:
        if table.name in lead and table.rows:
            return replace(chapter, sentences=(lead[table.name](table), *chapter.sentences))
    return chapter


def _said_of_stock(table: FigureTable) -> str:
    said = [
        f"{says.zh}{_HIDDEN if _none_shown(figures) else '、'.join(map(_amount, figures))}"
        for says, figures in table.rows
    ]
    return f"{'；'.join(said)}。"


def _said_of_places(table: FigureTable) -> str:
    total = table.rows[-1][1][-1]
    return (
        f"全年新增、结案及年末在办的纠纷总数{_HIDDEN if _none_shown((total,)) else f'为{_amount(total)}'}。"
    )


def _said_of_applicants(table: FigureTable) -> str:
    return f"按申请人类型：{'；'.join(f'{says.zh}{_amount(figures[0])}' for says, figures in table.rows)}。"


def _none_shown(figures: tuple[Figure | None, ...]) -> bool:
    return all(one is None or one.value is None for one in figures)


def _amount(figure: Figure | None) -> str:
    if figure is None or figure.value is None:
        return _HIDDEN
    return f"{value_of(figure)}{unit_of(figure)}"

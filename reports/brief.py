"""The brief of one enterprise, for itself. 企业简报。"""

from collections.abc import Collection, Mapping

from domain.case_words import KIND, OUTCOME, STATE
from domain.jurisdictions import name as jurisdiction
from domain.match import Tier
from domain.period import Period
from domain.report import Chapter, FigureTable, Report, ReportKind, Said, Unit, WordTable
from domain.report_facts import AlertFact, Facts
from reports.counting import change, renamed
from reports.coverage import NO_SOURCES, coverage_of
from reports.quarterly import overdue
from reports.stock import Stock, stock_of
from reports.submission import coming_rows
from reports.tables_of_cases import alert_table, money_table
from reports.unit_words import UNIT
from reports.wording import TIER_ZH

_MOST_ALERTS = 60


def brief(
    facts: Facts,
    before: Facts,
    period: Period,
    *,
    enterprise_id: int | None,
    sources: Mapping[str, Said] = NO_SOURCES,
) -> Report:
    """What an enterprise is told of a period; the facts are its own. Its parts are counted in 家次: it is one enterprise."""
    stock, last = stock_of(facts, period), stock_of(before, period.before)
    coverage = coverage_of(facts.sources, sources)
    raised = [one for one in facts.alerts if one.raised_at >= period.starts]
    alerts = alert_table(raised, overdue(facts, period), coverage.gap, Said(zh="预警", en="Alerts"))
    shown = next((one.shown for one in facts.firms if one.enterprise_id == enterprise_id), "")
    chapters = (
        Chapter(
            says=Said(zh="概况", en="Overview"), asks="overview", tables=(_stock(stock, last), _first_column(alerts)),
            sentences=(
                f"{period.says_zh}，贵企业新增案件{stock.figures['new.case'].value}家次，结案{stock.figures['ended.case'].value}家次，"
                f"期末在办{stock.figures['open.case'].value}家次；本期{'至少' if coverage.gap else ''}发出预警{len(raised)}条。",
            ),
        ),
        Chapter(says=Said(zh="本期预警", en="Alerts of the period"), lists=(_alerts(raised),)),
        Chapter(says=Said(zh="案件进展", en="Cases"), lists=(_cases(stock),),
                tables=(money_table(stock.touched, stock.ended, Said(zh="金额", en="Amounts")),)),
        Chapter(
            says=Said(zh="下期到期事项", en="Last days to come"), asks="advice",
            lists=(coming_rows(stock.touched, facts.alerts, period),),
        ),
        Chapter(
            says=Said(zh="说明", en="Reservations"),
            sentences=(
                f"本期{len(coverage.read)}个来源有有效抓取，{len(coverage.silent)}个曾抓取的来源无有效抓取。没有预警不等于没有风险。",
                "截止日为名义日期，行动前请向当地代理机构核实。本简报仅供收件企业使用，不构成法律意见。",
            ),
        ),
    )  # fmt: skip
    return Report(
        kind=ReportKind.BRIEF, period=period, as_of=facts.as_of, about=shown, title="企业海外知识产权风险简报",
        chapters=chapters, made_up=sum(one.made_up for one in facts.alerts) + sum(one.made_up for one in stock.touched),
    )  # fmt: skip


def _stock(stock: Stock, last: Stock) -> FigureTable:
    rows = []
    for part in ("new", "ended", "open", "late"):
        name = f"{part}.case"
        this, past = stock.figures[name], last.figures[name]
        changed = change(f"onbefore.{name}", this, past, Said(zh="环比", en="On the one before"))
        rows.append((this.says, (this, renamed(past, f"before.{name}"), changed)))
    return FigureTable(
        name="stock", says=Said(zh="案件（家次）", en="Cases"), corner=Said(zh="案件", en="Cases"),
        columns=(Said(zh="本期", en="Now"), Said(zh="上期", en="Before"), Said(zh="环比%", en="Change, %")), rows=tuple(rows),
    )  # fmt: skip


def _first_column(table: FigureTable) -> FigureTable:
    """Alerts alone: of one enterprise there is nothing to count in 家."""
    rows = tuple((says, figures[:1]) for says, figures in table.rows)
    return FigureTable(
        name=table.name,
        says=table.says,
        corner=table.corner,
        columns=(UNIT[Unit.ALERT],),
        rows=rows,
        note=table.note,
    )


def _alerts(alerts: Collection[AlertFact]) -> WordTable:
    ordered = sorted(
        alerts, key=lambda one: (one.last_day is None, one.last_day or one.raised_at.date(), one.alert_id)
    )
    rows = tuple(
        (
            str(one.alert_id), one.holder, "、".join(jurisdiction(code, "zh") for code in one.offices), TIER_ZH[Tier(one.tier)],
            one.last_day.isoformat() if one.last_day else "未知", _said(one),
        )
        for one in ordered[:_MOST_ALERTS]
    )  # fmt: skip
    return WordTable(
        says=Said(zh=f"预警清单（截止日最近的{_MOST_ALERTS}条）" if len(ordered) > _MOST_ALERTS else "预警清单", en="Alerts"),
        columns=("编号", "申请人", "国家/地区", "风险", "截止日", "处理"), rows=rows, shares=(1, 3, 1.8, 0.8, 1.6, 1.4),
        empty="本期没有预警。",
    )  # fmt: skip


def _said(alert: AlertFact) -> str:
    if alert.case_at:
        return "已立案"
    if alert.dismissed_at:
        return "已排除"
    return "已确认" if alert.confirmed_at else "待处理"


def _cases(stock: Stock) -> WordTable:
    rows = tuple(
        (
            one.number, jurisdiction(one.office, "zh") if one.office else "未填写", KIND[one.kind].zh, one.opponent or "未填写",
            STATE[one.state].zh, one.last_day.isoformat() if one.last_day else "无",
            OUTCOME[one.outcome].zh if one.outcome else "",
        )
        for one in stock.touched
    )  # fmt: skip
    return WordTable(
        says=Said(zh="案件清单", en="Cases"), columns=("编号", "国家/地区", "类型", "对方", "阶段", "截止日", "结果"), rows=rows,
        shares=(1.4, 1.3, 1.3, 2.4, 1.2, 1.5, 1.3), empty="本期没有案件。",
    )  # fmt: skip

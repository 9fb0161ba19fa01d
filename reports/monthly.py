"""The note of a month, made of facts: progress in one or two pages, and what the upper centre is asked. 月度工作进展
[漯市监办〔2021〕81号 末; 国知发保字〔2021〕33号 十五].
"""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal

from domain.month_facts import MonthFacts
from domain.period import Period
from domain.report import Chapter, Figure, FigureTable, Report, ReportKind, Said, Unit
from domain.report_facts import CaseFact, Facts
from reports.counting import at_least, counted, told
from reports.coverage import NO_SOURCES, Coverage, coverage_of
from reports.month_work import Row, overdue_at, overdue_rows, work_sentence, work_table
from reports.squatting import windows_ended
from reports.stock import UNITS, Stock, stock_of
from reports.submission import major_rows
from reports.unit_words import UNIT

_BOTH = (Unit.ALERT, Unit.ENTERPRISE)
_MOST_NAMED = 8


def monthly(
    facts: Facts,
    month: MonthFacts,
    period: Period,
    *,
    today: dt.date,
    sources: Mapping[str, Said] = NO_SOURCES,
) -> Report:
    """The note of a month; `sources` are the titles of every source there is, by name. Of a month that is not over, what ends
    after `today` is neither missed nor overdue yet.
    """
    over = min(period.last_day + dt.timedelta(days=1), today)
    stock, coverage = stock_of(facts, period), coverage_of(facts.sources, sources)
    major = [one for one in stock.touched if one.major]
    cases, alerts = _cases(stock, major), _alerts(facts, coverage, period, over)
    work = work_table(month, facts.consultations, period, over, _sources(coverage))
    chapters = (
        Chapter(
            says=Said(zh="本月进展", en="Progress"), asks="progress",
            sentences=(
                _overview(cases, alerts, period), work_sentence(work), _read(coverage),
            ),
        ),
        Chapter(
            says=Said(zh="案件与预警", en="Cases and alerts"), tables=(cases, alerts),
            lists=(major_rows(major),) if major else (),
        ),
        Chapter(
            says=Said(zh="展会、培训、咨询、计划与来源", en="Fairs, trainings, consultations, the plan and sources"),
            tables=(work,), lists=(overdue_rows(month.plan, over),) if overdue_at(month.plan, over) else (),
        ),
        Chapter(says=Said(zh="需请示、协调的问题", en="What the upper centre is asked"), asks="requests"),
        Chapter(
            says=Said(zh="说明", en="Reservations"), sentences=(
                "各单位口径不同，不可相加或互换。案件、预警与计划事项按月末状态统计；展会、培训和境外案件按编制时已登记的情况统计。"
                "没有数据不等于没有风险，未读来源不在统计之内。",
            ),
        ),
    )  # fmt: skip
    return Report(
        kind=ReportKind.MONTHLY, period=period, as_of=facts.as_of, about="", title="知识产权涉外维权月度工作进展",
        chapters=chapters, made_up=_made_up(facts, stock, month),
    )  # fmt: skip


def _made_up(facts: Facts, stock: Stock, month: MonthFacts) -> int:
    told_of = sum(one.made_up for one in facts.alerts) + sum(one.made_up for one in stock.touched)
    return told_of + sum(one.made_up for one in month.fairs) + sum(one.made_up for one in month.proceedings)


def _cases(stock: Stock, major: list[CaseFact]) -> FigureTable:
    says = Said(zh="其中：重大疑难", en="Major among them")
    means = Said(zh="标记为重大的案件，不论本月新增、结案或期末在办。", en="Marked as major.")
    line = tuple(counted(f"major.{unit}", unit, major, says, means) for unit in UNITS)
    rows = [
        (says, figures)
        for says, figures in stock.lines
        if figures[0].name.split(".")[0] in ("new", "ended", "open")
    ]
    return FigureTable(
        name="cases", says=Said(zh="案件", en="Cases"), corner=Said(zh="案件", en="Cases"),
        columns=tuple(UNIT[unit] for unit in UNITS), rows=(*rows, (says, line)),
    )  # fmt: skip


def _alerts(facts: Facts, coverage: Coverage, period: Period, over: dt.date) -> FigureTable:
    raised = [one for one in facts.alerts if one.raised_at >= period.starts]
    ended = windows_ended(facts.alerts, period, over)
    window = Said(
        zh="异议截止日（名义）在本月内，且已过。", en="The last day (nominal) lies in the month, and is over."
    )
    lines = (
        ("raised", Said(zh="发出预警", en="Raised"), Said(zh="本月内产生的预警。", en="Raised in the month."), raised),
        ("delivered", Said(zh="其中：已送达", en="Delivered"),
         Said(zh="至少一名联系人的接收方答复已收到。", en="The receiver of at least one contact said yes."),
         [one for one in raised if one.delivered_at]),
        ("due", Said(zh="异议窗口届满", en="Windows ended"), window, ended.due),
        ("used", Said(zh="其中：截止前已行动", en="Acted on in time"),
         Said(zh="截止前案件已转入处置中或待结果。", en="The case was acted on, or awaited a result, in time."), ended.used),
        ("dismissed", Said(zh="其中：截止前已排除", en="Dismissed in time"),
         Said(zh="截止前判断为本企业或授权主体所为，或不相关。", en="Own, authorised or not relevant."), ended.dismissed),
        ("missed", Said(zh="其中：未赶上", en="Missed"),
         Said(zh="届满时既未行动也未排除。", en="Neither acted on nor dismissed."), ended.missed),
    )  # fmt: skip
    rows = tuple(
        (
            says,
            tuple(
                at_least(told(f"month.{key}.{unit}", unit, of, says, means), coverage.gap) for unit in _BOTH
            ),
        )
        for key, says, means, of in lines
    )
    return FigureTable(
        name="alerts", says=Said(zh="预警与异议窗口", en="Alerts and windows"), corner=Said(zh="预警", en="Alerts"),
        columns=tuple(UNIT[unit] for unit in _BOTH), rows=rows, note=coverage.gap,
    )  # fmt: skip


def _sources(coverage: Coverage) -> tuple[Row, ...]:
    means = Said(
        zh="有效抓取指运行状态为正常；仅统计本月内开始的运行。",
        en="A good run is one that began in the month and whose state is ok.",
    )
    lines = (
        ("read", Said(zh="有有效抓取的来源（个）", en="Sources read"), [one.source for one in coverage.read]),
        ("silent", Said(zh="曾抓取、本月未读成的来源（个）", en="Sources not read"), [one.source for one in coverage.silent]),
        ("never", Said(zh="从未抓取的来源（个）", en="Sources never read"), list(coverage.never)),
    )  # fmt: skip
    rows = []
    for key, says, of in lines:
        ids = tuple(sorted(of))
        figure = Figure(
            name=f"sources.{key}", unit=Unit.SOURCE, value=Decimal(len(ids)), ids=ids, says=says, means=means
        )
        rows.append((says, (figure, None, None)))
    return tuple(rows)


def _overview(cases: FigureTable, alerts: FigureTable, period: Period) -> str:
    value = {one.name: one.value for table in (cases, alerts) for _, row in table.rows for one in row if one}
    return (
        f"{period.says_zh}，新增涉外知识产权纠纷{value['new.dispute']}起、{value['new.case']}家次，结案{value['ended.dispute']}起，"
        f"月末在办{value['open.dispute']}起，其中重大疑难{value['major.dispute']}起；{'至少' if alerts.note else ''}发出预警"
        f"{value['month.raised.alert']}条，异议窗口届满{value['month.due.alert']}条，其中截止前行动{value['month.used.alert']}条、"
        f"排除{value['month.dismissed.alert']}条、未赶上{value['month.missed.alert']}条。"
    )


def _read(coverage: Coverage) -> str:
    silent = [coverage.called(one.source).zh for one in coverage.silent]
    named = (
        f"（{'、'.join(silent[:_MOST_NAMED])}{'等' if len(silent) > _MOST_NAMED else ''}）" if silent else ""
    )
    return f"本月读取来源{len(coverage.read)}个；曾读取而本月未读成的{len(silent)}个{named}，从未读取的{len(coverage.never)}个。"

"""What a month's note tells of fairs, trainings, consultations, proceedings and the centre's plan. 月度工作表."""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal

from domain.month_facts import MonthFacts
from domain.period import Period
from domain.report import Figure, FigureTable, Said, Unit, WordTable
from domain.report_facts import ConsultationFact
from domain.training import SessionState
from domain.work_plan import PlanItem, PlanState
from reports.consulting import consulted
from reports.unit_words import COUNTED, UNIT

Row = tuple[Said, tuple[Figure | None, ...]]
"""A line of the table: what it is, how many, enterprises, persons."""

_MOST_ROWS = 12
_CUT = Said(zh="条目过多，所列数为下限。", en="Too many to be told: at least these.")


def work_table(
    month: MonthFacts,
    asked: Sequence[ConsultationFact],
    period: Period,
    over: dt.date,
    more: Sequence[Row],
) -> FigureTable:
    """Fairs, trainings, consultations, proceedings and the plan, and `more`: how many, in the unit each line names; enterprises
    in 家, persons in 人次."""
    held = [one for one in month.sessions if one.state is SessionState.HELD]
    waiting = [one for one in month.sessions if one.state is SessionState.PLANNED]
    dropped = [one for one in month.sessions if one.state is SessionState.DROPPED]
    came = [one for session in held for one in session.attended]
    persons = sum(count for _, _, count in came)
    fair, session, docket = (
        Said(zh="当月举行的展会（个）", en="Fairs of the month"),
        Said(zh="举办培训（场）", en="Trainings held"),
        Said(zh="新见境外案件（件）", en="New proceedings seen"),
    )
    consulting = Said(zh="登记咨询（件次）", en="Consultations")
    heads = Figure(
        name="training.persons", unit=Unit.PERSON, value=Decimal(persons), ids=tuple(sorted(str(pk) for pk, _, _ in came)),
        says=session, means=COUNTED[Unit.PERSON], enterprises=len({firm.enterprise_id for _, firm, _ in came}),
    )  # fmt: skip
    rows = (
        (fair, (_things("fairs.fair", Unit.FAIR, [one.fair_id for one in month.fairs], fair, "展期与本月有重合的展会。"),
                _firms("fairs.enterprise", {firm.shown for one in month.fairs for firm in one.firms}, fair), None)),
        (session, (_things("training.held", Unit.SESSION, [one.session_id for one in held], session, "日期在本月且已举办。"),
                   _firms("training.enterprise", {firm.shown for _, firm, _ in came}, session), heads)),
        *(
            (says, (_things(f"training.{key}", Unit.SESSION, [one.session_id for one in of], says, "日期在本月。"), None, None))
            for key, says, of in (
                ("waiting", Said(zh="未举办的计划场次（场）", en="Planned and not held"), waiting),
                ("dropped", Said(zh="取消的场次（场）", en="Dropped"), dropped),
            ) if of
        ),
        (consulting, (*consulted("consultations.all", asked, consulting), None)),
        (docket, (_dockets(month, docket), None, None)),
        *plan_rows(month.plan, period, over),
        *more,
    )  # fmt: skip
    return FigureTable(
        name="work", says=Said(zh="展会、培训、咨询、计划与来源", en="Fairs, trainings, consultations, the plan and sources"),
        corner=Said(zh="事项", en="What"),
        columns=(Said(zh="数量", en="Number"), Said(zh="企业（家）", en="Enterprises"), UNIT[Unit.PERSON]), rows=rows,
    )  # fmt: skip


def plan_rows(items: Sequence[PlanItem], period: Period, over: dt.date) -> tuple[Row, ...]:
    """Items of the plan due in the month, done in it, and overdue at its end, in 项."""
    due, late = due_in(items, period), overdue_at(items, over)
    lines = (
        ("due", Said(zh="计划事项本月到期（项）", en="Items due in the month"), "时限末日在本月的事项，已取消的除外。", due),
        ("met", Said(zh="其中：已完成（项）", en="Done of these"), "月末状态为已完成。",
         [one for one in due if one.state is PlanState.DONE]),
        ("done", Said(zh="计划事项本月完成（项）", en="Items done in the month"), "完成日期在本月，不论时限。",
         done_in(items, period)),
        ("overdue", Said(zh="计划事项月末逾期（项）", en="Items overdue at its end"), "时限已过、月末尚未完成的事项。", late),
    )  # fmt: skip
    return tuple(
        (says, (_things(f"plan.{key}", Unit.ITEM, [one.item_id for one in of], says, means), None, None))
        for key, says, means, of in lines
    )


def due_in(items: Sequence[PlanItem], period: Period) -> list[PlanItem]:
    """Those whose last day lies in a period."""
    return [
        one for one in items
        if one.state is not PlanState.DROPPED and one.due.last_day and period.first_day <= one.due.last_day <= period.last_day
    ]  # fmt: skip


def done_in(items: Sequence[PlanItem], period: Period) -> list[PlanItem]:
    """Those done on a day of a period."""
    return [one for one in items if one.done_on and period.first_day <= one.done_on <= period.last_day]


def overdue_at(items: Sequence[PlanItem], over: dt.date) -> list[PlanItem]:
    """Those overdue on a day, the longest overdue first."""
    late = [one for one in items if one.overdue(over)]
    return sorted(late, key=lambda one: (one.due.last_day or over, one.item_id))


def overdue_rows(items: Sequence[PlanItem], over: dt.date) -> WordTable:
    """逾期清单."""
    late = overdue_at(items, over)
    rows = tuple(
        (one.says, one.lead or one.lead_name or "未填写", one.due.says("zh")) for one in late[:_MOST_ROWS]
    )
    more = ((f"另有{len(late) - _MOST_ROWS}项，见推进计划。", "", ""),) if len(late) > _MOST_ROWS else ()
    return WordTable(
        says=Said(zh="逾期事项", en="Overdue items"), columns=("事项", "牵头", "时限"), rows=rows + more, shares=(4, 1.6, 1.4),
        empty="月末没有逾期的计划事项。",
    )  # fmt: skip


def work_sentence(table: FigureTable) -> str:
    """展会、培训、咨询、境外案件与推进计划, in a sentence."""
    value = {one.name: one.value for _, row in table.rows for one in row if one is not None}
    return (
        f"当月举行的展会{value['fairs.fair']}个，参展企业{value['fairs.enterprise']}家；举办培训{value['training.held']}场，参训企业"
        f"{value['training.enterprise']}家、{value['training.persons']}人次；登记咨询{value['consultations.all.consultation']}件次；新见境外案件{value['proceedings.new']}件。推进计划本月到期"
        f"{value['plan.due']}项，其中已完成{value['plan.met']}项，月末逾期{value['plan.overdue']}项。"
    )


def _dockets(month: MonthFacts, says: Said) -> Figure:
    found = {one.docket for one in month.proceedings}
    means = Said(zh="本月首次从来源读到的案号。", en="Dockets sources first told of in the month.")
    return Figure(
        name="proceedings.new", unit=Unit.PROCEEDING, value=Decimal(len(found)), ids=tuple(sorted(found)), says=says,
        means=means, at_least=month.cut, why=_CUT if month.cut else None,
    )  # fmt: skip


def _things(name: str, unit: Unit, ids: Sequence[int], says: Said, means: str) -> Figure:
    kept = tuple(map(str, sorted(set(ids))))
    said = Said(zh=means + COUNTED[unit].zh, en=f"{says.en}. {COUNTED[unit].en}")
    return Figure(name=name, unit=unit, value=Decimal(len(kept)), ids=kept, says=says, means=said)


def _firms(name: str, shown: set[str], says: Said) -> Figure:
    return Figure(
        name=name, unit=Unit.ENTERPRISE, value=Decimal(len(shown)), ids=tuple(sorted(shown)), says=says,
        means=COUNTED[Unit.ENTERPRISE], enterprises=len(shown),
    )  # fmt: skip

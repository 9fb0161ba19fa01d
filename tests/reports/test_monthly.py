"""The note of a month: each figure in its own unit, what was not read said, in one or two pages of facts."""

import datetime as dt
from dataclasses import replace

import pytest

from domain.case import CaseChannel
from domain.month_facts import FairFact, MonthFacts, ProceedingFact, SessionFact
from domain.period import Period
from domain.report import MONTHS_OF, MixedUnits, ReportKind
from domain.report_facts import ConsultationFact
from domain.training import SessionState
from domain.work_plan import Due, PlanItem, PlanState
from reports.monthly import monthly
from reports.report_docx import report_docx
from reports.report_xlsx import report_xlsx
from tests.reports.facts import alert, case, facts, firm, titles

JULY = Period.of("2026-07")
LATER = dt.date(2026, 8, 5)


def item(number: int, due: str, state: PlanState = PlanState.OPEN, done: str = "") -> PlanItem:
    done_on = dt.date.fromisoformat(done) if done else None
    return PlanItem(
        item_id=number, year=2026, says=f"事项{number}", due=Due.of(due), state=state, done_on=done_on
    )


MONTH = MonthFacts(
    fairs=(
        FairFact(fair_id=4, name="SIAL", opens_on=dt.date(2026, 7, 30), closes_on=dt.date(2026, 8, 2),
                 firms=(firm(1), firm(2)), made_up=False),
    ),
    sessions=(
        SessionFact(session_id=8, title="x", day=dt.date(2026, 7, 3), state=SessionState.HELD,
                    attended=((21, firm(1), 3), (22, firm(2), 2))),
        SessionFact(session_id=9, title="y", day=dt.date(2026, 7, 9), state=SessionState.HELD, attended=((23, firm(1), 4),)),
        SessionFact(session_id=10, title="z", day=dt.date(2026, 7, 20), state=SessionState.PLANNED),
    ),
    proceedings=(ProceedingFact(proceeding_id=1, docket="US 337-TA-1", made_up=False),),
    plan=(
        item(1, "2026-07"), item(2, "2026-07-15", PlanState.DONE, "2026-07-14"), item(3, "2026Q2"), item(4, "standing"),
        item(5, "2026-07", PlanState.DROPPED), item(6, "2026Q3", PlanState.DONE, "2026-07-02"),
    ),
)  # fmt: skip


def test_months_follow_each_other_and_say_which_they_are() -> None:
    december = Period.of("2026年12月")
    assert (str(december), str(december.after), str(JULY.before), str(JULY.year_before)) == (
        "2026-12", "2027-01", "2026-06", "2025-07",
    )  # fmt: skip
    assert (december.last_day, december.says_zh, december.months) == (dt.date(2026, 12, 31), "2026年12月", 1)
    assert Period.of("2026-7") == JULY and MONTHS_OF[ReportKind.MONTHLY] == (1,)


def test_every_figure_has_its_unit_and_its_ids_and_unlike_ones_are_not_added() -> None:
    told = facts(
        replace(case(1, 1), major=True), case(2, 2, ended="2026-07-20"),
        alerts=(alert(1, last_day="2026-07-20"), alert(2, 2, last_day="2026-07-21", acted="2026-07-10")), silent=("us-x",),
    )  # fmt: skip
    asked = ConsultationFact(consultation_id=5, firm=firm(1), channel=CaseChannel.WEB, case_id=None)
    told = replace(told, consultations=(asked, replace(asked, consultation_id=6, firm=None)))
    report = monthly(told, MONTH, JULY, today=LATER, sources=titles("gb-ukipo-tmj", "us-x", "jp-never"))
    value = {name: (int(one.value or 0), one.unit.value) for name, one in report.figures().items()}
    assert value["new.dispute"] == (2, "dispute") and value["major.case"] == (1, "case")
    assert (value["month.used.alert"], value["month.missed.alert"]) == ((1, "alert"), (1, "alert"))
    assert (value["training.held"], value["training.enterprise"], value["training.persons"]) == (
        (2, "session"), (2, "enterprise"), (9, "person"),
    )  # fmt: skip
    assert value["training.waiting"][0] == 1
    assert (value["consultations.all.consultation"], value["consultations.all.enterprise"]) == (
        (2, "consultation"), (1, "enterprise"),
    )  # fmt: skip
    assert (value["plan.due"], value["plan.met"], value["plan.done"], value["plan.overdue"]) == (
        (2, "item"), (1, "item"), (2, "item"), (2, "item"),
    )  # fmt: skip
    figures = report.figures()
    assert figures["plan.overdue"].ids == ("1", "3") and figures["proceedings.new"].ids == ("US 337-TA-1",)
    assert figures["month.raised.alert"].at_least and figures["sources.never"].ids == ("jp-never",)
    with pytest.raises(MixedUnits):
        figures["training.persons"] + figures["training.enterprise"]
    with pytest.raises(ValueError, match="same amount"):
        figures["training.persons"] + figures["training.persons"]
    said = "".join(one for chapter in report.chapters for one in chapter.sentences)
    assert "us-x" in said and "没有数据不等于没有风险" in said
    assert {chapter.asks for chapter in report.chapters if chapter.asks} == {"progress", "requests"}


def test_the_note_is_written_as_word_and_workbook_twice_alike() -> None:
    report = monthly(facts(case(1)), MONTH, JULY, today=LATER)
    for written in (report_docx, report_xlsx):
        assert written(report, narrative={"requests": "请协调。"}) == written(
            report, narrative={"requests": "请协调。"}
        )


def test_made_up_records_are_counted_so_that_nobody_signs_them() -> None:
    unreal = replace(MONTH, fairs=tuple(replace(one, made_up=True) for one in MONTH.fairs))
    assert [monthly(facts(), one, JULY, today=LATER).made_up for one in (MONTH, unreal)] == [0, 1]


def test_what_ends_later_in_a_month_that_is_not_over_is_not_missed_yet() -> None:
    told = facts(alerts=(alert(1, last_day="2026-07-09"), alert(2, last_day="2026-07-10")))
    figures = monthly(told, MONTH, JULY, today=dt.date(2026, 7, 10)).figures()
    assert (figures["month.missed.alert"].ids, figures["plan.overdue"].ids) == (("1",), ("3",))

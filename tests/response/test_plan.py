import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.deadline import NoWindow
from domain.plan import FilingState, Plan, StepKind
from response.offices import offices
from response.plan import FilingDates, UnknownOffice, draw_plan

TODAY = dt.date(2026, 11, 25)


def drawn(office: str, published: str = "", registered: str = "", *, madrid: bool = False) -> Plan:
    dates = FilingDates(
        office=office,
        madrid=madrid,
        published_on=dt.date.fromisoformat(published) if published else None,
        registered_on=dt.date.fromisoformat(registered) if registered else None,
    )
    return draw_plan(dates, TODAY)


def kinds(plan: Plan) -> list[StepKind]:
    return [step.kind for step in plan.steps]


def test_in_the_window_opposition_comes_first_with_its_days_fee_and_papers() -> None:
    plan = drawn("SG", "2026-11-13")
    assert plan.state is FilingState.IN_WINDOW
    first = plan.steps[0]
    assert first.kind is StepKind.OPPOSITION
    assert (first.last_day, first.rolled) == (dt.date(2027, 1, 13), dt.date(2027, 1, 13))
    assert first.fee is not None
    assert (first.fee.amount, first.fee.currency) == (420, "SGD")
    assert first.internal_day == dt.date(2027, 1, 3)
    assert kinds(plan)[1] is StepKind.EXTENSION
    assert {step.kind for step in plan.if_late} >= {StepKind.INVALIDATION, StepKind.NON_USE}


def test_legalised_papers_put_the_internal_day_weeks_ahead_and_too_late_is_said() -> None:
    first = drawn("AE", "2026-11-20").steps[0]
    assert first.last_day is not None
    assert first.internal_day == first.last_day - dt.timedelta(days=28)
    assert "内部期限已过" in first.caveat_zh
    assert "公证并认证" in first.papers[0].says_zh


def test_after_the_window_observations_remain_where_the_office_takes_them() -> None:
    plan = drawn("VN", "2026-05-25")
    assert plan.state is FilingState.WINDOW_CLOSED
    assert StepKind.OBSERVATIONS in kinds(plan)
    assert StepKind.OPPOSITION not in kinds(plan)


def test_an_extension_obtained_in_time_is_remembered_after_the_window() -> None:
    plan = drawn("GB", "2026-09-11")
    assert plan.state is FilingState.WINDOW_CLOSED
    assert plan.steps[0].kind is StepKind.OPPOSITION
    assert plan.steps[0].last_day == dt.date(2026, 12, 10)
    assert "仅当" in plan.steps[0].says_zh


def test_where_opposition_follows_registration_a_late_one_turns_to_invalidation() -> None:
    plan = drawn("JP", "2026-01-05")
    assert plan.state is FilingState.REGISTERED
    assert kinds(plan)[:2] == [StepKind.INVALIDATION, StepKind.NON_USE]
    assert plan.steps[0].last_day == dt.date(2031, 1, 5)
    assert plan.steps[1].opens_on == dt.date(2029, 1, 5)


def test_earlier_rights_too_old_leave_bad_faith_alone() -> None:
    step = drawn("VN", registered="2020-03-01").steps[0]
    assert step.kind is StepKind.INVALIDATION
    assert step.last_day is None
    assert "2025-03-01" in step.says_zh
    assert "不受期限限制" in step.says_zh


def test_in_the_andes_bad_faith_has_its_own_last_day() -> None:
    assert "2031-02-03" in drawn("PE", registered="2026-02-03").steps[0].says_zh


def test_where_sources_conflict_on_non_use_the_longer_wait_stands_and_the_conflict_is_said() -> None:
    step = next(s for s in drawn("UZ", registered="2023-02-03").steps if s.kind is StepKind.NON_USE)
    assert step.opens_on == dt.date(2028, 2, 3)
    assert "两说" in step.caveat_zh


def test_without_a_publication_the_plan_says_so_and_does_not_guess_a_day() -> None:
    plan = drawn("KR")
    assert plan.state is FilingState.UNPUBLISHED
    assert isinstance(plan.window, NoWindow)
    assert "没有公告日期" in plan.why_state_zh
    assert plan.steps[0].kind is StepKind.OBSERVATIONS
    assert plan.steps[0].last_day is None


def test_russia_has_a_protest_letter_instead_of_opposition() -> None:
    plan = drawn("RU", "2026-10-01")
    assert plan.steps[0].kind is StepKind.OBSERVATIONS
    assert "抗议信" in plan.steps[0].says_zh


def test_an_office_that_never_has_a_window_says_so_without_a_date() -> None:
    for office in ("RU", "WO", "UZ"):
        window = drawn(office).window
        assert isinstance(window, NoWindow)
        assert window.source.startswith("http")
    assert any("每个被指定" in note for note in drawn("WO").notes_zh)


def test_where_nobody_examines_the_plan_warns_that_silence_registers_the_mark() -> None:
    assert any("不提异议" in note for note in drawn("EM", "2026-10-01").notes_zh)
    assert not any("不提异议" in note for note in drawn("KR", "2026-11-10").notes_zh)


@pytest.mark.parametrize("office", ["ZZ", "", "Korea"])
def test_an_office_without_rules_gets_no_plan(office: str) -> None:
    with pytest.raises(UnknownOffice, match=r"ST\.3"):
        drawn(office)


@given(
    office=st.sampled_from(sorted(offices())),
    published=st.none() | st.dates(min_value=dt.date(1950, 1, 1), max_value=dt.date(2060, 1, 1)),
    registered=st.none() | st.dates(min_value=dt.date(1950, 1, 1), max_value=dt.date(2060, 1, 1)),
    madrid=st.booleans(),
)
def test_every_plan_has_a_way_forward_and_no_last_day_of_an_open_step_has_passed(
    office: str, published: dt.date | None, registered: dt.date | None, madrid: bool
) -> None:
    dates = FilingDates(office=office, madrid=madrid, published_on=published, registered_on=registered)
    plan = draw_plan(dates, TODAY)
    assert StepKind.OWN_FILING in kinds(plan)
    for step in plan.steps:
        assert step.says_zh
        assert step.says_en
        assert bool(step.caveat_zh) == bool(step.caveat_en)
        if step.rolled is not None:
            assert step.rolled >= TODAY

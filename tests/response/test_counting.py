import datetime as dt
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from response.counting import (
    Unit,
    add_months,
    first_of_next_month,
    last_day_after,
    last_day_from,
    working_days_after,
)
from response.offices import is_closed

DAYS = st.dates(min_value=dt.date(1950, 1, 1), max_value=dt.date(2150, 1, 1))
MONTHS = st.integers(min_value=1, max_value=24)


def closed_in(office: str) -> Callable[[dt.date], bool]:
    return lambda day: is_closed(office, day)


def test_misset_three_months_from_18_february_end_on_18_may() -> None:
    assert last_day_after(dt.date(1985, 2, 18), 3, Unit.MONTHS) == dt.date(1985, 5, 18)


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        ("2025-11-30", 3, "2026-02-28"),
        ("2023-11-30", 3, "2024-02-29"),
        ("2026-12-31", 2, "2027-02-28"),
        ("2026-12-01", 1, "2027-01-01"),
    ],
)
def test_months_clip_to_the_end_of_a_shorter_month(start: str, months: int, end: str) -> None:
    assert add_months(dt.date.fromisoformat(start), months) == dt.date.fromisoformat(end)


def test_an_included_event_day_ends_the_day_before_unless_the_month_was_clipped() -> None:
    assert last_day_from(dt.date(2010, 10, 5), 2, Unit.MONTHS) == dt.date(2010, 12, 4)
    assert last_day_from(dt.date(2025, 12, 31), 2, Unit.MONTHS) == dt.date(2026, 2, 28)
    assert last_day_from(dt.date(2026, 1, 1), 30, Unit.DAYS) == dt.date(2026, 1, 30)


def test_working_days_skip_weekends_and_good_friday_in_chile() -> None:
    assert working_days_after(dt.date(2026, 4, 2), 1, closed_in("CL")) == dt.date(2026, 4, 6)


@given(day=DAYS, months=MONTHS)
def test_the_corresponding_day_is_in_the_right_month_and_never_a_later_number(
    day: dt.date, months: int
) -> None:
    end = add_months(day, months)
    assert (end.year * 12 + end.month) - (day.year * 12 + day.month) == months
    assert end.day == day.day or (end.day < day.day and (end + dt.timedelta(days=1)).day == 1)


@given(day=DAYS, months=MONTHS)
def test_counting_the_event_day_costs_at_most_one_day(day: dt.date, months: int) -> None:
    difference = last_day_after(day, months, Unit.MONTHS) - last_day_from(day, months, Unit.MONTHS)
    assert difference in (dt.timedelta(0), dt.timedelta(days=1))


@given(day=DAYS)
def test_the_first_of_next_month_is_a_first_within_31_days(day: dt.date) -> None:
    first = first_of_next_month(day)
    assert first.day == 1
    assert dt.timedelta(0) < first - day <= dt.timedelta(days=31)


@given(day=DAYS, n=st.integers(min_value=1, max_value=60))
def test_working_days_end_on_a_weekday_no_earlier_than_calendar_days(day: dt.date, n: int) -> None:
    end = working_days_after(day, n, closed_in("PE"))
    assert end.weekday() < 5
    assert end >= day + dt.timedelta(days=n)

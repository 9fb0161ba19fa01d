import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.deadline import Confidence, Deadline, NoWindow
from response.deadlines import deadline
from response.offices import is_closed, next_open_day, offices


def of(office: str, published_on: str, *, madrid: bool = False) -> Deadline:
    found = deadline(office, dt.date.fromisoformat(published_on), madrid=madrid)
    assert isinstance(found, Deadline), found
    return found


def test_there_is_a_row_for_each_of_the_fifty_offices_and_china() -> None:
    assert len(offices()) == 51


def test_without_a_publication_there_is_nothing_to_count_from() -> None:
    found = deadline("KR", None)
    assert isinstance(found, NoWindow)
    assert "没有公告日期" in found.reason_zh


@pytest.mark.parametrize("office", ["ZZ", "", "Korea", "韩国"])
def test_an_office_nobody_knows_is_named(office: str) -> None:
    found = deadline(office, dt.date(2026, 11, 2))
    assert isinstance(found, NoWindow)
    assert (office.upper() or "not stated") in found.reason_en


def test_the_tm7a_extension_counts_the_day_of_publication_too() -> None:
    assert [e.day for e in of("GB", "2010-10-05").extensions] == [dt.date(2011, 1, 4)]


def test_canada_s_extension_shrank_on_1_december_2023() -> None:
    assert [e.day for e in of("CA", "2023-11-29").extensions] == [dt.date(2024, 5, 29)]
    assert [e.day for e in of("CA", "2023-12-06").extensions] == [dt.date(2024, 4, 6)]


def test_where_sources_conflict_on_an_extension_the_shorter_is_shown_and_the_conflict_said() -> None:
    last = of("PH", "2026-01-05").extensions[-1]
    assert last.day == dt.date(2026, 1, 5) + dt.timedelta(days=90)
    assert last.origin.confidence is Confidence.CONFLICTING
    assert "120" in last.caveat_zh
    assert "120" in last.caveat_en


def test_an_extension_without_a_length_is_a_remark_without_a_day() -> None:
    assert [e.day for e in of("ZA", "2026-01-28").extensions] == [None]


def test_cooling_off_follows_the_rule_of_the_day() -> None:
    now, before = of("CA", "2026-01-07").cooling_off, of("CA", "2023-01-04").cooling_off
    assert now is not None
    assert before is not None
    assert (now.months, before.months) == (7, 9)
    assert of("JP", "2026-01-07").cooling_off is None


def test_the_japanese_office_is_closed_around_the_new_year() -> None:
    assert next_open_day("JP", dt.date(2026, 12, 29)) == dt.date(2027, 1, 4)
    assert is_closed("JP", dt.date(2027, 1, 3))
    assert not is_closed("JP", dt.date(2026, 12, 28))


def test_friday_is_closed_in_riyadh_and_open_in_abu_dhabi() -> None:
    friday = dt.date(2026, 11, 13)
    assert is_closed("SA", friday)
    assert not is_closed("AE", friday)


@given(
    office=st.sampled_from(sorted(offices())),
    published_on=st.dates(min_value=dt.date(2017, 1, 1), max_value=dt.date(2040, 1, 1)),
    madrid=st.booleans(),
)
def test_the_rolled_day_is_open_and_never_before_the_nominal_one(
    office: str, published_on: dt.date, madrid: bool
) -> None:
    found = deadline(office, published_on, madrid=madrid)
    if isinstance(found, NoWindow):
        return
    assert found.rolled >= found.last_day.day
    assert not is_closed(office, found.rolled)
    extended = [extension.day for extension in found.extensions if extension.day]
    assert extended == sorted(extended)
    assert all(day > found.last_day.day for day in extended)

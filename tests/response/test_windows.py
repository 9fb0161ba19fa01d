import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.deadline import Confidence, LastDay, NoWindow
from response.rules import rules_of_offices
from response.windows import opposition_last_day

PUBLISHED = st.dates(min_value=dt.date(1990, 1, 1), max_value=dt.date(2199, 12, 31))
OFFICES = sorted(rules_of_offices())


def day_of(office: str, published_on: str, *, madrid: bool = False) -> dt.date:
    answer = opposition_last_day(office, dt.date.fromisoformat(published_on), madrid=madrid)
    assert isinstance(answer, LastDay), answer
    return answer.day


@pytest.mark.parametrize(
    ("published_on", "last_day"),
    [("2025-06-30", "2025-08-30"), ("2025-07-21", "2025-09-21"), ("2025-07-22", "2025-08-21")],
)
def test_korea_has_two_months_before_22_july_2025_and_thirty_days_since(
    published_on: str, last_day: str
) -> None:
    assert day_of("KR", published_on) == dt.date.fromisoformat(last_day)


def test_viet_nam_has_five_months_while_they_ended_before_the_change() -> None:
    assert day_of("VN", "2025-10-25") == dt.date(2026, 3, 25)


def test_viet_nam_takes_the_shorter_window_where_the_transition_is_open_and_says_so() -> None:
    answer = opposition_last_day("VN", dt.date(2026, 1, 25))
    assert isinstance(answer, LastDay)
    assert answer.day == dt.date(2026, 4, 25)
    assert answer.confidence is Confidence.CONFLICTING
    assert "较早" in answer.caveat_zh or "取较早者" in answer.caveat_zh
    assert "earlier" in answer.caveat_en


@pytest.mark.parametrize(
    ("office", "published_on", "last_day"),
    [
        ("EG", "2026-07-01", "2026-08-30"),
        ("EG", "2026-01-01", "2026-03-01"),
        ("ID", "2026-07-01", "2026-08-30"),
    ],
)
def test_of_sixty_days_and_two_months_the_earlier_counts(
    office: str, published_on: str, last_day: str
) -> None:
    answer = opposition_last_day(office, dt.date.fromisoformat(published_on))
    assert isinstance(answer, LastDay)
    assert answer.day == dt.date.fromisoformat(last_day)
    assert answer.confidence is Confidence.CONFLICTING


@pytest.mark.parametrize(
    ("office", "published_on", "last_day"),
    [
        ("EM", "2026-01-31", "2026-05-28"),
        ("DE", "2026-01-08", "2026-04-30"),
        ("FR", "2026-12-10", "2027-02-28"),
        ("IT", "2026-10-31", "2027-01-31"),
        ("BX", "2026-01-08", "2026-03-08"),
        ("CN", "2026-01-08", "2026-04-30"),
    ],
)
def test_a_madrid_designation_starts_when_its_own_rule_says(
    office: str, published_on: str, last_day: str
) -> None:
    assert day_of(office, published_on, madrid=True) == dt.date.fromisoformat(last_day)


def test_spain_takes_the_earlier_start_for_a_madrid_designation() -> None:
    assert day_of("ES", "2026-01-08", madrid=True) == dt.date(2026, 3, 8)


def test_a_madrid_designation_without_a_rule_of_its_own_borrows_the_direct_one_and_says_so() -> None:
    borrowed = opposition_last_day("KZ", dt.date(2026, 1, 8), madrid=True)
    direct = opposition_last_day("KZ", dt.date(2026, 1, 8))
    assert isinstance(borrowed, LastDay)
    assert isinstance(direct, LastDay)
    assert borrowed.day == direct.day
    assert "Madrid" in borrowed.caveat_en
    assert "马德里" in borrowed.caveat_zh
    assert "Madrid" not in direct.caveat_en


@pytest.mark.parametrize(("office", "word"), [("RU", "没有异议"), ("WO", "分别计算"), ("UZ", "固定异议期")])
def test_an_office_without_opposition_says_why(office: str, word: str) -> None:
    answer = opposition_last_day(office, dt.date(2026, 1, 8), madrid=True)
    assert isinstance(answer, NoWindow)
    assert word in answer.reason_zh
    assert answer.source.startswith("http")


@pytest.mark.parametrize("office", ["XX", "", "EU "])
def test_an_unknown_office_is_named(office: str) -> None:
    answer = opposition_last_day(office, dt.date(2026, 1, 8))
    assert isinstance(answer, NoWindow)
    assert (office.strip() or "not stated") in answer.reason_en


def test_a_day_before_every_known_rule_has_no_window() -> None:
    answer = opposition_last_day("TH", dt.date(2016, 7, 27))
    assert isinstance(answer, NoWindow)
    assert "2016-07-27" in answer.reason_en


def test_a_day_before_the_first_rule_is_told_when_that_rule_begins() -> None:
    answer = opposition_last_day("KZ", dt.date(2022, 7, 31))
    assert isinstance(answer, NoWindow)
    assert "2022-08-01" in answer.reason_zh
    assert "2022-08-01" in answer.reason_en


def test_a_rule_of_unknown_age_is_not_trusted_for_an_old_publication() -> None:
    old, recent = (opposition_last_day("SG", dt.date(year, 3, 18)) for year in (2011, 2026))
    assert isinstance(old, LastDay)
    assert isinstance(recent, LastDay)
    assert (old.confidence, recent.confidence) == (Confidence.GENERAL, Confidence.VERIFIED)
    assert "何时起施行" in old.caveat_zh
    assert recent.caveat_zh == ""


def test_a_madrid_designation_of_an_office_outside_the_system_is_doubted() -> None:
    answer = opposition_last_day("TW", dt.date(2026, 1, 8), madrid=True)
    assert isinstance(answer, LastDay)
    assert "成员" in answer.caveat_zh


def test_a_day_before_trade_marks_were_gazetted_is_not_believed() -> None:
    assert isinstance(opposition_last_day("EM", dt.date(1, 1, 1)), NoWindow)


def test_a_placeholder_date_is_not_counted_from() -> None:
    assert isinstance(opposition_last_day("EM", dt.date.max), NoWindow)


def test_the_code_of_the_office_may_be_lower_case() -> None:
    assert day_of(" gb ", "2010-10-05") == dt.date(2010, 12, 4)


@given(office=st.sampled_from(OFFICES), published_on=PUBLISHED, madrid=st.booleans())
def test_every_last_day_lies_after_its_publication_and_carries_its_rule(
    office: str, published_on: dt.date, madrid: bool
) -> None:
    answer = opposition_last_day(office, published_on, madrid=madrid)
    if isinstance(answer, NoWindow):
        assert answer.reason_zh
        assert answer.reason_en
        return
    assert dt.timedelta(days=25) < answer.day - published_on < dt.timedelta(days=200)
    assert answer.rule_source.startswith("http")
    assert answer.rule_zh
    assert answer.rule_en
    assert answer.checked_on >= dt.date(2026, 11, 22)


@given(office=st.sampled_from(OFFICES), published_on=PUBLISHED)
def test_a_conflicting_rule_always_says_what_conflicts(office: str, published_on: dt.date) -> None:
    answer = opposition_last_day(office, published_on)
    if isinstance(answer, LastDay) and answer.confidence is Confidence.CONFLICTING:
        assert answer.caveat_zh
        assert answer.caveat_en


@pytest.mark.parametrize("office", OFFICES)
def test_overlapping_rules_of_one_route_are_marked_as_conflicting(office: str) -> None:
    rules = rules_of_offices()[office]
    for i, one in enumerate(rules):
        for other in rules[i + 1 :]:
            meets = one.valid_from <= other.valid_to and other.valid_from <= one.valid_to
            if one.route == other.route and meets:
                assert one.confidence is other.confidence is Confidence.CONFLICTING


@pytest.mark.parametrize("office", OFFICES)
def test_every_office_has_a_rule_for_a_publication_of_today(office: str) -> None:
    answer = opposition_last_day(office, dt.date(2026, 11, 23))
    assert isinstance(answer, LastDay) or answer.source

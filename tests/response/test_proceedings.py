"""Clocks of proceedings: how they are counted over weekends, holidays and leap days, and what is said with them."""

import datetime as dt

import pytest

from domain.deadline import Confidence
from domain.observation import Kind, Observation
from domain.proceeding import Forum
from response.proceedings import answer_day, clocks_of, defence_steps

INSTITUTED = {
    "source": "us-federal-register-337",
    "docket": "337-TA-1",
    "sign": "Certain Hats; Institution of Investigation",
}


def seen(**said: object) -> Observation:
    fields: dict[str, object] = {
        "kind": Kind.PROCEEDING,
        "source": "us-courtlistener",
        "ref": "1",
        "sign": "A v. B",
        "office": "US",
    }
    return Observation(**(fields | said))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("said", "nominal", "rolled"),
    [
        # 19 CFR 201.14(a): the first business day after the event is day 1
        (
            {**INSTITUTED, "published_on": "2026-11-20"},
            "2026-12-12",
            "2026-12-14",
        ),  # a Friday: counted from Monday
        ({**INSTITUTED, "published_on": "2026-11-25"}, "2026-12-16", "2026-12-16"),  # the eve of Thanksgiving
        ({**INSTITUTED, "published_on": "2028-02-09"}, "2028-02-29", "2028-02-29"),  # over a leap day
        ({"filed_on": "2028-02-08"}, "2028-02-29", "2028-02-29"),  # FRCP 12(a), a leap day is the last
        ({"filed_on": "2026-12-04"}, "2026-12-25", "2026-12-28"),  # Christmas, then a weekend
        ({"source": "us-uspto-ttab-bulk", "filed_on": "2027-01-25"}, "2027-03-06", "2027-03-08"),
        (
            {"source": "eu-euipo-caselaw", "office": "EM", "published_on": "2027-12-31"},
            "2028-02-29",
            "2028-02-29",
        ),
        (
            {"source": "eu-euipo-caselaw", "office": "EM", "published_on": "2026-11-06"},
            "2027-01-06",
            "2027-01-06",
        ),
    ],
)
def test_the_day_to_answer(said: dict[str, str], nominal: str, rolled: str) -> None:
    days = {key: dt.date.fromisoformat(said[key]) for key in ("filed_on", "published_on") if key in said}
    observation = seen(**(said | days))
    found = answer_day(observation)
    assert found is not None
    assert found.day.isoformat() == nominal
    (clock,) = [clock for clock in clocks_of(observation) if clock.answering and clock.last_day == found]
    assert clock.rolled is not None
    assert clock.rolled.isoformat() == rolled
    assert clock.earliest
    assert "最早可能" in found.caveat_zh
    assert "earliest" in found.caveat_en


def test_without_a_day_to_count_from_none_is_made_up() -> None:
    decided = seen(source="xx-wipo-udrp", docket="D2026-0001", office="XX")
    assert answer_day(decided) is None
    assert [clock.last_day for clock in clocks_of(decided)] == [None, None]


def test_a_later_notice_of_an_investigation_starts_no_answer() -> None:
    later = seen(
        **(INSTITUTED | {"sign": "Certain Hats; Determination Not To Review"}),
        published_on=dt.date(2026, 11, 20),
    )
    assert answer_day(later) is None


def test_a_complaint_that_waits_has_other_clocks_than_an_investigation() -> None:
    waits = seen(source="us-usitc-ids", docket="337-3799", published_on=dt.date(2026, 11, 20))
    assert {clock.step for clock in clocks_of(waits)} == {"public-interest", "institution"}
    assert answer_day(waits) is None


def test_an_order_without_notice_lasts_fourteen_days_and_a_waiver_gives_ninety() -> None:
    days = {c.step: c.last_day and c.last_day.day for c in clocks_of(seen(filed_on=dt.date(2026, 11, 2)))}
    assert days == {
        "answer": dt.date(2026, 11, 23),
        "answer-after-waiver": dt.date(2027, 1, 31),
        "restraining-order": dt.date(2026, 11, 16),
    }


@pytest.mark.parametrize("forum", [forum for forum in Forum if forum is not Forum.OTHER])
def test_every_verified_rule_names_its_source_and_every_forum_has_steps(forum: Forum) -> None:
    source = {"section-337": "us-usitc-ids", "us-court": "us-courtlistener", "ttab": "us-uspto-ttab-bulk",
              "udrp": "xx-wipo-udrp", "euipo": "eu-euipo-caselaw"}[forum.value]  # fmt: skip
    day = dt.date(2026, 11, 20)
    for clock in clocks_of(seen(source=source, docket="337-TA-1", filed_on=day, published_on=day)):
        assert clock.last_day is not None
        assert (clock.last_day.confidence is Confidence.VERIFIED) == clock.last_day.rule_source.startswith(
            "https://"
        )
    assert len(defence_steps(forum)) > len(defence_steps(Forum.OTHER)) == 5

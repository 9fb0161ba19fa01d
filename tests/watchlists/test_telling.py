"""When a contact is told: quiet hours across midnight, changes of the clock, digests, snoozes, mutes."""

import dataclasses
import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.match import Tier
from domain.observation import Kind
from domain.subscription import Opening, Rhythm, Subscription, Telling, WrongSubscription
from watchlists.telling import (
    CLOSING,
    after_quiet,
    is_quiet,
    is_urgent,
    next_digest,
    opening,
    reminded_at,
)

NOON = dt.datetime(2026, 11, 25, 4, 0, tzinfo=dt.UTC)  # in Shanghai
NEW_YORK = ZoneInfo("America/New_York")
PLAIN = Telling(
    tier=Tier.MEDIUM,
    kinds=frozenset({Kind.FILING}),
    brand_id="B1",
    offices=frozenset({"DE"}),
    last_day=None,
)
ZONES = st.sampled_from(
    ["Asia/Shanghai", "Europe/Berlin", "America/New_York", "America/Santiago", "Australia/Lord_Howe"]
)
MOMENTS = st.integers(0, 2 * 366 * 24 * 60).map(lambda minutes: NOON + dt.timedelta(minutes=minutes))
SUBSCRIPTIONS = st.builds(
    Subscription,
    least_tier=st.sampled_from(Tier),
    rhythm=st.sampled_from(Rhythm),
    hour=st.integers(0, 23),
    weekday=st.integers(0, 6),
    timezone=ZONES,
    quiet_from=st.integers(0, 23),
    quiet_until=st.integers(0, 23),
    snoozed_until=st.none() | MOMENTS,
    muted_until=st.none() | MOMENTS,
)


@st.composite
def cases(draw: st.DrawFn) -> tuple[Subscription, Telling, dt.datetime]:
    now = draw(MOMENTS)
    days = draw(st.none() | st.integers(-5, 60))
    last_day = None if days is None else now.date() + dt.timedelta(days=days)
    telling = dataclasses.replace(PLAIN, tier=draw(st.sampled_from(Tier)), last_day=last_day)
    return draw(SUBSCRIPTIONS), telling, now


Case = tuple[Subscription, Telling, dt.datetime]


@pytest.mark.parametrize(
    "narrow",
    [
        Subscription(least_tier=Tier.HIGH),
        Subscription(kinds=(Kind.LISTING,)),
        Subscription(brands=("B2",)),
        Subscription(markets=("US",)),
        Subscription(rank=1),
        Subscription(muted_until=NOON + dt.timedelta(minutes=1)),
    ],
)
def test_what_was_not_chosen_is_not_told(narrow: Subscription) -> None:
    assert opening(Subscription(), PLAIN, NOON) == Opening(at=NOON)
    assert opening(narrow, PLAIN, NOON) is None


@pytest.mark.parametrize("offices", [frozenset({"DE", "US"}), frozenset()])
def test_one_office_of_several_is_enough_and_what_names_none_is_of_all(offices: frozenset[str]) -> None:
    spread = dataclasses.replace(PLAIN, offices=offices)
    assert opening(Subscription(markets=("US",)), spread, NOON) == Opening(at=NOON)


def test_quiet_hours_pass_midnight_and_end_in_the_morning() -> None:
    night = Subscription(quiet_from=22, quiet_until=7)
    late = dt.datetime(2026, 11, 25, 15, 30, tzinfo=dt.UTC)  # 23:30 in Shanghai
    assert opening(night, PLAIN, late) == Opening(at=dt.datetime(2026, 11, 25, 23, 0, tzinfo=dt.UTC))
    assert opening(night, PLAIN, NOON) == Opening(at=NOON)


@pytest.mark.parametrize(("days", "at_once"), [(0, True), (7, True), (8, False), (-1, False)])
def test_high_tier_with_a_near_last_day_waits_for_nothing(days: int, at_once: bool) -> None:
    always = Subscription(
        rhythm=Rhythm.DAILY, quiet_from=0, quiet_until=23, snoozed_until=NOON + dt.timedelta(days=4)
    )
    near = dt.date(2026, 11, 25) + dt.timedelta(days=days)
    found = opening(always, dataclasses.replace(PLAIN, tier=Tier.HIGH, last_day=near), NOON)
    assert (found == Opening(at=NOON)) is at_once


def test_a_snooze_ends_with_one_digest() -> None:
    until = NOON + dt.timedelta(days=2)
    assert opening(Subscription(snoozed_until=until), PLAIN, NOON) == Opening(at=until, in_digest=True)
    assert opening(Subscription(snoozed_until=NOON - dt.timedelta(days=1)), PLAIN, NOON) == Opening(at=NOON)


def test_what_a_weekly_digest_would_tell_too_late_is_told_by_itself() -> None:
    weekly = Subscription(rhythm=Rhythm.WEEKLY, weekday=0)  # the next is on the 30th
    for day in (25, 27, 30):
        soon = dataclasses.replace(PLAIN, last_day=dt.date(2026, 11, day))
        assert opening(weekly, soon, NOON) == Opening(at=NOON)
    later = opening(weekly, dataclasses.replace(PLAIN, last_day=dt.date(2026, 12, 1)), NOON)
    assert later == Opening(at=dt.datetime(2026, 11, 30, 1, tzinfo=dt.UTC), in_digest=True)


@given(cases())
def test_nobody_is_told_before_now_nor_long_after_it_but_for_a_snooze(case: Case) -> None:
    subscription, telling, now = case
    if found := opening(subscription, telling, now):
        assert now <= found.at <= max(subscription.snoozed_until or now, now + dt.timedelta(days=9))


@given(cases())
def test_by_itself_only_the_urgent_comes_in_quiet_hours(case: Case) -> None:
    subscription, telling, now = case
    found = opening(subscription, telling, now)
    if found and not found.in_digest and is_quiet(subscription, found.at):
        assert is_urgent(telling, now.astimezone(ZoneInfo(subscription.timezone)).date())


@given(cases())
def test_nothing_waits_in_a_digest_until_its_last_day_has_come(case: Case) -> None:
    subscription, telling, now = case
    zone = ZoneInfo(subscription.timezone)
    found = opening(subscription, telling, now)
    if found and found.in_digest and telling.last_day and telling.last_day >= now.astimezone(zone).date():
        assert found.at.astimezone(zone).date() < telling.last_day


@given(SUBSCRIPTIONS, MOMENTS)
def test_quiet_hours_only_put_off_and_are_over_then(subscription: Subscription, now: dt.datetime) -> None:
    told = after_quiet(subscription, now)
    assert now <= told <= now + dt.timedelta(hours=26)
    assert not is_quiet(subscription, told)
    assert told == now or is_quiet(subscription, now)


@given(SUBSCRIPTIONS, MOMENTS)
def test_what_comes_between_two_digests_meets_in_one(subscription: Subscription, now: dt.datetime) -> None:
    due = next_digest(subscription, now)
    assert due > now + CLOSING
    assert next_digest(subscription, due - CLOSING - dt.timedelta(seconds=1)) == due
    assert next_digest(subscription, due - CLOSING) > due


@given(SUBSCRIPTIONS, MOMENTS)
def test_digests_keep_their_day_whatever_the_clock_does(subscription: Subscription, now: dt.datetime) -> None:
    first = next_digest(subscription, now)
    second = next_digest(subscription, first)
    apart = 7 if subscription.rhythm is Rhythm.WEEKLY else 1
    days = [moment.astimezone(ZoneInfo(subscription.timezone)).date() for moment in (first, second)]
    assert days[1] - days[0] == dt.timedelta(days=apart)
    assert subscription.rhythm is not Rhythm.WEEKLY or days[1].weekday() == subscription.weekday


def test_a_digest_whose_hour_is_skipped_goes_out_an_hour_later_and_one_whose_hour_comes_twice_once() -> None:
    daily = Subscription(rhythm=Rhythm.DAILY, hour=2, timezone="America/New_York")
    spring = next_digest(daily, dt.datetime(2027, 3, 14, 1, tzinfo=NEW_YORK))
    assert spring.astimezone(NEW_YORK) == dt.datetime(2027, 3, 14, 3, tzinfo=NEW_YORK)
    twice = dataclasses.replace(daily, hour=1)
    autumn = next_digest(twice, dt.datetime(2026, 11, 1, 0, 30, tzinfo=NEW_YORK))
    assert autumn.astimezone(NEW_YORK).fold == 0
    assert next_digest(twice, autumn).astimezone(NEW_YORK).date() == dt.date(2026, 11, 2)


def test_the_hour_that_comes_twice_is_quiet_twice() -> None:
    night = Subscription(quiet_from=23, quiet_until=2, timezone="America/New_York")
    for fold in (0, 1):
        now = dt.datetime(2026, 11, 1, 1, 10, fold=fold, tzinfo=NEW_YORK).astimezone(dt.UTC)
        assert after_quiet(night, now) == dt.datetime(2026, 11, 1, 7, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    "wrong", [{"timezone": "Asia/Peking"}, {"weekday": 7}, {"hour": 24}, {"quiet_from": -1}]
)
def test_a_subscription_that_cannot_be_is_refused_by_what_is_wrong(wrong: dict[str, object]) -> None:
    with pytest.raises(WrongSubscription, match=str(next(iter(wrong.values())))):
        Subscription(**wrong)


@given(cases())
def test_a_reminder_comes_by_the_last_day_outside_quiet_hours_unless_that_would_be_too_late(
    case: Case,
) -> None:
    subscription, telling, now = case
    zone = ZoneInfo(subscription.timezone)
    at = reminded_at(subscription, telling, now)
    if at is None:
        return
    assert now <= at <= now + dt.timedelta(hours=50)
    if telling.last_day and telling.last_day >= now.astimezone(zone).date():
        assert at.astimezone(zone).date() <= telling.last_day
    assert at == now or not is_quiet(subscription, at)


def test_a_reminder_waits_for_the_contact_s_hour_and_a_muted_contact_has_none() -> None:
    midnight = dt.datetime(2026, 11, 24, 16, 5, tzinfo=dt.UTC)  # 00:05 in Shanghai
    assert reminded_at(Subscription(), PLAIN, midnight) == dt.datetime(2026, 11, 25, 1, tzinfo=dt.UTC)
    assert reminded_at(Subscription(rank=1, rhythm=Rhythm.WEEKLY), PLAIN, NOON) == NOON
    assert reminded_at(Subscription(muted_until=NOON + dt.timedelta(days=1)), PLAIN, NOON) is None
    assert reminded_at(Subscription(least_tier=Tier.HIGH), PLAIN, NOON) is None

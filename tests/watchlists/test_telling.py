"""When a contact is told: quiet hours across midnight, changes of the clock, digests, snoozes."""

import dataclasses
import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.match import Tier
from domain.observation import Kind
from domain.subscription import Rhythm, Subscription, Telling
from watchlists.telling import after_quiet, digest_before, told_at, wanted

NOON = dt.datetime(2026, 11, 25, 4, 0, tzinfo=dt.UTC)
PLAIN = Telling(tier=Tier.MEDIUM, kind=Kind.FILING, brand_id="B1", office="DE", last_day=None)
ZONES = st.sampled_from(["Asia/Shanghai", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe"])
MOMENTS = st.integers(0, 2 * 366 * 24 * 60).map(lambda minutes: NOON + dt.timedelta(minutes=minutes))
SUBSCRIPTIONS = st.builds(
    Subscription,
    rhythm=st.sampled_from(Rhythm),
    hour=st.integers(0, 23),
    weekday=st.integers(0, 6),
    timezone=ZONES,
    quiet_from=st.integers(0, 23),
    quiet_until=st.integers(0, 23),
)


def test_what_was_not_chosen_is_not_told() -> None:
    assert wanted(Subscription(), PLAIN)
    for narrow in (
        Subscription(least_tier=Tier.HIGH),
        Subscription(kinds=(Kind.LISTING,)),
        Subscription(brands=("B2",)),
        Subscription(markets=("US",)),
        Subscription(rank=1),
    ):
        assert told_at(narrow, PLAIN, NOON) is None


def test_quiet_hours_pass_midnight_and_end_in_the_morning() -> None:
    night = Subscription(quiet_from=22, quiet_until=7)
    late = dt.datetime(2026, 11, 25, 15, 30, tzinfo=dt.UTC)  # 23:30 in Shanghai
    assert told_at(night, PLAIN, late) == dt.datetime(2026, 11, 25, 23, 0, tzinfo=dt.UTC)
    assert told_at(night, PLAIN, NOON) == NOON


@pytest.mark.parametrize(("days", "at_once"), [(3, True), (7, True), (8, False), (-1, False)])
def test_high_tier_with_a_near_last_day_waits_for_nothing(days: int, at_once: bool) -> None:
    always = Subscription(rhythm=Rhythm.WEEKLY, quiet_from=0, quiet_until=23)
    urgent = dataclasses.replace(
        PLAIN, tier=Tier.HIGH, last_day=dt.date(2026, 11, 25) + dt.timedelta(days=days)
    )
    assert told_at(always, urgent, NOON) == (NOON if at_once else None)


def test_a_snooze_ends() -> None:
    until = NOON + dt.timedelta(days=2)
    assert told_at(Subscription(snoozed_until=until), PLAIN, NOON) == until
    assert told_at(Subscription(snoozed_until=NOON - dt.timedelta(days=1)), PLAIN, NOON) == NOON


@given(SUBSCRIPTIONS, MOMENTS)
def test_quiet_hours_only_put_off_and_never_by_more_than_a_day(
    subscription: Subscription, now: dt.datetime
) -> None:
    told = after_quiet(subscription, now)
    assert now <= told <= now + dt.timedelta(hours=25)
    assert after_quiet(subscription, told) == told or subscription.timezone == "Australia/Lord_Howe"


@given(SUBSCRIPTIONS, MOMENTS)
def test_a_digest_was_due_within_its_rhythm(subscription: Subscription, now: dt.datetime) -> None:
    due = digest_before(subscription, now)
    if subscription.rhythm is Rhythm.AT_ONCE:
        assert due is None
        return
    assert due is not None
    longest = dt.timedelta(days=1 if subscription.rhythm is Rhythm.DAILY else 7, hours=2)
    assert due <= now < due + longest
    assert digest_before(subscription, due) == due

"""Whether a contact is told of an alert, and when: a pure reading of its subscription. 推送时机."""

import datetime as dt
from zoneinfo import ZoneInfo

from domain.match import Tier
from domain.subscription import Rhythm, Subscription, Telling

URGENT_DAYS = 7
"""A high tier with a last day no further away breaks quiet hours, and does not wait for a digest."""
_HOUR, _DAY = dt.timedelta(hours=1), dt.timedelta(days=1)


def wanted(subscription: Subscription, telling: Telling) -> bool:
    """True when the contact chose to be told of such an alert, sooner or later."""
    return (
        telling.tier.rank >= subscription.least_tier.rank
        and (not subscription.kinds or telling.kind in subscription.kinds)
        and (not subscription.brands or telling.brand_id in subscription.brands)
        and (not subscription.markets or not telling.office or telling.office in subscription.markets)
    )


def told_at(subscription: Subscription, telling: Telling, now: dt.datetime) -> dt.datetime | None:
    """When the contact is told by itself: `now` or after its quiet hours or snooze; None when not, or in a digest.

    `now` has a time zone; so has the answer, which is never before `now`.
    """
    if subscription.rank > 0 or not wanted(subscription, telling):
        return None
    urgent = is_urgent(telling, now.astimezone(_zone(subscription)).date())
    if subscription.rhythm is not Rhythm.AT_ONCE and not urgent:
        return None
    at = max(now, subscription.snoozed_until or now)
    return at if urgent else after_quiet(subscription, at)


def is_urgent(telling: Telling, today: dt.date) -> bool:
    """High tier, and the last day within a week or not known to be further."""
    return (
        telling.tier is Tier.HIGH
        and telling.last_day is not None
        and dt.timedelta(0) <= telling.last_day - today <= URGENT_DAYS * _DAY
    )


def after_quiet(subscription: Subscription, at: dt.datetime) -> dt.datetime:
    """The moment itself, or the end of the quiet hours it falls in."""
    start, end = subscription.quiet_from, subscription.quiet_until
    here = at.astimezone(_zone(subscription))
    if start == end or not _quiet(here.hour, start, end):
        return at
    day = here.date() if here.hour < end else here.date() + _DAY
    return max(at, dt.datetime.combine(day, dt.time(end), _zone(subscription)).astimezone(at.tzinfo))


def _quiet(hour: int, start: int, end: int) -> bool:
    return start <= hour < end if start < end else hour >= start or hour < end


def digest_before(subscription: Subscription, now: dt.datetime) -> dt.datetime | None:
    """The last moment, not after `now`, at which a digest was due; None for a contact without one."""
    if subscription.rhythm is Rhythm.AT_ONCE:
        return None
    zone = _zone(subscription)
    day = now.astimezone(zone).date()
    for back in range(9):
        one = day - back * _DAY
        due = dt.datetime.combine(one, dt.time(subscription.hour), zone)
        if due <= now and (subscription.rhythm is Rhythm.DAILY or one.weekday() == subscription.weekday):
            return due
    raise AssertionError("within nine days every weekday comes by")


def _zone(subscription: Subscription) -> ZoneInfo:
    return ZoneInfo(subscription.timezone)

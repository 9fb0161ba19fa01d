"""Whether a contact is told of an alert, and when: a function of subscription, alert and now. 推送时机."""

import datetime as dt
from zoneinfo import ZoneInfo

from domain.match import Tier
from domain.subscription import Opening, Rhythm, Subscription, Telling

URGENT_DAYS = 7
"""A high tier with a last day no further away breaks quiet hours, and waits for no digest and no snooze."""

CLOSING = dt.timedelta(minutes=5)
"""A digest takes nothing more so long before it goes out: what is being written then must not miss it."""

_DAY = dt.timedelta(days=1)


def opening(subscription: Subscription, telling: Telling, now: dt.datetime) -> Opening | None:
    """When the contact is told, never before `now` (which has a time zone); None when it is not.

    What would come after a last day that has not passed yet comes as soon as the quiet hours end.
    """
    if _muted(subscription, now) or subscription.rank > 0 or not wanted(subscription, telling):
        return None
    if is_urgent(telling, _date(subscription, now)):
        return Opening(at=now)
    soonest = Opening(at=after_quiet(subscription, now))
    planned = _planned(subscription, now)
    if planned is None or _too_late(subscription, telling, planned, now):
        return soonest
    return Opening(at=planned, in_digest=True)


def reminded_at(subscription: Subscription, telling: Telling, now: dt.datetime) -> dt.datetime | None:
    """When the contact is reminded of a last day nobody has decided on: at its hour of the day, outside its quiet hours, but
    never later than the last day itself; None when it is muted or did not choose such alerts.

    Turn, digest and snooze do not count: who is reminded was decided by the days left, and none of them moves a last day.
    """
    return at_its_hour(subscription, telling.last_day, now) if wanted(subscription, telling) else None


def at_its_hour(subscription: Subscription, last_day: dt.date | None, now: dt.datetime) -> dt.datetime | None:
    """When the contact is told of a day that is near, whatever it chose to be told of: as `reminded_at` says."""
    if _muted(subscription, now):
        return None
    hour = _instant(subscription, _date(subscription, now), subscription.hour).astimezone(now.tzinfo)
    at = after_quiet(subscription, max(now, hour))
    late = last_day is not None and _date(subscription, at) > last_day
    return now if late else at


def wanted(subscription: Subscription, telling: Telling) -> bool:
    """True when the contact chose to be told of such an alert, sooner or later. What names no office is of all markets."""
    return (
        telling.tier.rank >= subscription.least_tier.rank
        and (not subscription.kinds or not telling.kinds.isdisjoint(subscription.kinds))
        and (not subscription.brands or telling.brand_id in subscription.brands)
        and (
            not subscription.markets
            or not telling.offices
            or not telling.offices.isdisjoint(subscription.markets)
        )
    )


def is_urgent(telling: Telling, today: dt.date) -> bool:
    """High tier, and the last day within a week."""
    return (
        telling.tier is Tier.HIGH
        and telling.last_day is not None
        and dt.timedelta(0) <= telling.last_day - today <= URGENT_DAYS * _DAY
    )


def after_quiet(subscription: Subscription, at: dt.datetime) -> dt.datetime:
    """The moment itself, or the first end of the quiet hours after it. Where the clock is put back over that end, the
    hours that come twice are quiet twice; where it is put forward over it, they end as much later.
    """
    if not is_quiet(subscription, at):
        return at
    today = _date(subscription, at)
    ends = (
        _instant(subscription, today + days * _DAY, subscription.quiet_until, fold)
        for days in range(-1, 4)
        for fold in (0, 1)
    )
    return min(end for end in ends if end > at and not is_quiet(subscription, end)).astimezone(at.tzinfo)


def is_quiet(subscription: Subscription, at: dt.datetime) -> bool:
    """True while the clock where the contact is stands in its quiet hours."""
    start, end = subscription.quiet_from, subscription.quiet_until
    hour = at.astimezone(_zone(subscription)).hour
    return start <= hour < end if start <= end else hour >= start or hour < end


def next_digest(subscription: Subscription, now: dt.datetime) -> dt.datetime:
    """When the next digest that can still take an alert goes out. Where the clock is put forward over its hour, it goes
    out as much later; where the hour comes twice, the first time.
    """
    today = _date(subscription, now)
    days = [today + days * _DAY for days in range(-1, 16)]
    if subscription.rhythm is Rhythm.WEEKLY:
        days = [day for day in days if day.weekday() == subscription.weekday]
    moments = (_instant(subscription, day, subscription.hour) for day in days)
    return min(moment for moment in moments if moment > now + CLOSING)


def _muted(subscription: Subscription, now: dt.datetime) -> bool:
    return subscription.muted_until is not None and subscription.muted_until > now


def _planned(subscription: Subscription, now: dt.datetime) -> dt.datetime | None:
    """The digest that what comes now waits for; None when it is told by itself."""
    snoozed = subscription.snoozed_until
    if snoozed is not None and snoozed > now + CLOSING:
        return snoozed
    return None if subscription.rhythm is Rhythm.AT_ONCE else next_digest(subscription, now)


def _too_late(subscription: Subscription, telling: Telling, planned: dt.datetime, now: dt.datetime) -> bool:
    if telling.last_day is None:
        return False
    return _date(subscription, now) <= telling.last_day <= _date(subscription, planned)


def _date(subscription: Subscription, moment: dt.datetime) -> dt.date:
    return moment.astimezone(_zone(subscription)).date()


def _instant(subscription: Subscription, day: dt.date, hour: int, fold: int = 0) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(hour, fold=fold), _zone(subscription)).astimezone(dt.UTC)


def _zone(subscription: Subscription) -> ZoneInfo:
    return ZoneInfo(subscription.timezone)

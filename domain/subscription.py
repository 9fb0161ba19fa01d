"""Subscription: which alerts a contact is told of, and when. 订阅."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from zoneinfo import ZoneInfo

from domain.match import Tier
from domain.observation import Kind


class Rhythm(StrEnum):
    """How often a contact is told."""

    AT_ONCE = "at-once"
    DAILY = "daily"
    WEEKLY = "weekly"


class WrongSubscription(ValueError):
    """A subscription that cannot be kept as it is written; says what is wrong and the cure, in both languages."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """What a contact chose. Empty `kinds`, `brands` (ids) and `markets` (ST.3) mean all.

    `hour` (0–23) and for a weekly digest `weekday` (0 is Monday) are in `timezone`, an IANA name; so are the quiet hours, from
    `quiet_from` until before `quiet_until`, which may pass midnight; equal hours are none. `rank` 0 is told of alerts, 1
    only once a last day is seven days away and nobody has decided.

    Until `snoozed_until` all waits, and comes as one digest then; what comes until `muted_until` is never sent. Neither an
    urgent alert nor one whose last day would pass meanwhile waits for a digest or a snooze; a mute holds back those too.

    Raises `WrongSubscription` for an hour, a weekday or a zone there is not.
    """

    least_tier: Tier = Tier.MEDIUM
    kinds: tuple[Kind, ...] = ()
    brands: tuple[str, ...] = ()
    markets: tuple[str, ...] = ()
    rhythm: Rhythm = Rhythm.AT_ONCE
    hour: int = 9
    weekday: int = 0
    timezone: str = "Asia/Shanghai"
    quiet_from: int = 0
    quiet_until: int = 0
    snoozed_until: dt.datetime | None = None
    muted_until: dt.datetime | None = None
    rank: int = 0

    def __post_init__(self) -> None:
        for hour in (self.hour, self.quiet_from, self.quiet_until):
            if not 0 <= hour <= 23:
                raise WrongSubscription(f"钟点须为 0 至 23，不能是 {hour} · an hour is 0 to 23, not {hour}")
        if not 0 <= self.weekday <= 6:
            raise WrongSubscription(
                f"星期须为 0（周一）至 6（周日），不能是 {self.weekday} · a weekday is 0 (Monday) to 6 (Sunday), "
                f"not {self.weekday}"
            )
        try:
            ZoneInfo(self.timezone)
        except (LookupError, ValueError, OSError):
            raise WrongSubscription(
                f"没有时区 {self.timezone}，应如 Asia/Shanghai · there is no time zone {self.timezone}; "
                "write one like Asia/Shanghai"
            ) from None


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """What of an alert decides whether and when a contact is told: its tier and last day, and the kinds and offices of what
    is new in it.
    """

    tier: Tier
    kinds: frozenset[Kind]
    brand_id: str
    offices: frozenset[str]
    last_day: dt.date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """When a contact is told of an alert: in a message of its own, or with others in a digest."""

    at: dt.datetime
    in_digest: bool = False

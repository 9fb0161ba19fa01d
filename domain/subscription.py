"""Subscription: which alerts a contact is told of, and when. 订阅."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from domain.match import Tier
from domain.observation import Kind


class Rhythm(StrEnum):
    """How often a contact is told."""

    AT_ONCE = "at-once"
    DAILY = "daily"
    WEEKLY = "weekly"


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """What a contact chose. Empty `kinds`, `brands` (ids) and `markets` (ST.3) mean all.

    `hour` (0–23) and for a weekly digest `weekday` (0 is Monday) are in `timezone`, an IANA name; so are the quiet hours, from
    `quiet_from` until before `quiet_until`, which may pass midnight; equal hours are none. Nothing is told before
    `snoozed_until`. `rank` 0 is told at once, 1 only once a last day is seven days away and nobody has decided.
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
    rank: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """What of an alert decides whether and when a contact is told."""

    tier: Tier
    kind: Kind
    brand_id: str
    office: str
    last_day: dt.date | None

"""What each platform asks of whoever complains of a listing, and its clocks. 平台规则.

Rows stand in `platforms.csv`, `platform_needs.csv` (the fields of its form, in order), `platform_reasons.csv` and
`platform_rules.csv` (dated; `*` holds everywhere), each with its source, the day it was checked and how far to trust it.
"""

import datetime as dt
import re
from functools import cache
from urllib.parse import urlsplit

from domain.case import Right
from domain.platform import (
    DayKind,
    NeedField,
    OfficesRule,
    Platform,
    PlatformClock,
    PlatformNeed,
    PlatformRule,
    ReasonCode,
    RuleTopic,
)
from response.counting import working_days_after
from response.offices import is_closed
from response.tables import Row, number_of, origin_of, read_table, span_of

EVERYWHERE = "*"
CHECKED_FOR = dt.timedelta(days=365)
"""How long the checking of a row is taken to hold."""

_SPLIT = " | "
_CLOSED_AS_IN = {"taobao": "CN", "aliexpress": "CN", "lazada": "SG"}
"""The office whose closed days stand for those of a platform; the rest count those of the United States."""


@cache
def platforms() -> dict[str, Platform]:
    """Every platform by key, in the order of the table."""
    return {one.key: one for one in read_table("platforms.csv", _platform)}


def needs_of(key: str) -> tuple[PlatformNeed, ...]:
    """The fields of a platform's form, in its order."""
    return tuple(one for one in _needs() if one.platform == key)


def reasons_of(key: str, right: Right | None = None) -> tuple[ReasonCode, ...]:
    """The reasons a platform's form offers, for one kind of right where it is said."""
    return tuple(one for one in _reasons() if one.platform == key and right in (None, one.right))


def rules_of(key: str) -> tuple[PlatformRule, ...]:
    """A platform's rules, then those that hold everywhere, no longer or not yet in force as well."""
    found = [one for one in _rules() if one.platform in (key, EVERYWHERE)]
    return tuple(
        sorted(found, key=lambda one: (list(RuleTopic).index(one.topic), one.platform == EVERYWHERE))
    )


def in_force(
    key: str, topic: RuleTopic, today: dt.date, right: Right | None = None
) -> tuple[PlatformRule, ...]:
    """The rules on a topic that hold today, for a kind of right where it is said."""
    return tuple(
        one
        for one in rules_of(key)
        if one.topic is topic
        and one.valid_from <= today <= one.valid_to
        and (one.right is None or right in (None, one.right))
    )


def clock(key: str, topic: RuleTopic, right: Right, event: dt.date) -> PlatformClock | None:
    """The earliest day the rules on a topic lead to from the day of an event; None where none of them sets a number."""
    days = [
        PlatformClock(day=_counted(key, one, event), rule=one)
        for one in in_force(key, topic, event, right)
        if one.days is not None
    ]
    first = min(days, key=lambda one: one.day, default=None)
    if first is None:
        return None
    return PlatformClock(day=first.day, rule=first.rule, clashes=len({one.day for one in days}) > 1)


def _counted(key: str, rule: PlatformRule, event: dt.date) -> dt.date:
    assert rule.days is not None, "only rules that set a number are counted"
    if rule.day_kind is DayKind.CALENDAR:
        return event + dt.timedelta(days=rule.days)
    office = _CLOSED_AS_IN.get(key, "US")
    return working_days_after(event, rule.days, lambda day: is_closed(office, day))


def platform_of(url: str) -> tuple[Platform, str] | None:
    """The platform an address is of and the market of its site ("" for several); None for any other address."""
    host = _host(url)
    best: tuple[int, Platform, str] | None = None
    for one in platforms().values():
        for site, market in one.sites:
            fits = host == site or host.endswith(f".{site}")
            if fits and (best is None or len(site) > best[0]):
                best = (len(site), one, market)
    return best[1:] if best else None


def listing_id(platform: Platform, url: str) -> str:
    """The listing's number as its address holds it, "" where none is found."""
    found = re.search(platform.item, url) if platform.item else None
    return next((part for part in found.groups() if part), "") if found else ""


def _host(url: str) -> str:
    try:
        parts = urlsplit(url)
        return (parts.hostname or "").lower() if parts.scheme in ("http", "https") else ""
    except ValueError:
        return ""


@cache
def _needs() -> tuple[PlatformNeed, ...]:
    return read_table(
        "platform_needs.csv",
        lambda row: PlatformNeed(
            platform=_known(row),
            field=NeedField(row["field"]),
            says_zh=row["says_zh"],
            says_en=row["says_en"],
            required={"yes": True, "no": False}[row["required"]],
            origin=origin_of(row),
        ),
    )


@cache
def _reasons() -> tuple[ReasonCode, ...]:
    return read_table(
        "platform_reasons.csv",
        lambda row: ReasonCode(
            platform=_known(row),
            code=row["code"],
            right=Right(row["right"]),
            says_zh=row["says_zh"],
            says_en=row["says_en"],
            origin=origin_of(row),
        ),
    )


@cache
def _rules() -> tuple[PlatformRule, ...]:
    return read_table("platform_rules.csv", _rule)


def _rule(row: Row) -> PlatformRule:
    valid_from, valid_to = span_of(row)
    return PlatformRule(
        platform=row["platform"] if row["platform"] == EVERYWHERE else _known(row),
        topic=RuleTopic(row["topic"]),
        right=Right(row["right"]) if row["right"] else None,
        days=number_of(row["days"]),
        day_kind=DayKind(row["day_kind"]),
        says_zh=row["says_zh"],
        says_en=row["says_en"],
        caveat_zh=row["caveat_zh"],
        caveat_en=row["caveat_en"],
        valid_from=valid_from,
        valid_to=valid_to,
        origin=origin_of(row),
    )


def _platform(row: Row) -> Platform:
    re.compile(row["item"])
    sites = tuple(one.partition("=") for one in row["sites"].split(_SPLIT))
    return Platform(
        **{
            name: row[name]
            for name in (
                "key", "name_zh", "name_en", "route_zh", "route_en", "address", "account_zh", "account_en", "who_zh", "who_en",
                "item", "note_zh", "note_en",
            )
        },
        sites=tuple((host, market) for host, _, market in sites),
        most=number_of(row["most"]),
        offices_rule=OfficesRule(row["offices_rule"]),
        offices=tuple(row["offices"].split()),
        origin=origin_of(row),
    )  # fmt: skip


def _known(row: Row) -> str:
    if row["platform"] not in platforms():
        raise ValueError(f"no platform {row['platform']}")
    return row["platform"]

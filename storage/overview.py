"""Counts for the overview: alerts by market, filings by month, what sources gave by day, and the load of review. 概览."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.db import connection
from django.db.models import Count, QuerySet

from domain.match import Tier
from storage.alerts import visible_alerts
from storage.brand_lists import visible_brands
from storage.models import Alert, AlertMatch, Brand
from storage.reviews import waiting_count
from storage.viewers import Viewer, only_staff


@dataclass(frozen=True, slots=True, kw_only=True)
class TierCounts:
    """So many of each tier that is shown."""

    high: int = 0
    medium: int = 0
    low: int = 0

    @property
    def total(self) -> int:
        """All of them."""
        return self.high + self.medium + self.low

    @property
    def highest(self) -> Tier:
        """The highest tier there is any of."""
        return Tier.HIGH if self.high else Tier.MEDIUM if self.medium else Tier.LOW if self.low else Tier.NONE


@dataclass(frozen=True, slots=True, kw_only=True)
class MarketCounts:
    """The open alerts of one office or market; an alert about several is counted in each."""

    office: str
    counts: TierCounts


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthCounts:
    """The filings of one month that met a brand, each once, by the highest tier it met any with."""

    month: dt.date
    counts: TierCounts


@dataclass(frozen=True, slots=True, kw_only=True)
class RunDay:
    """What the runs of a source came to on one day: the best state of any, and the records they gave."""

    day: dt.date
    states: tuple[str, ...]
    kept: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadDay:
    """Alerts that were raised, and alerts first settled, on one day."""

    day: dt.date
    arrived: int
    decided: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewerCount:
    """What one person said in the time looked at: settled and deferred alerts. `name` is "" for enterprises' own people."""

    name: str
    settled: int
    deferred: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewLoad:
    """Days, oldest first; how many of all enterprises wait now, None where one was asked for; the median time from an alert
    to its first decision, None without any.
    """

    days: tuple[LoadDay, ...]
    waiting: int | None
    median: dt.timedelta | None
    reviewers: tuple[ReviewerCount, ...]

    @property
    def anything(self) -> bool:
        """True where anything was raised or settled."""
        return any(one.arrived or one.decided for one in self.days)


def markets(viewer: Viewer, enterprise_id: int | None) -> tuple[MarketCounts, ...]:
    """The open alerts by market, those with most first."""
    return by_market(AlertMatch.objects.filter(alert__in=_alerts(viewer, enterprise_id).filter(open=True)))


def by_market(rows: QuerySet[AlertMatch]) -> tuple[MarketCounts, ...]:
    """The alerts these are folded in, by market, those with most first; one about several offices counts in each."""
    rows = rows.exclude(match__observation__office="")
    counted = rows.values_list("match__observation__office", "alert__tier").annotate(
        Count("alert", distinct=True)
    )
    by_office: dict[str, dict[str, int]] = defaultdict(dict)
    for office, tier, count in counted:
        by_office[office][tier] = count
    found = [MarketCounts(office=office, counts=_counts(tiers)) for office, tiers in by_office.items()]
    return tuple(sorted(found, key=lambda one: (-one.counts.total, -one.counts.high, one.office)))


def open_counts(viewer: Viewer, enterprise_id: int | None) -> TierCounts:
    """The open alerts by tier, each once."""
    rows = _alerts(viewer, enterprise_id).filter(open=True).values_list("tier").annotate(Count("pk"))
    return _counts(dict(rows))


def _counts(tiers: dict[str, int]) -> TierCounts:
    return TierCounts(high=tiers.get("high", 0), medium=tiers.get("medium", 0), low=tiers.get("low", 0))


def _alerts(viewer: Viewer, enterprise_id: int | None) -> QuerySet[Alert]:
    rows = visible_alerts(viewer)
    return rows if enterprise_id is None else rows.filter(brand__enterprise_id=enterprise_id)


def brand_choices(viewer: Viewer, enterprise_id: int | None) -> tuple[tuple[str, str], ...]:
    """Id and name of the brands a viewer may see, by name."""
    return tuple(_brands(viewer, enterprise_id).order_by("name", "brand_id").values_list("brand_id", "name"))


def _brands(viewer: Viewer, enterprise_id: int | None) -> QuerySet[Brand]:
    rows = visible_brands(viewer)
    return rows if enterprise_id is None else rows.filter(enterprise_id=enterprise_id)


_MONTHS = """
SELECT date_trunc('month', day)::date, tier, count(*)
  FROM (SELECT coalesce(o.published_on, o.filed_on, (o.seen_at AT TIME ZONE %(zone)s)::date) AS day,
               CASE max(CASE m.tier WHEN 'high' THEN 3 WHEN 'medium' THEN 2 ELSE 1 END)
                    WHEN 3 THEN 'high' WHEN 2 THEN 'medium' ELSE 'low' END AS tier
          FROM storage_match m JOIN storage_observation o ON o.id = m.observation_id
         WHERE m.brand_id = ANY(%(brands)s) AND o.kind = 'filing' AND o.current AND NOT m.withheld
           AND m.tier <> 'none'
         GROUP BY o.id) filing
 WHERE day >= %(since)s AND day <= %(until)s
 GROUP BY 1, 2
"""


def filings_by_month(
    viewer: Viewer, *, today: dt.date, months: int, enterprise_id: int | None = None, brand_id: str = ""
) -> tuple[MonthCounts, ...]:
    """The filings that met a viewer's brands, or one of them, in each of the last months, this one last; by the day of
    publication, else of filing, else of sighting.
    """
    brands = _brands(viewer, enterprise_id)
    brands = brands.filter(brand_id=brand_id) if brand_id else brands
    firsts = _months_until(today, months)
    ids = list(brands.values_list("pk", flat=True))
    found: dict[dt.date, dict[str, int]] = defaultdict(dict)
    with connection.cursor() as cursor:
        cursor.execute(
            _MONTHS, {"zone": settings.TIME_ZONE, "brands": ids, "since": firsts[0], "until": today}
        )
        for month, tier, count in cursor.fetchall():
            found[month][tier] = count
    return tuple(MonthCounts(month=first, counts=_counts(found[first])) for first in firsts)


def _months_until(today: dt.date, months: int) -> list[dt.date]:
    last = today.year * 12 + today.month - 1
    return [dt.date(n // 12, n % 12 + 1, 1) for n in range(last - months + 1, last + 1)]


_RUN_DAYS = """
SELECT source, (finished_at AT TIME ZONE %s)::date AS day, array_agg(DISTINCT state), sum(kept)
  FROM storage_crawlrun
 WHERE source = ANY(%s) AND state <> 'running' AND started_at >= %s::date - 2
   AND (finished_at AT TIME ZONE %s)::date BETWEEN %s AND %s
 GROUP BY 1, 2
"""


def run_days(sources: Iterable[str], *, today: dt.date, days: int) -> dict[str, tuple[RunDay, ...]]:
    """What each source's runs came to on each of the last days, oldest first. What all see alike: no enterprise's."""
    names = list(sources)
    since = today - dt.timedelta(days=days - 1)
    zone = settings.TIME_ZONE
    with connection.cursor() as cursor:
        cursor.execute(_RUN_DAYS, [zone, names, since, zone, since, today])
        found = {(source, day): (states, kept) for source, day, states, kept in cursor.fetchall()}
    every = [since + dt.timedelta(days=number) for number in range(days)]
    nothing: tuple[list[str], int] = ([], 0)
    return {
        source: tuple(
            RunDay(day=day, states=tuple(states), kept=int(kept))
            for day in every
            for states, kept in (found.get((source, day), nothing),)
        )
        for source in names
    }


_SAID = """
WITH said AS (
    SELECT d.alert_id, d.made_at, d.user_id, true AS settles FROM storage_decision d
     WHERE d.undone_at IS NULL AND d.answer <> 'help'
    UNION ALL
    SELECT r.alert_id, r.made_at, r.user_id, r.verdict = 'confirmed' FROM storage_review r WHERE r.undone_at IS NULL
), of_these AS (
    SELECT said.*, a.raised_at FROM said JOIN storage_alert a ON a.id = said.alert_id
      JOIN storage_brand b ON b.id = a.brand_id
     WHERE %(enterprise)s::bigint IS NULL OR b.enterprise_id = %(enterprise)s
), firsts AS (
    SELECT alert_id, min(made_at) AS at, min(raised_at) AS raised_at FROM of_these WHERE settles GROUP BY alert_id
)
"""
_DECIDED = (
    _SAID
    + "SELECT (at AT TIME ZONE %(zone)s)::date AS day, count(*) FROM firsts"  # nosec B608 # constants
    + " WHERE (at AT TIME ZONE %(zone)s)::date >= %(since)s GROUP BY 1"
)
_MEDIAN = (
    _SAID
    + "SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY at - raised_at) FROM firsts"  # nosec B608 # constants
    + " WHERE (at AT TIME ZONE %(zone)s)::date >= %(since)s"
)
_BY_WHOM = (
    _SAID
    + "SELECT CASE WHEN u.is_staff THEN u.username ELSE '' END AS name, count(*) FILTER (WHERE settles),"  # nosec B608 # constants
    + " count(*) FILTER (WHERE NOT settles) FROM of_these LEFT JOIN auth_user u ON u.id = of_these.user_id"
    + " WHERE (made_at AT TIME ZONE %(zone)s)::date >= %(since)s GROUP BY 1 ORDER BY 2 DESC, 1"
)
_ARRIVED = """
SELECT (a.raised_at AT TIME ZONE %(zone)s)::date AS day, count(*)
  FROM storage_alert a JOIN storage_brand b ON b.id = a.brand_id
 WHERE (%(enterprise)s::bigint IS NULL OR b.enterprise_id = %(enterprise)s)
   AND (a.raised_at AT TIME ZONE %(zone)s)::date >= %(since)s
 GROUP BY 1
"""


def review_load(viewer: Viewer, *, today: dt.date, days: int, enterprise_id: int | None = None) -> ReviewLoad:
    """Alerts raised and settled, confirmed or closed by a decision that stands, on each of the last days. Raises
    `NotVisible` for anybody but staff.
    """
    only_staff(viewer, "the load of review")
    since = today - dt.timedelta(days=days - 1)
    asked = {"zone": settings.TIME_ZONE, "enterprise": enterprise_id, "since": since}
    with connection.cursor() as cursor:
        cursor.execute(_ARRIVED, asked)
        arrived = dict(cursor.fetchall())
        cursor.execute(_DECIDED, asked)
        decided = dict(cursor.fetchall())
        cursor.execute(_MEDIAN, asked)
        (median,) = cursor.fetchone()
        cursor.execute(_BY_WHOM, asked)
        reviewers = [ReviewerCount(name=n, settled=s, deferred=d) for n, s, d in cursor.fetchall()]
    every = [since + dt.timedelta(days=number) for number in range(days)]
    return ReviewLoad(
        days=tuple(
            LoadDay(day=day, arrived=arrived.get(day, 0), decided=decided.get(day, 0)) for day in every
        ),
        waiting=waiting_count(viewer, today) if enterprise_id is None else None,
        median=median,
        reviewers=tuple(reviewers),
    )

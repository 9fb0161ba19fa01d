"""What follows a fair: its exhibitors as they were listed, and filings by whoever was met there. 展后监测.

Read by the jobs, which look with nobody's eyes, and by staff: what other enterprises' leads name is not an exhibitor's to see.
"""

import datetime as dt
from collections.abc import Iterable, Sequence

from django.db.models import Min, Q, QuerySet
from django.utils import timezone

from domain.fair import WATCHED_AFTER, AfterFiling, MetAs, MetName, StandAlert
from domain.fair import Fair as FairRecord
from domain.match import Tier
from domain.observation import Kind, Provenance
from domain.observation import Observation as ObservationRecord
from storage.fairs import fair_from
from storage.models import (
    Alert,
    AlertMatch,
    Brand,
    CrawlRun,
    Enterprise,
    Fair,
    FairAlertTold,
    FairFiling,
    FairLead,
    FairWatch,
    Match,
    Observation,
)
from storage.observations import observation_from
from storage.viewers import Viewer, only_staff

NEAR = dt.timedelta(days=21)
"""How long before its first day a fair's list of exhibitors is read every day."""

WATCH_EVERY = dt.timedelta(hours=20)
LISTED_SINCE = dt.timedelta(days=330)
"""How old an entry of the list may be on the first day: an older one is of last year's fair."""

LONGEST_RUN = dt.timedelta(days=2)
"""From the start of a run until its last observation is kept, with room."""

MOST_EXHIBITORS = 50_000
MOST_NAMED = 1_000


def sources_near(today: dt.date) -> frozenset[str]:
    """The sources of the lists of exhibitors of fairs that are near, or on."""
    rows = Fair.objects.filter(opens_on__lte=today + NEAR, closes_on__gte=today).exclude(source="")
    return frozenset(rows.values_list("source", flat=True))


def watches_due(now: dt.datetime, *, limit: int) -> list[int]:
    """Fairs that have opened and are watched, whose gazettes nobody looked at for `WATCH_EVERY`."""
    today = timezone.localdate(now)
    rows = Fair.objects.filter(opens_on__lte=today, closes_on__gte=today - WATCHED_AFTER)
    rows = rows.filter(Q(watch=None) | Q(watch__looked_at=None) | Q(watch__looked_at__lt=now - WATCH_EVERY))
    return list(rows.order_by("pk").values_list("pk", flat=True)[:limit])


def listed(fair: FairRecord) -> QuerySet[Observation]:
    """The rows of a fair's exhibitors as its source lists them."""
    if not fair.source:
        return Observation.objects.none()
    since = fair.opens_on - LISTED_SINCE
    rows = Observation.objects.filter(
        source=fair.source, kind=Kind.EXHIBITOR.value, current=True, seen_at__gte=_beginning(since)
    )
    return rows.filter(event=fair.event) if fair.event else rows


def exhibitor_count(viewer: Viewer, fair: FairRecord) -> int:
    """How many exhibitors are listed. Raises `NotVisible` for anybody but staff."""
    only_staff(viewer, f"fair {fair.fair_id}")
    return listed(fair).count()


def names_met(fair: FairRecord) -> tuple[MetName, ...]:
    """Everybody met at a fair, exhibitors first, but the enterprises themselves and the owners of their brands."""
    exhibitors = listed(fair).order_by("pk").values_list("sign", "stand")[:MOST_EXHIBITORS]
    found = [MetName(name=name, met_as=MetAs.EXHIBITOR, stand=stand) for name, stand in exhibitors]
    leads = FairLead.objects.filter(fair_id=fair.fair_id).exclude(exhibitor="").order_by("pk")
    found += [
        MetName(name=name, met_as=MetAs.VISITOR, stand=stand)
        for name, stand in leads.values_list("exhibitor", "stand")[:MOST_EXHIBITORS]
    ]
    return tuple(found)


def own_names() -> tuple[str, ...]:
    """The names of all enterprises, and of the owners and authorised parties of their brands."""
    names = dict.fromkeys(Enterprise.objects.order_by("pk").values_list("name", flat=True))
    for owners, authorised in Brand.objects.order_by("pk").values_list("owners", "authorised"):
        names |= dict.fromkeys((*owners, *authorised))
    return tuple(names)


def last_looked(fair_id: int, names: str) -> int:
    """Up to which row the gazettes were held against just these names; 0 where the names were others."""
    row = FairWatch.objects.filter(pk=fair_id, names=names).first()
    return row.last_id if row else 0


def looked_up_to(fair_id: int, names: str, last_id: int, *, to_the_end: bool) -> None:
    """Writes down how far the gazettes were held against these names."""
    said: dict[str, object] = {"names": names, "last_id": last_id}
    if to_the_end:
        said["looked_at"] = timezone.now()
    FairWatch.objects.update_or_create(fair_id=fair_id, defaults=said)


def filings_after(
    offices: Iterable[str], since: dt.date, *, after_id: int, limit: int
) -> list[tuple[int, ObservationRecord]]:
    """Up to `limit` current filings of these offices above a row id that were filed, or where no day of filing is known
    published, or at least seen, on or after a day.
    """
    rows = Observation.objects.filter(
        kind=Kind.FILING.value,
        office__in=list(offices),
        current=True,
        pk__gt=after_id or _before(since),
        seen_at__gte=_beginning(since),
    )
    rows = rows.filter(
        Q(filed_on__gte=since)
        | Q(filed_on=None, published_on__gte=since)
        | Q(filed_on=None, published_on=None)
    )
    return [(row.pk, observation_from(row)) for row in rows.order_by("pk")[:limit]]


def _beginning(day: dt.date) -> dt.datetime:
    """Its first moment, by which an index finds what came since."""
    return timezone.make_aware(dt.datetime.combine(day, dt.time()))


def _before(day: dt.date) -> int:
    """A row id below those of all that was seen since a day: row ids grow, and what lies before is not read."""
    begun = _beginning(day) - LONGEST_RUN
    for run_id in (
        CrawlRun.objects.filter(started_at__gte=begun).order_by("pk").values_list("pk", flat=True)[:50]
    ):
        first = Observation.objects.filter(run_id=run_id).aggregate(first=Min("pk"))["first"]
        if first is not None:
            return int(first) - 1
    return 0


def keep_filings(fair_id: int, found: Sequence[tuple[int, MetName]]) -> list[int]:
    """Keeps filings, each with who was met; returns the row ids of the observations that are new. A filing whose number was
    kept in an older sighting is not new.
    """
    numbers = {
        row.pk: (row.source, row.ref)
        for row in Observation.objects.filter(pk__in=[row_id for row_id, _ in found])
    }
    kept = set(
        FairFiling.objects.filter(fair_id=fair_id).values_list("observation__source", "observation__ref")
    )
    new = [(row_id, met) for row_id, met in found if row_id in numbers and numbers[row_id] not in kept]
    rows = [
        FairFiling(fair_id=fair_id, observation_id=row_id, name=met.name, met_as=met.met_as, stand=met.stand)
        for row_id, met in new
    ]
    FairFiling.objects.bulk_create(rows, ignore_conflicts=True)
    return [row_id for row_id, _ in new]


def brands_met(observation_ids: Iterable[int]) -> frozenset[tuple[int, str]]:
    """Row ids of observations with the brands of which a match is kept."""
    rows = Match.objects.filter(observation_id__in=list(observation_ids))
    return frozenset(rows.values_list("observation_id", "brand__brand_id"))


def filings_of(viewer: Viewer, fair_id: int, *, limit: int = MOST_NAMED) -> tuple[AfterFiling, ...]:
    """The filings by those met at a fair, the newest first. Raises `NotVisible` for anybody but staff."""
    only_staff(viewer, f"fair {fair_id}")
    rows = list(
        FairFiling.objects.filter(fair_id=fair_id).select_related("observation").order_by("-pk")[:limit]
    )
    alerts: dict[int, list[int]] = {}
    folded = AlertMatch.objects.filter(match__observation__in=[row.observation_id for row in rows])
    for observation, alert in folded.values_list("match__observation_id", "alert_id").distinct():
        alerts.setdefault(observation, []).append(alert)
    return tuple(_filing(row, tuple(sorted(alerts.get(row.observation_id, ())))) for row in rows)


def _filing(row: FairFiling, alerts: tuple[int, ...]) -> AfterFiling:
    seen = observation_from(row.observation)
    return AfterFiling(
        filing_id=row.pk,
        fair_id=row.fair_id,
        observation_id=row.observation_id,
        met=MetName(name=row.name, met_as=MetAs(row.met_as), stand=row.stand),
        source=seen.source,
        ref=seen.ref,
        office=seen.office,
        sign=seen.sign,
        holder=seen.holder,
        live=seen.provenance is Provenance.LIVE,
        found_at=row.found_at,
        filed_on=seen.filed_on,
        published_on=seen.published_on,
        alerts=alerts,
    )


def stand_alerts(viewer: Viewer, fair: FairRecord) -> tuple[StandAlert, ...]:
    """The alerts about exhibitors of a fair that a viewer may see, by stand."""
    rows = AlertMatch.objects.filter(match__observation__in=listed(fair))
    if not viewer.staff:
        rows = rows.filter(alert__brand__enterprise_id__in=viewer.enterprise_ids)
    rows = rows.select_related("alert__brand__enterprise", "match__observation").order_by("alert_id", "-pk")
    found = [_stand_alert(row) for row in rows.distinct("alert_id")[:MOST_NAMED]]
    return tuple(sorted(found, key=lambda one: (one.stand == "", one.stand, one.exhibitor, one.alert_id)))


def _stand_alert(row: AlertMatch) -> StandAlert:
    seen, alert = row.match.observation, row.alert
    return StandAlert(
        alert_id=alert.pk,
        stand=seen.stand,
        exhibitor=seen.sign,
        enterprise=alert.brand.enterprise.name,
        brand=alert.brand.name,
        tier=Tier(alert.tier),
        live=seen.provenance == Provenance.LIVE.value,
        open=alert.open,
    )


def fairs_near(today: dt.date) -> tuple[FairRecord, ...]:
    """The fairs with a list of exhibitors that are near, or on."""
    rows = Fair.objects.filter(opens_on__lte=today + NEAR, closes_on__gte=today).exclude(source="")
    return tuple(fair_from(row) for row in rows.order_by("opens_on", "pk"))


def take_untold(fair: FairRecord, *, limit: int) -> tuple[StandAlert, ...]:
    """Open alerts about exhibitors of a fair of which those on duty were not told, marked as told. Safe to repeat, and by
    two clocks at once, within a transaction.
    """
    Fair.objects.select_for_update().filter(pk=fair.fair_id).first()
    told = FairAlertTold.objects.filter(fair_id=fair.fair_id).values("alert_id")
    fresh = Alert.objects.filter(open=True, folded__match__observation__in=listed(fair)).exclude(pk__in=told)
    ids = list(fresh.order_by("pk").values_list("pk", flat=True).distinct()[:limit])
    FairAlertTold.objects.bulk_create(
        [FairAlertTold(fair_id=fair.fair_id, alert_id=alert) for alert in ids], ignore_conflicts=True
    )
    rows = AlertMatch.objects.filter(alert__in=ids, match__observation__in=listed(fair))
    rows = rows.select_related("alert__brand__enterprise", "match__observation").order_by("alert_id", "-pk")
    return tuple(_stand_alert(row) for row in rows.distinct("alert_id"))

"""Open alerts by their last day, for the calendar. 截止日历."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Exists, F, OuterRef, Prefetch, QuerySet

from domain.due import DueAlert
from domain.match import Tier
from domain.observation import Kind, Provenance
from storage.alerts import met_in, visible_alerts
from storage.matches import match_from
from storage.models import Alert, AlertMatch
from storage.models.alerting import tier_rank
from storage.viewers import Viewer


@dataclass(frozen=True, slots=True, kw_only=True)
class Narrowing:
    """Which alerts of those a viewer may see; whatever is empty narrows nothing. `office` is a WIPO ST.3 code."""

    enterprise_id: int | None = None
    tier: Tier | None = None
    office: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DueCounts:
    """How many open alerts have a last day that is to come, one that has passed, and one that is not known."""

    to_come: int
    passed: int
    unknown: int


def due_alerts(
    viewer: Viewer, since: dt.date, until: dt.date, narrowed: Narrowing, *, limit: int
) -> tuple[DueAlert, ...]:
    """The open alerts whose last day lies in these days, both included, by day and tier; `limit` of them at most."""
    rows = _narrowed(viewer, narrowed).filter(last_day__gte=since, last_day__lte=until)
    ending = AlertMatch.objects.filter(match__last_day=F("alert__last_day"))
    ending = ending.select_related("match__brand", "match__observation").order_by("-match__score", "pk")
    rows = rows.select_related("brand__enterprise").prefetch_related(Prefetch("folded", queryset=ending))
    return tuple(_due(row) for row in rows.order_by("last_day", tier_rank().desc(), "pk")[:limit])


def _due(row: Alert) -> DueAlert:
    assert row.last_day is not None, "rows are chosen by it"
    match = next((match_from(one.match) for one in row.folded.all()), None)
    seen = match.observation if match else None
    return DueAlert(
        alert_id=row.pk,
        revision=row.revision,
        grown_at=row.grown_at,
        enterprise=row.brand.enterprise.name,
        brand=row.brand.name,
        tier=Tier(row.tier),
        day=row.last_day,
        sign=seen.sign if seen else "",
        office=seen.office if seen else "",
        ref=seen.ref if seen else "",
        published_on=seen.published_on if seen else None,
        madrid=seen.madrid if seen else False,
        live=seen is None or seen.provenance is Provenance.LIVE,
        rule=match.last_day if match else None,
    )


_HAS_A_LAST_DAY = Exists(
    AlertMatch.objects.filter(
        alert=OuterRef("pk"), match__observation__kind__in=(Kind.FILING.value, Kind.PROCEEDING.value)
    )
)
"""True of the alerts that may have one: no law sets a last day for a shop's listing or an exhibitor."""


def due_counts(viewer: Viewer, today: dt.date, narrowed: Narrowing) -> DueCounts:
    """The open alerts by what is known of their last day."""
    rows = _narrowed(viewer, narrowed)
    return DueCounts(
        to_come=rows.filter(last_day__gte=today).count(),
        passed=rows.filter(last_day__lt=today).count(),
        unknown=rows.filter(_HAS_A_LAST_DAY, last_day__isnull=True).count(),
    )


def _narrowed(viewer: Viewer, narrowed: Narrowing) -> QuerySet[Alert]:
    rows = visible_alerts(viewer).filter(open=True)
    if narrowed.enterprise_id is not None:
        rows = rows.filter(brand__enterprise_id=narrowed.enterprise_id)
    if narrowed.tier is not None:
        rows = rows.filter(tier=narrowed.tier.value)
    if narrowed.office:
        rows = rows.filter(met_in(narrowed.office))
    return rows

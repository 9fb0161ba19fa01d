"""Alerts as lists that are read on from where they were left: each row once, whatever is raised meanwhile."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from domain.alert import Alert as AlertRecord
from domain.deadline import LastDay
from domain.decision import Decision as DecisionRecord
from domain.match import Tier
from storage.alerts import alert_from, loaded, met_in, visible_alerts
from storage.decisions import decisions_on
from storage.matches import match_from
from storage.models import Alert
from storage.viewers import NotVisible, Viewer


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertsWanted:
    """Which alerts a list holds; what is None, or "", leaves nothing out. `since` is when they were raised or grew."""

    tier: Tier | None = None
    open: bool | None = None
    brand_id: str = ""
    office: str = ""
    since: dt.datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertLine:
    """An alert as a list shows it. `tier` and `last_day` are those of all its matches, `deadline` the rule behind that
    day; `decision` is what stands, or the last call for help.
    """

    alert: AlertRecord
    tier: Tier
    open: bool
    grown_at: dt.datetime
    last_day: dt.date | None
    deadline: LastDay | None
    decision: DecisionRecord | None


def alerts_before(
    viewer: Viewer, wanted: AlertsWanted, alert_id: int | None, *, limit: int
) -> list[AlertLine]:
    """The next alerts, the last raised first, below an id."""
    rows = _wanted(visible_alerts(viewer), wanted)
    if alert_id is not None:
        rows = rows.filter(pk__lt=alert_id)
    return _lines(viewer, rows.order_by("-pk")[:limit])


def deadlines_after(
    viewer: Viewer,
    *,
    since: dt.date | None,
    until: dt.date | None,
    after: tuple[dt.date, int] | None,
    limit: int,
) -> list[AlertLine]:
    """The next open alerts that have a last day between these, included, the nearest first; `after` is day and id of the
    last one read.
    """
    rows = visible_alerts(viewer).filter(open=True, last_day__isnull=False)
    if since is not None:
        rows = rows.filter(last_day__gte=since)
    if until is not None:
        rows = rows.filter(last_day__lte=until)
    if after is not None:
        day, alert_id = after
        rows = rows.filter(Q(last_day__gt=day) | Q(last_day=day, pk__gt=alert_id))
    return _lines(viewer, rows.order_by("last_day", "pk")[:limit])


def alert_line(viewer: Viewer, alert_id: int) -> AlertLine:
    """One alert. Raises `NotVisible`."""
    for line in _lines(viewer, visible_alerts(viewer).filter(pk=alert_id)):
        return line
    raise NotVisible(f"alert {alert_id}")


def _wanted(rows: QuerySet[Alert], wanted: AlertsWanted) -> QuerySet[Alert]:
    if wanted.tier is not None:
        rows = rows.filter(tier=wanted.tier.value)
    if wanted.open is not None:
        rows = rows.filter(open=wanted.open)
    if wanted.brand_id:
        rows = rows.filter(brand__brand_id=wanted.brand_id)
    if wanted.since is not None:
        rows = rows.filter(grown_at__gte=wanted.since)
    if wanted.office:
        rows = rows.filter(met_in(wanted.office))
    return rows


def _lines(viewer: Viewer, rows: QuerySet[Alert]) -> list[AlertLine]:
    found = list(loaded(rows))
    said = decisions_on([row.pk for row in found])
    return [_line(viewer, row, said.get(row.pk)) for row in found]


def _line(viewer: Viewer, row: Alert, decision: DecisionRecord | None) -> AlertLine:
    dated = [folded.match for folded in row.folded.all() if folded.match.last_day is not None]
    first = min(dated, key=lambda match: (match.last_day, match.pk), default=None)
    return AlertLine(
        alert=alert_from(row, viewer),
        tier=Tier(row.tier),
        open=row.open,
        grown_at=row.grown_at,
        last_day=row.last_day,
        deadline=match_from(first).last_day if first else None,
        decision=decision,
    )

"""Observations in which an enterprise's brands were met, as a list that is read on from where it was left."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet

from domain.match import Match as MatchRecord
from domain.observation import Kind
from domain.observation import Observation as ObservationRecord
from storage.matches import match_for
from storage.models import Match, Observation
from storage.observations import observation_from
from storage.viewers import NotVisible, Viewer


@dataclass(frozen=True, slots=True, kw_only=True)
class ObservationsWanted:
    """Which observations a list holds; what is None, or "", leaves nothing out. `since` is when they were seen."""

    kind: Kind | None = None
    source: str = ""
    office: str = ""
    brand_id: str = ""
    since: dt.datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ObservationLine:
    """An observation as it was taken in; `current` until a newer sighting of its number took its place."""

    observation_id: int
    observation: ObservationRecord
    seen_at: dt.datetime
    current: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class OpinionLine:
    """A match beside the alert it was folded into; `withheld` where it lies beyond the enterprise's review budget."""

    match: MatchRecord
    alert_id: int | None
    withheld: bool


def observations_before(
    viewer: Viewer, wanted: ObservationsWanted, observation_id: int | None, *, limit: int
) -> list[ObservationLine]:
    """The next observations a brand the viewer may see was met in, the last taken in first, below an id."""
    met = _matches(viewer).filter(observation=OuterRef("pk"))
    if wanted.brand_id:
        met = met.filter(brand__brand_id=wanted.brand_id)
    rows = Observation.objects.filter(Exists(met))
    if wanted.kind is not None:
        rows = rows.filter(kind=wanted.kind.value)
    if wanted.source:
        rows = rows.filter(source=wanted.source)
    if wanted.office:
        rows = rows.filter(office=wanted.office)
    if wanted.since is not None:
        rows = rows.filter(seen_at__gte=wanted.since)
    if observation_id is not None:
        rows = rows.filter(pk__lt=observation_id)
    return [_line(row) for row in rows.order_by("-pk")[:limit]]


def observation_of(viewer: Viewer, observation_id: int) -> tuple[ObservationLine, tuple[OpinionLine, ...]]:
    """One observation, and what was said of it for the viewer's brands. Raises `NotVisible` where that is nothing."""
    opinions = _matches(viewer).filter(observation_id=observation_id).order_by("pk")
    rows = list(opinions.select_related("brand", "observation", "folded_into"))
    if not rows:
        raise NotVisible(f"observation {observation_id}")
    return _line(rows[0].observation), tuple(
        OpinionLine(match=match_for(viewer, row), alert_id=_alert_id(row), withheld=row.withheld)
        for row in rows
    )


def _alert_id(row: Match) -> int | None:
    folded = getattr(row, "folded_into", None)
    return folded.alert_id if folded else None


def _matches(viewer: Viewer) -> QuerySet[Match]:
    rows = Match.objects.all()
    return rows if viewer.staff else rows.filter(brand__enterprise_id__in=viewer.enterprise_ids)


def _line(row: Observation) -> ObservationLine:
    return ObservationLine(
        observation_id=row.pk, observation=observation_from(row), seen_at=row.seen_at, current=row.current
    )

"""The review desk's queue, and what staff said there. 复核队列."""

import datetime as dt
from enum import StrEnum

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from domain.match import Tier
from storage.audit import Act, about_alert, note
from storage.models import Alert, Review
from storage.models.alerting import tier_rank
from storage.viewers import NotVisible, Viewer, only_staff

MOST_COUNTED = 1_000
"""Alerts that wait and are counted; nobody at the desk needs to know how many thousands there are."""


class Verdict(StrEnum):
    """What staff can say that leaves an alert open."""

    CONFIRMED = "confirmed"
    DEFERRED = "deferred"


_ACTS = {Verdict.CONFIRMED: Act.CONFIRMED, Verdict.DEFERRED: Act.DEFERRED}


def queue(viewer: Viewer, today: dt.date, *, limit: int) -> tuple[int, ...]:
    """Ids of the open alerts that wait for a reviewer: by tier, then those whose last day is nearest, then those without
    one, then those whose last day has passed. Raises `NotVisible` for anybody but staff.
    """
    waiting = _waiting(viewer, today).order_by(tier_rank().desc(), "last_day", "pk")
    # Each part is read in the order of an index; in one, all that wait would have to be sorted for every page.
    parts = (Q(last_day__gte=today), Q(last_day__isnull=True), Q(last_day__lt=today))
    found: list[tuple[int, int, int]] = []
    for turn, part in enumerate(parts):
        rows = waiting.filter(part).values_list("tier", "pk")
        found += [(-Tier(tier).rank, turn, pk) for tier, pk in rows[:limit]]
    found.sort(key=lambda one: one[:2])
    return tuple(pk for _, _, pk in found[:limit])


def waiting_count(viewer: Viewer, today: dt.date) -> int:
    """How many alerts wait, one more than `MOST_COUNTED` for any more."""
    return _waiting(viewer, today)[: MOST_COUNTED + 1].count()


def review(viewer: Viewer, alert_id: int, verdict: Verdict, *, by: str, until: dt.date | None = None) -> int:
    """Writes a verdict on an open alert as it stands, and returns its id; what was said before is taken back by it.
    The same verdict sent twice is kept once. Raises `NotVisible`.
    """
    only_staff(viewer, "the review desk")
    with transaction.atomic():
        rows = Alert.objects.select_for_update(of=("self",)).select_related("brand__enterprise")
        alert = rows.filter(pk=alert_id, open=True).first()
        if alert is None:
            raise NotVisible(f"alert {alert_id}")
        standing = Review.objects.filter(alert=alert, undone_at__isnull=True).first()
        if standing is not None:
            if (standing.verdict, standing.revision, standing.until) == (
                verdict.value,
                alert.revision,
                until,
            ):
                return standing.pk
            standing.undone_at = timezone.now()
            standing.save(update_fields=["undone_at"])
        row = Review.objects.create(
            alert=alert,
            verdict=verdict.value,
            revision=alert.revision,
            until=until,
            user_id=viewer.user_id,
            by=by,
        )
        note(_ACTS[verdict], of=alert.brand.enterprise, about=about_alert(alert.brand, alert.holder), who=by)
        return row.pk


def undo_review(viewer: Viewer, review_id: int) -> int:
    """Takes a verdict back and returns its alert's id. Raises `NotVisible`. Undoing twice is no error."""
    only_staff(viewer, "the review desk")
    row = Review.objects.select_related("alert__brand__enterprise").filter(pk=review_id).first()
    if row is None:
        raise NotVisible(f"review {review_id}")
    with transaction.atomic():
        if Review.objects.filter(pk=review_id, undone_at__isnull=True).update(undone_at=timezone.now()):
            brand = row.alert.brand
            note(Act.REVIEW_UNDONE, of=brand.enterprise, about=about_alert(brand, row.alert.holder))
    return row.alert_id


def _waiting(viewer: Viewer, today: dt.date) -> QuerySet[Alert]:
    only_staff(viewer, "the review desk")
    said = Review.objects.filter(alert=OuterRef("pk"), undone_at__isnull=True, revision=OuterRef("revision"))
    settled = said.filter(Q(verdict=Verdict.CONFIRMED.value) | Q(until__gt=today))
    return Alert.objects.filter(~Exists(settled), open=True)

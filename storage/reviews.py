"""The review desk's queue, and what staff said there. 复核队列."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from domain.match import Tier
from domain.observation import Provenance
from storage.audit import Act, about_alert, note
from storage.decisions import locked_alert, refuse_decided, refuse_grown
from storage.models import Alert, AlertMatch, Observation, Proposal, Review
from storage.models.alerting import tier_rank
from storage.proposals import refuse_waiting
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


def review(
    viewer: Viewer,
    alert_id: int,
    verdict: Verdict,
    *,
    by: str,
    until: dt.date | None = None,
    seen: int | None = None,
    batch_id: int | None = None,
) -> int:
    """Writes a verdict on an open alert as it stands, and returns its id; what was said before is taken back by it.
    The same verdict sent twice is kept once. Raises `NotVisible`, `AlreadyDecided`, `ProposalWaits`, and `Grown` where
    the alert is no longer at the revision that was `seen`.
    """
    only_staff(viewer, "the review desk")
    with transaction.atomic():
        alert = locked_alert(alert_id)
        refuse_decided(alert)
        refuse_waiting(alert_id)
        refuse_grown(alert, seen)
        if not alert.open:
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
            batch_id=batch_id,
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


class Group(StrEnum):
    """In what alerts that wait are alike: by whom, or of which brand and for which reason."""

    HOLDER = "holder"
    BRAND = "brand"


MOST_IN_A_GROUP = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """One alert that waits, as a line of a list; `sign` and `office` are its most alike match's."""

    alert_id: int
    revision: int
    tier: Tier
    brand: str
    enterprise: str
    holder: str
    sign: str
    office: str
    ref: str
    live: bool
    last_day: dt.date | None


def waiting_like(viewer: Viewer, alert_id: int, group: Group, today: dt.date) -> tuple[Waiting, ...]:
    """The alerts that wait and are like this one, itself among them while it waits, in the queue's order; at most
    `MOST_IN_A_GROUP`. Raises `NotVisible`.
    """
    rows = _alike(viewer, alert_id, group, today).select_related("brand__enterprise")
    chosen = list(rows.order_by(tier_rank().desc(), "last_day", "pk")[:MOST_IN_A_GROUP])
    leading = leading_matches([row.pk for row in chosen])
    return tuple(
        Waiting(
            alert_id=row.pk,
            revision=row.revision,
            tier=Tier(row.tier),
            brand=row.brand.name,
            enterprise=row.brand.enterprise.name,
            holder=row.holder,
            sign=leading[row.pk].sign,
            office=leading[row.pk].office,
            ref=leading[row.pk].ref,
            live=leading[row.pk].provenance == Provenance.LIVE,
            last_day=row.last_day,
        )
        for row in chosen
        if row.pk in leading
    )


def waiting_like_count(viewer: Viewer, alert_id: int, group: Group, today: dt.date) -> int:
    """How many others wait and are like this one, counted up to `MOST_IN_A_GROUP`."""
    others = _alike(viewer, alert_id, group, today).exclude(pk=alert_id)
    return others.order_by()[:MOST_IN_A_GROUP].count()


def leading_matches(alert_ids: Sequence[int]) -> dict[int, Observation]:
    """The observation of each alert's match with the highest score, by alert id."""
    rows = AlertMatch.objects.filter(alert__in=alert_ids).select_related("match__observation")
    rows = rows.order_by("alert", "-match__score", "match").distinct("alert")
    return {row.alert_id: row.match.observation for row in rows}


def revision_of(viewer: Viewer, alert_id: int) -> int:
    """The revision an alert is at now. Raises `NotVisible`."""
    only_staff(viewer, "the review desk")
    revision = Alert.objects.filter(pk=alert_id).values_list("revision", flat=True).first()
    if revision is None:
        raise NotVisible(f"alert {alert_id}")
    return revision


def _alike(viewer: Viewer, alert_id: int, group: Group, today: dt.date) -> QuerySet[Alert]:
    rows = _waiting(viewer, today)
    one = Alert.objects.filter(pk=alert_id).first()
    if one is None:
        raise NotVisible(f"alert {alert_id}")
    if group is Group.HOLDER:
        return rows.filter(conflict_key=one.conflict_key)
    return rows.filter(brand_id=one.brand_id, reason=one.reason)


def _waiting(viewer: Viewer, today: dt.date) -> QuerySet[Alert]:
    only_staff(viewer, "the review desk")
    said = Review.objects.filter(alert=OuterRef("pk"), undone_at__isnull=True, revision=OuterRef("revision"))
    settled = said.filter(Q(verdict=Verdict.CONFIRMED.value) | Q(until__gt=today))
    proposed = Proposal.objects.filter(alert=OuterRef("pk"), outcome="")
    return Alert.objects.filter(~Exists(settled), ~Exists(proposed), open=True)

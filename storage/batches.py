"""Several alerts decided at once, and taken back at once. 批量处理."""

import datetime as dt
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

from django.db import transaction

from domain.decision import NO_WHY, Answer, Why
from domain.match import Tier
from storage.decisions import AlreadyDecided, Grown, decide, undo
from storage.models import Batch
from storage.proposals import ProposalWaits, needs_second, propose, refuse_waiting, withdraw
from storage.reviews import Verdict, review, undo_review
from storage.viewers import NotVisible, Viewer, only_staff


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of the chosen alerts. Those `left` were decided by somebody else, or grew, since they were shown;
    `batch_id` is None where none was decided.
    """

    batch_id: int | None
    decided: int
    proposed: int
    left: int


def decide_many(
    viewer: Viewer,
    chosen: Sequence[tuple[int, int]],
    said: Answer | Verdict,
    *,
    by: str,
    why: Why = NO_WHY,
    until: dt.date | None = None,
    second_from: Tier | None = None,
) -> Outcome:
    """Decides alerts, each with the revision that was shown, in one transaction; what needs a second person from tier
    `second_from` up is proposed. Raises `NotVisible` for anybody but staff.
    """
    only_staff(viewer, "the review desk")
    with transaction.atomic():
        batch = Batch.objects.create(user_id=viewer.user_id, by=by)
        once = sorted(set(chosen))
        for alert_id, seen in once:
            with suppress(AlreadyDecided, Grown, NotVisible, ProposalWaits):
                if isinstance(said, Verdict):
                    review(viewer, alert_id, said, by=by, until=until, seen=seen, batch_id=batch.pk)
                    continue
                refuse_waiting(alert_id)
                write = propose if needs_second(alert_id, second_from) else decide
                write(viewer, alert_id, said, by=by, why=why, seen=seen, batch_id=batch.pk)
        decided, proposed = batch.decisions.count() + batch.reviews.count(), batch.proposals.count()
        batch_id = batch.pk if decided or proposed else None
        if batch_id is None:
            batch.delete()
    left = len(once) - decided - proposed
    return Outcome(batch_id=batch_id, decided=decided, proposed=proposed, left=left)


def undo_batch(viewer: Viewer, batch_id: int, *, by: str) -> frozenset[str]:
    """Takes back all of a batch of this viewer's that still stands, and returns the ids of the brands that decisions among
    it were about. Raises `NotVisible`. Undoing twice is no error.
    """
    only_staff(viewer, "the review desk")
    with transaction.atomic():
        batch = Batch.objects.select_for_update().filter(pk=batch_id, user_id=viewer.person_id).first()
        if batch is None:
            raise NotVisible(f"batch {batch_id}")
        decisions = list(
            batch.decisions.filter(undone_at__isnull=True).order_by("alert").values_list("pk", flat=True)
        )
        brands = frozenset(undo(viewer, decision_id, by=by).brand_id for decision_id in decisions)
        for review_id in batch.reviews.filter(undone_at__isnull=True).values_list("pk", flat=True):
            undo_review(viewer, review_id)
        for proposal_id in batch.proposals.filter(outcome="").values_list("pk", flat=True):
            withdraw(viewer, proposal_id, by=by)
        return brands

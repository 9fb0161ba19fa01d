"""Closing decisions that wait for a second person. 双人复核.

While a proposal waits its alert is open, delivered and reminded of as before, and out of the desk's queue.
"""

from django.db import transaction
from django.db.models import Count, F, Q, QuerySet
from django.utils import timezone

from domain.decision import LONGEST_WORDS, NO_WHY, Answer, Why
from domain.decision import Proposal as ProposalRecord
from domain.match import Tier
from storage.audit import Act, about_alert, note
from storage.decisions import decide, locked_alert, refuse_decided, refuse_grown, undo, why_of
from storage.models import Alert, Proposal
from storage.models.alerting import tier_rank
from storage.viewers import NotVisible, Viewer, only_staff

AGREED, DISAGREED, WITHDRAWN = "agreed", "disagreed", "withdrawn"
_WHAT = "proposals"


class ProposalWaits(Exception):
    """One of the staff proposed a decision on this alert, and nobody has agreed or disagreed yet."""


class AlreadySettled(Exception):
    """Somebody agreed or disagreed before, or the proposal was withdrawn."""


class OwnProposal(Exception):
    """Nobody is the second person to what they proposed."""


def needs_second(alert_id: int, least: Tier | None) -> bool:
    """Whether a closing decision on this alert waits for a second person; `least` is the tier from which, None for never.
    Holds the alert's row until the transaction ends.
    """
    return least is not None and Tier(locked_alert(alert_id).tier).rank >= least.rank


def refuse_waiting(alert_id: int) -> None:
    """Raises `ProposalWaits` where a proposal on this alert waits."""
    if Proposal.objects.filter(alert_id=alert_id, outcome="").exists():
        raise ProposalWaits(f"alert {alert_id}")


def propose(
    viewer: Viewer,
    alert_id: int,
    answer: Answer,
    *,
    by: str,
    why: Why = NO_WHY,
    seen: int | None = None,
    batch_id: int | None = None,
) -> ProposalRecord:
    """Writes what one of the staff would decide. The same proposed twice by one person is kept once. Raises `NotVisible`,
    `AlreadyDecided`, `Grown` and, where another proposal waits, `ProposalWaits`.
    """
    only_staff(viewer, _WHAT)
    with transaction.atomic():
        alert = locked_alert(alert_id)
        refuse_decided(alert)
        refuse_grown(alert, seen)
        before = Proposal.objects.filter(alert=alert, outcome="").select_related("alert").first()
        if before is not None:
            if (before.user_id, before.answer) == (viewer.user_id, answer.value):
                return _record(before)
            raise ProposalWaits(f"alert {alert_id}")
        row = Proposal.objects.create(
            alert=alert,
            answer=answer.value,
            ground=why.ground.value if why.ground else "",
            words=why.words[:LONGEST_WORDS],
            revision=alert.revision,
            batch_id=batch_id,
            user_id=viewer.user_id,
            by=by,
        )
        _note(Act.PROPOSED, alert, by)
        return _record(row)


def settle(
    viewer: Viewer, proposal_id: int, *, agree: bool, by: str, opinion: str = "", seen: int | None = None
) -> ProposalRecord:
    """Writes that a second person agrees, and with that the decision; or disagrees, and with that the alert is in the queue
    again. Raises `NotVisible`, `AlreadySettled`, `OwnProposal`, `Grown`, and `AlreadyDecided` where somebody else decided
    the alert meanwhile.
    """
    with transaction.atomic():
        row = _locked(viewer, proposal_id)
        if row.outcome:
            raise AlreadySettled(f"proposal {proposal_id}: {row.outcome}")
        if row.user_id == viewer.user_id:
            raise OwnProposal(f"proposal {proposal_id}")
        alert = locked_alert(row.alert_id)
        refuse_decided(alert)
        refuse_grown(alert, seen)
        if agree:
            made = decide(
                viewer, row.alert_id, Answer(row.answer), by=f"{row.by} + {by}", why=why_of(row), seen=seen
            )
            row.decision_id = made.decision_id
        row.outcome = AGREED if agree else DISAGREED
        row.opinion = opinion[:LONGEST_WORDS]
        row.second_id, row.second_by, row.settled_at = viewer.user_id, by, timezone.now()
        row.save()
        _note(Act.AGREED if agree else Act.DISAGREED, alert, by)
        return _record(row)


def withdraw(viewer: Viewer, proposal_id: int, *, by: str) -> None:
    """Takes back what this viewer proposed, while it waits. Raises `NotVisible`, also for what others proposed; doing it
    twice is no error.
    """
    with transaction.atomic():
        row = _locked(viewer, proposal_id)
        if row.user_id != viewer.user_id:
            raise NotVisible(f"proposal {proposal_id}")
        if not row.outcome:
            row.outcome, row.settled_at = WITHDRAWN, timezone.now()
            row.save(update_fields=["outcome", "settled_at"])
            _note(Act.PROPOSAL_UNDONE, row.alert, by)


def unsettle(viewer: Viewer, proposal_id: int, *, by: str) -> str:
    """Takes back this viewer's word on a proposal, which waits again unless another does; returns the id of the brand of the
    decision that was taken back with it, "" for none. Raises `NotVisible`. Doing it twice is no error.
    """
    with transaction.atomic():
        row = _locked(viewer, proposal_id)
        if row.second_id != viewer.user_id:
            raise NotVisible(f"proposal {proposal_id}")
        if row.outcome not in (AGREED, DISAGREED):
            return ""
        locked_alert(row.alert_id)
        brand_id = undo(viewer, row.decision_id, by=by).brand_id if row.decision_id is not None else ""
        waits = Proposal.objects.filter(alert_id=row.alert_id, outcome="").exists()
        row.outcome, row.decision_id, row.settled_at = (WITHDRAWN if waits else ""), None, None
        row.save(update_fields=["outcome", "decision_id", "settled_at"])
        _note(Act.SETTLEMENT_UNDONE, row.alert, by)
        return brand_id


def proposals_to_settle(viewer: Viewer, *, limit: int) -> tuple[ProposalRecord, ...]:
    """What others of the staff proposed and nobody has settled, in the queue's order. Raises `NotVisible`."""
    rows = _waiting(viewer).exclude(user_id=viewer.person_id).annotate(rank=tier_rank("alert__tier"))
    rows = rows.order_by("-rank", F("alert__last_day").asc(nulls_last=True), "pk")
    return tuple(map(_record, rows[:limit]))


def waiting_proposals(viewer: Viewer) -> tuple[int, int]:
    """How many wait for this viewer's word, and how many of this viewer's own wait for another's."""
    own = Q(user_id=viewer.user_id)
    counted = _waiting(viewer).aggregate(others=Count("pk", filter=~own), own=Count("pk", filter=own))
    return counted["others"], counted["own"]


def proposals_on(viewer: Viewer, alert_id: int, *, limit: int = 6) -> tuple[ProposalRecord, ...]:
    """What was proposed of an alert, with the second person's word, newest first; withdrawn ones are left out."""
    only_staff(viewer, _WHAT)
    rows = Proposal.objects.filter(alert_id=alert_id).exclude(outcome=WITHDRAWN).select_related("alert")
    return tuple(map(_record, rows.order_by("-pk")[:limit]))


def settled_counts(viewer: Viewer) -> tuple[int, int]:
    """How many proposals a second person disagreed with, and how many were settled at all."""
    only_staff(viewer, _WHAT)
    counted = Proposal.objects.filter(outcome__in=(AGREED, DISAGREED)).aggregate(
        all=Count("pk"), against=Count("pk", filter=Q(outcome=DISAGREED))
    )
    return counted["against"], counted["all"]


def _waiting(viewer: Viewer) -> QuerySet[Proposal]:
    only_staff(viewer, _WHAT)
    return Proposal.objects.filter(outcome="", alert__open=True).select_related("alert")


def _locked(viewer: Viewer, proposal_id: int) -> Proposal:
    only_staff(viewer, _WHAT)
    rows = Proposal.objects.select_for_update(of=("self",)).select_related("alert__brand__enterprise")
    row = rows.filter(pk=proposal_id).first()
    if row is None:
        raise NotVisible(f"proposal {proposal_id}")
    return row


def _note(did: Act, alert: Alert, who: str) -> None:
    note(did, of=alert.brand.enterprise, about=about_alert(alert.brand, alert.holder), who=who)


def _record(row: Proposal) -> ProposalRecord:
    return ProposalRecord(
        proposal_id=row.pk,
        alert_id=row.alert_id,
        answer=Answer(row.answer),
        why=why_of(row),
        by=row.by,
        user_id=row.user_id,
        made_at=row.made_at,
        grown=row.alert.revision > row.revision,
        agreed=None if row.outcome == "" else row.outcome == AGREED,
        second_by=row.second_by,
        opinion=row.opinion,
        settled_at=row.settled_at,
    )

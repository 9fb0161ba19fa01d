"""What a person says of an alert takes effect: written, told to staff where help is asked for, rescreened when taken back."""

import datetime as dt
from collections.abc import Sequence

from django.conf import settings

from domain.decision import NO_WHY, Answer, Decision, Proposal, Why
from jobs.links import read_token
from jobs.rescreening import rescreen_brands
from storage import decisions, notices, proposals
from storage.batches import Outcome, decide_many, undo_batch
from storage.rescreens import rows_of_brands
from storage.reviews import Verdict
from storage.together import together
from storage.viewers import Viewer


def answer_by_link(token: str, answer: Answer) -> Decision:
    """Writes an answer given by a link. Raises `BadLink`, and what `storage.decisions.decide_by_contact` does."""
    alert_id, contact_id = read_token(token)
    with together():
        made = decisions.decide_by_contact(alert_id, contact_id, answer, second_from=settings.SECOND_EYES)
        _tell_staff(made)
    return made


def answer_signed_in(
    viewer: Viewer, alert_id: int, answer: Answer, *, by: str, why: Why = NO_WHY, seen: int | None = None
) -> Decision | Proposal:
    """Writes an answer of a signed-in person; one of the staff's that closes an alert of `HAISHAO_SECOND_EYES` or above is
    proposed, and waits for another's agreement. Raises what `storage.decisions.decide` and, to staff,
    `storage.proposals.propose` do.
    """
    with together():
        if viewer.staff and answer is not Answer.HELP:
            if proposals.needs_second(alert_id, settings.SECOND_EYES):
                return proposals.propose(viewer, alert_id, answer, by=by, why=why, seen=seen)
            proposals.refuse_waiting(alert_id)
        made = decisions.decide(viewer, alert_id, answer, by=by, why=why, seen=seen)
        _tell_staff(made)
    return made


def answer_many(
    viewer: Viewer,
    chosen: Sequence[tuple[int, int]],
    said: Answer | Verdict,
    *,
    by: str,
    why: Why = NO_WHY,
    until: dt.date | None = None,
) -> Outcome:
    """Decides alerts at once, each with the revision that was shown. Raises `NotVisible` for anybody but staff."""
    return decide_many(viewer, chosen, said, by=by, why=why, until=until, second_from=settings.SECOND_EYES)


def take_back_batch(viewer: Viewer, batch_id: int, *, by: str) -> None:
    """Undoes all that was decided at once. Raises `NotVisible`."""
    with together():
        rescreen_brands(rows_of_brands(undo_batch(viewer, batch_id, by=by)))


def take_back_settlement(viewer: Viewer, proposal_id: int, *, by: str) -> None:
    """Undoes a second person's word, and the decision made by it. Raises `NotVisible`."""
    with together():
        rescreen_brands(rows_of_brands([proposals.unsettle(viewer, proposal_id, by=by)]))


def take_back(viewer: Viewer, decision_id: int, *, by: str) -> Decision:
    """Undoes a decision; what it kept back meanwhile is judged anew. Raises `NotVisible`."""
    with together():
        undone = decisions.undo(viewer, decision_id, by=by)
        rescreen_brands(rows_of_brands([undone.brand_id]))
    return undone


def _tell_staff(made: Decision) -> None:
    if made.answer is not Answer.HELP:
        return
    link = f"{settings.BASE_URL.rstrip('/')}/alerts/{made.alert_id}"
    notices.open_notice(
        subject=(
            f"企业请求协助：{made.enterprise} · {made.brand}",
            f"Help asked for: {made.enterprise} · {made.brand}",
        ),
        says=(
            f"{made.enterprise}的{made.by}就“{made.brand}”的预警请求协助（申请人：{made.holder or '未公布'}）：{link}",
            f"{made.by} of {made.enterprise} asks for help with an alert on {made.brand} (holder: {made.holder or 'not given'}): "
            f"{link}",
        ),
    )

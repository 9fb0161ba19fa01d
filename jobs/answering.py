"""What a person says of an alert takes effect: written, told to staff where help is asked for, judged anew when taken back."""

from django.conf import settings

from domain.decision import Answer, Decision
from jobs.links import read_token
from jobs.tasks import judge_everything
from storage import decisions, notices
from storage.together import together
from storage.viewers import Viewer


def answer_by_link(token: str, answer: Answer) -> Decision:
    """Writes an answer given by a link. Raises `BadLink`, and what `storage.decisions.decide_by_contact` does."""
    alert_id, contact_id = read_token(token)
    with together():
        made = decisions.decide_by_contact(alert_id, contact_id, answer)
        _tell_staff(made)
    return made


def answer_signed_in(viewer: Viewer, alert_id: int, answer: Answer, *, by: str, note: str = "") -> Decision:
    """Writes an answer of a signed-in person, or of an enterprise's program. Raises what `storage.decisions.decide` does."""
    with together():
        made = decisions.decide(viewer, alert_id, answer, by=by, note=note)
        _tell_staff(made)
    return made


def take_back(viewer: Viewer, decision_id: int, *, by: str) -> Decision:
    """Undoes a decision; what it kept back meanwhile is judged anew. Raises `NotVisible`."""
    with together():
        undone = decisions.undo(viewer, decision_id, by=by)
        judge_everything()
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

"""The review desk: one alert a screen, the most urgent first, decided by key or click. 复核台."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from console.match_screen import match_screen
from console.said import DEFERRED_DAYS, GROUNDS, KEYS, NotSaid, said_in
from console.staff import for_staff
from console.typed import row_id
from console.views import viewer
from domain.decision import Proposal
from jobs.answering import answer_signed_in, take_back, take_back_batch, take_back_settlement
from storage.decisions import AlreadyDecided, Grown
from storage.proposals import ProposalWaits, waiting_proposals, withdraw
from storage.reviews import Group, Verdict, queue, review, undo_review, waiting_count, waiting_like_count
from storage.samples import undo_sample
from storage.viewers import NotVisible, Viewer

MOST_SKIPPED = 200


@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """The most urgent alert that waits; `after` passes over those up to and with that one. Staff only."""
    today = timezone.localdate()
    seen_by = viewer(request)
    try:
        waiting = queue(seen_by, today, limit=MOST_SKIPPED)
        total = waiting_count(seen_by, today)
    except NotVisible as missing:
        raise Http404 from missing
    passed = row_id(request.GET.get("after", "")) or 0
    rest = waiting[waiting.index(passed) + 1 :] if passed in waiting else waiting
    context: dict[str, object] = {
        "waiting": total,
        "last": request.session.get("desk_last"),
        "outcome": request.session.pop("desk_outcome", None),
        "keys": KEYS,
        "grounds": GROUNDS,
        "today": today,
        "deferred_days": DEFERRED_DAYS,
        "proposals_waiting": waiting_proposals(seen_by),
    }
    if rest:
        screen = match_screen(seen_by, rest[0])
        least = settings.SECOND_EYES
        context |= {
            "screen": screen,
            "needs_second": least is not None and screen.alert.leading.tier.rank >= least.rank,
            "alike": [(one, waiting_like_count(seen_by, rest[0], one, today)) for one in Group],
        }
    return render(request, "console/desk.html", context)


@require_POST
@for_staff
def judged(request: HttpRequest, alert_id: int) -> HttpResponse:
    """Writes what was decided and shows the next. A form sent twice, or late, changes nothing and says so."""
    seen_by = viewer(request)
    name = request.user.get_username()
    seen = row_id(request.POST.get("seen", ""))
    try:
        said = said_in(request)
        if isinstance(said.what, Verdict):
            written = review(seen_by, alert_id, said.what, by=name, until=said.until, seen=seen)
            request.session["desk_last"] = ["review", written]
            return redirect("desk")
        made = answer_signed_in(seen_by, alert_id, said.what, by=name, why=said.why, seen=seen)
    except NotVisible as missing:
        raise Http404 from missing
    except (NotSaid, AlreadyDecided, Grown, ProposalWaits) as why:
        return refused(request, why, alert_id)
    if isinstance(made, Proposal):
        request.session["desk_last"] = ["proposal", made.proposal_id]
    else:
        request.session["desk_last"] = ["decision", made.decision_id]
    return redirect("desk")


def refused(request: HttpRequest, why: Exception, alert_id: int | None = None) -> HttpResponse:
    """Says that nothing was changed and why, with the way on."""
    if isinstance(why, NotSaid):
        message, status = why.key, 400
    else:
        message, status = _MESSAGES[type(why)], 409
    return render(
        request, "console/desk_message.html", {"message": message, "alert_id": alert_id}, status=status
    )


_MESSAGES: dict[type[Exception], str] = {
    AlreadyDecided: "desk_already",
    Grown: "desk_grown",
    ProposalWaits: "desk_proposed",
}


@require_POST
@for_staff
def undo_last(request: HttpRequest) -> HttpResponse:
    """Takes back what this person said last at the desk; with nothing to take back it only shows the desk."""
    seen_by = viewer(request)
    kind, number = request.session.pop("desk_last", None) or ("", 0)
    try:
        _undo(seen_by, kind, number, by=request.user.get_username())
    except NotVisible as missing:
        raise Http404 from missing
    return redirect({"settlement": "desk-second", "sample": "quality-sample"}.get(kind, "desk"))


def _undo(seen_by: Viewer, kind: str, number: int, *, by: str) -> None:
    match kind:
        case "decision":
            take_back(seen_by, number, by=by)
        case "review":
            undo_review(seen_by, number)
        case "batch":
            take_back_batch(seen_by, number, by=by)
        case "proposal":
            withdraw(seen_by, number, by=by)
        case "settlement":
            take_back_settlement(seen_by, number, by=by)
        case "sample":
            undo_sample(seen_by, number)

"""What others of the staff proposed, to be agreed to or not: one a screen, the most urgent first. 双人复核."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from console.match_screen import match_screen
from console.staff import for_staff
from console.typed import row_id
from console.views import viewer
from domain.decision import LONGEST_WORDS
from storage.decisions import AlreadyDecided, Grown
from storage.proposals import (
    AlreadySettled,
    OwnProposal,
    proposals_to_settle,
    settle,
    waiting_proposals,
)
from storage.viewers import NotVisible

MOST_SKIPPED = 200


@require_safe
@for_staff
def second(request: HttpRequest) -> HttpResponse:
    """The most urgent proposal of somebody else; `after` passes over those up to and with that one."""
    seen_by = viewer(request)
    waiting = proposals_to_settle(seen_by, limit=MOST_SKIPPED)
    passed = row_id(request.GET.get("after", "")) or 0
    places = {one.proposal_id: place for place, one in enumerate(waiting)}
    rest = waiting[places[passed] + 1 :] if passed in places else waiting
    context: dict[str, object] = {
        "waiting": waiting_proposals(seen_by),
        "last": request.session.get("desk_last"),
        "today": timezone.localdate(),
    }
    if rest:
        context |= {"proposal": rest[0], "screen": match_screen(seen_by, rest[0].alert_id)}
    return render(request, "console/desk_second.html", context)


@require_POST
@for_staff
def settled(request: HttpRequest, proposal_id: int) -> HttpResponse:
    """Writes the second person's word and shows the next. A form sent twice, or late, changes nothing and says so."""
    said = request.POST.get("said", "")
    opinion = request.POST.get("words", "").strip()[:LONGEST_WORDS]
    if said not in ("agree", "disagree") or (said == "disagree" and not opinion):
        return _refused(request, "desk_no_opinion", status=400)
    try:
        settle(
            viewer(request),
            proposal_id,
            agree=said == "agree",
            by=request.user.get_username(),
            opinion=opinion,
            seen=row_id(request.POST.get("seen", "")),
        )
    except NotVisible as missing:
        raise Http404 from missing
    except (AlreadySettled, AlreadyDecided, Grown, OwnProposal) as why:
        return _refused(request, _MESSAGES[type(why)], status=409)
    request.session["desk_last"] = ["settlement", proposal_id]
    return redirect("desk-second")


def _refused(request: HttpRequest, message: str, *, status: int) -> HttpResponse:
    return render(request, "console/desk_message.html", {"message": message, "second": True}, status=status)


_MESSAGES: dict[type[Exception], str] = {
    AlreadySettled: "desk_settled",
    AlreadyDecided: "desk_already",
    Grown: "desk_grown",
    OwnProposal: "desk_own_proposal",
}

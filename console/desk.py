"""The review desk: one alert a screen, the most urgent first, decided by key or click. 复核台."""

import datetime as dt
from difflib import SequenceMatcher

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from console.staff import for_staff
from console.typed import row_id
from console.views import viewer
from domain.alert import Alert
from domain.decision import Answer
from jobs.answering import answer_signed_in, take_back
from storage.alerts import alert_for
from storage.decisions import AlreadyDecided
from storage.evidence import proofs_of_alert
from storage.reviews import Verdict, queue, review, undo_review, waiting_count
from storage.viewers import NotVisible

DEFERRED_DAYS = 3
MOST_SKIPPED = 200
CLOSING = {one.value: one for one in (Answer.NOT_RELEVANT, Answer.OURS, Answer.AUTHORISED)}
KEPT_OPEN = {one.value: one for one in Verdict}
KEYS = (
    (Verdict.CONFIRMED.value, "y"),
    (Answer.NOT_RELEVANT.value, "n"),
    (Answer.OURS.value, "o"),
    (Answer.AUTHORISED.value, "a"),
    (Verdict.DEFERRED.value, "d"),
)


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
        "keys": KEYS,
        "today": today,
        "deferred_days": DEFERRED_DAYS,
    }
    if rest:
        found = alert_for(seen_by, rest[0])
        context |= {
            "alert": found,
            "proofs": proofs_of_alert(found.alert_id),
            "sides": sides(found),
        }
    return render(request, "console/desk.html", context)


@require_POST
@for_staff
def judged(request: HttpRequest, alert_id: int) -> HttpResponse:
    """Writes what was decided and shows the next. A form sent twice, or late, changes nothing and says so."""
    said = request.POST.get("said", "")
    seen_by = viewer(request)
    name = request.user.get_username()
    try:
        if said in CLOSING:
            made = answer_signed_in(seen_by, alert_id, CLOSING[said], by=name)
            request.session["desk_last"] = ["decision", made.decision_id]
        elif said in KEPT_OPEN:
            until = (
                timezone.localdate() + dt.timedelta(days=DEFERRED_DAYS) if said == Verdict.DEFERRED else None
            )
            written = review(seen_by, alert_id, KEPT_OPEN[said], by=name, until=until)
            request.session["desk_last"] = ["review", written]
        else:
            return HttpResponseBadRequest("said: one of " + ", ".join([*CLOSING, *KEPT_OPEN]))
    except AlreadyDecided:
        return render(request, "console/message.html", {"message": "desk_already"}, status=409)
    except NotVisible as missing:
        raise Http404 from missing
    return redirect("desk")


@require_POST
@for_staff
def undo_last(request: HttpRequest) -> HttpResponse:
    """Takes back what this person said last at the desk; with nothing to take back it only shows the desk."""
    seen_by = viewer(request)
    last = request.session.pop("desk_last", None)
    try:
        if last is not None and last[0] == "decision":
            take_back(seen_by, last[1], by=request.user.get_username())
        elif last is not None:
            undo_review(seen_by, last[1])
    except NotVisible as missing:
        raise Http404 from missing
    return redirect("desk")


def sides(alert: Alert) -> tuple[list[tuple[str, bool]], list[tuple[str, bool]]]:
    """Our form and their sign in pieces, each with whether its letters stand on both sides in that order."""
    lead = alert.leading
    ours = next((e.ours for e in lead.evidence if e.theirs == lead.observation.sign), lead.mark)
    return marked(ours[:200], lead.observation.sign[:200])


def marked(ours: str, theirs: str) -> tuple[list[tuple[str, bool]], list[tuple[str, bool]]]:
    """Two texts in pieces; True marks what both have, whatever its case. Joined, the pieces are the text again."""
    blocks = SequenceMatcher(
        None, [c.casefold() for c in ours], [c.casefold() for c in theirs], autojunk=False
    ).get_matching_blocks()
    left: list[tuple[str, bool]] = []
    right: list[tuple[str, bool]] = []
    a = b = 0
    for block in blocks:
        left += [(ours[a : block.a], False), (ours[block.a : block.a + block.size], True)]
        right += [(theirs[b : block.b], False), (theirs[block.b : block.b + block.size], True)]
        a, b = block.a + block.size, block.b + block.size
    return [piece for piece in left if piece[0]], [piece for piece in right if piece[0]]

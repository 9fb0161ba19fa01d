"""What a link in a message opens: a page that asks, and a POST that does; and the page of what was decided. 处理与规则."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, ensure_csrf_cookie
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from console.views import viewer
from domain.decision import Answer
from jobs.answering import answer_by_link, answer_signed_in, take_back
from jobs.links import BadLink, answers_to, read_token
from storage.alerts import alert_for, loaded_alerts
from storage.contacts import leave
from storage.decisions import AlreadyDecided, NeedsSecond, decision_on, decisions
from storage.isolation import bound_by_link
from storage.proposals import ProposalWaits
from storage.throttle import take_turns
from storage.viewers import NotVisible

MOST_OPENED = 30
"""How often a minute the links of one contact may be opened: more than a reader and every scanner of its mail do."""


@never_cache
@login_not_required
@ensure_csrf_cookie
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, token: str, said: str) -> HttpResponse:
    """Asks whether this is meant, and with a POST writes it. A GET, by a reader or by a link scanner, changes nothing."""
    if said not in set(Answer):
        raise Http404
    try:
        alert_id, contact_id = read_token(token)
        if too_many(contact_id):
            return render(request, "console/message.html", {"message": "too_many"}, status=429)
        with bound_by_link(alert_id, contact_id):
            context = _asked(request, token, alert_id, Answer(said))
    except BadLink as bad:
        return gone(request, bad)
    except NotVisible:
        return gone(request)
    except NeedsSecond:
        return render(request, "console/message.html", {"message": "link_needs_second"}, status=409)
    return render(request, "console/answer.html", context)


def _asked(request: HttpRequest, token: str, alert_id: int, said: Answer) -> dict[str, object]:
    """What the page of a link shows; with a POST after the answer was written. An answer that is not offered for the alert, as
    by a link of an older message, writes nothing.
    """
    alert = loaded_alerts({alert_id}).get(alert_id)
    if alert is None:
        raise NotVisible(f"alert {alert_id}")
    offered = answers_to(alert.leading.observation.kind)
    context: dict[str, object] = {
        "alert": alert,
        "said": said.value if said in offered else "",
        "token": token,
        "today": timezone.localdate(),
    }
    try:
        if request.method == "POST" and said in offered:
            context["made"] = answer_by_link(token, said)
        else:
            before = decision_on(alert_id)
            context["before"] = None if before is not None and before.answer is Answer.HELP else before
    except AlreadyDecided as before:
        context["before"] = before.decision
    return context


@csrf_exempt
@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def leave_list(request: HttpRequest, token: str) -> HttpResponse:
    """Tells a contact nothing more after one POST, as mail programs send it (RFC 8058); a GET asks first."""
    try:
        alert_id, contact_id = read_token(token)
    except BadLink as bad:
        return gone(request, bad)
    if request.method == "POST":
        with bound_by_link(alert_id, contact_id):
            leave(contact_id)
        return render(request, "console/message.html", {"message": "left"})
    return render(request, "console/leave.html", {"token": token})


def gone(request: HttpRequest, bad: BadLink | None = None) -> HttpResponse:
    """The page of a link that leads nowhere: past its time, none of ours, or of what is not there any more."""
    why = "link_expired" if bad is not None and bad.expired else "link_bad"
    return render(request, "console/message.html", {"message": why}, status=410)


def too_many(contact_id: int) -> bool:
    """True once a contact's links were opened as often as they may be in a minute. A link that is none of ours is refused
    before anything is asked of the database.
    """
    return take_turns(f"links of contact {contact_id}", MOST_OPENED, 60.0, 1) > 0


@require_POST
def decide(request: HttpRequest, alert_id: int) -> HttpResponse:
    """What a signed-in person says of an alert on its page."""
    said = request.POST.get("answer", "")
    if said not in set(Answer):
        raise Http404
    try:
        kind = alert_for(viewer(request), alert_id).leading.observation.kind
        if Answer(said) in answers_to(kind):
            answer_signed_in(viewer(request), alert_id, Answer(said), by=request.user.get_username())
    except NotVisible as missing:
        raise Http404 from missing
    except (AlreadyDecided, ProposalWaits):
        pass  # the page shows what stands
    return redirect("alert", alert_id)


@require_safe
def rules(request: HttpRequest) -> HttpResponse:
    """What was decided, and is remembered as a rule; each can be taken back."""
    return render(request, "console/rules.html", {"decisions": decisions(viewer(request))})


@require_POST
def undo(request: HttpRequest, decision_id: int) -> HttpResponse:
    """Takes a decision back."""
    try:
        take_back(viewer(request), decision_id, by=request.user.get_username())
    except NotVisible as missing:
        raise Http404 from missing
    return redirect("rules")

"""The call list for major cases, and the link by which somebody on it says that a case is in hand. 值守名单."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_http_methods

from console.answers import gone
from console.staff import for_platform_admins
from console.typed import row_id
from console.views import viewer
from jobs.case_links import read_call
from jobs.links import BadLink
from storage.call_list import MOST_PLACES, call_list, callable_contacts, set_call_list
from storage.isolation import unbound
from storage.majors import answer_call, call_of
from storage.throttle import take_turns
from storage.viewers import NotVisible

MOST_OPENED = 30
"""How often a minute the link of one call may be opened."""


@require_http_methods(["GET", "HEAD", "POST"])
@for_platform_admins
def calls(request: HttpRequest) -> HttpResponse:
    """Who is told of a major case, and in what order."""
    seen_by = viewer(request)
    problem, status = "", 200
    if request.method == "POST":
        order = _order(request)
        if order is not None:
            try:
                set_call_list(seen_by, order)
            except NotVisible as missing:
                raise Http404 from missing
            return redirect("call-list")
        problem, status = "case_call_wrong", 400
    listed = [one.contact_id for one in call_list(seen_by)]
    rows = [(one, _place(request, one.contact_id, listed)) for one in callable_contacts(seen_by)]
    rows.sort(key=lambda row: (not row[1].isdecimal(), int(row[1]) if row[1].isdecimal() else 0))
    context = {"rows": rows, "problem": problem, "listed": len(listed)}
    return render(request, "console/call_list.html", context, status=status)


def _place(request: HttpRequest, contact_id: int, listed: list[int]) -> str:
    """The place as typed, else as it stands."""
    typed = request.POST.get(f"place_{contact_id}")
    if typed is not None:
        return str(typed)[:3]
    return str(listed.index(contact_id) + 1) if contact_id in listed else ""


def _order(request: HttpRequest) -> list[int] | None:
    """The contacts in the order typed; None where a place is no number, or is given twice."""
    places: dict[int, int] = {}
    for field, typed in request.POST.items():
        contact_id = row_id(field.removeprefix("place_")) if field.startswith("place_") else None
        typed = str(typed).strip()
        if contact_id is None or not typed:
            continue
        if not typed.isdecimal() or len(typed) > 3 or int(typed) < 1 or int(typed) in places:
            return None
        places[int(typed)] = contact_id
    return [places[one] for one in sorted(places)] if len(places) <= MOST_PLACES else None


@never_cache
@login_not_required
@ensure_csrf_cookie
@require_http_methods(["GET", "HEAD", "POST"])
def in_hand(request: HttpRequest, token: str) -> HttpResponse:
    """Asks whether this is meant, and with a POST writes that the contact the call went to has the case in hand."""
    try:
        call_id = read_call(token)
        if take_turns(f"links of call {call_id}", MOST_OPENED, 60.0, 1) > 0:
            return render(request, "console/message.html", {"message": "too_many"}, status=429)
        with unbound():
            number, title, taken = call_of(call_id)
            if request.method == "POST":
                answer_call(call_id, now=timezone.now())
    except BadLink as bad:
        return gone(request, bad)
    except NotVisible:
        return gone(request)
    context = {
        "number": number,
        "title": title,
        "taken": taken,
        "done": request.method == "POST",
        "token": token,
    }
    return render(request, "console/case_in_hand.html", context)

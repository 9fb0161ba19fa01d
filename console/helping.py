"""Questions of enterprises to the staff: asked on a brand's page, listed, replied to. 帮帮我."""

import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from console.staff import for_staff
from console.typed import form_number
from console.views import viewer
from jobs import helping
from jobs.helping import TooManyAsked
from storage import help_calls
from storage.brand_lists import brand_line
from storage.decisions import calls_for_help
from storage.help_calls import LONGEST, AlreadyReplied
from storage.viewers import NotVisible


@require_safe
def help_list(request: HttpRequest) -> HttpResponse:
    """Every question this viewer may see with its reply, and the alerts help was asked for."""
    return _list(request)


def _list(
    request: HttpRequest, *, problem: str = "", typed: tuple[int, str] = (0, ""), status: int = 200
) -> HttpResponse:
    seen_by = viewer(request)
    found = help_calls.calls(seen_by)
    context = {
        "waiting": [one for one in found if one.replied_at is None],
        "answered": [one for one in found if one.replied_at is not None],
        "help_asked": calls_for_help(seen_by, limit=200),
        "longest": LONGEST,
        "problem": problem,
        "typed_for": typed[0],
        "typed": typed[1],
    }
    return render(request, "console/help.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def help_ask(request: HttpRequest, brand_row: int) -> HttpResponse:
    """Asks the staff about a brand. A form sent twice is one question."""
    seen_by = viewer(request)
    try:
        line = brand_line(seen_by, brand_row)
    except NotVisible as missing:
        raise Http404 from missing
    typed = request.POST.get("asked", "").replace("\0", "").strip()
    context: dict[str, object] = {
        "line": line,
        "form": uuid.uuid4(),
        "longest": LONGEST,
        "typed": typed[: 2 * LONGEST],
    }
    if request.method != "POST":
        return render(request, "console/help_ask.html", context)
    form = form_number(request.POST.get("form", ""))
    if not typed or len(typed) > LONGEST or form is None:
        problem = "help_empty" if not typed else "help_too_long" if form else "form_expired"
        return render(request, "console/help_ask.html", context | {"problem": problem}, status=400)
    try:
        helping.ask(seen_by, brand_row, typed, form=form, by=request.user.get_username())
    except TooManyAsked:
        return render(request, "console/help_ask.html", context | {"problem": "help_too_often"}, status=429)
    return redirect("help")


@require_POST
@for_staff
def help_reply(request: HttpRequest, call_id: int) -> HttpResponse:
    """Replies to a question, once."""
    text = request.POST.get("reply", "").replace("\0", "").strip()
    if not text or len(text) > LONGEST:
        return _list(
            request,
            problem="help_too_long" if text else "help_empty",
            typed=(call_id, text[: 2 * LONGEST]),
            status=400,
        )
    try:
        help_calls.reply(viewer(request), call_id, text, by=request.user.get_username())
    except NotVisible as missing:
        raise Http404 from missing
    except AlreadyReplied:
        return _list(request, problem="help_replied_before", typed=(call_id, text), status=409)
    return redirect("help")

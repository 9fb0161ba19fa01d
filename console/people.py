"""Who may sign in and in how many browsers is signed in now, for staff. 用户."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from console.views import viewer
from storage import people as kept
from storage.viewers import NotVisible


@require_safe
def people(request: HttpRequest) -> HttpResponse:
    """Everybody who may sign in."""
    try:
        found = kept.people(viewer(request))
    except NotVisible as missing:
        raise Http404 from missing
    return render(request, "console/people.html", {"people": found})


@require_POST
def end_sessions(request: HttpRequest, user_id: int) -> HttpResponse:
    """Signs a person out everywhere."""
    try:
        kept.end_sessions_of(viewer(request), user_id)
    except NotVisible as missing:
        raise Http404 from missing
    return redirect("people")

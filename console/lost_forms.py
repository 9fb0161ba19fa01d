"""A form sent after its session ended: what was typed waits until its sender has signed in again. 登录过期时提交的表单."""

import time
from collections.abc import Callable
from urllib.parse import urlencode, urlsplit

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import escape_leading_slashes, url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods

_LOST = "lost-form"
_KEPT_SECONDS = 3600
_MOST_CHARACTERS = 64_000
WAS_HERE = "was-here"
"""The signed cookie that says who signed in here last, so that nobody else is shown what was typed."""


class SignInWanted(LoginRequiredMiddleware):
    """Asks for a sign-in. What a form of ours had typed in is kept in the browser's session meanwhile, for whoever signed in
    there last: not files, not passwords. That it is a form of ours, the check against forged requests found before.
    """

    def handle_no_permission(
        self, request: HttpRequest, view_func: Callable[..., HttpResponseBase]
    ) -> HttpResponseBase:
        """The way to the sign-in, and from there back."""
        if request.method != "POST":
            return super().handle_no_permission(request, view_func)
        back = reverse("lost-form") if _keep(request) else form_page(request)
        to = f"{reverse('sign-in')}?{urlencode({'next': back, 'unsaved': 'yes'})}"
        if request.headers.get("HX-Request"):  # htmx would put the sign-in page into a corner of the page
            return HttpResponse(headers={"HX-Redirect": to})
        return redirect(to)


def _keep(request: HttpRequest) -> bool:
    """False in a browser where nobody signed in lately: there nothing is kept."""
    whose = _last_here(request)
    if not whose:
        return False
    fields = [
        (name, value)
        for name, values in request.POST.lists()
        for value in values
        if name != "csrfmiddlewaretoken" and "password" not in name and "secret" not in name
    ]
    small = sum(len(name) + len(value) for name, value in fields) <= _MOST_CHARACTERS
    request.session[_LOST] = {
        "path": request.get_full_path(),
        "page": form_page(request),
        "fields": fields if small else [],
        "whole": small and not request.FILES and len(fields) >= len(request.POST) - 1,
        "whose": whose,
        "until": time.time() + _KEPT_SECONDS,
    }
    return True


def form_page(request: HttpRequest) -> str:
    """The page a form was sent from, as far as the browser says: one of ours, else the alerts."""
    said = request.headers.get("Referer", "")
    if url_has_allowed_host_and_scheme(said, {request.get_host()}, require_https=request.is_secure()):
        parts = urlsplit(said)
        return escape_leading_slashes(f"{parts.path}?{parts.query}" if parts.query else parts.path)
    return reverse("alerts")


def _last_here(request: HttpRequest) -> str:
    try:
        return str(request.get_signed_cookie(WAS_HERE))
    except (KeyError, signing.BadSignature):
        return ""


@require_http_methods(["GET", "HEAD", "POST"])
def lost_form(request: HttpRequest) -> HttpResponse:
    """What was not saved, to be sent again, which the page it goes to checks anew, or with a POST dropped."""
    lost = request.session.get(_LOST)
    if not lost or lost["until"] < time.time() or lost["whose"] != str(request.user.pk):
        request.session.pop(_LOST, None)
        return redirect("alerts")
    if request.method == "POST":
        del request.session[_LOST]
        return redirect(lost["page"])
    return render(request, "console/lost_form.html", {"lost": lost})

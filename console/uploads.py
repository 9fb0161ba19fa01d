"""How large what a browser sends may be, told before any of it is read. 上传上限."""

from collections.abc import Callable
from typing import Final

from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

MOST_UPLOADED: Final = 50 * 1024**2
"""Bytes of one file."""

_MOST_SENT: Final = MOST_UPLOADED + 1024**2
"""Bytes of a request: a file, and the form around it."""

_MOST_OF_STRANGERS: Final = 1024**2
"""Bytes of a request of nobody signed in: no form of theirs has a file."""


class UploadLimit:
    """Middleware above all that reads forms: a request that says it is longer is answered with a page (413) that says so.

    What says nothing of its length has none here: the web server has counted it before.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The response, or the refusal."""
        length = announced_length(request)
        most = _MOST_SENT
        if length is not None and length > _MOST_OF_STRANGERS and SESSION_KEY not in request.session:
            most = _MOST_OF_STRANGERS
        if length is not None and length > most:
            return too_large(request)
        return self._get_response(request)


def announced_length(request: HttpRequest) -> int | None:
    """Bytes of the body as the request says them before any is read; None where it says no number."""
    length = str(request.META.get("CONTENT_LENGTH") or "0")
    return int(length) if length.isdecimal() else None


def too_large(request: HttpRequest) -> HttpResponse:
    """The page that says so."""
    return render(request, "console/too_large.html", {"most_mb": MOST_UPLOADED // 1024**2}, status=413)

"""Pages for staff alone."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse


def for_staff(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A page that is not there for members of an enterprise."""

    @wraps(view)
    def shown(request: HttpRequest, **named: Any) -> HttpResponse:
        if not request.user.is_staff:
            raise Http404
        return view(request, **named)

    return shown

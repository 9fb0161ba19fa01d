"""Pages for staff alone, or platform administrators alone."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse

from console.views import viewer


def for_staff(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A page that is not there for members of an enterprise."""

    @wraps(view)
    def shown(request: HttpRequest, **named: Any) -> HttpResponse:
        if not request.user.is_staff:
            raise Http404
        return view(request, **named)

    return shown


def for_platform_admins(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A page that is not there for anybody but platform administrators."""

    @wraps(view)
    def shown(request: HttpRequest, **named: Any) -> HttpResponse:
        if not viewer(request).platform_admin:
            raise Http404
        return view(request, **named)

    return shown

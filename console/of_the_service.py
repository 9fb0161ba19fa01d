"""Addresses that say how the service fares, answered before anything is asked of a session, a language or a host name."""

from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse

from console.metrics import metrics
from console.ready import ready
from console.views import health


class OfTheService:
    """Middleware above all others: a probe asks by whatever address it knows, also while the database is away. What it is told
    names nothing of an enterprise.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response
        self._views = {reverse("health"): health, reverse("ready"): ready, reverse("metrics"): metrics}

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """The answer of one of these, or of everything below."""
        view = self._views.get(request.path_info)
        if view is None:
            return self._get_response(request)
        response = view(request)
        response["Cache-Control"] = "no-store"
        response["X-Content-Type-Options"] = "nosniff"
        return response

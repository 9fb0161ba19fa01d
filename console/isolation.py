"""Every request of anybody but staff runs bound to the enterprises it may see, by PostgreSQL itself."""

from collections.abc import Callable, Iterator

from django.http import HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase

from console.api import asks_by_token
from console.views import viewer
from storage.audit import Actor, acting_as
from storage.isolation import bound_to
from storage.together import undo_block


class Isolation:
    """Middleware below the one that knows the user: what views, templates and error pages ask of the database, they ask
    as the viewer. Somebody not signed in sees nothing of any enterprise; a signed link opens what is its own.

    One transaction a request; one that ends in a fault of ours (5xx) leaves nothing behind.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """The response, made as its viewer."""
        if asks_by_token(request.path_info):  # binds itself to its token's enterprise
            return self._get_response(request)
        seen_by = viewer(request) if request.user.is_authenticated else None
        if seen_by is not None and seen_by.staff:
            with acting_as(actor_of(request)):
                return self._get_response(request)
        enterprises = seen_by.enterprise_ids if seen_by else frozenset[int]()
        administers = seen_by.administers if seen_by else frozenset[int]()
        with acting_as(actor_of(request)), bound_to(enterprises, administers=administers):
            response = self._get_response(request)
            if response.status_code >= 500:
                undo_block()
        if isinstance(response, StreamingHttpResponse):
            response.streaming_content = _bound_stream(enterprises, iter(response))
        return response


def actor_of(request: HttpRequest) -> Actor:
    """Whoever is signed in, and where the request came from."""
    address = str(request.META.get("REMOTE_ADDR", ""))
    return Actor(user_id=request.user.pk, name=request.user.get_username(), address=address)


def _bound_stream(enterprises: frozenset[int], parts: Iterator[bytes]) -> Iterator[bytes]:
    """What is only made while it is sent is bound as well, in a transaction of its own."""
    with bound_to(enterprises):
        yield from parts

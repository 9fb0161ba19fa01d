"""Idempotency-Key: a request sent twice is done once, and answered the same twice."""

import re
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from console.api.problems import Problem
from storage.idempotent_answers import GivenAnswer, InFlight, OtherRequest, answer_given, keep_answer

HEADER = "Idempotency-Key"
_SIGNING_SECRET = re.compile(rb"whsec_[A-Za-z0-9+/=]+")
"""Shown once, and so not kept for the second time."""
_METHODS = frozenset({"POST", "PUT", "DELETE"})
_MOST = 200
_RESULTS = frozenset({404, 409})
"""Answers besides a success that are the result of the act. What was refused before it, as a body that is not valid, is looked
at anew.
"""


def answered_once(request: HttpRequest, token_id: int, act: Callable[[], HttpResponse]) -> HttpResponse:
    """The response to a request: for a key that came before, what was answered then. Raises `Problem`."""
    key = _key(request)
    if key is None:
        return act()
    told_by = b"\n".join((str(request.method).encode(), request.get_full_path().encode(), request.body))
    try:
        before = answer_given(token_id, key, told_by)
    except InFlight as flight:
        raise Problem("request-in-flight", headers={"Retry-After": "1"}) from flight
    except OtherRequest as other:
        raise Problem("key-of-another-request") from other
    if before is not None:
        return _again(before)
    response = act()
    if response.status_code < 300 or response.status_code in _RESULTS:
        given = GivenAnswer(
            status=response.status_code,
            content=_SIGNING_SECRET.sub(b"***", response.content),
            content_type=response.headers.get("Content-Type", ""),
            location=response.headers.get("Location", ""),
        )
        keep_answer(token_id, key, told_by, given)
    return response


def _key(request: HttpRequest) -> str | None:
    """The key, with or without the quotes of a structured header's string; None for what changes nothing, or has none."""
    text = request.headers.get(HEADER)
    if text is None or request.method not in _METHODS:
        return None
    key = text.strip()
    if len(key) > 1 and key[0] == key[-1] == '"':
        key = key[1:-1]
    if not (0 < len(key) <= _MOST and all("!" <= c <= "~" for c in key)):
        raise Problem("bad-idempotency-key")
    return key


def _again(before: GivenAnswer) -> HttpResponse:
    response = HttpResponse(before.content, status=before.status, content_type=before.content_type)
    if before.location:
        response["Location"] = before.location
    response["Idempotent-Replayed"] = "true"
    return response

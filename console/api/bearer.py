"""A request with a token: known again, throttled, and run bound to the token's enterprise by PostgreSQL itself."""

import datetime as dt
import math
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja.security.base import AuthBase

from console.api.idempotency import answered_once
from console.api.problems import Problem
from console.uploads import announced_length
from domain.scope import Scope
from storage.api_tokens import Token, count_request, known_token
from storage.audit import Actor, acting_as
from storage.isolation import bound_to
from storage.sign_in_tries import counted_wrong_token
from storage.together import undo_block

MOST_A_MINUTE = 120
"""Requests of one token in a minute, counted from its first."""

MOST_BYTES = 1 << 20
"""Of a body."""

Run = Callable[..., HttpResponse]


class TokenRequest(HttpRequest):
    """A request whose token is known."""

    token: Token


class Needs(AuthBase):
    """What an operation asks of a token: a scope, or with None only that it is good."""

    openapi_type = "http"
    openapi_scheme = "bearer"

    def __init__(self, scope: Scope | None = None) -> None:
        super().__init__()
        self.scope = scope

    def __call__(self, request: HttpRequest) -> Token:
        """The token. Raises `Problem` where it lacks the scope."""
        token: Token = request.token  # type: ignore[attr-defined]
        if self.scope is not None and self.scope not in token.scopes:
            challenge = f'Bearer error="insufficient_scope", scope="{self.scope}"'  # RFC 6750, 3.1
            raise Problem("scope-missing", {"scope": self.scope}, headers={"WWW-Authenticate": challenge})
        return token


def by_token(run: Run) -> Run:
    """Wraps an operation: one transaction, seen through its token's eyes; one that ends in a fault of ours leaves nothing
    behind. No session opens it.
    """

    @wraps(run)
    def asked(request: HttpRequest, *args: Any, **named: Any) -> HttpResponse:
        try:
            token = _token(request)
            _take_turn(token)
            _check_body(request)
            response = _bound(request, token, lambda: run(request, *args, **named))
        except Problem as problem:
            return problem.response(request)
        response["Cache-Control"] = "no-store"
        return response

    return asked


def _bound(request: HttpRequest, token: Token, act: Callable[[], HttpResponse]) -> HttpResponse:
    request.token = token  # type: ignore[attr-defined]
    seen_by = token.viewer
    with (
        acting_as(Actor(name=token.called, address=_address(request))),
        bound_to(seen_by.enterprise_ids, administers=seen_by.administers),
    ):
        response = answered_once(request, token.token_id, act)
        if response.status_code >= 500:
            undo_block()
    return response


def _token(request: HttpRequest) -> Token:
    """Whose request it is. Raises `Problem` for a token nobody has, and for too many of these."""
    scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer":
        raise Problem("no-token", headers={"WWW-Authenticate": 'Bearer realm="haishao"'})
    token = known_token(secret.strip())
    if token is not None:
        return token
    until = counted_wrong_token(_address(request))
    if until is not None:
        raise _too_many((until - timezone.now()).total_seconds())
    challenge = 'Bearer realm="haishao", error="invalid_token"'
    raise Problem("bad-token", headers={"WWW-Authenticate": challenge})


def _take_turn(token: Token) -> None:
    wait = count_request(token.token_id, MOST_A_MINUTE, dt.timedelta(minutes=1))
    if wait > 0:
        raise _too_many(wait)


def _too_many(wait: float) -> Problem:
    seconds = max(1, math.ceil(wait))
    return Problem("too-many-requests", {"seconds": seconds}, headers={"Retry-After": str(seconds)})


def _check_body(request: HttpRequest) -> None:
    """Raises `Problem` for a body that is too large, or no JSON by its type."""
    length = announced_length(request)
    if length is None or length > MOST_BYTES:
        raise Problem("too-large", {"most": MOST_BYTES})
    if length and request.method in ("POST", "PUT") and request.content_type != "application/json":
        raise Problem("unsupported-media-type")


def _address(request: HttpRequest) -> str:
    return str(request.META.get("REMOTE_ADDR", ""))

"""The API as a whole: its resources, and how every error becomes a problem."""

import json
from typing import Any, ClassVar, NoReturn

from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.parser import Parser
from ninja.renderers import JSONRenderer

from console.api import alerts, brands, deadlines, decisions, me, observations, sources, webhooks
from console.api.bearer import MOST_BYTES, by_token
from console.api.problems import Problem
from console.api.validation import errors_of, invalid
from storage.viewers import NotVisible


class _Strict(Parser):
    """JSON as RFC 8259 has it: `NaN` and `Infinity` are none."""

    def parse_body(self, request: HttpRequest) -> Any:
        return json.loads(request.body, parse_constant=_no_number)


class _Readable(JSONRenderer):
    """Chinese as it is written."""

    json_dumps_params: ClassVar = {"ensure_ascii": False}


def _no_number(word: str) -> NoReturn:
    raise ValueError(f"{word} is no JSON")


ROUTERS = tuple(
    resource.router
    for resource in (me, brands, alerts, decisions, observations, deadlines, sources, webhooks)
)
api = NinjaAPI(
    title="海哨 haishao",
    version="1",
    urls_namespace="api-v1",
    docs_url=None,
    openapi_url=None,
    parser=_Strict(),
    renderer=_Readable(),
)
api.add_decorator(by_token, mode="view")
for router in ROUTERS:
    api.add_router("", router)


@api.exception_handler(Problem)
def _problem(request: HttpRequest, problem: Problem) -> HttpResponse:
    return problem.response(request)


@api.exception_handler(NotVisible)
def _not_visible(request: HttpRequest, _missing: NotVisible) -> HttpResponse:
    return Problem("not-found").response(request)


@api.exception_handler(Http404)
def _nothing(request: HttpRequest, _missing: Http404) -> HttpResponse:
    return Problem("not-found").response(request)


@api.exception_handler(ValidationError)
def _not_valid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    return invalid(errors_of(error.errors)).response(request)


@api.exception_handler(HttpError)
def _unreadable(request: HttpRequest, _error: HttpError) -> HttpResponse:
    """The one ninja raises here is of a body that cannot be parsed."""
    return Problem("malformed-json").response(request)


@api.exception_handler(RequestDataTooBig)
def _too_large(request: HttpRequest, _error: RequestDataTooBig) -> HttpResponse:
    return Problem("too-large", {"most": MOST_BYTES}).response(request)

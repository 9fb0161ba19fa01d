"""Problem: what is wrong with a request, as RFC 9457 has it. Every error under /api is one."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from django.http import HttpRequest, HttpResponse
from django.utils.translation.trans_real import parse_accept_lang_header
from pydantic import BaseModel, Field

from console.api import ROOT
from console.api.problem_texts import OF_STATUS, PROBLEMS

MEDIA_TYPE = "application/problem+json"
_KEPT_HEADERS = ("Allow", "Retry-After", "WWW-Authenticate")


class FieldErrorShown(BaseModel):
    """One value that is not valid: `pointer` (RFC 6901) into the body, or the name of a `parameter`."""

    pointer: str | None = Field(
        None, description="JSON 指针，指向正文中的值 · where in the body", examples=["#/name"]
    )
    parameter: str | None = Field(None, description="参数名 · which parameter")
    detail: str = Field(description="哪里不合规 · what is wrong")
    detail_zh: str | None = None
    detail_en: str | None = None


class ProblemShown(BaseModel):
    """application/problem+json. `detail` is in the language of Accept-Language, the other one stands beside it."""

    type: str = Field(description="问题类型 · the kind of problem", examples=[f"{ROOT}docs#not-found"])
    title: str
    status: int
    detail: str
    instance: str = Field(description="请求的路径 · the path asked for")
    detail_zh: str | None = None
    detail_en: str | None = None
    errors: list[FieldErrorShown] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldError:
    """One value that is not valid, in both languages; a `pointer` into the body or a `parameter`."""

    says: tuple[str, str]
    pointer: str | None = None
    parameter: str | None = None


@dataclass(slots=True)
class Problem(Exception):
    """Something wrong with a request: `kind` is a key of `PROBLEMS`, `values` fill its words."""

    kind: str
    values: dict[str, object] = field(default_factory=dict)
    errors: Sequence[FieldError] = ()
    headers: dict[str, str] = field(default_factory=dict)
    status: int | None = None

    def response(self, request: HttpRequest) -> HttpResponse:
        """The answer, in the language the request prefers."""
        known_status, title, says = PROBLEMS[self.kind]
        status = self.status or known_status
        language = preferred_language(request)
        content: dict[str, object] = {
            "type": f"{ROOT}docs#{self.kind}",
            "title": title[language == "en"],
            "status": status,
            **_said((says[0].format(**self.values), says[1].format(**self.values)), language),
            "instance": request.path,
        }
        if self.errors:
            content["errors"] = [_shown(error, language) for error in self.errors]
        answer = HttpResponse(_json(content), status=status, content_type=MEDIA_TYPE, headers=self.headers)
        answer["Content-Language"] = "zh-Hans" if language == "zh" else "en"
        answer["Cache-Control"] = "no-store"
        answer["Content-Length"] = str(len(answer.content))
        answer["X-Content-Type-Options"] = "nosniff"
        return answer


def preferred_language(request: HttpRequest) -> str:
    """`zh` or `en`, by Accept-Language alone: a program has no cookie."""
    for tag, _ in parse_accept_lang_header(request.headers.get("Accept-Language", "")[:500].lower()):
        if tag[:2] in ("zh", "en"):
            return tag[:2]
    return "zh"


class ApiProblems:
    """Middleware outside all others: what goes wrong under /api before, behind or beside the API itself (an unknown host, a
    path nobody serves, a fault of ours) is answered as a problem too.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The response, never a page that says what went wrong."""
        response = self._get_response(request)
        of_api = request.path_info == "/api" or request.path_info.startswith("/api/")
        if not of_api or response.status_code < 400 or response.headers.get("Content-Type") == MEDIA_TYPE:
            return response
        status = response.status_code
        kind = OF_STATUS.get(status, "bad-request" if status < 500 else "internal-error")
        headers = {name: response[name] for name in _KEPT_HEADERS if name in response}
        values = {"most": "—", "seconds": headers.get("Retry-After", "—")}
        return Problem(kind, values, headers=headers, status=status).response(request)


def _said(says: tuple[str, str], language: str) -> dict[str, object]:
    chinese, english = says
    if language == "zh":
        return {"detail": chinese, "detail_en": english}
    return {"detail": english, "detail_zh": chinese}


def _shown(error: FieldError, language: str) -> dict[str, object]:
    where = {"pointer": error.pointer} if error.pointer is not None else {"parameter": error.parameter}
    return {**where, **_said(error.says, language)}


def _json(content: dict[str, object]) -> bytes:
    return json.dumps(content, ensure_ascii=False).encode("utf-8", "replace")

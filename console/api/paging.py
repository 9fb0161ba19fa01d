"""Lists read on from where they were left: a cursor is the place of the last row, signed; rows added meanwhile move none."""

import hashlib
import json
from collections.abc import Callable, Sequence
from typing import Any, Generic, TypeVar

from django.core.signing import BadSignature, Signer
from django.http import HttpRequest, HttpResponse
from pydantic import BaseModel, Field

from console.api.bearer import TokenRequest
from console.api.problems import FieldError, Problem
from console.api.validation import invalid

MOST_ITEMS = 200
Position = list[int | str]
"""What a list is ordered by, of the last row read."""

Shown = TypeVar("Shown")
Line = TypeVar("Line")

_signer = Signer(salt="haishao api cursor")


class Page(BaseModel, Generic[Shown]):
    """One page of a list. `next` is the address of the next one, null on the last."""

    @classmethod
    def model_parametrized_name(cls, params: tuple[type[Any], ...]) -> str:
        """What the document calls a page of such items."""
        return f"PageOf{params[0].__name__}"

    items: list[Shown]
    next: str | None = Field(
        description="下一页的地址；最后一页为 null · address of the next page, null on the last"
    )


class Paging(BaseModel):
    """Which page of a list."""

    limit: int = Field(50, ge=1, le=MOST_ITEMS, description="每页条数 · items a page")
    cursor: str = Field(
        "", max_length=600, description="上一页 next 中的游标 · cursor in the next of the page before"
    )


def position(request: TokenRequest, asked: Paging) -> Position | None:
    """Where the list is read on from; None for its beginning. Raises `Problem` for a cursor of another list, other filters,
    another enterprise or nobody, and for a parameter there is not: a filter that is misspelt must not pass for one that
    leaves nothing out.
    """
    known = {field.alias or name for name, field in type(asked).model_fields.items()}
    if unknown := sorted(set(request.GET) - known):
        says = ("没有这个参数", "there is no such parameter")
        raise invalid([FieldError(says=says, parameter=name[:100]) for name in unknown])
    if not asked.cursor:
        return None
    try:
        of_list, place = _signer.unsign_object(asked.cursor)
    except (BadSignature, ValueError) as bad:
        raise Problem("bad-cursor") from bad
    if of_list != _list(request):
        raise Problem("bad-cursor")
    return list(place)


def page(
    request: TokenRequest,
    response: HttpResponse,
    lines: Sequence[Line],
    limit: int,
    *,
    shown: Callable[[Line], Shown],
    place: Callable[[Line], Position],
) -> Page[Shown]:
    """The page of up to `limit` lines; one more is there where another page follows. The header Link (RFC 8288) names it too."""
    following = None
    if len(lines) > limit:
        asked = request.GET.copy()
        asked["cursor"] = _signer.sign_object((_list(request), place(lines[limit - 1])))
        following = f"{request.path}?{asked.urlencode()}"
        response["Link"] = f'<{following}>; rel="next"'
    return Page(items=[shown(line) for line in lines[:limit]], next=following)


def _list(request: HttpRequest) -> str:
    """Which list it is: its path, its filters and whose."""
    filters = sorted((name, said) for name, said in request.GET.lists() if name not in ("cursor", "limit"))
    told_by = json.dumps([request.path, request.token.enterprise_id, filters])  # type: ignore[attr-defined]
    return hashlib.sha256(told_by.encode("utf-8", "surrogatepass")).hexdigest()[:24]

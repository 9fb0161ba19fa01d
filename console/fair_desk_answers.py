"""How the desk's addresses answer its scripts: in JSON, also where the session ended. 服务台的应答."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import get_language

from console.texts import text
from domain.fair_desk import LeadKept
from storage.viewers import NotVisible


def staff_program(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """An address scripts ask: 401 where nobody is signed in any more, 404 for all but staff and for what is not there."""

    @login_not_required
    @wraps(view)
    def answered(request: HttpRequest, **named: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return problem("fd_signed_out", status=401)
        if not request.user.is_staff:
            raise Http404
        try:
            return view(request, **named)
        except NotVisible:
            return problem("fd_not_there", status=404)

    return answered


def problem(key: str, *, status: int, **named: object) -> JsonResponse:
    """A refusal with its words, in the reader's language."""
    words = text(key, get_language() or "zh").format(**named)
    return JsonResponse({"problem": words}, status=status)


def lead_line(one: LeadKept) -> dict[str, object]:
    """A lead as the desk lists it."""
    return {
        "lead": one.lead_id,
        "form": str(one.new.form),
        "stand": one.new.stand,
        "exhibitor": one.new.exhibitor,
        "place": one.new.place,
        "seen": one.new.seen,
        "seen_at": one.new.seen_at.isoformat(),
        "received_at": one.received_at.isoformat(),
        "by": one.by,
        "enterprise": one.enterprise,
        "brand": one.brand,
        "state": one.state,
        "photos": [{"id": photo.photo_id, "sha256": photo.sha256} for photo in one.photos],
        "missing": list(one.missing),
    }

"""The register searched by a picture, for staff: uploaded, compared and forgotten with the answer. 以图检索."""

from base64 import b64encode
from collections.abc import Iterable
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods

from console.register_form import RegisterForm
from console.staff import for_staff
from console.texts import text
from console.uploads import announced_length
from crawlers.catalogue import load_all
from domain.jurisdictions import every
from jobs.picture_search import (
    Busy,
    NothingToCompare,
    PictureAnswer,
    PictureHit,
    search_by_picture,
)
from jobs.registering import runs_left
from jobs.searching import UnreadableWord
from pictures.refused import Refused
from storage.register import SearchTooLong

MOST_BYTES = 10 * 1024**2
"""Bytes of a picture that is searched by."""

_FORM_BYTES = 64 * 1024
"""Bytes of all else in the form."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A hit with its evidence as an address that holds the picture itself."""

    found: PictureHit
    shown: str


@csrf_exempt  # only until its size is known: reading the token reads the whole upload
@require_http_methods(["GET", "HEAD", "POST"])
@for_staff
def register_picture(request: HttpRequest) -> HttpResponse:
    """Asks for a picture, and with a POST shows which kept pictures look like it, the most alike first."""
    if request.method != "POST":
        return _page(request, _form(request))
    length = announced_length(request)
    if length is None or length > MOST_BYTES + _FORM_BYTES:
        return render(
            request,
            "console/picture_search.html",
            _context(RegisterForm(sources=[]), problem=_too_large()),
            status=413,
        )
    answer: HttpResponse = _answer(request)
    return answer


@csrf_protect
def _answer(request: HttpRequest) -> HttpResponse:
    form = _form(request)
    sent = request.FILES.get("picture")
    if not form.is_valid():
        return _page(request, form, status=400)
    if sent is None:
        return _page(request, form, problem=_t("picture_none"), status=400)
    if sent.size > MOST_BYTES:
        return _page(request, form, problem=_too_large(), status=413)
    try:
        found = search_by_picture(sent.read(), form.query())
    except Refused as refused:
        said = refused.fault(sent.name[:80]).says(get_language() or "zh")
        return _page(request, form, problem=said, status=400)
    except NothingToCompare:
        return _page(request, form, problem=_t("picture_blank"), status=400)
    except UnreadableWord:
        return _page(request, form, problem=_t("search_unreadable"), status=400)
    except SearchTooLong:
        return _page(request, form, problem=_t("search_too_long"), status=503)
    except Busy:
        return _page(request, form, problem=_t("picture_busy"), status=503)
    return _page(request, form, answer=found)


def _t(key: str) -> str:
    return text(key, get_language() or "zh")


def _too_large() -> str:
    return _t("picture_too_large").format(most=MOST_BYTES // 1024**2)


def _form(request: HttpRequest) -> RegisterForm:
    typed = request.POST if request.method == "POST" else request.GET
    return RegisterForm(typed, sources=list(load_all()))


def _page(
    request: HttpRequest,
    form: RegisterForm,
    *,
    problem: str = "",
    answer: PictureAnswer | None = None,
    status: int = 200,
) -> HttpResponse:
    context = _context(form, problem=problem)
    if answer is not None:
        context |= {
            "answer": answer,
            "alike": _lines(one for one in answer.hits if one.alike),
            "unlike": _lines(one for one in answer.hits if not one.alike),
        }
    response = render(request, "console/picture_search.html", context, status=status)
    response["Cache-Control"] = "no-store"
    return response


def _context(form: RegisterForm, *, problem: str) -> dict[str, object]:
    return {
        "form": form,
        "problem": problem,
        "offices": every(get_language() or "zh"),
        "most": MOST_BYTES // 1024**2,
        "unindexed": runs_left(),
    }


def _lines(found: Iterable[PictureHit]) -> list[Line]:
    return [Line(found=one, shown="data:image/png;base64," + b64encode(one.beside).decode()) for one in found]

"""A form that opens a case: a request, an early signal, a report of unfair treatment. 来件登记."""

from collections.abc import Callable
from typing import TypeVar

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from console.views import viewer
from domain.case import Case
from jobs.case_opening import TooManyAsked
from storage.viewers import NotVisible, Viewer, enterprise_choices

Enterprises = tuple[tuple[int, str], ...]
_Form = TypeVar("_Form", bound=forms.Form)


def case_by_form(
    request: HttpRequest,
    template: str,
    made: Callable[[object, Enterprises, bool], _Form],
    opens: Callable[[Viewer, _Form, str], Case],
) -> HttpResponse:
    """Shows a form, and leads to the case it opened; what is wrong stands beside what was typed.

    `made` is given what was sent (None for nothing), the enterprises to choose from and whether staff look; `opens` the form once
    it is valid and who sent it. Whoever has no enterprise to choose finds no page.
    """
    seen_by = viewer(request)
    enterprises = enterprise_choices(seen_by)
    if not enterprises:
        raise Http404
    form = made(request.POST if request.method == "POST" else None, enterprises, seen_by.staff)
    if request.method != "POST":
        return render(request, template, {"form": form})
    if not form.is_valid():
        return render(request, template, {"form": form}, status=400)
    try:
        case = opens(seen_by, form, request.user.get_username())
    except NotVisible as missing:
        raise Http404 from missing
    except TooManyAsked:
        return render(request, template, {"form": form, "problem": "case_too_often"}, status=429)
    return redirect("case", case.case_id)

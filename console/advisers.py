"""Experts and agencies: one of them, added, changed, reviewed, paired. 专家与服务机构."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from console.list_forms import AdviserForm
from console.lists import kind_of
from console.staff import for_staff
from console.texts import text
from console.typed import row_id
from console.views import viewer
from domain.list_fields import LIST_OF
from domain.lists import ListKind, review_on
from storage.adviser_assignments import assign, assignments_of, relieve
from storage.adviser_help import ratings_of_adviser, time_of_adviser
from storage.adviser_lists import (
    AdviserTaken,
    WrongPair,
    adviser_line,
    pair_agencies,
    pair_choices,
    referrals_of,
    review_adviser,
    save_adviser,
)
from storage.profiles import industries
from storage.viewers import NotVisible, Viewer, enterprise_choices


@require_http_methods(["GET", "HEAD", "POST"])
@for_staff
def adviser_add(request: HttpRequest, kind: str) -> HttpResponse:
    """A new expert or agency. One of this name and organisation is there once."""
    which = kind_of(kind)
    if not which.of_advisers:
        raise Http404
    form = AdviserForm(
        request.POST if request.method == "POST" else None, kind=which, industries=industries()
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = save_adviser(viewer(request), form.adviser(), by=request.user.get_username())
            return redirect("adviser", made)
        except AdviserTaken:
            form.add_error("name", text("adviser_taken", request.LANGUAGE_CODE))
    status = 400 if request.method == "POST" else 200
    return render(request, "console/list_form.html", {"form": form, "kind": which}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@for_staff
def adviser(request: HttpRequest, adviser_id: int) -> HttpResponse:
    """One expert or agency with the cases it was named for; with a POST what is typed."""
    return _adviser_page(request, viewer(request), adviser_id)


def _adviser_page(
    request: HttpRequest, seen_by: Viewer, adviser_id: int, *, problem: str = "", status: int = 200
) -> HttpResponse:
    try:
        line = adviser_line(seen_by, adviser_id)
    except NotVisible as missing:
        raise Http404 from missing
    kind = LIST_OF[line.adviser.kind]
    typed = request.POST if request.method == "POST" and not problem else None
    form = AdviserForm(typed, kind=kind, adviser=line.adviser, industries=industries())
    if typed is not None:
        if form.is_valid():
            try:
                save_adviser(seen_by, form.adviser(), by=request.user.get_username())
                return redirect("list", kind.value)
            except AdviserTaken:
                form.add_error("name", text("adviser_taken", request.LANGUAGE_CODE))
        status = 400
    context = {
        "line": line,
        "kind": kind,
        "form": form,
        "referrals": referrals_of(seen_by, adviser_id),
        "time_lines": time_of_adviser(seen_by, adviser_id),
        "ratings": ratings_of_adviser(seen_by, adviser_id),
        "choices": pair_choices(seen_by, line.adviser.kind) if kind is ListKind.AGENCIES else (),
        "assignments": assignments_of(seen_by, adviser_id),
        "enterprises": enterprise_choices(seen_by) if kind is ListKind.THINK_TANKS else (),
        "review": review_on(line.adviser.review_by, timezone.localdate()),
        "problem": problem,
    }
    return render(request, "console/adviser.html", context, status=status)


@require_POST
@for_staff
def adviser_reviewed(request: HttpRequest, adviser_id: int) -> HttpResponse:
    """The adviser was reviewed today."""
    try:
        review_adviser(viewer(request), adviser_id, by=request.user.get_username())
    except NotVisible as missing:
        raise Http404 from missing
    return redirect("adviser", adviser_id)


@require_POST
@for_staff
def adviser_pair(request: HttpRequest, adviser_id: int) -> HttpResponse:
    """Pairs an agency with one at the other end, or ends its pair."""
    seen_by = viewer(request)
    try:
        pair_agencies(seen_by, adviser_id, row_id(request.POST.get("pair", "")))
    except NotVisible as missing:
        raise Http404 from missing
    except WrongPair:
        return _adviser_page(request, seen_by, adviser_id, problem="pair_wrong", status=409)
    return redirect("adviser", adviser_id)


@require_POST
@for_staff
def adviser_assign(request: HttpRequest, adviser_id: int) -> HttpResponse:
    """Has a think tank or commissioner look after an enterprise from today on, or ends that."""
    seen_by, by = viewer(request), request.user.get_username()
    ended, enterprise = row_id(request.POST.get("end", "")), row_id(request.POST.get("enterprise", ""))
    says = " ".join(request.POST.get("says", "").replace("\0", "").split())[:200]
    try:
        if ended is not None:
            relieve(seen_by, adviser_id, ended, by=by)
        else:
            assign(seen_by, adviser_id, enterprise or 0, says=says, by=by)
    except NotVisible as missing:
        raise Http404 from missing
    return redirect("adviser", adviser_id)

"""The calendar of fairs, and what staff enter of them. 展会日历."""

import datetime as dt
from dataclasses import dataclass
from itertools import groupby

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from console.fair_forms import FairForm
from console.staff import for_staff
from console.texts import text
from console.uploads import MOST_UPLOADED, too_large
from console.views import viewer
from domain.fair import Fair, FairPhase
from domain.fault import Fault
from storage.fairs import FairThere, entry_counts, fair_of, fairs, save_fair
from storage.viewers import NotVisible
from watchlists.fair_calendar import COLUMNS, NEEDED, read_calendar

MOST_FAULTS = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class FairLine:
    """A fair as the calendar shows it. `days` are those to its first day before it, and those left of it during it."""

    fair: Fair
    phase: FairPhase
    days: int
    entries: int


@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    """The fairs the viewer may see: those on or to come by month, then those whose year of watching runs, then the rest."""
    return _calendar(request)


def _calendar(request: HttpRequest, *, status: int = 200, **more: object) -> HttpResponse:
    seen_by, today = viewer(request), timezone.localdate()
    found = fairs(seen_by)
    counts = entry_counts(seen_by, [one.fair_id for one in found])
    lines = [_line(one, today, counts.get(one.fair_id, 0)) for one in found]
    ahead = [one for one in lines if one.phase in (FairPhase.DURING, FairPhase.BEFORE)]
    context = {
        "months": [
            (month, list(rest))
            for month, rest in groupby(ahead, lambda one: one.fair.opens_on.replace(day=1))
        ],
        "after": [one for one in reversed(lines) if one.phase is FairPhase.AFTER],
        "over": [one for one in reversed(lines) if one.phase is FairPhase.OVER],
        "total": len(lines),
        "columns": [(headings[0], field in NEEDED) for field, headings in COLUMNS.items()],
        "most_mb": MOST_UPLOADED // 1024**2,
    }
    return render(request, "console/fairs.html", context | more, status=status)


def _line(fair: Fair, today: dt.date, entries: int) -> FairLine:
    phase = fair.phase(today)
    days = (fair.opens_on - today).days if phase is FairPhase.BEFORE else (fair.closes_on - today).days
    return FairLine(fair=fair, phase=phase, days=days, entries=entries)


@require_http_methods(["GET", "HEAD", "POST"])
@for_staff
def fair_add(request: HttpRequest) -> HttpResponse:
    """Enters a fair."""
    return _form(request, None)


@require_http_methods(["GET", "HEAD", "POST"])
@for_staff
def fair_edit(request: HttpRequest, fair_id: int) -> HttpResponse:
    """Changes a fair."""
    try:
        return _form(request, fair_of(viewer(request), fair_id))
    except NotVisible as missing:
        raise Http404 from missing


def _form(request: HttpRequest, fair: Fair | None) -> HttpResponse:
    form = FairForm(request.POST if request.method == "POST" else None, fair=fair)
    status = 200
    if request.method == "POST":
        if form.is_valid():
            try:
                return redirect("fair", save_fair(viewer(request), form.fair()))
            except FairThere:
                form.add_error("name", text("fair_there", get_language() or "zh"))
        status = 400
    return render(request, "console/fair_form.html", {"form": form, "fair": fair}, status=status)


@require_POST
@for_staff
def fairs_import(request: HttpRequest) -> HttpResponse:
    """Takes a yearly calendar: rows that are wrong are named, the rest is entered; a fair that is there stays as it is."""
    file = request.FILES.get("file")
    if file is None or not file.size:
        return _calendar(request, status=400, problem="fair_import_none")
    if file.size > MOST_UPLOADED:
        return too_large(request)
    read = read_calendar(file.read(), str(file.name)[-120:])
    added = there = 0
    for one in read.fairs:
        try:
            save_fair(viewer(request), one)
            added += 1
        except FairThere:
            there += 1
    language = get_language() or "zh"
    return _calendar(
        request,
        imported=True,
        added=added,
        there=there,
        faults=[_fault(one, language) for one in read.faults[:MOST_FAULTS]],
    )


def _fault(fault: Fault, language: str) -> dict[str, str]:
    return {
        "row": fault.record,
        "column": fault.column,
        "found": fault.detail,
        "says": fault.says(language),
    }

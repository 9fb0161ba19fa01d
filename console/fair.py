"""One fair: who exhibits, who is on duty, what was met there and what is left to do. 展会."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from console.fair_forms import DutyForm, EntryForm, FollowUpForm, TrainedForm
from console.staff import for_staff
from console.typed import row_id
from console.views import viewer
from jobs.fair_sheets import make_sheets, offices_of
from storage import fair_watches
from storage.fair_cases import NoMoreNew, Whose, dismiss_lead, lead_to_case, leads_at
from storage.fair_follow_ups import add_follow_up, finish_follow_up, follow_ups_of
from storage.fair_sheets import NobodyExhibits, last_round, sheet_lines
from storage.fairs import (
    add_duty,
    checklist_of,
    drop_duty,
    drop_entry,
    duties_of,
    entries_of,
    fair_of,
    make_ready,
    save_entries,
)
from storage.training import sessions_of_fair
from storage.viewers import NotVisible, enterprise_choices

Act = Callable[..., HttpResponse | None]


def _act(anchor: str) -> Callable[[Act], Callable[..., HttpResponse]]:
    """A form of the page, for staff: what it does, then the page again at an anchor; what is not there looks missing."""

    def made(act: Act) -> Callable[..., HttpResponse]:
        @require_POST
        @for_staff
        @wraps(act)
        def done(request: HttpRequest, fair_id: int, **named: Any) -> HttpResponse:
            try:
                answer = act(request, fair_id, **named)
            except NotVisible as missing:
                raise Http404 from missing
            return answer or redirect(f"{reverse('fair', args=[fair_id])}#{anchor}")

        return done

    return made


@require_safe
def fair(request: HttpRequest, fair_id: int) -> HttpResponse:
    """A fair as its viewer may see it."""
    try:
        return _page(request, fair_id)
    except NotVisible as missing:
        raise Http404 from missing


def _page(request: HttpRequest, fair_id: int, *, status: int = 200, **more: object) -> HttpResponse:
    seen_by, today = viewer(request), timezone.localdate()
    shown = fair_of(seen_by, fair_id)
    lines, checklist = sheet_lines(seen_by, fair_id), checklist_of(shown)
    entries = entries_of(seen_by, fair_id)
    context: dict[str, object] = {
        "fair": shown,
        "phase": shown.phase(today),
        "today": today,
        "to_go": (shown.opens_on - today).days,
        "offices": offices_of(shown.office),
        "checklist": checklist,
        "entries": [(one, lines.get(one.entry_id)) for one in entries],
        "duties": duties_of(fair_id),
        "alerts": fair_watches.stand_alerts(seen_by, shown),
        "leads": leads_at(seen_by, fair_id),
    }
    if seen_by.staff:
        everybody = enterprise_choices(seen_by)
        context |= {
            "exhibitors": fair_watches.exhibitor_count(seen_by, shown),
            "filings": fair_watches.filings_of(seen_by, fair_id),
            "follow_ups": follow_ups_of(seen_by, fair_id),
            "round": last_round(seen_by, fair_id),
            "trainings": sessions_of_fair(seen_by, fair_id),
            "enterprises": everybody,
            "entry_form": EntryForm(enterprises=everybody) if everybody else None,
            "duty_form": DutyForm(initial={"since": shown.opens_on, "until": shown.closes_on}),
            "follow_up_form": FollowUpForm(),
        }
    return render(request, "console/fair.html", context | more, status=status)


@_act("entries")
def enter(request: HttpRequest, fair_id: int) -> HttpResponse | None:
    """Enters an enterprise, or changes what its entry says."""
    form = EntryForm(request.POST, enterprises=enterprise_choices(viewer(request)))
    if not form.is_valid():
        return _page(request, fair_id, status=400, entry_form=form)
    save_entries(viewer(request), fair_id, [form.exhibits()])
    return None


@_act("entries")
def leave(request: HttpRequest, fair_id: int, entry_id: int) -> None:
    """Takes an enterprise off the fair."""
    drop_entry(viewer(request), fair_id, entry_id)


@_act("entries")
def ready(request: HttpRequest, fair_id: int, entry_id: int) -> HttpResponse | None:
    """Ticks the fair's checklist for an enterprise, and the day of its training."""
    form = TrainedForm(request.POST)
    if not form.is_valid():
        return _page(request, fair_id, status=400, problem="fair_bad_day")
    make_ready(viewer(request), fair_id, entry_id, ready=request.POST.getlist("ready"), trained_on=form.day())
    return None


@_act("sheets")
def sheets(request: HttpRequest, fair_id: int) -> HttpResponse | None:
    """Has the risk sheets of all made anew."""
    try:
        make_sheets(viewer(request), fair_id, by=request.user.get_username())
    except NobodyExhibits:
        return _page(request, fair_id, status=400, problem="fair_nobody")
    return None


@_act("duties")
def duty_add(request: HttpRequest, fair_id: int) -> HttpResponse | None:
    """Puts somebody on duty."""
    form = DutyForm(request.POST)
    if not form.is_valid():
        return _page(request, fair_id, status=400, duty_form=form)
    add_duty(viewer(request), fair_id, form.duty())
    return None


@_act("duties")
def duty_drop(request: HttpRequest, fair_id: int, duty_id: int) -> None:
    """Takes somebody off duty."""
    drop_duty(viewer(request), fair_id, duty_id)


@_act("leads")
def lead(request: HttpRequest, fair_id: int, lead_id: int) -> HttpResponse | None:
    """Makes a case of a lead, or dismisses it."""
    seen_by = viewer(request)
    try:
        if request.POST.get("becomes") == "dismissed":
            dismiss_lead(seen_by, fair_id, lead_id)
        else:
            enterprise = row_id(request.POST.get("enterprise", ""))
            lead_to_case(seen_by, fair_id, lead_id, by=request.user.get_username(), enterprise_id=enterprise)
    except Whose:
        return _page(request, fair_id, status=400, problem="fair_lead_whose")
    except NoMoreNew:
        return _page(request, fair_id, status=409, problem="fair_lead_settled")
    return None


@_act("follow")
def follow_up_add(request: HttpRequest, fair_id: int) -> HttpResponse | None:
    """Adds something to do."""
    form = FollowUpForm(request.POST)
    if not form.is_valid():
        return _page(request, fair_id, status=400, follow_up_form=form)
    add_follow_up(viewer(request), fair_id, form.cleaned_data["says"], form.cleaned_data["due_on"])
    return None


@_act("follow")
def follow_up_done(request: HttpRequest, fair_id: int, follow_up_id: int) -> None:
    """Says that something is done."""
    finish_follow_up(viewer(request), fair_id, follow_up_id, by=request.user.get_username())

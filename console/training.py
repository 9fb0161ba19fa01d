"""Training: the plan of a year and what was held, who came, and who of the listed enterprises did not for three years. 培训."""

import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_safe

from console.saving import to_save
from console.staff import for_staff
from console.texts import text
from console.training_forms import SessionForm
from console.typed import form_number, row_id
from console.views import viewer
from domain.lists import ListKind
from domain.training import Cover, TrainingSession, plan_and_held
from reports.plain_sheets import Sheet, sheets_xlsx
from storage.adviser_lists import advisers
from storage.training import (
    NotYetHeld,
    attendances_of,
    fair_choices,
    own_trainings,
    save_session,
    session_of,
    sessions_of_year,
    training_years,
)
from storage.training_cover import cover_of
from storage.viewers import NotVisible, Viewer


@require_safe
def training(request: HttpRequest) -> HttpResponse:
    """The sessions of a year, the plan against what was held, the cover of three years; to an enterprise's people their own."""
    seen_by = viewer(request)
    if not seen_by.staff:
        return render(request, "console/training_own.html", {"trainings": own_trainings(seen_by)})
    year = year_of(request)
    sessions, today = sessions_of_year(seen_by, year), timezone.localdate()
    context = {
        "year": year,
        "years": sorted({*training_years(seen_by), year}, reverse=True),
        "lines": [(one, one.late(today)) for one in sessions],
        "plan": plan_and_held(sessions, today),
        "cover": cover_of(seen_by, year),
    }
    return render(request, "console/training.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_staff
def training_add(request: HttpRequest) -> HttpResponse:
    """Enters a session, planned or held."""
    return _form(request, None)


@require_http_methods(["GET", "HEAD", "POST"])
@for_staff
def training_edit(request: HttpRequest, session_id: int) -> HttpResponse:
    """Changes a session."""
    try:
        return _form(request, session_of(viewer(request), session_id))
    except NotVisible as missing:
        raise Http404 from missing


def _form(request: HttpRequest, session: TrainingSession | None) -> HttpResponse:
    seen_by, status = viewer(request), 200
    form = SessionForm(
        request.POST if request.method == "POST" else None,
        fairs=fair_choices(seen_by),
        experts=[one.adviser.name for one in advisers(seen_by, ListKind.EXPERTS, stopped=False)],
        session=session,
        fair_id=row_id(request.GET.get("fair", "")),
    )
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                number = form_number(request.POST.get("form", ""))
                if number is None:
                    raise Http404
                kept = save_session(seen_by, form.session(), form=number, by=request.user.get_username())
                return redirect("training-session", kept)
            except NotYetHeld:
                form.add_error("day", text("training_not_yet", get_language() or "zh"))
    context = {"form": form, "session": session, "number": request.POST.get("form") or uuid.uuid4()}
    return render(request, "console/training_form.html", context, status=status)


def year_of(request: HttpRequest) -> int:
    """The year an address asks for, this one where it names none."""
    asked = row_id(request.GET.get("year", "")) or 0
    return asked if 2000 <= asked <= 2100 else timezone.localdate().year


@require_safe
@for_staff
def training_file(request: HttpRequest) -> HttpResponse:
    """A year's sessions, who came to each, and the cover of the round, as a workbook."""
    seen_by, year, language = viewer(request), year_of(request), get_language() or "zh"
    content = sheets_xlsx(_sheets(seen_by, year, language))
    return to_save(content, f"training-{year}.xlsx", f"{text('training_page', language)} {year}.xlsx")


def _sheets(seen_by: Viewer, year: int, language: str) -> list[Sheet]:
    sessions = sessions_of_year(seen_by, year)
    came = attendances_of(seen_by, [one.session_id for one in sessions])

    def says(key: str) -> str:
        return text(key if key in ("enterprise", "state") else f"training_{key}", language)

    def sheet(title: str, *keys: str, rows: list[list[str | int]]) -> Sheet:
        return Sheet(title=says(title), headings=[says(key) for key in keys], rows=rows)

    held = [
        [str(one.day), one.title, one.topic, says(f"for_{one.audience}"), one.fair, one.place,
         says("yes" if one.online else "no"), "、".join(one.teachers), says("yes" if one.planned else "no"),
         says(f"state_{one.state}"), one.enterprises, one.persons, one.materials]
        for one in sessions
    ]  # fmt: skip
    attended = [
        [str(one.day), one.title, each.enterprise, each.persons, each.contact]
        for one in sessions
        for each in came.get(one.session_id, ())
    ]
    return [
        sheet("page", "day", "title", "topic", "audience", "fair", "place", "online", "teachers", "planned", "state",
              "enterprises", "persons", "materials", rows=held),
        sheet("attended", "day", "title", "enterprise", "persons", "contact", rows=attended),
        sheet("cover", "enterprise", "lists", "last", "last_at", rows=_cover_rows(cover_of(seen_by, year), language)),
    ]  # fmt: skip


def _cover_rows(cover: Cover, language: str) -> list[list[str | int]]:
    """The untrained first: what is to be done."""
    return [
        [
            one.enterprise,
            "、".join(
                text(f"list_{kind.value}", language)
                for kind, on in ((ListKind.EXHIBITORS, one.exhibitor), (ListKind.OBSERVERS, one.observer))
                if on
            ),
            str(one.last_on or text("training_untrained", language)),
            one.last_at,
        ]
        for one in (*cover.untrained, *cover.trained)
    ]

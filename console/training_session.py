"""One training session: what it is, who came. 培训场次."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_POST, require_safe

from console.fairs import MOST_FAULTS
from console.staff import for_staff
from console.typed import row_id
from console.uploads import MOST_UPLOADED, too_large
from console.views import viewer
from domain.lists import ListKind
from domain.training import SessionState, TrainingSession
from storage.adviser_lists import advisers
from storage.fairs import entries_of
from storage.profiles import profiles
from storage.training import (
    Came,
    NotYetHeld,
    SomebodyCame,
    attend,
    attendances_of,
    session_of,
    set_session_state,
    unattend,
)
from storage.training_cover import cover_of
from storage.viewers import NotVisible, Viewer, enterprise_choices
from watchlists.attendance_read import MOST_PERSONS, read_attendance

Act = Callable[..., HttpResponse | None]


@require_safe
@for_staff
def session(request: HttpRequest, session_id: int) -> HttpResponse:
    """A session with who came to it, and whoever might have."""
    try:
        return _page(request, session_id)
    except NotVisible as missing:
        raise Http404 from missing


def _page(request: HttpRequest, session_id: int, *, status: int = 200, **more: object) -> HttpResponse:
    seen_by, today = viewer(request), timezone.localdate()
    shown = session_of(seen_by, session_id)
    came = attendances_of(seen_by, [session_id]).get(session_id, ())
    there = {one.enterprise_id for one in came}
    context: dict[str, object] = {
        "session": shown,
        "late": shown.late(today),
        "begun": shown.day <= today,
        "came": came,
        "expected": [one for one in _expected(seen_by, shown) if one[0] not in there],
        "enterprises": [one for one in enterprise_choices(seen_by) if one[0] not in there],
        "teachers": _teachers(seen_by, shown),
        "most": MOST_PERSONS,
    }
    return render(request, "console/training_session.html", context | more, status=status)


def _expected(seen_by: Viewer, shown: TrainingSession) -> list[tuple[int, str]]:
    """Whom the session is for: the fair's exhibitors, else who stands on the lists, those not trained in the round first."""
    if shown.fair_id is not None:
        return [(one.enterprise_id, one.enterprise) for one in entries_of(seen_by, shown.fair_id)]
    cover = cover_of(seen_by, shown.day.year)
    return [(one.enterprise_id, one.enterprise) for one in (*cover.untrained, *cover.trained)]


def _teachers(seen_by: Viewer, shown: TrainingSession) -> list[tuple[str, int | None]]:
    """Each teacher with the expert of that name, where the list has one and no more."""
    known: dict[str, list[int]] = {}
    for line in advisers(seen_by, ListKind.EXPERTS) if shown.teachers else ():
        known.setdefault(line.adviser.name, []).append(line.adviser.adviser_id)
    return [(one, known[one][0] if len(known.get(one, ())) == 1 else None) for one in shown.teachers]


def _act(act: Act) -> Callable[..., HttpResponse]:
    """A form of the page, for staff: what it does, then the page again; what is not there looks missing."""

    @require_POST
    @for_staff
    @wraps(act)
    def done(request: HttpRequest, session_id: int, **named: Any) -> HttpResponse:
        try:
            try:
                answer = act(request, session_id, **named)
            except NotYetHeld:
                answer = _page(request, session_id, status=409, problem="training_not_yet")
            except SomebodyCame:
                answer = _page(request, session_id, status=409, problem="training_somebody_came")
        except NotVisible as missing:
            raise Http404 from missing
        return answer or redirect("training-session", session_id)

    return done


@_act
def session_state(request: HttpRequest, session_id: int) -> None:
    """Says that it was held, is dropped, or is planned still."""
    said = request.POST.get("state", "")
    if said not in set(SessionState):
        raise NotVisible(f"state {said[:20]}")
    set_session_state(viewer(request), session_id, SessionState(said))


@_act
def session_attend(request: HttpRequest, session_id: int) -> HttpResponse | None:
    """Writes down those that were ticked, each with its number of persons."""
    came = []
    for ticked in request.POST.getlist("came"):
        enterprise = row_id(ticked)
        if enterprise is None:
            continue
        persons = row_id(request.POST.get(f"persons-{ticked}") or request.POST.get("persons") or "1") or 0
        if not 1 <= persons <= MOST_PERSONS:
            return _page(request, session_id, status=400, problem="training_bad_persons")
        contact = " ".join(request.POST.get("contact", "").replace("\0", "").split())[:80]
        came.append(Came(enterprise_id=enterprise, persons=persons, contact=contact))
    if not came:
        return _page(request, session_id, status=400, problem="training_nobody_ticked")
    attend(viewer(request), session_id, came, by=request.user.get_username())
    return None


@_act
def session_import(request: HttpRequest, session_id: int) -> HttpResponse | None:
    """Takes a list of who came: rows that are wrong are named, the rest is written down."""
    seen_by = viewer(request)
    session_of(seen_by, session_id)
    file = request.FILES.get("file")
    if file is None or not file.size:
        return _page(request, session_id, status=400, problem="fair_import_none")
    if file.size > MOST_UPLOADED:
        return too_large(request)
    names = {name: row for row, name in enterprise_choices(seen_by)}
    codes = {one.credit_code: one.enterprise_id for one in profiles(seen_by, limit=10_000) if one.credit_code}
    read = read_attendance(file.read(), str(file.name)[-120:], names, codes)
    came = [
        Came(enterprise_id=one.enterprise_id, persons=one.persons, contact=one.contact) for one in read.came
    ]
    added = attend(seen_by, session_id, came, by=request.user.get_username())
    language = get_language() or "zh"
    faults = [(one.record, one.column, one.detail, one.cure(language)) for one in read.faults[:MOST_FAULTS]]
    return _page(
        request,
        session_id,
        imported=True,
        added=added,
        taken=len(came),
        faults=faults,
        wrong=len(read.faults),
    )


@_act
def session_unattend(request: HttpRequest, session_id: int, attendance_id: int) -> None:
    """Takes back that an enterprise came."""
    unattend(viewer(request), session_id, attendance_id)

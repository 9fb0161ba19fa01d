"""Questionnaires: written, sent and counted by staff; the enterprises' side is `console.survey_asks`. 问卷."""

import datetime as dt
import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from console.saving import to_save
from console.staff import for_staff
from console.survey_form import (
    LONGEST_PURPOSE,
    LONGEST_TITLE,
    LONGEST_UNIT,
    Typed,
    shown,
    typed_survey,
    with_blanks,
)
from console.survey_results import drawn
from console.typed import form_number, row_id
from console.views import viewer
from domain.period import ZONE, Period
from domain.survey import LONGEST_QUESTION, Addressed, QuestionKind, Questionnaire, SurveyState
from domain.survey_templates import TEMPLATES, template_named
from jobs import surveying
from reports.report_xlsx import report_xlsx
from reports.satisfaction import satisfaction_table
from reports.survey_results import not_reached, survey_report
from storage import advisory_lines, survey_lines, surveys
from storage.audit import Act, note
from storage.ratings import rated_cases
from storage.surveys import CannotSend, SurveyMoved
from storage.viewers import NotVisible, Viewer

_QUARTERS = 8
_FIRST_ROWS = 5


@require_safe
def survey_list(request: HttpRequest) -> HttpResponse:
    """To staff every questionnaire and what to start one from, to a member what its enterprises were asked."""
    seen_by, today = viewer(request), timezone.localdate()
    found = survey_lines.signals(seen_by)
    if not seen_by.staff:
        context = {"asks": survey_lines.asks_of(seen_by, today=today), "signals": found}
        return render(request, "console/surveys_own.html", context)
    lines = survey_lines.surveys(seen_by, today=today)
    return render(request, "console/surveys.html", {"lines": lines, "signals": found, "templates": TEMPLATES})


@require_safe
def survey(request: HttpRequest, survey_id: int) -> HttpResponse:
    """One questionnaire with its results; a member is led to what its enterprise was asked."""
    seen_by = viewer(request)
    if not seen_by.staff:
        asks = survey_lines.asks_of(seen_by, today=timezone.localdate(), survey_id=survey_id)
        if not asks:
            raise Http404
        return redirect("survey-ask", asks[0].ask_id)
    return _page(request, survey_id)


def _page(request: HttpRequest, survey_id: int, *, problem: str = "", status: int = 200) -> HttpResponse:
    seen_by, today = viewer(request), timezone.localdate()
    try:
        page = survey_lines.survey_of(seen_by, survey_id, today=today)
    except NotVisible as missing:
        raise Http404 from missing
    context: dict[str, object] = {"page": page, "problem": problem, "form": uuid.uuid4()}
    if page.sent_at is not None:
        rounds = survey_lines.rounds_before(seen_by, survey_id, today=today)
        now = rounds[-1]
        made = survey_report(rounds, as_of=timezone.now())
        context |= {
            "chapters": drawn(made.chapters),
            "asked": sorted(now.asked, key=lambda one: (one.replies is not None, one.enterprise)),
            "answered": sum(one.replies is not None for one in now.asked),
            "unreached": len(not_reached(now)),
            "rate": made.figures().get(f"rate.{len(made.chapters[0].tables[0].columns) - 1}"),
        }
    return render(request, "console/survey.html", context, status=status)


@require_POST
@for_staff
def survey_act(request: HttpRequest, survey_id: int) -> HttpResponse:
    """A step of a questionnaire: sent, closed early, copied for the next period, thrown away."""
    seen_by, by = viewer(request), request.user.get_username()
    seen = row_id(request.POST.get("seen", "")) or 0
    try:
        match request.POST.get("do", ""):
            case "send":
                surveying.send(seen_by, survey_id, seen=seen, by=by, today=timezone.localdate())
            case "close":
                surveys.close(seen_by, survey_id, by=by)
            case "copy":
                form = form_number(request.POST.get("form", ""))
                if form is None:
                    return _page(request, survey_id, problem="form_expired", status=400)
                return redirect("survey-edit", surveys.copy_of(seen_by, survey_id, form=form, by=by))
            case "drop":
                surveys.drop(seen_by, survey_id, seen=seen)
                return redirect("surveys")
            case _:
                raise Http404
    except NotVisible as missing:
        raise Http404 from missing
    except CannotSend as refused:
        return _page(request, survey_id, problem=f"survey_cannot_{refused.why}", status=400)
    except SurveyMoved:
        return _page(request, survey_id, problem="survey_moved", status=409)
    return redirect("survey", survey_id)


@require_http_methods(["GET", "HEAD", "POST"])
@for_staff
def survey_new(request: HttpRequest) -> HttpResponse:
    """A new questionnaire; with `from` in its address one that starts from a template."""
    return _written(request, None)


@require_http_methods(["GET", "HEAD", "POST"])
@for_staff
def survey_edit(request: HttpRequest, survey_id: int) -> HttpResponse:
    """Changes a draft."""
    return _written(request, survey_id)


def _written(request: HttpRequest, survey_id: int | None) -> HttpResponse:
    seen_by, by = viewer(request), request.user.get_username()
    try:
        begun, seen = _begun(request, seen_by, survey_id)
        if request.method != "POST":
            return _form(request, begun, survey_id, seen)
        typed, says = typed_survey(request.POST)
        if request.POST.get("do") == "more":
            return _form(request, typed, survey_id, seen, least=len(typed.rows) + 2 * _FIRST_ROWS)
        if says is None:
            return _form(request, typed, survey_id, seen, status=400)
        if survey_id is not None:
            surveys.change(
                seen_by, survey_id, says, typed.to, seen=row_id(request.POST.get("seen", "")) or 0, by=by
            )
            return redirect("survey", survey_id)
        number = form_number(request.POST.get("form", ""))
        if number is None:
            return _form(request, typed, survey_id, seen, problem="form_expired", status=400)
        made = surveys.write(seen_by, says, typed.to, form=number, by=by)
    except NotVisible as missing:
        raise Http404 from missing
    except SurveyMoved:
        return _form(request, typed, survey_id, seen, problem="survey_moved", status=409)
    return redirect("survey", made)


def _begun(request: HttpRequest, seen_by: Viewer, survey_id: int | None) -> tuple[Typed, int]:
    """What the form shows first, and the revision of it. Raises `NotVisible`."""
    today = timezone.localdate()
    if survey_id is not None:
        page = survey_lines.survey_of(seen_by, survey_id, today=today)
        if page.state is not SurveyState.DRAFT:
            raise NotVisible(f"questionnaire {survey_id}")
        return shown(page.says, page.to), page.revision
    period = Period.holding(timezone.localdate(timezone.now(), ZONE))
    template = template_named(request.GET.get("from", ""))
    if template is None:
        return Typed(period=str(period)), 1
    says = Questionnaire(
        title=template.title,
        title_en=template.title_en,
        purpose=template.purpose,
        purpose_en=template.purpose_en,
        period=period,
        closes_on=today + dt.timedelta(days=14),
        questions=template.questions,
    )
    return shown(says, Addressed(lists=(template.goes_to,) if template.goes_to else ())), 1


def _form(
    request: HttpRequest,
    typed: Typed,
    survey_id: int | None,
    seen: int,
    *,
    least: int = _FIRST_ROWS,
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    choices = advisory_lines.choices(viewer(request))
    context = {
        "typed": typed,
        "rows": with_blanks(typed, least=least),
        "problem": problem,
        "survey_id": survey_id,
        "seen": request.POST.get("seen") or seen,
        "form": request.POST.get("form") or uuid.uuid4(),
        "kinds": list(QuestionKind),
        "lists": surveys.LISTS,
        "choices": choices,
        "industries": sorted({one.industry for one in choices if one.industry}),
        "longest_title": LONGEST_TITLE,
        "longest_purpose": LONGEST_PURPOSE,
        "longest_question": LONGEST_QUESTION,
        "longest_unit": LONGEST_UNIT,
    }
    return render(request, "console/survey_edit.html", context, status=status)


@require_safe
@for_staff
def survey_file(request: HttpRequest, survey_id: int, reach: str) -> HttpResponse:
    """The results as a workbook: with every answer and name for the centre alone (`inside`), or without names and small figures
    (`outside`).
    """
    if reach not in ("inside", "outside"):
        raise Http404
    today = timezone.localdate()
    try:
        page = survey_lines.survey_of(viewer(request), survey_id, today=today)
        if page.sent_at is None:
            raise Http404
        rounds = survey_lines.rounds_before(viewer(request), survey_id, today=today)
    except NotVisible as missing:
        raise Http404 from missing
    made = survey_report(rounds, as_of=timezone.now(), outside=reach == "outside")
    note(Act.SURVEY_TAKEN, about=f"{made.title} {made.period} · {reach}")
    return to_save(report_xlsx(made, signed=made.about), f"survey-{survey_id}-{made.period}-{reach}.xlsx")


@require_safe
@for_staff
def survey_satisfaction(request: HttpRequest) -> HttpResponse:
    """How satisfied enterprises are with cases that ended, over the last quarters."""
    period = Period.holding(timezone.localdate(timezone.now(), ZONE))
    periods = [period]
    while len(periods) < _QUARTERS:
        periods.insert(0, periods[0].before)
    cases = rated_cases(viewer(request), since=periods[0].starts)
    table = satisfaction_table(cases, periods)
    return render(request, "console/survey_satisfaction.html", {"table": table, "period": period})

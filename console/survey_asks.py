"""What an enterprise answers: in the portal, by a link in a message, or told to the staff; and its early signals. 问卷填写."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_http_methods

from console.answers import too_many
from console.case_request import case_by_form
from console.signal_form import SignalForm
from console.survey_form import answer_fields, typed_replies
from console.views import viewer
from domain.case import Case
from jobs.case_opening import ask
from jobs.links import BadLink, read_survey_token
from storage import survey_answers, survey_lines
from storage.survey_answers import CannotTake, SurveyClosed
from storage.survey_lines import AskPage
from storage.viewers import NotVisible, Viewer


@require_http_methods(["GET", "HEAD", "POST"])
def survey_ask(request: HttpRequest, ask_id: int) -> HttpResponse:
    """The questionnaire as one enterprise was asked it, to be answered or changed until it closes; staff write down what they
    were told.
    """
    seen_by, today = viewer(request), timezone.localdate()
    try:
        page = survey_lines.ask_of(seen_by, ask_id, today=today)
        if request.method != "POST":
            return _page(request, page, {}, saved=request.GET.get("saved") == "yes")
        replies, problems = typed_replies(page.says.questions, request.POST)
        if problems:
            return _page(request, page, problems, status=400)
        survey_answers.answer(seen_by, ask_id, replies, by=request.user.get_username(), today=today)
    except NotVisible as missing:
        raise Http404 from missing
    except CannotTake as refused:
        return _page(request, page, _words_of(refused), status=400)
    except SurveyClosed:
        return _page(request, page, {}, problem="survey_is_closed", status=409)
    return redirect(f"{request.path}?saved=yes")


@never_cache
@login_not_required
@ensure_csrf_cookie
@require_http_methods(["GET", "HEAD", "POST"])
def survey_by_link(request: HttpRequest, token: str) -> HttpResponse:
    """What a link in a message opens: the questionnaire, and with a POST its answer. A GET, by a reader or by a link scanner,
    writes nothing.
    """
    today = timezone.localdate()
    template = "console/survey_link.html"
    try:
        survey_id, contact_id = read_survey_token(token)
        if too_many(contact_id):
            return render(request, "console/message.html", {"message": "too_many"}, status=429)
        page = survey_answers.asked_by_link(survey_id, contact_id, today=today)
        if request.method != "POST":
            return _page(request, page, {}, template=template)
        replies, problems = typed_replies(page.says.questions, request.POST)
        if problems:
            return _page(request, page, problems, template=template, status=400)
        page = survey_answers.answer_by_link(survey_id, contact_id, replies, today=today)
    except BadLink as bad:
        key = "link_expired" if bad.expired else "link_bad"
        return render(request, "console/message.html", {"message": key}, status=410)
    except NotVisible:
        return render(request, "console/message.html", {"message": "link_bad"}, status=410)
    except CannotTake as refused:
        return _page(request, page, _words_of(refused), template=template, status=400)
    except SurveyClosed:
        return _page(request, page, {}, problem="survey_is_closed", template=template, status=409)
    return _page(request, page, {}, template=template, saved=True)


def _words_of(refused: CannotTake) -> dict[str, str]:
    return {key: f"survey_bad_{trouble.value}" for key, trouble in refused.troubles.items()}


def _page(
    request: HttpRequest,
    page: AskPage,
    problems: dict[str, str],
    *,
    problem: str = "",
    template: str = "console/survey_ask.html",
    saved: bool = False,
    status: int = 200,
) -> HttpResponse:
    typed = request.POST if request.method == "POST" and not saved else None
    context = {
        "page": page,
        "fields": answer_fields(page.says.questions, page.replies, problems, typed),
        "problem": problem or ("survey_answer_wrong" if problems else ""),
        "saved": saved,
        "required": any(one.required for one in page.says.questions),
    }
    return render(request, template, context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def survey_signal(request: HttpRequest) -> HttpResponse:
    """An early signal: what an enterprise heard, which opens a case. Staff write down what they were told."""
    return case_by_form(
        request,
        "console/survey_signal.html",
        lambda sent, enterprises, staff: SignalForm(sent, enterprises=enterprises, staff=staff),
        _heard,
    )


def _heard(seen_by: Viewer, form: SignalForm, by: str) -> Case:
    enterprise_id, new, number = form.signal()
    return ask(seen_by, enterprise_id, new, form=number, by=by)[0]

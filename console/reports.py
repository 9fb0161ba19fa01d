"""Reports: drafted, looked at figure by figure, signed, and noted as sent. For staff. 报告。"""

import uuid
from dataclasses import dataclass

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from console.figure_links import page_of
from console.saving import to_save
from console.staff import for_staff
from console.typed import form_number
from console.views import viewer
from domain.period import ZONE, BadPeriod, Period
from domain.report import MONTHS_OF, Issue, Order, Report, ReportKind
from jobs.reporting import MadeUp, NotOver, begun, file_in, issue_report, make_report, signing_day
from reports.canonical import as_frozen, canonical, frozen_figures
from reports.counts_xlsx import counts_xlsx
from reports.figure_words import placed
from storage.case_list import case_ids
from storage.report_facts import industry_names
from storage.report_issues import (
    NotSigned,
    Outdated,
    Signed,
    draft,
    drop_draft,
    file_of,
    issue_of,
    issues,
    send,
    write_narrative,
)
from storage.viewers import NotVisible

FORMS = ("docx", "xlsx")
_KINDS = (ReportKind.QUARTERLY, ReportKind.ANNUAL, ReportKind.MONTHLY)


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A field of narrative: its name, the key or words of its label, what stands in it, and what stood in it when
    it was shown."""

    name: str
    label: str
    words: str
    seen: str


@require_safe
@for_staff
def report_list(request: HttpRequest) -> HttpResponse:
    """Every report, and the form for a new one."""
    return _list(request)


def _list(request: HttpRequest, *, problem: str = "", status: int = 200) -> HttpResponse:
    typed = request.POST
    context = {
        "issues": issues(viewer(request)), "kinds": [kind.value for kind in _KINDS], "industries": industry_names(),
        "kind": typed.get("kind", ""), "ticked": typed.getlist("industry"), "period": typed.get("period", "")[:20],
        "last": [_last_full(kind) for kind in _KINDS], "form": uuid.uuid4(), "problem": problem,
    }  # fmt: skip
    return render(request, "console/reports.html", context, status=status)


def _last_full(kind: ReportKind) -> Period:
    """The period a report of that kind is of where none is typed."""
    return Period.over_on(timezone.now().astimezone(ZONE).date(), MONTHS_OF[kind][0])


@require_POST
@for_staff
def report_draft(request: HttpRequest) -> HttpResponse:
    """A new draft; the same form twice is one."""
    kind = next((one for one in _KINDS if one == request.POST.get("kind")), None)
    form = form_number(request.POST.get("form", ""))
    if kind is None or form is None:
        return _list(request, problem="report_bad_kind", status=400)
    typed = request.POST.get("period", "")[:20].strip()
    try:
        period = Period.of(typed) if typed else _last_full(kind)
    except BadPeriod:
        return _list(request, problem="report_bad_period", status=400)
    if period.months not in MONTHS_OF[kind]:
        return _list(request, problem="report_bad_period", status=400)
    if not begun(period):
        return _list(request, problem="report_not_begun", status=400)
    chosen = tuple(one for one in industry_names() if one in request.POST.getlist("industry"))
    order = Order(
        kind=kind, period=period, as_of=period.ends, industries=chosen if kind is ReportKind.ANNUAL else ()
    )
    made = draft(viewer(request), order, by=request.user.get_username(), form=form)
    return redirect("report", issue_id=made.issue_id)


@require_safe
@for_staff
def report(request: HttpRequest, issue_id: int) -> HttpResponse:
    """A draft as it stands now, or a signed report as it was signed."""
    return _page(request, _issue(request, issue_id))


def _page(
    request: HttpRequest,
    issue: Issue,
    *,
    problem: str = "",
    typed: dict[str, str] | None = None,
    status: int = 200,
) -> HttpResponse:
    context: dict[str, object] = {
        "issue": issue, "problem": problem, "form": uuid.uuid4(), "over": issue.order.period.ends <= timezone.now()
    }  # fmt: skip
    if issue.signed:
        context["frozen"] = frozen_figures(issue.figures)
    else:
        made = make_report(viewer(request), issue.order)
        context |= {"made": made, "fields": _fields(made, issue.narrative, typed)}
    return render(request, "console/report.html", context, status=status)


def _fields(made: Report, kept: dict[str, str], typed: dict[str, str] | None) -> list[Field]:
    now = kept if typed is None else typed
    return [
        Field(name=one.asks, label=one.says.zh, words=now.get(one.asks, ""), seen=kept.get(one.asks, ""))
        for one in made.chapters
        if one.asks
    ]


@require_safe
@for_staff
def report_figure(request: HttpRequest, issue_id: int, name: str) -> HttpResponse:
    """One figure and every id it counts: of a signed report as signed, of a draft as it stands."""
    issue = _issue(request, issue_id)
    means = None
    if issue.signed:
        found = {one.name: one for one in frozen_figures(issue.figures)}.get(name)
    else:
        here = {one.figure.name: one for one in placed(make_report(viewer(request), issue.order))}.get(name)
        found = as_frozen(here) if here else None
        means = here.figure.means if here else None
    if found is None:
        raise Http404
    joined = [one.split("+") for one in found.ids]  # the cases of one dispute stand together
    pages = case_ids(viewer(request), (number for one in joined for number in one))
    context = {
        "issue": issue, "figure": found, "means": means,
        "ids": [
            [(number, reverse("case", args=[pages[number]])) for number in numbers]
            if pages.keys() >= set(numbers) else [(whole, page_of(name, whole))]
            for whole, numbers in zip(found.ids, joined, strict=True)
        ],
    }  # fmt: skip
    return render(request, "console/report_figure.html", context)


@require_POST
@for_staff
def report_narrative(request: HttpRequest, issue_id: int) -> HttpResponse:
    """Keeps what was written by hand."""
    issue = _issue(request, issue_id)
    names = [key.removeprefix("now-") for key in request.POST if key.startswith("now-")]
    typed = {name: request.POST[f"now-{name}"].replace("\0", "").replace("\r\n", "\n") for name in names}
    seen = {name: request.POST.get(f"seen-{name}", "").replace("\r\n", "\n") for name in names}
    try:
        write_narrative(
            viewer(request), issue_id, typed, seen={name: said for name, said in seen.items() if said}
        )
    except Signed:
        return _page(request, issue, problem="report_already_signed", status=409)
    except Outdated:
        return _page(request, issue, problem="report_saved_meanwhile", typed=typed, status=409)
    return redirect("report", issue_id=issue_id)


@require_POST
@for_staff
def report_sign(request: HttpRequest, issue_id: int) -> HttpResponse:
    """Freezes a draft."""
    issue = _issue(request, issue_id)
    try:
        issue_report(
            viewer(request), issue_id, by=request.user.get_username(), day=signing_day(timezone.now()),
            base=f"{settings.BASE_URL}/reports/{issue_id}",
        )  # fmt: skip
    except Signed:
        return _page(request, issue, problem="report_already_signed", status=409)
    except NotOver:
        return _page(request, issue, problem="report_not_over", status=409)
    except MadeUp:
        return _page(request, issue, problem="report_made_up", status=409)
    except Outdated:
        return _page(request, _issue(request, issue_id), problem="report_written_meanwhile", status=409)
    return redirect("report", issue_id=issue_id)


@require_POST
@for_staff
def report_send(request: HttpRequest, issue_id: int) -> HttpResponse:
    """Notes that a signed report was handed on."""
    issue = _issue(request, issue_id)
    to, way = (request.POST.get(one, "").replace("\0", "").strip() for one in ("to", "way"))
    form = form_number(request.POST.get("form", ""))
    if form is None:
        raise Http404
    if not to:
        return _page(request, issue, problem="report_whom", status=400)
    try:
        send(viewer(request), issue_id, to=to, way=way, by=request.user.get_username(), form=form)
    except NotSigned:
        return _page(request, issue, problem="report_sign_why", status=409)
    return redirect("report", issue_id=issue_id)


@require_POST
@for_staff
def report_drop(request: HttpRequest, issue_id: int) -> HttpResponse:
    """Deletes a draft."""
    issue = _issue(request, issue_id)
    try:
        drop_draft(viewer(request), issue_id)
    except Signed:
        return _page(request, issue, problem="report_already_signed", status=409)
    return redirect("reports")


@require_safe
@for_staff
def report_file(request: HttpRequest, issue_id: int, form_name: str) -> HttpResponse:
    """A report's file: as it was signed, or a draft as it stands."""
    if form_name not in FORMS:
        raise Http404
    issue = _issue(request, issue_id)
    content = file_of(viewer(request), issue_id, form_name)
    if content is None:
        base = f"{settings.BASE_URL}/reports/{issue_id}"
        content = file_in(form_name, make_report(viewer(request), issue.order), issue.narrative, base=base)
    plain = f"{issue.order.kind}-{issue.order.period}"
    return to_save(content, f"{plain}.{form_name}", f"{plain} {issue.order.period.says_zh}.{form_name}")


@require_safe
@for_staff
def report_counts(request: HttpRequest, issue_id: int) -> HttpResponse:
    """A report's counts alone, for an assessment: as signed, or of a draft as it stands."""
    issue = _issue(request, issue_id)
    written = issue.figures or canonical(make_report(viewer(request), issue.order), {})
    content = counts_xlsx(f"{issue.order.kind} {issue.order.period}", frozen_figures(written))
    plain = f"counts-{issue.order.kind}-{issue.order.period}.xlsx"
    return to_save(content, plain, f"{plain.removesuffix('.xlsx')} {issue.order.period.says_zh}.xlsx")


def _issue(request: HttpRequest, issue_id: int) -> Issue:
    try:
        return issue_of(viewer(request), issue_id)
    except NotVisible as missing:
        raise Http404 from missing

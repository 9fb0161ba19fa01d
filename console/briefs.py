"""The brief of an enterprise, for its people and for staff. 企业简报。"""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from console.reports import FORMS
from console.saving import to_save
from console.views import viewer
from domain.period import ZONE, BadPeriod, Period
from domain.report import Order, Report, ReportKind
from jobs.reporting import begun, file_in, make_report
from storage.viewers import NotVisible, enterprise_choices


@require_safe
def briefs(request: HttpRequest) -> HttpResponse:
    """The brief of whoever has one enterprise, a list of enterprises for others."""
    choices = enterprise_choices(viewer(request))
    if len(choices) == 1:
        return brief(request, enterprise_id=choices[0][0])
    return render(request, "console/briefs.html", {"choices": choices})


@require_safe
def brief(request: HttpRequest, enterprise_id: int) -> HttpResponse:
    """A quarter of one enterprise, this one where the address names none."""
    typed = request.GET.get("period", "")[:20]
    try:
        period, problem = _period(typed), ""
        if not begun(period):
            period, problem = _period(""), "report_not_begun"
    except BadPeriod:
        period, problem = _period(""), "report_bad_period"
    context = {
        "made": _made(request, enterprise_id, period), "enterprise_id": enterprise_id, "period": period, "problem": problem
    }  # fmt: skip
    return render(request, "console/brief.html", context, status=400 if problem else 200)


@require_safe
def brief_file(request: HttpRequest, enterprise_id: int, form_name: str) -> HttpResponse:
    """The same as a file."""
    if form_name not in FORMS:
        raise Http404
    try:
        period = _period(request.GET.get("period", "")[:20])
    except BadPeriod as bad:
        raise Http404 from bad
    content = file_in(form_name, _made(request, enterprise_id, period), {})
    return to_save(content, f"brief-{period}.{form_name}", f"brief-{period} 企业简报.{form_name}")


def _made(request: HttpRequest, enterprise_id: int, period: Period) -> Report:
    order = Order(kind=ReportKind.BRIEF, period=period, as_of=period.ends, enterprise_id=enterprise_id)
    try:
        return make_report(viewer(request), order)
    except NotVisible as missing:
        raise Http404 from missing


def _period(typed: str) -> Period:
    return Period.of(typed) if typed else Period.holding(timezone.now().astimezone(ZONE).date())

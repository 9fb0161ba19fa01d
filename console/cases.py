"""Cases: the list, a request that opens one, and what an alert becomes. 案件."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from console.case_form import RequestForm
from console.case_request import case_by_form
from console.staff import for_staff
from console.typed import page_number, row_id
from console.views import viewer
from domain.case import Case, CaseKind, CaseState
from domain.jurisdictions import every, known
from jobs.case_opening import ask, open_from_alert
from storage.case_list import CaseWanted, case_page
from storage.viewers import NotVisible, Viewer, enterprise_choices

MOST_WORD = 100
ALL = "all"


@require_safe
def cases(request: HttpRequest) -> HttpResponse:
    """The cases this viewer may see, narrowed as the address says; without a word those that are open."""
    seen_by = viewer(request)
    wanted = _wanted(request, seen_by)
    today = timezone.localdate()
    address = request.GET.copy()
    address.pop("page", None)
    context = {
        "page": case_page(seen_by, wanted, today=today, page=page_number(request)),
        "wanted": wanted,
        "asked": address.urlencode(),
        "states": list(CaseState),
        "kinds": list(CaseKind),
        "offices": every(get_language() or "zh"),
        "enterprises": enterprise_choices(seen_by) if seen_by.staff else (),
        "mine": seen_by.staff and request.GET.get("mine") == "yes",
        "today": today,
    }
    return render(request, "console/cases.html", context)


def _wanted(request: HttpRequest, seen_by: Viewer) -> CaseWanted:
    """What is none of the choices asks for nothing. Members see every stage of their own unless they choose one."""
    asked = request.GET
    state, kind, office = asked.get("state", ""), asked.get("kind", ""), asked.get("office", "")
    return CaseWanted(
        state=CaseState(state) if state in set(CaseState) else None,
        kind=CaseKind(kind) if kind in set(CaseKind) else None,
        enterprise_id=row_id(asked.get("enterprise", "")),
        office=office if known(office) else "",
        assigned_to=seen_by.user_id if seen_by.staff and asked.get("mine") == "yes" else None,
        word=asked.get("word", "").replace("\0", "").strip()[:MOST_WORD],
        major=asked.get("major") == "yes" and seen_by.staff,
        overdue=asked.get("overdue") == "yes",
        every=state == ALL or (not seen_by.staff and not state),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def case_new(request: HttpRequest) -> HttpResponse:
    """A request that opens a case: the enterprise's own, or one the staff write down for who comes or calls."""
    return case_by_form(
        request,
        "console/case_new.html",
        lambda sent, enterprises, staff: RequestForm(sent, enterprises=enterprises, staff=staff),
        _asked,
    )


def _asked(seen_by: Viewer, form: RequestForm, by: str) -> Case:
    enterprise_id, new, number = form.request_case()
    return ask(seen_by, enterprise_id, new, form=number, by=by)[0]


@require_POST
@for_staff
def case_from_alert(request: HttpRequest, alert_id: int) -> HttpResponse:
    """Opens the case of an alert, or shows the one it has."""
    by = request.user.get_username()
    try:
        case, _ = open_from_alert(viewer(request), alert_id, by=by, today=timezone.localdate())
    except NotVisible as missing:
        raise Http404 from missing
    return redirect("case", case.case_id)

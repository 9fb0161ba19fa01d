"""The audit trail, for staff: who decided what, and who saw whose contacts. 操作记录."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from console.views import viewer
from storage.audit import entries
from storage.brands import enterprise_names

A_PAGE = 100


@require_safe
def audit(request: HttpRequest) -> HttpResponse:
    """Lines, newest first, of one person or one enterprise where asked for. Members find no such page."""
    if not viewer(request).staff:
        raise Http404
    who = request.GET.get("who", "").strip()[:150]
    enterprise = request.GET.get("enterprise", "")[:200]
    older = request.GET.get("before", "")
    before = int(older) if older.isdecimal() and len(older) < 19 else None
    lines = entries(who=who, enterprise=enterprise, before=before, limit=A_PAGE + 1)
    context = {
        "lines": lines[:A_PAGE],
        "older": lines[A_PAGE - 1].entry_id if len(lines) > A_PAGE else None,
        "who": who,
        "chosen": enterprise,
        "enterprises": enterprise_names(),
    }
    return render(request, "console/audit.html", context)

"""The audit trail, for platform administrators: who decided what, and who saw whose contacts. 操作记录."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from console.staff import for_platform_admins
from console.typed import row_id
from storage.audit import entries
from storage.brands import enterprise_names

A_PAGE = 100


@require_safe
@for_platform_admins
def audit(request: HttpRequest) -> HttpResponse:
    """Lines, newest first, of one person or one enterprise where asked for. Nobody else finds such a page."""
    who = request.GET.get("who", "").strip()[:150]
    enterprise = request.GET.get("enterprise", "")[:200]
    before = row_id(request.GET.get("before", ""))
    lines = entries(who=who, enterprise=enterprise, before=before, limit=A_PAGE + 1)
    context = {
        "lines": lines[:A_PAGE],
        "older": lines[A_PAGE - 1].entry_id if len(lines) > A_PAGE else None,
        "who": who,
        "chosen": enterprise,
        "enterprises": enterprise_names(),
    }
    return render(request, "console/audit.html", context)

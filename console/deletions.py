"""Deletion of enterprises with days of grace, and certificates of it, for platform administrators. 删除企业."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from console.saving import to_save
from console.staff import for_platform_admins
from console.typed import row_id
from console.views import viewer
from domain.deletion import Statement
from jobs.deletion_register import certificate_of
from reports.deletion_page import certificate_page
from storage import deleting
from storage.deletions import hmac_of
from storage.not_owned import NOT_OWNED
from storage.owned import LAST, OWNED
from storage.viewers import NotVisible, enterprise_choices


@never_cache
@require_safe
@for_platform_admins
def deletions(request: HttpRequest) -> HttpResponse:
    """What waits, what was deleted, and for one chosen enterprise what would go."""
    return _page(request, row_id(request.GET.get("enterprise", "")))


@require_POST
@for_platform_admins
def ask(request: HttpRequest, enterprise_id: int) -> HttpResponse:
    """Has an enterprise deleted after the days of grace; its name has to be typed."""
    typed = request.POST.get("name", "")[:300]
    try:
        deleting.ask_deletion(viewer(request), enterprise_id, typed=typed, by=request.user.get_username())
    except NotVisible as missing:
        raise Http404 from missing
    except deleting.NameDiffers:
        return _page(request, enterprise_id, wrong="deletion_name_differs", typed=typed, status=400)
    return redirect("deletions")


@require_POST
@for_platform_admins
def revoke(request: HttpRequest, request_id: int) -> HttpResponse:
    """Takes a request back, while it has not begun."""
    try:
        deleting.revoke_deletion(viewer(request), request_id)
    except NotVisible:
        return _page(request, None, wrong="deletion_not_there", status=409)
    except deleting.AlreadyBegun:
        return _page(request, None, wrong="deletion_begun", status=409)
    return redirect("deletions")


@require_POST
@for_platform_admins
def certificate(request: HttpRequest, number: int) -> HttpResponse:
    """A certificate to take away, for programs or for people; made out to a name only where the name is the right one."""
    found = next((one for one in deleting.deletions_done(viewer(request)) if one.number == number), None)
    if found is None:
        raise Http404
    if request.POST.get("form") == "json":
        return to_save(certificate_of(found) + "\n", f"deletion-{number}.json")
    name = request.POST.get("name", "").strip()[:300]
    if name and hmac_of(name) != found.enterprise_hmac:
        return _page(request, None, wrong="deletion_other_name", status=400)
    return to_save(_readable(found, name), f"deletion-{number}.html")


def _readable(found: Statement, name: str) -> str:
    return certificate_page(
        found,
        made_out_to=name,
        kinds={one.kind: (one.zh, one.en) for one in (*OWNED, *LAST)},
        kept=tuple(NOT_OWNED[label] for label in found.kept if label in NOT_OWNED),
    )


def _page(
    request: HttpRequest, enterprise_id: int | None, *, wrong: str = "", typed: str = "", status: int = 200
) -> HttpResponse:
    seen_by = viewer(request)
    name, would_go = "", ()
    if enterprise_id is not None:
        try:
            name, would_go = deleting.what_would_go(seen_by, enterprise_id)
        except NotVisible as missing:
            raise Http404 from missing
    waiting = deleting.waiting_deletions(seen_by)
    context = {
        "waiting": waiting,
        "waits": any(one.enterprise_id == enterprise_id for one in waiting),
        "done": deleting.deletions_done(seen_by)[:50],
        "choices": enterprise_choices(seen_by),
        "chosen": enterprise_id,
        "name": name,
        "would_go": would_go,
        "days": deleting.GRACE.days,
        "typed": typed,
        "language": "zh" if (get_language() or "zh").startswith("zh") else "en",
        "wrong": wrong,
    }
    return render(request, "console/deletions.html", context, status=status)

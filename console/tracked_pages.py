"""The pages rules rest on: whether each can be read, and what a change of one means. 跟踪网页."""

from urllib.parse import urlsplit

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from console.staff import for_staff
from console.views import viewer
from crawlers.addresses import check_url
from crawlers.errors import Refused
from domain.difference import difference
from domain.jurisdictions import known
from jobs.tracking import follow_sources
from response.country import FILES, Topic, facts_from
from storage import page_changes, tracked_pages
from storage.page_changes import AlreadySettled, Verdict
from storage.tracked_pages import NewPage
from storage.viewers import NotVisible

LONGEST_URL, LONGEST_WORDS = 1_000, 1_000


@require_safe
@for_staff
def tracked(request: HttpRequest) -> HttpResponse:
    """The pages and their changes."""
    return _list(request)


def _list(request: HttpRequest, *, status: int = 200, **more: object) -> HttpResponse:
    seen_by, now = viewer(request), timezone.now()
    lines = tracked_pages.pages(seen_by)
    context = {
        "lines": [(one, one.late(now)) for one in lines],
        "failed": sum(one.active and one.state == "failed" for one in lines),
        "noise": sum(one.noise for one in lines),
        "read": sum(one.lines for one in lines),
        "changes": page_changes.changes(seen_by),
    }
    return render(request, "console/tracked_pages.html", context | more, status=status)


@require_POST
@for_staff
def tracked_add(request: HttpRequest) -> HttpResponse:
    """Follows a page by its address, or with none every page a rule was read from."""
    by, url = request.user.get_username(), request.POST.get("url", "").replace("\0", "").strip()
    if not url:
        follow_sources(viewer(request), by=by)
        return redirect("tracked-pages")
    office, title = (
        request.POST.get("office", "").strip().upper(),
        request.POST.get("title", "").replace("\0", ""),
    )
    typed = {"typed_url": url[:LONGEST_URL], "typed_office": office[:4], "typed_title": title[:200]}
    if not _may_be_fetched(url):
        return _list(request, status=400, problem="tracked_bad_url", **typed)
    if office and not known(office):
        return _list(request, status=400, problem="tracked_bad_office", **typed)
    page = NewPage(url=url, offices=(office,) if office else (), title=title.strip()[:200])
    tracked_pages.add_pages(viewer(request), [page], by=by)
    return redirect("tracked-pages")


def _may_be_fetched(url: str) -> bool:
    """True for an https address of the public web, whole and without a password."""
    try:
        parts = urlsplit(url)
        check_url(url)
    except (Refused, ValueError):
        return False
    return parts.scheme == "https" and not parts.username and len(url) <= LONGEST_URL


@require_POST
@for_staff
def tracked_switch(request: HttpRequest, page_id: int) -> HttpResponse:
    """Reads a page from now on, or no more."""
    try:
        tracked_pages.set_active(viewer(request), page_id, request.POST.get("active") == "yes")
    except NotVisible as missing:
        raise Http404 from missing
    return redirect("tracked-pages")


@require_http_methods(["GET", "HEAD", "POST"])
@for_staff
def page_change(request: HttpRequest, change_id: int) -> HttpResponse:
    """What changed, side by side, which rules and whose days rest on it; with a POST what that means, said once."""
    seen_by, problem, status = viewer(request), "", 200
    said = request.POST.get("verdict", "")
    words = request.POST.get("words", "").replace("\0", "").strip()[:LONGEST_WORDS]
    try:
        if request.method == "POST":
            if said in set(Verdict) and (words or said == Verdict.NONE):
                page_changes.settle(seen_by, change_id, Verdict(said), words, by=request.user.get_username())
                return redirect("page-change", change_id)
            problem, status = "change_not_said", 400
    except AlreadySettled:
        problem, status = "change_settled_before", 409
    except NotVisible as missing:
        raise Http404 from missing
    try:
        line, before, after = page_changes.change_of(seen_by, change_id)
    except NotVisible as missing:
        raise Http404 from missing
    facts = facts_from(line.url)
    context = {
        "line": line,
        "before": before,
        "after": after,
        "difference": difference(before.text, after.text),
        "facts": [(one, FILES[one.topic]) for one in facts],
        "resting": page_changes.resting_on(
            seen_by,
            sorted({one.office for one in facts if one.topic is Topic.WINDOW}),
            line.url,
            today=timezone.localdate(),
        ),
        "typed": words,
        "problem": problem,
    }
    return render(request, "console/page_change.html", context, status=status)

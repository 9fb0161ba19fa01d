"""Complaints to platforms: the list with its figures, each one's page, its pack, and what is written down of it. 平台投诉."""

import datetime as dt

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_POST, require_safe

from console.evidence_pack import PackBusy, pack_of_alert
from console.saving import to_save
from console.texts import text
from console.typed import day, line, page_number, row_id
from console.views import viewer
from domain.takedown import ListingOutcome, ReliedRight, Takedown
from jobs.packing import NoPack
from jobs.takedowns import gaps_of, pack, settle, submit
from reports.takedown_counts import takedown_workbook
from reports.takedown_form import STATEMENT, STATEMENT_ZH, made_up_words
from reports.takedown_listings import parts_of
from response.platforms import platforms
from storage.cases import case_of
from storage.takedown_counts import takedown_counts
from storage.takedown_sources import rights_of
from storage.takedowns import NotSent, SentBefore, note_taken, takedown_of, takedown_page
from storage.viewers import NotVisible, Viewer

MOST_SAID = 300
MOST_LISTED = 1_000
"""Complaints in the workbook."""


@require_safe
def takedowns(request: HttpRequest) -> HttpResponse:
    """The figures by platform, and the complaints, the newest first."""
    seen_by, platform = viewer(request), request.GET.get("platform", "")
    context = {
        "counts": takedown_counts(seen_by),
        "page": takedown_page(
            seen_by, platform=platform if platform in platforms() else "", page=page_number(request)
        ),
        "platforms": platforms(),
        "platform": platform,
    }
    return render(request, "console/takedowns.html", context)


@require_safe
def takedowns_file(request: HttpRequest) -> HttpResponse:
    """The same as a workbook; of more than `MOST_LISTED` complaints the newest, which it says."""
    seen_by, listed = viewer(request), list[Takedown]()
    page = takedown_page(seen_by)
    listed += page.takedowns
    while page.page < page.pages and len(listed) < MOST_LISTED:
        page = takedown_page(seen_by, page=page.page + 1)
        listed += page.takedowns
    names = {one.key: one.name_zh for one in platforms().values()}
    today, left_out = timezone.localdate(), page.total - len(listed)
    made = takedown_workbook(takedown_counts(seen_by), listed, names, today, left_out=left_out)
    return to_save(made, "takedowns.xlsx", f"平台投诉 {today}.xlsx")


@require_safe
def takedown(request: HttpRequest, takedown_id: int) -> HttpResponse:
    """One complaint. What belongs to another enterprise looks missing."""
    return _page(request, takedown_id)


def _page(
    request: HttpRequest, takedown_id: int, *, act: str = "", problem: str = "", status: int = 200
) -> HttpResponse:
    """The page; with a problem of an act, what was typed for that act still in its form."""
    seen_by = viewer(request)
    found = _found(seen_by, takedown_id)
    platform = platforms()[found.new.platform]
    today = timezone.localdate()
    context = {
        "takedown": found,
        "platform": platform,
        "gaps": gaps_of(found, _rights(seen_by, found), today),
        "made_up": bool(made_up_words(found)),
        "parts": len(parts_of(found.new.targets, platform.most)),
        "statement": (STATEMENT_ZH, STATEMENT),
        "may_change": seen_by.may_change(found.enterprise_id),
        "outcomes": [one for one in ListingOutcome if one is not ListingOutcome.WAITING],
        "today": today,
        "problem": problem,
        "act": act,
        "typed": request.POST,
        "ticked": request.POST.getlist("line"),
    }
    return render(request, "console/takedown.html", context, status=status)


def _found(seen_by: Viewer, takedown_id: int) -> Takedown:
    try:
        return takedown_of(seen_by, takedown_id)
    except NotVisible as missing:
        raise Http404 from missing


def _changeable(seen_by: Viewer, takedown_id: int) -> Takedown:
    found = _found(seen_by, takedown_id)
    if not seen_by.may_change(found.enterprise_id):
        raise Http404
    return found


def _rights(seen_by: Viewer, found: Takedown) -> tuple[ReliedRight, ...]:
    brand_row = case_of(seen_by, found.case_id).opened_with.brand_row
    return rights_of(seen_by, brand_row) if brand_row is not None else ()


@require_POST
def takedown_pack(request: HttpRequest, takedown_id: int) -> HttpResponse:
    """The pack, made now. Whoever sees the complaint and may change it may have it."""
    seen_by = viewer(request)
    found = _changeable(seen_by, takedown_id)
    evidence, why_none = None, "案件没有预警"
    try:
        if found.alert_id is not None:
            operator = request.user.get_username()
            with pack_of_alert(found.alert_id, staff=seen_by.staff, operator=operator) as file:
                evidence = file.read()
    except PackBusy:
        return render(request, "console/message.html", {"message": "evidence_pack_busy"}, status=429)
    except NoPack as refusal:
        why_none = refusal.zh
    today = timezone.localdate()
    made = pack(found, _rights(seen_by, found), today, evidence=evidence, why_none=why_none)
    note_taken(seen_by, takedown_id)
    named = platforms()[found.new.platform].name_en
    return to_save(made, "takedown.zip", f"投诉包 {found.case_number} {named} {today}.zip")


@require_POST
def takedown_submitted(request: HttpRequest, takedown_id: int) -> HttpResponse:
    """Writes down that it was sent."""
    seen_by, today = viewer(request), timezone.localdate()
    found = _changeable(seen_by, takedown_id)
    on = day(_said(request, "on"))
    if on is None or not found.prepared_at.date() - dt.timedelta(days=366) <= on <= today:
        return _page(request, takedown_id, act="submitted", problem=_words("td_bad_sent"), status=400)
    reference = _said(request, "reference")
    try:
        submit(seen_by, takedown_id, on=on, reference=reference, by=request.user.get_username())
    except SentBefore as before:
        return _page(
            request,
            takedown_id,
            act="submitted",
            problem=f"{_words('td_sent_before')}{before.on}",
            status=409,
        )
    return redirect("takedown", takedown_id)


@require_POST
def takedown_settled(request: HttpRequest, takedown_id: int) -> HttpResponse:
    """Writes down what became of the listings that are ticked."""
    seen_by, today = viewer(request), timezone.localdate()
    found = _changeable(seen_by, takedown_id)
    lines = {number for one in request.POST.getlist("line") if (number := row_id(one)) is not None}
    outcome, on = _said(request, "outcome"), day(_said(request, "on"))
    known = {one.line_id for one in found.lines}
    if found.submitted_on is None:
        return _page(request, takedown_id, act="settled", problem=_words("td_not_sent_yet"), status=409)
    fits = lines and lines <= known and outcome in set(ListingOutcome) and outcome != ListingOutcome.WAITING
    if not fits or on is None or not found.submitted_on <= on <= today:
        return _page(request, takedown_id, act="settled", problem=_words("td_bad_outcome"), status=400)
    words, by = _said(request, "words"), request.user.get_username()
    try:
        settle(seen_by, takedown_id, lines, ListingOutcome(outcome), on=on, words=words, by=by)
    except NotSent:
        return _page(request, takedown_id, act="settled", problem=_words("td_not_sent_yet"), status=409)
    return redirect(f"{reverse('takedown', args=[takedown_id])}#listings")


def _words(key: str) -> str:
    return text(key, get_language() or "zh")


def _said(request: HttpRequest, name: str) -> str:
    return line(request.POST.get(name, ""), MOST_SAID)

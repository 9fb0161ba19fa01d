"""Warnings of the centre: written, reviewed, signed and followed by staff; read and acknowledged by enterprises. 纠纷预警发布."""

import uuid

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from console.answers import gone, too_many
from console.markdown import markdown_html
from console.staff import for_staff
from console.typed import form_number, row_id
from console.views import viewer
from domain.jurisdictions import every, known
from jobs import advising
from jobs.links import BadLink, read_advisory_token
from storage import advisories, advisory_lines
from storage.advisories import CannotAct, NobodyToTell, SameReader, Words
from storage.advisory_lines import Choice
from storage.viewers import NotVisible

LONGEST_TITLE, LONGEST_BODY, LONGEST_WHY = 120, 20_000, 500


@require_safe
def advisory_list(request: HttpRequest) -> HttpResponse:
    """To staff every warning with its state and receipts, to a member those for its enterprises."""
    return render(request, "console/advisories.html", {"lines": advisory_lines.advisories(viewer(request))})


@require_safe
def advisory(request: HttpRequest, advisory_id: int) -> HttpResponse:
    """One warning; a member who opens it has read it."""
    return _page(request, advisory_id)


def _page(
    request: HttpRequest, advisory_id: int, *, problem: str = "", typed: str = "", status: int = 200
) -> HttpResponse:
    seen_by = viewer(request)
    try:
        line = advisory_lines.advisory_of(seen_by, advisory_id)
    except NotVisible as missing:
        raise Http404 from missing
    if not seen_by.staff and request.method == "GET":
        advisory_lines.mark_read(seen_by, advisory_id, by=request.user.get_username())
    context: dict[str, object] = {
        "line": line,
        "body": markdown_html(line.words.body),
        "problem": problem,
        "typed": typed,
        "signs": seen_by.platform_admin,
        "longest_why": LONGEST_WHY,
    }
    if seen_by.staff:
        context["receipts"] = advisory_lines.receipts(seen_by, advisory_id)
    return render(request, "console/advisory.html", context, status=status)


@require_POST
@for_staff
def advisory_act(request: HttpRequest, advisory_id: int) -> HttpResponse:
    """A step of a warning on its way: handed to a second person, found good, sent back, signed, withdrawn."""
    seen_by, by = viewer(request), request.user.get_username()
    seen, did = row_id(request.POST.get("seen", "")) or 0, request.POST.get("do", "")
    why = request.POST.get("why", "").replace("\0", "").strip()[:LONGEST_WHY]
    if did in ("back", "withdraw") and not why:
        return _page(request, advisory_id, problem="advisory_no_why", status=400)
    try:
        match did:
            case "ask":
                advisories.ask_for_review(seen_by, advisory_id, seen=seen)
            case "good":
                advisories.review(seen_by, advisory_id, seen=seen, by=by)
            case "back":
                advisories.review(seen_by, advisory_id, seen=seen, by=by, remark=why, good=False)
            case "sign":
                advising.sign(seen_by, advisory_id, seen=seen, by=by)
            case "withdraw":
                advising.withdraw(seen_by, advisory_id, why, seen=seen, by=by)
            case _:
                raise Http404
    except NotVisible as missing:
        raise Http404 from missing
    except SameReader:
        return _page(request, advisory_id, problem="advisory_same_reader", typed=why, status=409)
    except NobodyToTell:
        return _page(request, advisory_id, problem="advisory_nobody", status=400)
    except CannotAct:
        return _page(request, advisory_id, problem="advisory_stale", typed=why, status=409)
    return redirect("advisory", advisory_id)


@require_http_methods(["GET", "HEAD", "POST"])
@for_staff
def advisory_new(request: HttpRequest) -> HttpResponse:
    """A new warning; with `corrects` in its address one that corrects another."""
    return _written(request, None)


@require_http_methods(["GET", "HEAD", "POST"])
@for_staff
def advisory_edit(request: HttpRequest, advisory_id: int) -> HttpResponse:
    """Changes a warning that was not sent."""
    return _written(request, advisory_id)


def _written(request: HttpRequest, advisory_id: int | None) -> HttpResponse:
    seen_by, by = viewer(request), request.user.get_username()
    try:
        choices = advisory_lines.choices(seen_by)
        context = _form(request, advisory_id, choices)
        if request.method != "POST":
            return render(request, "console/advisory_edit.html", context)
        words, chosen, problem = _typed(request, choices)
        if problem:
            more = {"problem": problem, "words": words, "chosen": chosen}
            return render(request, "console/advisory_edit.html", context | more, status=400)
        if advisory_id is not None:
            seen = row_id(request.POST.get("seen", "")) or 0
            advisories.change(seen_by, advisory_id, words, chosen, seen=seen, by=by)
            return redirect("advisory", advisory_id)
        form, corrects = form_number(request.POST.get("form", "")), row_id(request.POST.get("corrects", ""))
        if form is None:
            more = {"problem": "form_expired", "words": words, "chosen": chosen}
            return render(request, "console/advisory_edit.html", context | more, status=400)
        made = advisories.write(seen_by, words, chosen, form=form, by=by, corrects=corrects)
    except NotVisible as missing:
        raise Http404 from missing
    except CannotAct:
        more = {"problem": "advisory_stale", "words": words, "chosen": chosen}
        return render(request, "console/advisory_edit.html", context | more, status=409)
    return redirect("advisory", made)


def _form(request: HttpRequest, advisory_id: int | None, choices: tuple[Choice, ...]) -> dict[str, object]:
    """What the form shows. Raises `NotVisible`."""
    seen_by = viewer(request)
    asked = request.POST if request.method == "POST" else request.GET
    corrects = row_id(asked.get("corrects", ""))
    before = advisory_id if advisory_id is not None else corrects
    line = advisory_lines.advisory_of(seen_by, before) if before is not None else None
    return {
        "line": line,
        "advisory_id": advisory_id,
        "corrects": corrects if advisory_id is None else None,
        "words": line.words if line else Words(title="", body=""),
        "chosen": advisory_lines.recipient_ids(seen_by, before) if before is not None else frozenset(),
        "choices": choices,
        "industries": sorted({one.industry for one in choices if one.industry}),
        "markets": sorted({market for one in choices for market in one.markets}),
        "offices": every(get_language() or "zh"),
        "form": uuid.uuid4(),
        "longest_title": LONGEST_TITLE,
        "longest_body": LONGEST_BODY,
    }


def _typed(request: HttpRequest, choices: tuple[Choice, ...]) -> tuple[Words, frozenset[int], str]:
    """The words and the enterprises chosen by name, by industry or by market; and what is wrong with them, "" for nothing."""
    asked = request.POST
    title, body = (
        asked.get(one, "").replace("\0", "").replace("\r\n", "\n").strip() for one in ("title", "body")
    )
    offices = tuple(sorted({one for one in asked.getlist("offices") if known(one)}))
    industries = tuple(sorted({one[:60] for one in asked.getlist("industries")}))
    markets = {one for one in asked.getlist("markets") if known(one)}
    named = {row_id(one) for one in asked.getlist("enterprises")}
    chosen = frozenset(
        one.enterprise_id
        for one in choices
        if one.enterprise_id in named or one.industry in industries or markets.intersection(one.markets)
    )
    problem = ""
    if not title or not body:
        problem = "advisory_empty"
    elif len(title) > LONGEST_TITLE or len(body) > LONGEST_BODY:
        problem = "advisory_too_long"
    return Words(title=title, body=body, offices=offices, industries=industries), chosen, problem


@require_POST
def advisory_acknowledge(request: HttpRequest, advisory_id: int) -> HttpResponse:
    """A member says that a warning was read; said twice it is said once."""
    seen_by = viewer(request)
    try:
        if seen_by.staff:
            raise NotVisible(f"the receipt of advisory {advisory_id}")
        advisory_lines.acknowledge(seen_by, advisory_id, by=request.user.get_username())
    except NotVisible as missing:
        raise Http404 from missing
    return redirect("advisory", advisory_id)


@never_cache
@login_not_required
@ensure_csrf_cookie
@require_http_methods(["GET", "HEAD", "POST"])
def advisory_by_link(request: HttpRequest, token: str) -> HttpResponse:
    """What a link in a message opens: the warning, and with a POST that it was read. A GET, by a reader or by a link scanner,
    writes nothing.
    """
    try:
        advisory_id, contact_id = read_advisory_token(token)
        if too_many(contact_id):
            return render(request, "console/message.html", {"message": "too_many"}, status=429)
        opened = advisory_lines.opened_by_link(advisory_id, contact_id, says=request.method == "POST")
    except BadLink as bad:
        return gone(request, bad)
    except NotVisible:
        return gone(request)
    context = {
        "line": opened.line,
        "body": markdown_html(opened.line.words.body),
        "before": opened.before,
        "said": request.method == "POST",
    }
    return render(request, "console/advisory_link.html", context)

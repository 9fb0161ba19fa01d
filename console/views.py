"""The pages: alerts, one alert, the sources."""

import dataclasses
import datetime as dt
from collections import Counter
from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseForbidden, HttpResponseServerError
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_POST, require_safe
from django.views.i18n import set_language

from console.health import NOT_WATCHED, watched_sources
from console.lost_forms import form_page
from console.texts import text
from console.typed import page_number
from domain.jurisdictions import every, known
from domain.match import Tier
from storage.alerts import alert_for, alert_page
from storage.brand_lists import own_brands
from storage.budgets import withheld_count
from storage.case_list import open_cases_of
from storage.decisions import calls_for_help, decision_on
from storage.deliveries import deliveries_of, delivery_states
from storage.due_case_days import due_case_days
from storage.evidence import proofs_of_alert
from storage.help_calls import calls, waiting_calls
from storage.pictures import picture_for
from storage.proposals import proposals_on
from storage.sightings import watched_count
from storage.survey_lines import unanswered
from storage.viewers import NotVisible, Viewer, viewer_of

SHOWN_TIERS = (Tier.HIGH, Tier.MEDIUM, Tier.LOW)
A_PAGE, AT_HOME = 50, 10
"""Alerts of a page of the list, and of a member's home."""

MOST_WORD = 100
NEAR = dt.timedelta(days=14)
"""How near a day of a case is, to come or just passed, to be told at home."""

MOST_CASE_DAYS = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertFilter:
    """Which alerts an address asks for; what is none of its choices asks for nothing."""

    tier: Tier | None
    word: str
    market: str
    decided: bool
    nearest: bool

    @classmethod
    def asked_for(cls, request: HttpRequest, *, nearest: bool) -> "AlertFilter":
        """What the address says, ordered by the last day where it says nothing of the order and `nearest` is set."""
        asked = request.GET
        tier, market, order = (
            asked.get("tier", ""),
            asked.get("market", "").strip().upper(),
            asked.get("by", ""),
        )
        return cls(
            tier=Tier(tier) if tier in SHOWN_TIERS else None,
            word=asked.get("brand", "").replace("\0", "").strip()[:MOST_WORD],
            market=market if known(market) else "",
            decided=asked.get("state", "") == "decided",
            nearest=order == "day" or (nearest and order != "tier"),
        )


@require_safe
def alerts(request: HttpRequest) -> HttpResponse:
    """The alerts that are wanted, with the health of every source beside them; to members who asked for nothing, their home:
    what is to be answered next, what they asked, what was watched.
    """
    seen_by = viewer(request)
    home = not seen_by.staff and not request.GET
    wanted = AlertFilter.asked_for(request, nearest=not seen_by.staff)
    page = alert_page(
        seen_by, page=page_number(request), per_page=AT_HOME if home else A_PAGE, **dataclasses.asdict(wanted)
    )
    shown_ids = [alert.alert_id for alert in page.alerts]
    states, cases = delivery_states(shown_ids), open_cases_of(seen_by, shown_ids)
    watched = watched_sources()
    states_of_all = Counter(one.state for one in watched)
    shown = [one for one in watched if one.state not in NOT_WATCHED]
    address = request.GET.copy()
    address.pop("page", None)
    context = {
        "page": page,
        "rows": [(one, states.get(one.alert_id), cases.get(one.alert_id)) for one in page.alerts],
        "wanted": wanted,
        "asked": address.urlencode(),
        "tiers": SHOWN_TIERS,
        "offices": every(get_language() or "zh"),
        "own_brands": own_brands(seen_by),
        "watched": shown,
        "not_watched": [(state, count) for state in NOT_WATCHED if (count := states_of_all[state])],
        "withheld": withheld_count(seen_by),
        "help_asked": calls_for_help(seen_by),
        "calls": waiting_calls(seen_by) if seen_by.staff else calls(seen_by, limit=10),
        "today": timezone.localdate(),
    }
    if home:
        today = timezone.localdate()
        context |= {
            "case_days": due_case_days(seen_by, today - NEAR, today + NEAR, limit=MOST_CASE_DAYS),
            "asks": unanswered(seen_by, today=today),
            "brands_watched": watched_count(seen_by.enterprise_ids),
            "changeable": bool(seen_by.administers),
            "sources_ok": sum(one.state == "ok" for one in shown),
            "sources_troubled": sum(one.state != "ok" for one in shown),
        }
    return render(request, "console/home.html" if home else "console/alerts.html", context)


@require_safe
def alert(request: HttpRequest, alert_id: int) -> HttpResponse:
    """One alert with its evidence, deadline and deliveries. What belongs to another enterprise looks missing."""
    seen_by = viewer(request)
    try:
        found = alert_for(seen_by, alert_id)
        told = deliveries_of(seen_by, alert_id)
    except NotVisible as missing:
        raise Http404 from missing
    context = {
        "alert": found,
        "proofs": proofs_of_alert(alert_id),
        "decision": decision_on(alert_id),
        "proposals": proposals_on(seen_by, alert_id) if seen_by.staff else (),
        "deliveries": told,
        "today": timezone.localdate(),
    }
    return render(request, "console/alert.html", context)


@require_safe
def alert_picture(request: HttpRequest, alert_id: int, sha256: str) -> HttpResponse:
    """Both sides of one match in one picture. What belongs to another enterprise looks missing."""
    try:
        png = picture_for(viewer(request), alert_id, sha256)
    except NotVisible as missing:
        raise Http404 from missing
    response = HttpResponse(png, content_type="image/png")
    response["Cache-Control"] = "private, max-age=86400, immutable"
    return response


@require_safe
def sources(request: HttpRequest) -> HttpResponse:
    """What is watched, by which route and under which terms, and in what health."""
    context = {"watched": watched_sources(), "nameless": not settings.CONTACT and not settings.REPLAY}
    return render(request, "console/sources.html", context)


@require_safe
@login_not_required
def health(request: HttpRequest) -> HttpResponse:
    """Says that the console answers."""
    return HttpResponse("ok", content_type="text/plain")


def forbidden(request: HttpRequest, exception: Exception | None = None, reason: str = "") -> HttpResponse:
    """403: most often a form that was open too long. What was typed may be anybody's, so it is shown by the browser alone."""
    if request.method != "POST":
        return HttpResponseForbidden(_plain_page("form_expired"))
    return render(request, "console/form_expired.html", {"page": form_page(request)}, status=403)


@login_not_required
def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404: also for what belongs to another enterprise."""
    return render(request, "console/message.html", {"message": "not_found"}, status=404)


def broken(request: HttpRequest) -> HttpResponse:
    """500: a fault of ours; needs neither template nor database."""
    return HttpResponseServerError(_plain_page("broken"))


@login_not_required
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Switches the language of the pages, before signing in too."""
    return set_language(request)


def _plain_page(key: str) -> str:
    return f'<!DOCTYPE html><meta charset="utf-8"><title>haishao</title><p>{text(key, get_language() or "zh")}</p>'


def viewer(request: HttpRequest) -> Viewer:
    """Whose eyes a page is made for; asked of the database once a request."""
    user_id = request.user.pk
    assert user_id is not None, "every page but the sign-in asks for a signed-in user first"
    known: Viewer | None = getattr(request, "seen_by", None)
    if known is None or known.user_id != user_id:  # another, where somebody signed in meanwhile
        known = viewer_of(user_id, staff=request.user.is_staff, platform_admin=request.user.is_superuser)
        request.seen_by = known  # type: ignore[attr-defined]
    return known

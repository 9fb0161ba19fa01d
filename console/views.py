"""The pages: alerts, one alert, the sources."""

from collections import Counter

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseForbidden, HttpResponseServerError
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_POST, require_safe
from django.views.i18n import set_language

from console.health import NOT_WATCHED, watched_sources
from console.texts import text
from console.typed import page_number
from domain.decision import Answer
from domain.match import Tier
from storage.alerts import alert_for, alert_page
from storage.budgets import withheld_count
from storage.decisions import calls_for_help, decision_on
from storage.deliveries import deliveries_of, delivery_states
from storage.evidence import proofs_of_alert
from storage.pictures import picture_for
from storage.viewers import NotVisible, Viewer, viewer_of

SHOWN_TIERS = (Tier.HIGH, Tier.MEDIUM, Tier.LOW)


@require_safe
def alerts(request: HttpRequest) -> HttpResponse:
    """The open alerts, most urgent first, with the health of every source beside them."""
    chosen = request.GET.get("tier", "")
    tier = Tier(chosen) if chosen in SHOWN_TIERS else None
    seen_by = viewer(request)
    page = alert_page(seen_by, page=page_number(request), tier=tier)
    states = delivery_states([alert.alert_id for alert in page.alerts])
    watched = watched_sources()
    states_of_all = Counter(one.state for one in watched)
    context = {
        "page": page,
        "rows": [(alert, states.get(alert.alert_id)) for alert in page.alerts],
        "tier": tier,
        "tiers": SHOWN_TIERS,
        "watched": [one for one in watched if one.state not in NOT_WATCHED],
        "not_watched": [(state, count) for state in NOT_WATCHED if (count := states_of_all[state])],
        "withheld": withheld_count(seen_by),
        "help_asked": calls_for_help(seen_by),
        "today": timezone.localdate(),
    }
    return render(request, "console/alerts.html", context)


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
        "answers": list(Answer),
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
    """403: most often a form that was open too long."""
    return HttpResponseForbidden(_plain_page("form_expired"))


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

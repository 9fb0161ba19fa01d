"""The desk at a fair: one page that is carried along on a phone and works without a network. 展会驻会服务台.

The page keeps itself, what it shows and its scripts on the phone (`console/static/console/fair_desk_worker.js`), for the
person who opened it: `console.fair_desk_sending` takes what is filed there.
"""

import datetime as dt
from functools import cache
from pathlib import Path

from django.contrib.staticfiles import finders
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from console.fair_card import EVIDENCE_TO_TAKE, emergency_card
from console.fair_desk_answers import lead_line, staff_program
from console.fair_desk_texts import SCRIPT_WORDS
from console.fair_lead_form import LIMITS
from console.staff import for_staff
from console.texts import text
from console.views import viewer
from domain.fair import Fair
from domain.fair_desk import DeskEntry
from domain.fair_sheet import RiskSheet
from domain.jurisdictions import name as name_of
from storage.fair_desk import desk_alerts, desk_entries
from storage.fair_leads import leads_of
from storage.fair_sheets import newest_sheets
from storage.fairs import checklist_of, duties_of, fair_of
from storage.viewers import NotVisible, Viewer

CARRIED_AFTER = dt.timedelta(days=7)
"""How long after a fair closes its desk is still kept on phones; never longer than the session lasts."""

MOST_SHEETS = 100
"""Risk sheets a desk carries along."""

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; "
    "worker-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
"""The policy of every page, and what the desk needs besides: its worker, and to ask this console alone."""

_WORKER_POLICY = "default-src 'none'; script-src 'self'; connect-src 'self'"
_SCRIPTS = (
    "fair_desk_store.js",
    "fair_desk_sync.js",
    "fair_desk_forget.js",
    "fair_desk_photos.js",
    "fair_desk_packs.js",
    "fair_desk.js",
)
_STYLES = ("console.css", "fair_desk.css")
_WORKER = ("fair_desk_store.js", "fair_desk_sync.js", "fair_desk_worker.js")


@never_cache
@require_safe
@for_staff
def fair_desk(request: HttpRequest, fair_id: int) -> HttpResponse:
    """The page, with all that it needs without a network."""
    seen_by = viewer(request)
    try:
        fair = fair_of(seen_by, fair_id)
        entries, alerts = desk_entries(seen_by, fair_id), desk_alerts(seen_by, fair_id)
    except NotVisible as missing:
        raise Http404 from missing
    context = {
        "fair": fair,
        "country": name_of(fair.office, get_language() or "zh"),
        "phase": fair.phase(timezone.localdate()),
        "entries": _with_sheets(seen_by, fair_id, entries),
        "alerts": alerts,
        "duties": duties_of(fair_id),
        "checklist": checklist_of(fair),
        "to_take": EVIDENCE_TO_TAKE,
        "card": emergency_card(fair.office),
        "limits": LIMITS,
        "stands": sorted({(one.stand, one.exhibitor) for one in alerts}),
        "scripts": [static(f"console/{one}") for one in _SCRIPTS],
    }
    response = render(request, "console/fair_desk.html", context)
    response["Content-Security-Policy"] = POLICY
    return response


def _with_sheets(
    seen_by: Viewer, fair_id: int, entries: tuple[DeskEntry, ...]
) -> list[tuple[DeskEntry, RiskSheet | None]]:
    """Each entry with its newest risk sheet, as far as there is one; only the first `MOST_SHEETS` have theirs read."""
    sheets = newest_sheets(seen_by, fair_id, most=MOST_SHEETS)
    return [(one, sheets.get(one.entry.entry_id)) for one in entries]


@never_cache
@require_safe
@staff_program
def fair_desk_data(request: HttpRequest, fair_id: int) -> HttpResponse:
    """What the page's scripts work with: whose desk it is, until when it may be kept, and the leads that came."""
    seen_by = viewer(request)
    fair = fair_of(seen_by, fair_id)
    language = get_language() or "zh"
    said = {
        "user": seen_by.person_id,
        "name": request.user.get_username(),
        "key": _key_of(seen_by.person_id),
        "csrf": get_token(request),
        "until": _until(request, fair).isoformat(),
        "language": language,
        "words": {key: text(key, language) for key in SCRIPT_WORDS},
        "leads": [lead_line(one) for one in leads_of(seen_by, fair_id)],
        "keep": _to_keep(request, fair_id),
        "limits": LIMITS,
    }
    return JsonResponse(said)


def _key_of(user_id: int) -> str:
    """What this person's unsent leads are sealed with on a phone, in hex: the same after signing in again, and nobody else's."""
    return salted_hmac("console.fair_desk", str(user_id), algorithm="sha256").hexdigest()


def _until(request: HttpRequest, fair: Fair) -> dt.datetime:
    closes = dt.datetime.combine(fair.closes_on, dt.time.max, tzinfo=dt.UTC) + CARRIED_AFTER
    return min(closes, request.session.get_expiry_date())


def _to_keep(request: HttpRequest, fair_id: int) -> list[str]:
    """The addresses that are kept beside the page itself."""
    logos = [
        reverse("brand-logo", args=[brand.brand_row, sha256])
        for line in desk_entries(viewer(request), fair_id)
        for brand in line.brands
        for sha256 in brand.logos[:2]
    ]
    files = [static(f"console/{one}") for one in (*_SCRIPTS, *_STYLES, "icon.svg")]
    return [*files, reverse("fair-desk-manifest", args=[fair_id]), *dict.fromkeys(logos)]


@never_cache
@require_safe
@for_staff
def fair_desk_worker(request: HttpRequest, fair_id: int) -> HttpResponse:
    """The service worker, which the answer lets see this fair's desk and nothing else of the console."""
    response = HttpResponse(_worker(), content_type="text/javascript; charset=utf-8")
    response["Service-Worker-Allowed"] = reverse("fair-desk", args=[fair_id])
    response["Content-Security-Policy"] = _WORKER_POLICY
    return response


@cache
def _worker() -> str:
    parts = []
    for one in _WORKER:
        path = finders.find(f"console/{one}")
        assert isinstance(path, str), f"console/static/console/{one} comes with the console"
        parts.append(Path(path).read_text(encoding="utf-8"))
    return "\n".join(parts)


@never_cache
@require_safe
@for_staff
def fair_desk_manifest(request: HttpRequest, fair_id: int) -> HttpResponse:
    """What a phone calls the page when it is put on the home screen."""
    try:
        fair = fair_of(viewer(request), fair_id)
    except NotVisible as missing:
        raise Http404 from missing
    address = reverse("fair-desk", args=[fair_id])
    said = {
        "name": f"{text('fair_desk', get_language() or 'zh')} · {fair.name}",
        "short_name": fair.name[:12],
        "start_url": address,
        "scope": address,
        "display": "standalone",
        "background_color": "#f7f8fa",
        "theme_color": "#ffffff",
        "icons": [{"src": static("console/icon.svg"), "sizes": "any", "type": "image/svg+xml"}],
    }
    return JsonResponse(said, content_type="application/manifest+json")

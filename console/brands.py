"""Brands: the list, one brand with all that is known and watched of it, its logos, and the list as a file. 品牌."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from console.brand_watch import watch_of
from console.saving import to_save
from console.texts import text
from console.typed import page_number, row_id
from console.views import viewer
from matchers.text.intake import forms_of, too_generic
from pictures.decode import decode
from pictures.refused import Refused
from pictures.thumbnail import thumbnail
from reports.watchlist_table import watchlist_csv, watchlist_xlsx
from storage import brand_lists
from storage.alerts import alert_page
from storage.help_calls import calls
from storage.viewers import NotVisible, changeable_enterprises
from watchlists.advice import advice_on

MOST_WORD = 100
MOST_ALERTS = 20
_FILES = {"csv": watchlist_csv, "xlsx": watchlist_xlsx}


@require_safe
def brands(request: HttpRequest) -> HttpResponse:
    """The brands this viewer may see, found by a word where one is given."""
    seen_by = viewer(request)
    word = request.GET.get("word", "").replace("\0", "").strip()[:MOST_WORD]
    context = {
        "page": brand_lists.brand_page(seen_by, word=word, page=page_number(request)),
        "word": word,
        "changeable": changeable_enterprises(seen_by),
    }
    return render(request, "console/brands.html", context)


@require_safe
def brand(request: HttpRequest, brand_row: int) -> HttpResponse:
    """One brand. What belongs to another enterprise looks missing."""
    seen_by = viewer(request)
    try:
        line = brand_lists.brand_line(seen_by, brand_row)
    except NotVisible as missing:
        raise Http404 from missing
    forms = forms_of(line.brand)
    alerts = alert_page(seen_by, brand_id=line.brand.brand_id, nearest=True, per_page=MOST_ALERTS)
    context = {
        "line": line,
        "b": line.brand,
        "forms": forms,
        "advice": advice_on(line.brand, forms, too_generic=too_generic(line.brand)),
        "alerts": alerts,
        "watch": watch_of(line),
        "calls": calls(seen_by, brand_row=brand_row, limit=20),
        "may_change": seen_by.may_change(line.enterprise_id),
        "today": timezone.localdate(),
    }
    return render(request, "console/brand.html", context)


@require_safe
def logo(request: HttpRequest, brand_row: int, sha256: str) -> HttpResponse:
    """A brand's logo, drawn anew as a small PNG: what somebody uploaded is never handed out as it is."""
    try:
        content = brand_lists.logo_of(viewer(request), brand_row, sha256)
    except NotVisible as missing:
        raise Http404 from missing
    try:
        png = thumbnail(decode(content))
    except Refused as refused:
        raise Http404 from refused
    response = HttpResponse(png, content_type="image/png")
    response["Cache-Control"] = "private, max-age=86400, immutable"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


@require_safe
def brands_file(request: HttpRequest, form_name: str) -> HttpResponse:
    """The brands of one enterprise as a watchlist that can be imported again."""
    seen_by = viewer(request)
    if form_name not in _FILES:
        raise Http404
    chosen = row_id(request.GET.get("enterprise", "")) or min(seen_by.enterprise_ids, default=0)
    try:
        lines = brand_lists.brands_of(seen_by, chosen)
    except NotVisible as missing:
        raise Http404 from missing
    watched = [line.brand for line in lines if line.unwatched_at is None]
    content = _FILES[form_name](watched, get_language() or "zh")
    name = f"{text('brands_file', get_language() or 'zh')}-{timezone.localdate():%Y%m%d}.{form_name}"
    return to_save(content, f"watchlist.{form_name}", name)


@require_safe
def template_file(request: HttpRequest, form_name: str) -> HttpResponse:
    """An empty watchlist with its headings and one example."""
    if form_name not in _FILES:
        raise Http404
    language = get_language() or "zh"
    name = f"{text('brands_template', language)}.{form_name}"
    return to_save(_FILES[form_name](None, language), f"watchlist.{form_name}", name)

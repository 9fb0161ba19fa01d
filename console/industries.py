"""What is watched for one industry: enterprises, markets and which of them nobody reads, alerts, cases; its HS codes. 行业。"""

import datetime as dt
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from console.health import WatchedSource
from console.market_cover import MarketCover, covers_of
from console.staff import for_staff
from console.views import viewer
from domain.lists import Level, ListItem, ListKind
from jobs.trade import codes_of, known_industries
from storage.industry_codes import own_codes, save_codes
from storage.industry_watch import watch_of_industry
from storage.lists import watched_markets
from watchlists.industry_codes import BadCodes, codes_text, read_codes

MOST_TYPED = 40_000
"""Characters of the codes of an industry."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MarketLine:
    """A market: brands that name it, its level on the centre's list (None where it is not there), the running sources that read
    it and whether its gazette is among them."""

    office: str
    brands: int
    level: Level | None
    sources: tuple[WatchedSource, ...]
    gazette: bool


@require_safe
@for_staff
def industry(request: HttpRequest, key: str) -> HttpResponse:
    """The watch over one industry."""
    return _page(request, key)


def _page(
    request: HttpRequest, key: str, *, typed: str | None = None, wrong: int = 0, status: int = 200
) -> HttpResponse:
    if key not in known_industries():
        raise Http404
    seen_by = viewer(request)
    watch = watch_of_industry(seen_by, key, since=timezone.now() - dt.timedelta(days=365))
    lines = _lines(watch.markets, watched_markets(seen_by))
    codes = codes_of(seen_by, key)
    context = {
        "industry": key,
        "watch": watch,
        "lines": lines,
        "unread": [one for one in lines if not one.sources],
        "codes": codes,
        "given": own_codes(seen_by, key) is None,
        "typed": codes_text(codes) if typed is None else typed,
        "editing": typed is not None,
        "wrong": wrong,
        "most": MOST_TYPED,
    }
    return render(request, "console/industry.html", context, status=status)


def _lines(named: dict[str, int], listed: dict[str, Level]) -> list[MarketLine]:
    """The markets brands name, the most named first, then those that stand on the centre's list alone."""
    offices = [*named, *(office for office in listed if office not in named)]
    items = [
        ListItem(kind=ListKind.MARKETS, office=one, level=listed.get(one, Level.MEDIUM)) for one in offices
    ]
    return [
        MarketLine(
            office=office, brands=named.get(office, 0), level=listed.get(office), sources=_running(cover), gazette=cover.gazette,
        )
        for office, cover in zip(offices, covers_of(items), strict=True)
    ]  # fmt: skip


def _running(cover: MarketCover) -> tuple[WatchedSource, ...]:
    return tuple(source for one in cover.covers for source in one.running)


@require_POST
@for_staff
def industry_codes(request: HttpRequest, key: str) -> HttpResponse:
    """Writes the industry's HS codes."""
    if key not in known_industries():
        raise Http404
    typed = request.POST.get("codes", "").replace("\0", "")[:MOST_TYPED]
    try:
        codes = read_codes(key, typed)
    except BadCodes as bad:
        return _page(request, key, typed=typed, wrong=bad.line, status=400)
    save_codes(viewer(request), key, codes, by=request.user.get_username())
    return redirect("industry", key)

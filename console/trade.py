"""Exports of an industry beside risk, as a page and a workbook, and files of figures taken in. 海外贸易。"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_safe

from console.charts import Amounts, ColumnChart, side_by_side
from console.saving import to_save
from console.staff import for_staff
from console.texts import text
from console.uploads import MOST_UPLOADED, too_large
from console.views import viewer
from domain import jurisdictions
from domain.period import BadPeriod, Period
from domain.trade import MarketTrade, Series
from jobs.trade import TradeReview, import_trade, known_industries, review_trade
from reports.trade_review import finding
from reports.trade_table import basis, trade_xlsx
from storage.throttle import take_turns
from storage.trade import corrections, imports
from watchlists.cells import market_name
from watchlists.trade_read import read_trade

MOST_FINDINGS, MOST_BARS, MOST_LINES = 8, 12, 60
MOST_UPLOADS = 60
"""Files of one user in an hour."""

_UNITS = (
    (Decimal(10) ** 9, "十亿", "billion"),
    (Decimal(10) ** 6, "百万", "million"),
    (Decimal(1000), "千", "thousand"),
    (Decimal(1), "", ""),
)
_THOUSAND = Decimal(1000)


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """The chart of the largest markets, with what one of its units is."""

    chart: ColumnChart
    unit: str


def partner_name(code: str, language: str) -> str:
    """A partner's name: the jurisdiction's, another country's, or as a file has it."""
    if jurisdictions.known(code):
        return jurisdictions.name(code, language)
    return market_name(code, language) or code


@require_safe
@for_staff
def trade(request: HttpRequest) -> HttpResponse:
    """The industry, period and figures that are chosen, beside risk."""
    chosen = known_industries()
    industry = request.GET.get("industry") or next(iter(chosen))
    if industry not in chosen:
        raise Http404
    typed = request.GET.get("period") or str(_last_month().year)
    context: dict[str, object] = {"industries": chosen, "industry": industry, "typed": typed[:20]}
    try:
        period = Period.of(typed)
    except BadPeriod:
        return render(request, "console/trade.html", context | {"problem": "trade_bad_period"}, status=400)
    language = get_language() or "zh"
    review = review_trade(viewer(request), industry, period, key=request.GET.get("series", ""))
    return render(request, "console/trade.html", context | _shown(review, language))


def _last_month() -> dt.date:
    """The last day of the month before this: figures of this one are not out."""
    return timezone.localdate().replace(day=1) - dt.timedelta(days=1)


def _shown(review: TradeReview, language: str) -> dict[str, object]:
    found = review.trade
    context: dict[str, object] = {
        "review": review,
        "series": [(one.key, series_name(one, language)) for one in review.every],
        "lines": [
            (partner_name(one.trade.partner, language), one, *_amounts(one.trade))
            for one in review.markets[:MOST_LINES]
        ],
        "more": max(0, len(review.markets) - MOST_LINES),
    }
    if found is None:
        return context
    total = found.exports.total
    return context | {
        "trade": found,
        "key": found.series.key,
        "currency": found.series.currency,
        "of": series_name(found.series, language),
        "total": (total, *_amounts(total)),
        "missing": [f"{one:%Y-%m}" for one in found.exports.missing],
        "findings": [
            finding(one, found, partner_name, language)
            for one in review.markets[:MOST_FINDINGS]
            if one.trade.now
        ],
        "drawn": _drawn(found.exports.markets[:MOST_BARS], found.series.currency, language),
        "basis": basis(found, language),
    }


def _amounts(one: MarketTrade) -> tuple[str, str]:
    """The amounts in thousands, as they stand in the table; "" for none."""
    return _thousands(one.now), "" if one.before is None else _thousands(one.before)


def _thousands(value: Decimal) -> str:
    return f"{value / _THOUSAND:,.0f}"


def series_name(one: Series, language: str) -> str:
    """A series in words: source, region, currency, months."""
    region = one.region or text("trade_whole", language)
    return f"{text(f'trade_{one.source}', language)} · {region} · {one.currency} · {one.first:%Y-%m}–{one.last:%Y-%m}"


def _drawn(markets: Sequence[MarketTrade], currency: str, language: str) -> Drawn | None:
    most = max((max(one.now, one.before or Decimal()) for one in markets), default=Decimal())
    if not most:
        return None
    size, zh, en = next(one for one in _UNITS if most >= one[0] * 1000 or one[0] == 1)
    places = [
        Amounts(
            label=one.partner[:2],
            title=f"{partner_name(one.partner, language)}: {_thousands(one.now)} / {_thousands(one.before or Decimal())}",
            amounts=(("before", int((one.before or Decimal()) / size)), ("now", int(one.now / size))),
        )
        for one in markets
    ]
    return Drawn(
        chart=side_by_side(places, label_every=1),
        unit=f"{zh if language.startswith('zh') else en} {currency}".strip(),
    )


@require_safe
@for_staff
def trade_file(request: HttpRequest) -> HttpResponse:
    """The same as a workbook."""
    language = get_language() or "zh"
    industry, typed = request.GET.get("industry", ""), request.GET.get("period", "")
    if industry not in known_industries():
        raise Http404
    try:
        period = Period.of(typed)
    except BadPeriod as wrong:
        raise Http404 from wrong
    review = review_trade(viewer(request), industry, period, key=request.GET.get("series", ""))
    if review.trade is None:
        raise Http404
    told = (
        (text("trade_industry", language), industry),
        (text("trade_period", language), str(period)),
        *basis(review.trade, language),
        ("", text("trade_why", language)),
        ("", text("trade_unregistered_why", language)),
    )
    content = trade_xlsx(review.trade, review.markets, partner_name, told, language)
    return to_save(content, "trade.xlsx", f"{text('trade_page', language)} {industry} {period}.xlsx")


@require_http_methods(["GET", "HEAD", "POST"])
@for_staff
def trade_import(request: HttpRequest) -> HttpResponse:
    """Takes a file of figures in, or only checks it, and says what came of it; all imports and corrections."""
    seen_by, status = viewer(request), 200
    context: dict[str, object] = {"most_mb": MOST_UPLOADED // 1024**2, "most_bytes": MOST_UPLOADED}
    if request.method == "POST":
        file = request.FILES.get("file")
        if file is not None and file.size and file.size > MOST_UPLOADED:
            return too_large(request)
        if file is None or not file.size:
            context["problem"], status = "import_no_file", 400
        elif take_turns(f"trade of user {seen_by.user_id}", MOST_UPLOADS, 3600.0, 1) > 0:
            context["problem"], status = "import_too_often", 429
        else:
            context |= _handed_in(request, str(file.name)[-120:], file.read())
            status = 200 if context["read"].figures else 400  # type: ignore[attr-defined]
    language = get_language() or "zh"
    context["imports"] = imports(seen_by)
    context["corrections"] = [
        (partner_name(figure.partner, language), figure, said) for figure, said in corrections(seen_by)
    ]
    return render(request, "console/trade_import.html", context, status=status)


def _handed_in(request: HttpRequest, name: str, content: bytes) -> dict[str, object]:
    if request.POST.get("act") == "check":
        read, taken = read_trade(content, name), None
    else:
        read, taken = import_trade(viewer(request), content, name, by=request.user.get_username())
    language = get_language() or "zh"
    faults = [(one.record, one.column, one.detail, one.cure(language)) for one in read.faults]
    return {
        "file": name,
        "read": read,
        "taken": taken,
        "faults": faults,
        "check": request.POST.get("act") == "check",
    }

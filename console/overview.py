"""What there is at a glance: alerts by market, filings by month, what sources gave, and the load of review. 概览."""

import datetime as dt
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from console.charts import Amounts, Bar, ColumnChart, side_by_side, stacked, stacked_across
from console.health import NOT_WATCHED, WatchedSource, watched_sources
from console.texts import text
from console.typed import row_id
from console.views import viewer
from console.world import REGIONAL, squares
from domain.jurisdictions import name
from storage.overview import (
    LoadDay,
    MarketCounts,
    MonthCounts,
    RunDay,
    TierCounts,
    brand_choices,
    filings_by_month,
    markets,
    open_counts,
    review_load,
    run_days,
)
from storage.profiles import industries
from storage.viewers import Viewer, enterprise_choices

MONTHS = 24
DAYS = 30
SQUARE = 22
BARS_SHOWN = 14
_ANSWERED = ("empty", "not_yet_published")
"""States of a run that reached its source and got nothing: no trouble, and no success either."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Square:
    """A market's place on the sheet, and what is open there, None where nothing is."""

    code: str
    x: int
    y: int
    regional: bool
    counts: TierCounts | None
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MarketLine:
    """A market's open alerts as a bar."""

    office: str
    counts: TierCounts
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DayMark:
    """A day of a source: `ok`, `nothing`, `failed` or `none`, and the same in words."""

    kind: str
    x: int
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceStrip:
    """A source's last days, oldest first, beside its state now."""

    watched: WatchedSource
    marks: tuple[DayMark, ...]
    good_days: int


@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """The overview of everything the viewer may see, or of one enterprise, or with its filings of one brand."""
    seen_by = viewer(request)
    enterprises = enterprise_choices(seen_by)
    enterprise_id = row_id(request.GET.get("enterprise", ""))
    if enterprise_id is not None and enterprise_id not in dict(enterprises):
        raise Http404
    brands = brand_choices(seen_by, enterprise_id)
    brand_id = request.GET.get("brand", "")
    brand_id = brand_id if brand_id in dict(brands) else ""
    today = timezone.localdate()
    found = markets(seen_by, enterprise_id)
    lines = _market_lines(found)
    every = watched_sources()
    context = {
        "enterprises": enterprises,
        "enterprise_id": enterprise_id,
        "brands": brands,
        "brand_id": brand_id,
        "open": open_counts(seen_by, enterprise_id),
        "squares": _squares(found),
        "square": SQUARE,
        "sheet": _sheet(),
        "market_lines": lines[:BARS_SHOWN],
        "market_lines_rest": lines[BARS_SHOWN:],
        "filings": filings_context(seen_by, today, enterprise_id=enterprise_id, brand_id=brand_id),
        "strips": _strips([one for one in every if _ran(one)], today),
        "unwatched": sum(not _ran(one) for one in every),
        "days": DAYS,
        "data_since": min((since for one in every if (since := one.health.first_good_at)), default=None),
    }
    if seen_by.staff:
        context["industries"] = industries()
        load = review_load(seen_by, today=today, days=DAYS, enterprise_id=enterprise_id)
        context |= {"load": load, "load_chart": _load_chart(load.days), "median": _duration(load.median)}
    return render(request, "console/overview.html", context)


def _ran(one: WatchedSource) -> bool:
    """What lost its key is shown as long as it ran before."""
    return one.state not in NOT_WATCHED or one.health.last_run_at is not None


def filings_context(
    seen_by: Viewer, today: dt.date, *, enterprise_id: int | None = None, brand_id: str = ""
) -> dict[str, object]:
    """What the chart of filings by month is drawn from."""
    months = filings_by_month(
        seen_by, today=today, months=MONTHS, enterprise_id=enterprise_id, brand_id=brand_id
    )
    return {
        "chart": _month_chart(months),
        "months": [one for one in reversed(months) if one.counts.total],
        "total": sum(one.counts.total for one in months),
        "count": MONTHS,
    }


def _t(key: str) -> str:
    return text(key, get_language() or "zh")


def _in_words(counts: TierCounts) -> str:
    return (
        ", ".join(f"{_t(tier)} {n}" for tier in ("high", "medium", "low") if (n := getattr(counts, tier)))
        or "0"
    )


def _month_chart(months: tuple[MonthCounts, ...]) -> ColumnChart:
    places = [
        Amounts(
            label=f"{one.month:%Y-%m}",
            title=f"{one.month:%Y-%m}{_t('colon')}{_in_words(one.counts)}",
            amounts=(("high", one.counts.high), ("medium", one.counts.medium), ("low", one.counts.low)),
        )
        for one in months
    ]
    return stacked(places, label_every=6)


def _load_chart(days: tuple[LoadDay, ...]) -> ColumnChart:
    places = [
        Amounts(
            label=f"{one.day:%m-%d}",
            title=f"{one.day:%Y-%m-%d}{_t('colon')}{_t('load_arrived')} {one.arrived}, {_t('load_decided')} {one.decided}",
            amounts=(("arrived", one.arrived), ("decided", one.decided)),
        )
        for one in days
    ]
    return side_by_side(places, label_every=5)


def _squares(found: tuple[MarketCounts, ...]) -> list[Square]:
    by_office = {one.office: one.counts for one in found}
    language = get_language() or "zh"
    return [
        Square(
            code=code,
            x=column * SQUARE,
            y=row * SQUARE,
            regional=code in REGIONAL,
            counts=by_office.get(code),
            title=f"{name(code, language)}{_t('colon')}{_in_words(by_office[code]) if code in by_office else 0}",
        )
        for code, (column, row) in squares().items()
    ]


def _sheet() -> tuple[int, int]:
    """Width and height of the sheet of squares."""
    places = squares().values()
    return (max(x for x, _ in places) + 1) * SQUARE, (max(y for _, y in places) + 1) * SQUARE


def _market_lines(found: tuple[MarketCounts, ...]) -> list[MarketLine]:
    most = max((one.counts.total for one in found), default=0)
    return [
        MarketLine(
            office=one.office,
            counts=one.counts,
            bars=stacked_across(
                (("high", one.counts.high), ("medium", one.counts.medium), ("low", one.counts.low)), most
            ),
        )
        for one in found
    ]


def _strips(watched: list[WatchedSource], today: dt.date) -> list[SourceStrip]:
    """Those in trouble first."""
    ran = run_days([one.source.name for one in watched], today=today, days=DAYS)
    strips = []
    for one in sorted(watched, key=lambda one: one.state == "ok"):
        marks = tuple(_mark(number, day) for number, day in enumerate(ran[one.source.name]))
        good = sum(mark.kind == "ok" for mark in marks)
        strips.append(SourceStrip(watched=one, marks=marks, good_days=good))
    return strips


def _mark(number: int, day: RunDay) -> DayMark:
    said = "、".join(_t(state) for state in day.states) or _t("day_none")
    records = f" · {day.kept} {_t('day_records')}" if "ok" in day.states else ""
    return DayMark(kind=kind_of(day.states), x=number * 12, title=f"{day.day:%m-%d} {said}{records}")


def kind_of(states: tuple[str, ...]) -> str:
    """How a day of runs is shown: `ok` once any was good, else `failed`, or `nothing` where all reached an empty source."""
    if not states:
        return "none"
    if "ok" in states:
        return "ok"
    return "nothing" if all(state in _ANSWERED for state in states) else "failed"


def _duration(time: dt.timedelta | None) -> str:
    if time is None:
        return "—"
    hours = time.total_seconds() / 3600
    if hours < 1:
        return f"{hours * 60:.0f} {_t('minutes')}"
    return f"{hours:.1f} {_t('hours')}" if hours < 48 else f"{hours / 24:.1f} {_t('desk_days')}"

"""Files of export figures taken in, and an industry's exports laid beside its risk. 海外贸易数据导入与研判。"""

import datetime as dt
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils import timezone

from domain.period import Period
from domain.trade import IndustryCode, IndustryTrade, Series, exports_of, months_of, outermost, year_before
from reports.annual import of_industries
from reports.trade_review import MarketReview, review_of
from storage.brand_offices import known_offices
from storage.industry_codes import industries_written, own_codes
from storage.profiles import industries
from storage.report_facts import facts_of, industry_names
from storage.trade import Taken, keep_figures, series, sums
from storage.viewers import Viewer
from watchlists.industry_codes import given_for, industries_given
from watchlists.trade_read import TradeRead, read_trade


@dataclass(frozen=True, slots=True, kw_only=True)
class TradeReview:
    """An industry in a period: its codes, the series that may be chosen, the exports by the chosen one (None where there are no
    figures), and each country's exports and risk."""

    industry: str
    period: Period
    codes: tuple[IndustryCode, ...]
    every: tuple[Series, ...]
    trade: IndustryTrade | None
    markets: tuple[MarketReview, ...]


def import_trade(viewer: Viewer, content: bytes, file: str, *, by: str) -> tuple[TradeRead, Taken | None]:
    """Takes in what can be read of a file, and says what could not; nothing where no figure can. Raises `NotVisible` for anybody
    but staff."""
    read = read_trade(content, file)
    if not read.figures:
        return read, None
    sha256 = hashlib.sha256(content).hexdigest()
    taken = keep_figures(
        viewer, read.figures, file=file[-120:], sha256=sha256, faults=len(read.faults), by=by
    )
    return read, taken


def codes_of(viewer: Viewer, industry: str, *, as_of: dt.datetime | None = None) -> tuple[IndustryCode, ...]:
    """The codes of an industry: the centre's own, or those given with the program where it wrote none."""
    own = own_codes(viewer, industry, as_of=as_of)
    return given_for(industry) if own is None else own


def trade_of(
    viewer: Viewer, industry: str, period: Period, *, as_of: dt.datetime, key: str = ""
) -> tuple[tuple[IndustryCode, ...], tuple[Series, ...], IndustryTrade | None]:
    """An industry's codes, the series with figures under them, and its exports by the series of this key, or by the first."""
    codes = codes_of(viewer, industry, as_of=as_of)
    counted = outermost(one.hs for one in codes)
    every = series(viewer, counted, as_of=as_of)
    chosen = next((one for one in every if one.key == key), every[0] if every else None)
    if chosen is None:
        return codes, every, None
    months = months_of(period.first_day, period.last_day)
    asked = [*months, *map(year_before, months)]
    exports = exports_of(sums(viewer, chosen, counted, asked, as_of=as_of), months)
    return codes, every, IndustryTrade(industry=industry, series=chosen, codes=codes, exports=exports)


def review_trade(viewer: Viewer, industry: str, period: Period, *, key: str = "") -> TradeReview:
    """An industry's exports and risk as they are known now. Raises `NotVisible` for anybody but staff."""
    now = timezone.now()
    codes, every, trade = trade_of(viewer, industry, period, as_of=now, key=key)
    facts = of_industries(facts_of(viewer, period, now), (industry,))
    offices = known_offices([one.brand for one in facts.brands])
    return TradeReview(
        industry=industry, period=period, codes=codes, every=every, trade=trade,
        markets=review_of(trade, facts, period, timezone.localdate(), offices),
    )  # fmt: skip


def known_industries() -> tuple[str, ...]:
    """The industries of the centre's list, and those enterprises are of besides."""
    return tuple(dict.fromkeys((*industries(), *industry_names())))


def trade_of_industries(
    viewer: Viewer, chosen: Sequence[str], period: Period, *, as_of: dt.datetime
) -> tuple[IndustryTrade, ...]:
    """The exports of chosen industries, of all that had codes where none is named, as they were known at an instant."""
    every = dict.fromkeys((*industries_given(), *industries_written(viewer, as_of=as_of)))
    found = (trade_of(viewer, one, period, as_of=as_of)[2] for one in chosen or every)
    return tuple(one for one in found if one is not None)

"""What is watched for the enterprises of an industry, and what came of it. 分行业监测。"""

import datetime as dt
from collections import Counter
from dataclasses import dataclass

from domain.observation import Kind
from storage.case_messages import ENDED
from storage.cases import visible_cases
from storage.models import AlertMatch, Brand, Enterprise, Match, ProceedingSighting
from storage.overview import MarketCounts, by_market
from storage.viewers import Viewer, only_staff

MOST_ENTERPRISES = 200
MOST_BRANDS = 5_000


@dataclass(frozen=True, slots=True, kw_only=True)
class IndustryWatch:
    """`enterprises` are row id and name, the first `MOST_ENTERPRISES` of `enterprises_count`; `markets` how many watched brands
    name each market, `every_market` how many name none; `alerts` those raised since a day by office; counts of cases (家次)
    open and opened since, and of proceedings that met a brand."""

    enterprises: tuple[tuple[int, str], ...]
    enterprises_count: int
    brands: int
    every_market: int
    markets: dict[str, int]
    alerts: tuple[MarketCounts, ...]
    alerts_total: int
    cases_open: int
    cases_opened: int
    proceedings: int


def watch_of_industry(viewer: Viewer, industry: str, *, since: dt.datetime) -> IndustryWatch:
    """The watch over an industry. Raises `NotVisible` for anybody but staff."""
    only_staff(viewer, "industries")
    firms = Enterprise.objects.filter(industry=industry)
    brands = Brand.objects.filter(enterprise__industry=industry, unwatched_at__isnull=True)
    named = list(brands.order_by("pk").values_list("markets", flat=True)[:MOST_BRANDS])
    cases = visible_cases(viewer).filter(enterprise__industry=industry)
    raised = AlertMatch.objects.filter(
        alert__brand__enterprise__industry=industry, alert__raised_at__gte=since
    )
    met = Match.objects.filter(
        brand__enterprise__industry=industry, observation__kind=Kind.PROCEEDING.value
    ).exclude(tier="none")
    proceedings = ProceedingSighting.objects.filter(observation__in=met.values("observation"))
    return IndustryWatch(
        enterprises=tuple(firms.order_by("name").values_list("pk", "name")[:MOST_ENTERPRISES]),
        enterprises_count=firms.count(),
        brands=brands.count(),
        every_market=sum(not one for one in named),
        markets=dict(Counter(market for one in named for market in one).most_common()),
        alerts=by_market(raised),
        alerts_total=raised.values("alert").distinct().count(),
        cases_open=cases.exclude(state__in=ENDED).count(),
        cases_opened=cases.filter(opened_at__gte=since).count(),
        proceedings=proceedings.values("proceeding").distinct().count(),
    )

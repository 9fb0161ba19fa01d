"""Exports laid beside what is known of risk in the same countries: counts and sentences, no index. 海外贸易数据研判。"""

import datetime as dt
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from domain.jurisdictions import REGIONS
from domain.match import Tier
from domain.period import Period
from domain.report_facts import AlertFact, BrandFact, CaseFact, Facts
from domain.trade import IndustryTrade, MarketTrade, is_code


@dataclass(frozen=True, slots=True, kw_only=True)
class MarketRisk:
    """What is known of one country in a period: alerts raised (条), those of the highest tier, those whose window is open now,
    disputes (起), enterprises watching it (家), brands that name it (件) and those of them without a registration or
    application known here. A regional office's alerts and cases count in its members."""

    alerts: int = 0
    serious: int = 0
    windows: int = 0
    disputes: int = 0
    enterprises: int = 0
    brands: int = 0
    unregistered: int = 0

    @property
    def anything(self) -> bool:
        """Whether anything was found or is watched there."""
        return any((self.alerts, self.windows, self.disputes, self.enterprises))


@dataclass(frozen=True, slots=True, kw_only=True)
class MarketReview:
    """A country's exports and risk. `risk` is None where the partner is no country known here."""

    trade: MarketTrade
    risk: MarketRisk | None


def review_of(
    trade: IndustryTrade | None,
    facts: Facts,
    period: Period,
    today: dt.date,
    offices: Mapping[int, Collection[str]],
) -> tuple[MarketReview, ...]:
    """Every country with exports, the largest first, then those that have only risk. `facts` are the industry's own, `offices`
    where each brand has a registration or application known here, by the brand's row."""
    partners = {one.partner: one for one in (trade.exports.markets if trade else ())}
    others = {
        *(office for one in facts.alerts for office in one.offices),
        *(market for one in facts.brands for market in one.markets),
        *(one.office for one in facts.cases if one.office),
    }
    found = [
        MarketReview(trade=one, risk=_risk(partner, facts, period, today, offices) if is_code(partner) else None)
        for partner, one in partners.items()
    ]  # fmt: skip
    for office in sorted(others - partners.keys() - {"CN"}):
        risk = _risk(office, facts, period, today, offices)
        if risk.anything:
            nothing = MarketTrade(partner=office, now=Decimal(), before=None)
            found.append(MarketReview(trade=nothing, risk=risk))
    return tuple(found)


def _risk(
    office: str, facts: Facts, period: Period, today: dt.date, offices: Mapping[int, Collection[str]]
) -> MarketRisk:
    alerts = [one for one in facts.alerts if here(office, one.offices)]
    raised = [one for one in alerts if one.raised_at >= period.starts]
    named = [one for one in facts.brands if office in one.markets]
    watching = {one.firm.enterprise_id for one in facts.brands if not one.markets or office in one.markets}
    return MarketRisk(
        alerts=len(raised),
        serious=sum(one.tier == Tier.HIGH for one in raised),
        windows=sum(_open(one, today) for one in alerts),
        disputes=len({one.dispute or one.number for one in cases_here(facts.cases, office, period)}),
        enterprises=len(watching),
        brands=len(named),
        unregistered=sum(not _registered(one, office, offices) for one in named),
    )


def here(office: str, offices: Collection[str]) -> bool:
    """Whether what is of these offices counts in a country: of its own, or of a region it belongs to."""
    return office in offices or any(office in REGIONS.get(one, ()) for one in offices)


def _open(alert: AlertFact, today: dt.date) -> bool:
    return alert.last_day is not None and alert.last_day >= today and alert.dismissed_at is None


def cases_here(cases: Collection[CaseFact], office: str, period: Period) -> list[CaseFact]:
    """The cases of a country that were opened in a period."""
    return [
        one for one in cases if here(office, (one.office,)) and period.starts <= one.opened_at < period.ends
    ]


def _registered(brand: BrandFact, office: str, offices: Mapping[int, Collection[str]]) -> bool:
    return here(office, offices.get(brand.brand, ()))


def finding(one: MarketReview, trade: IndustryTrade, named: Callable[[str, str], str], language: str) -> str:
    """What stands in a country's line, in a sentence. `named` gives a partner's name in a language."""
    zh = language.startswith("zh")
    parts = [_exports_said(one.trade, trade, zh=zh), *_risk_said(one.risk, zh=zh)]
    where = named(one.trade.partner, language)
    return f"{where}：{'，'.join(parts)}。" if zh else f"{where}: {', '.join(parts)}."


def _exports_said(one: MarketTrade, trade: IndustryTrade, *, zh: bool) -> str:
    growth = one.growth
    if not one.now and not one.before:
        return "本期无出口数据" if zh else "no export figures in the period"
    if growth is not None:
        if not growth:
            return "出口与上年同期持平" if zh else "exports unchanged on the year before"
        if zh:
            return f"出口同比{'增长' if growth > 0 else '下降'}{abs(growth)}%"
        return f"exports {'up' if growth > 0 else 'down'} {abs(growth)} %"
    if trade.exports.missing:
        return (
            "出口增减无法计算（缺上年同期数据）"
            if zh
            else "growth cannot be computed (figures of the year before are missing)"
        )
    return "上年同期无出口，增减无法计算" if zh else "no exports a year before, so no growth can be computed"


def _risk_said(risk: MarketRisk | None, *, zh: bool) -> Sequence[str]:
    if risk is None:
        return ("未与风险对照" if zh else "not laid beside risk",)
    said = [f"预警{risk.alerts}条" if zh else f"{risk.alerts} alerts"]
    if risk.serious:
        said.append(f"其中高风险{risk.serious}条" if zh else f"{risk.serious} of them high")
    if risk.windows:
        said.append(f"{risk.windows}条仍在异议期内" if zh else f"{risk.windows} with an open window")
    if risk.disputes:
        said.append(f"纠纷{risk.disputes}起" if zh else f"{risk.disputes} disputes")
    if risk.brands:
        said.append(
            f"{risk.brands}件品牌中{risk.unregistered}件未见注册或申请"
            if zh
            else f"{risk.unregistered} of {risk.brands} brands with no registration known"
        )
    elif not risk.enterprises:
        said.append("无企业监测" if zh else "watched by no enterprise")
    return said

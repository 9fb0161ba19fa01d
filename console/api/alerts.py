"""Alerts of the enterprise, with matches, evidence and deadlines. 预警."""

import datetime as dt
from enum import StrEnum
from typing import Annotated

from django.http import HttpResponse
from ninja import Path, Query, Router
from pydantic import BaseModel, Field

from console.api.bearer import Needs, TokenRequest
from console.api.decided import DecisionShown, decision_shown
from console.api.fields import Chosen, Moment, RowId
from console.api.matches import DeadlineShown, MatchShown, deadline_shown, match_shown
from console.api.observed import ObservationShown, observation_shown
from console.api.paging import Page, Paging, page, position
from domain.alert import Reason
from domain.match import Match, Tier
from domain.observation import Provenance
from domain.scope import Scope
from storage.alert_list import AlertLine, AlertsWanted, alert_line, alerts_before
from storage.evidence import Proof, proofs_of_alert

router = Router(tags=["alerts"])


class State(StrEnum):
    """Whether an alert still waits."""

    OPEN = "open"
    DECIDED = "decided"


class AlertsAsked(Paging):
    """Which alerts."""

    tier: Tier | None = Field(None, description="风险等级 · tier")
    state: State | None = Field(None, description="待处理或已处理；不填为全部 · open or decided, all without")
    brand: Chosen = Field("", description="品牌编号 · a brand's id")
    office: Chosen = Field("", description="局或市场（WIPO ST.3） · office or market")
    since: Moment | None = Field(None, description="自此时起产生或新增命中 · raised or grown since then")


class AlertBrand(BaseModel):
    """The brand an alert is about."""

    brand_id: str
    name: str


class AlertListed(BaseModel):
    """One conflict. 一条预警."""

    alert_id: int
    state: State
    tier: Tier
    brand: AlertBrand
    holder: str = Field(description="申请人或卖家 · holder or seller")
    reason: Reason
    offices: list[str]
    raised_at: dt.datetime
    grown_at: dt.datetime = Field(description="最近新增命中的时刻 · when it last grew")
    deadline: DeadlineShown | None = Field(description="最近的截止日 · the nearest last day")
    decision: DecisionShown | None = Field(
        description="有效的处理决定，或最近一次求助 · what stands, or the last call for help"
    )


class AlertMatch(MatchShown):
    """A match of the alert with what was seen."""

    observation: ObservationShown


class ProofShown(BaseModel):
    """The raw answer of a source in which an observation stood."""

    source: str
    ref: str
    url: str
    sha256: str
    fetched_at: dt.datetime
    provenance: Provenance


class AlertWhole(AlertListed):
    """An alert with its matches, most serious first, and the raw answers behind them."""

    matches: list[AlertMatch]
    proofs: list[ProofShown]


@router.get(
    "/alerts",
    auth=Needs(Scope.ALERTS_READ),
    response=Page[AlertListed],
    summary="预警列表 · List alerts",
    description="最新产生的在前；可按 since 增量同步。 · The last raised first; with since, what is new.",
)
def list_alerts(
    request: TokenRequest, response: HttpResponse, asked: Query[AlertsAsked]
) -> Page[AlertListed]:
    """The enterprise's alerts."""
    place = position(request, asked)
    wanted = AlertsWanted(
        tier=asked.tier,
        open=asked.state is State.OPEN if asked.state else None,
        brand_id=asked.brand,
        office=asked.office,
        since=asked.since,
    )
    lines = alerts_before(
        request.token.viewer, wanted, int(place[0]) if place else None, limit=asked.limit + 1
    )
    return page(
        request, response, lines, asked.limit, shown=alert_listed, place=lambda line: [line.alert.alert_id]
    )


@router.get(
    "/alerts/{alert_id}",
    auth=Needs(Scope.ALERTS_READ),
    response=AlertWhole,
    summary="一条预警 · One alert",
    description="含命中、判断依据（中英文）、截止日及其规则、出处、核对日期与可信程度。"
    " · With matches, evidence in both languages, and "
    "the last day with rule, source, day checked and confidence.",
)
def get(request: TokenRequest, alert_id: Annotated[RowId, Path()]) -> AlertWhole:
    """One alert with its matches."""
    line = alert_line(request.token.viewer, alert_id)
    return AlertWhole(
        **dict(alert_listed(line)),
        matches=[_match(match) for match in line.alert.matches],
        proofs=[_proof(proof) for proof in proofs_of_alert(alert_id)],
    )


def alert_listed(line: AlertLine) -> AlertListed:
    """An alert as lists show it."""
    alert = line.alert
    return AlertListed(
        alert_id=alert.alert_id,
        state=State.OPEN if line.open else State.DECIDED,
        tier=line.tier,
        brand=AlertBrand(brand_id=alert.brand_id, name=alert.brand),
        holder=alert.holder,
        reason=alert.reason,
        offices=list(alert.offices),
        raised_at=alert.raised_at,
        grown_at=line.grown_at,
        deadline=deadline_shown(line.deadline),
        decision=decision_shown(line.decision) if line.decision else None,
    )


def _match(match: Match) -> AlertMatch:
    return AlertMatch(observation=observation_shown(match.observation), **dict(match_shown(match)))


def _proof(proof: Proof) -> ProofShown:
    return ProofShown(
        source=proof.source,
        ref=proof.ref,
        url=proof.url,
        sha256=proof.sha256,
        fetched_at=proof.fetched_at,
        provenance=Provenance(proof.provenance),
    )

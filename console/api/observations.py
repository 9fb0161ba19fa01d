"""Observations in which the enterprise's brands were met. 监测信息."""

import datetime as dt
from typing import Annotated

from django.http import HttpResponse
from ninja import Path, Query, Router
from pydantic import Field

from console.api.bearer import Needs, TokenRequest
from console.api.fields import Chosen, Moment, RowId
from console.api.matches import MatchShown, match_shown
from console.api.observed import ObservationShown, observation_shown
from console.api.paging import Page, Paging, page, position
from domain.observation import Kind
from domain.scope import Scope
from storage.observation_list import (
    ObservationLine,
    ObservationsWanted,
    OpinionLine,
    observation_of,
    observations_before,
)

router = Router(tags=["observations"])


class ObservationsAsked(Paging):
    """Which observations."""

    kind: Kind | None = Field(None, description="类型 · what was seen")
    source: Chosen = Field("", description="来源 · the source's name")
    office: Chosen = Field("", description="局或市场（WIPO ST.3） · office or market")
    brand: Chosen = Field("", description="品牌编号 · a brand's id")
    since: Moment | None = Field(None, description="自此时起取得 · seen since then")


class ObservationListed(ObservationShown):
    """An observation, with its place in the service."""

    observation_id: int
    seen_at: dt.datetime
    current: bool = Field(
        description="false：同号已有更新的记录 · false once a newer sighting of its number is there"
    )


class OpinionShown(MatchShown):
    """What was said of the observation for one brand."""

    brand_id: str
    alert_id: int | None = Field(description="所在预警 · the alert it was told in")
    withheld: bool = Field(description="超出复核预算，未推送 · beyond the review budget, not told")


class ObservationWhole(ObservationListed):
    """An observation with every match of the enterprise's brands."""

    matches: list[OpinionShown]


@router.get(
    "/observations",
    auth=Needs(Scope.OBSERVATIONS_READ),
    response=Page[ObservationListed],
    summary="监测信息列表 · List observations",
    description="命中本企业品牌的监测信息，最新在前。 · Those in which the enterprise's brands were met, the newest first.",
)
def list_observations(
    request: TokenRequest, response: HttpResponse, asked: Query[ObservationsAsked]
) -> Page[ObservationListed]:
    """What the enterprise's brands were met in."""
    place = position(request, asked)
    wanted = ObservationsWanted(
        kind=asked.kind, source=asked.source, office=asked.office, brand_id=asked.brand, since=asked.since
    )
    before = int(place[0]) if place else None
    lines = observations_before(request.token.viewer, wanted, before, limit=asked.limit + 1)
    return page(
        request, response, lines, asked.limit, shown=_listed, place=lambda line: [line.observation_id]
    )


@router.get(
    "/observations/{observation_id}",
    auth=Needs(Scope.OBSERVATIONS_READ),
    response=ObservationWhole,
    summary="一条监测信息 · One observation",
    description="含与本企业各品牌的比对结果。 · With what was said of it for each brand of the enterprise.",
)
def get(request: TokenRequest, observation_id: Annotated[RowId, Path()]) -> ObservationWhole:
    """One observation with its matches."""
    line, opinions = observation_of(request.token.viewer, observation_id)
    return ObservationWhole(**dict(_listed(line)), matches=[_opinion(one) for one in opinions])


def _listed(line: ObservationLine) -> ObservationListed:
    return ObservationListed(
        observation_id=line.observation_id,
        seen_at=line.seen_at,
        current=line.current,
        **dict(observation_shown(line.observation)),
    )


def _opinion(line: OpinionLine) -> OpinionShown:
    return OpinionShown(
        brand_id=line.match.brand_id,
        alert_id=line.alert_id,
        withheld=line.withheld,
        **dict(match_shown(line.match)),
    )

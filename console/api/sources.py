"""Sources and their health: silence of a source is not safety. 来源状态."""

import datetime as dt

from ninja import Router
from pydantic import BaseModel, Field

from console.api.bearer import Needs, TokenRequest
from console.health import WatchedSource, watched_sources
from crawlers.source import Policy, Route
from domain.observation import Kind

router = Router(tags=["sources"])


class SourceShown(BaseModel):
    """A source and how its last runs ended."""

    name: str = Field(examples=["us-uspto-trtdxfap"])
    kind: Kind
    country: str = Field(description="WIPO ST.3；XX 为多地 · XX for several countries")
    title_zh: str
    title_en: str
    route: Route
    policy: Policy
    state: str = Field(
        description="ok 以外皆非正常监测 · anything but ok is no watching",
        examples=["ok", "late", "blocked", "empty", "never", "no_key"],
    )
    reason_zh: str
    reason_en: str
    last_run_at: dt.datetime | None
    last_good_at: dt.datetime | None
    kept: int
    faults: int


class SourcesShown(BaseModel):
    """Every source."""

    items: list[SourceShown]


@router.get(
    "/sources",
    auth=Needs(),
    response=SourcesShown,
    summary="来源状态 · Health of the sources",
    description="没有预警时请先看这里：被拒绝、为空或逾期的来源不等于没有风险。"
    " · Where there are no alerts, look here first: a source that "
    "is blocked, empty or late is no sign of safety. Every token may.",
)
def list_sources(request: TokenRequest) -> SourcesShown:
    """Every source and its health."""
    return SourcesShown(items=[_shown(one) for one in watched_sources()])


def _shown(watched: WatchedSource) -> SourceShown:
    source, health = watched.source, watched.health
    return SourceShown(
        name=source.name,
        kind=source.kind,
        country=source.country,
        title_zh=source.title_zh,
        title_en=source.title_en,
        route=source.route,
        policy=source.policy,
        state=watched.state,
        reason_zh=health.reason_zh,
        reason_en=health.reason_en,
        last_run_at=health.last_run_at,
        last_good_at=health.last_good_at,
        kept=health.kept,
        faults=health.faults,
    )

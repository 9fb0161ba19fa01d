"""Open alerts by their last day. 截止日."""

import datetime as dt

from django.http import HttpResponse
from ninja import Query, Router
from pydantic import BaseModel, ConfigDict, Field

from console.api.alerts import AlertBrand
from console.api.bearer import Needs, TokenRequest
from console.api.fields import Day
from console.api.matches import DeadlineShown, deadline_shown
from console.api.paging import Page, Paging, page, position
from domain.match import Tier
from domain.scope import Scope
from storage.alert_list import AlertLine, deadlines_after

router = Router(tags=["deadlines"])


class DeadlinesAsked(Paging):
    """Which days."""

    model_config = ConfigDict(populate_by_name=True)
    since: Day | None = Field(None, alias="from", description="自该日（含） · from this day, included")
    until: Day | None = Field(None, alias="to", description="至该日（含） · to this day, included")


class DeadlineListed(BaseModel):
    """The nearest last day of one open alert."""

    alert_id: int
    tier: Tier
    brand: AlertBrand
    holder: str
    offices: list[str]
    deadline: DeadlineShown | None


@router.get(
    "/deadlines",
    auth=Needs(Scope.DEADLINES_READ),
    response=Page[DeadlineListed],
    summary="截止日列表 · List deadlines",
    description="未处理的预警，按截止日由近及远；已过期的也在内。"
    " · Open alerts, the nearest last day first; those past are among them.",
)
def list_deadlines(
    request: TokenRequest, response: HttpResponse, asked: Query[DeadlinesAsked]
) -> Page[DeadlineListed]:
    """Open alerts by last day."""
    place = position(request, asked)
    lines = deadlines_after(
        request.token.viewer,
        since=asked.since,
        until=asked.until,
        after=(dt.date.fromisoformat(str(place[0])), int(place[1])) if place else None,
        limit=asked.limit + 1,
    )
    return page(request, response, lines, asked.limit, shown=_listed, place=_place)


def _place(line: AlertLine) -> list[int | str]:
    assert line.last_day is not None, "only alerts with a last day are in the list"
    return [line.last_day.isoformat(), line.alert.alert_id]


def _listed(line: AlertLine) -> DeadlineListed:
    alert = line.alert
    return DeadlineListed(
        alert_id=alert.alert_id,
        tier=line.tier,
        brand=AlertBrand(brand_id=alert.brand_id, name=alert.brand),
        holder=alert.holder,
        offices=list(alert.offices),
        deadline=deadline_shown(line.deadline),
    )

"""The response plan of a filing, drawn by the rules kept of its office. 应对预案."""

import datetime as dt

from domain.observation import Observation
from domain.plan import Plan
from response.plan import FilingDates, UnknownOffice, draw_plan


def plan_of(seen: Observation, today: dt.date) -> Plan | None:
    """The plan for a filing; None where no rules of its office are kept."""
    dates = FilingDates(
        office=seen.office,
        madrid=seen.madrid,
        published_on=seen.published_on,
        registered_on=seen.registered_on,
    )
    try:
        return draw_plan(dates, today)
    except UnknownOffice:
        return None

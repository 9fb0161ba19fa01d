"""What stands in the calendar of last days: open alerts, and days of open cases. 截止日历."""

import datetime as dt
from dataclasses import dataclass

from domain.case import CaseDeadline
from domain.deadline import LastDay
from domain.match import Tier


@dataclass(frozen=True, slots=True, kw_only=True)
class DueAlert:
    """An open alert on its last day, with the filing whose window ends then and the rule behind the day.

    `day` is the nominal last day, `rolled` the first open day of the office on or after it, None where that is not
    known. `live` is false for whatever is not the world as it is.
    """

    alert_id: int
    revision: int
    grown_at: dt.datetime
    enterprise: str
    brand: str
    tier: Tier
    day: dt.date
    sign: str
    office: str
    ref: str
    published_on: dt.date | None
    madrid: bool
    live: bool
    rule: LastDay | None
    rolled: dt.date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DueCaseDay:
    """A day of an open case that is not met, with its case's number, enterprise and title."""

    deadline: CaseDeadline
    number: str
    enterprise: str
    title: str
    set_at: dt.datetime

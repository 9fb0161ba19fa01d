"""Fair: a trade fair as a project, before, during and after it. 展会.

[沪知局保〔2022〕18号 10, 国知发保字〔2021〕33号 六]: 展前排查、展中驻会、展后跟踪.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from domain.match import Tier

WATCHED_AFTER = dt.timedelta(days=365)
"""How long the gazettes of the host country are watched for filings by a fair's exhibitors and visitors."""


def closing_day(closing: Mapping[tuple[str, str], dt.date], source: str, event: str) -> dt.date | None:
    """The last day of the fair at which somebody was seen, of those known by the source of their exhibitors and their name there,
    "" where the source lists one fair alone.
    """
    return closing.get((source, event)) or closing.get((source, ""))


class FairPhase(StrEnum):
    """Where a fair stands on a day."""

    BEFORE = "before"
    """展前"""
    DURING = "during"
    """展中"""
    AFTER = "after"
    """展后: its leads are followed and the gazettes watched"""
    OVER = "over"
    """已结项"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fair:
    """A fair. `office` is the host country's ST.3 code, `source` the source of its exhibitor list, "" for none; a source
    that is read for several fairs is narrowed by `event`, the fair's name there. `route` says how the organiser hears complaints,
    `checklist` what to carry, one a line. Both days are days of the show.
    """

    fair_id: int
    name: str
    office: str
    city: str
    opens_on: dt.date
    closes_on: dt.date
    organiser: str = ""
    site: str = ""
    source: str = ""
    event: str = ""
    route_zh: str = ""
    route_en: str = ""
    checklist: str = ""
    made_up: bool = False

    def phase(self, today: dt.date) -> FairPhase:
        """Where it stands on a day of the host's calendar."""
        if today < self.opens_on:
            return FairPhase.BEFORE
        if today <= self.closes_on:
            return FairPhase.DURING
        return FairPhase.AFTER if today <= self.closes_on + WATCHED_AFTER else FairPhase.OVER


@dataclass(frozen=True, slots=True, kw_only=True)
class FairEntry:
    """An enterprise that exhibits. `trained_on` is the day of its training before the fair, that of the session
    `trained_in` where it came to one; `ready` the lines of the fair's checklist that it has."""

    entry_id: int
    fair_id: int
    enterprise_id: int
    enterprise: str
    stand: str = ""
    goods: str = ""
    classes: tuple[int, ...] = ()
    trained_on: dt.date | None = None
    trained_in: int | None = None
    ready: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FairDuty:
    """Somebody on duty during a fair. `reach` is a telephone number or the like, `until` the last day."""

    duty_id: int
    name: str
    role: str
    reach: str
    since: dt.date
    until: dt.date


class LeadState(StrEnum):
    """What became of a lead."""

    NEW = "new"
    CASE = "case"
    DISMISSED = "dismissed"


@dataclass(frozen=True, slots=True, kw_only=True)
class FairLead:
    """Something seen at a fair: at a stand, by somebody, with photographs. 线索.

    `enterprise` is whose brand is concerned, "" as long as nobody knows. `case_id` is the case it became.
    """

    lead_id: int
    fair_id: int
    stand: str
    exhibitor: str
    seen: str
    by: str
    seen_at: dt.datetime
    state: LeadState
    enterprise_id: int | None = None
    enterprise: str = ""
    brand: str = ""
    case_id: int | None = None
    case_number: str = ""
    photos: tuple[int, ...] = ()


class MetAs(StrEnum):
    """How somebody was met at a fair."""

    EXHIBITOR = "exhibitor"
    """on the list of exhibitors"""
    VISITOR = "visitor"
    """in a lead written down there"""


@dataclass(frozen=True, slots=True, kw_only=True)
class MetName:
    """A name met at a fair."""

    name: str
    met_as: MetAs
    stand: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AfterFiling:
    """A filing in the host country by somebody met at a fair. 展后申请.

    `name` is how the fair had it. `alerts` are those that stand on this filing.
    """

    filing_id: int
    fair_id: int
    observation_id: int
    met: MetName
    source: str
    ref: str
    office: str
    sign: str
    holder: str
    live: bool
    found_at: dt.datetime
    filed_on: dt.date | None = None
    published_on: dt.date | None = None
    alerts: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class StandAlert:
    """An alert about an exhibitor of a fair; `stand` is "" where the list gives none."""

    alert_id: int
    stand: str
    exhibitor: str
    enterprise: str
    brand: str
    tier: Tier
    live: bool
    open: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUp:
    """Something still to be done after a fair, by a day; `enterprise` is "" where it is nobody's alone."""

    follow_up_id: int
    says: str
    due_on: dt.date
    enterprise: str = ""
    done_at: dt.datetime | None = None
    done_by: str = ""

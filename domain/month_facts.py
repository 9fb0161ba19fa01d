"""What a month's note is counted of beside cases and alerts: fairs, trainings, proceedings, the yearly plan."""

import datetime as dt
from dataclasses import dataclass

from domain.report_facts import Firm
from domain.training import SessionState
from domain.work_plan import PlanItem


@dataclass(frozen=True, slots=True, kw_only=True)
class FairFact:
    """A fair with a day in the month, and the enterprises that exhibit at it."""

    fair_id: int
    name: str
    opens_on: dt.date
    closes_on: dt.date
    firms: tuple[Firm, ...]
    made_up: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionFact:
    """A training session of the month; `attended` are attendances by id, each with its enterprise and how many persons."""

    session_id: int
    title: str
    day: dt.date
    state: SessionState
    attended: tuple[tuple[int, Firm, int], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ProceedingFact:
    """A proceeding sources first told of in the month, by its docket."""

    proceeding_id: int
    docket: str
    made_up: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthFacts:
    """Fairs, sessions and proceedings of a month as they are known now; the plan's items as they stood at the report's instant.

    `cut` says that there are more proceedings than were asked for.
    """

    fairs: tuple[FairFact, ...]
    sessions: tuple[SessionFact, ...]
    proceedings: tuple[ProceedingFact, ...]
    plan: tuple[PlanItem, ...]
    cut: bool = False

"""Plan: what can still be done about a filing, in order, and until when. 应对预案."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from domain.deadline import Deadline, Fee, NoWindow, Origin


class FilingState(StrEnum):
    """Where a filing stands, as far as its dates tell."""

    UNPUBLISHED = "unpublished"
    IN_WINDOW = "in-window"
    WINDOW_CLOSED = "window-closed"
    REGISTERED = "registered"


class StepKind(StrEnum):
    """What a step is."""

    OPPOSITION = "opposition"
    EXTENSION = "extension"
    OBSERVATIONS = "observations"
    INVALIDATION = "invalidation"
    NON_USE = "non-use"
    NEGOTIATION = "negotiation"
    OWN_FILING = "own-filing"
    MARKET = "market"


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A paper a step needs, and the days it usually takes to get."""

    says_zh: str
    says_en: str
    lead_days: int
    origin: Origin


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One thing to do.

    `opens_on` is the first day it can be done, None for at once. `last_day` is nominal, `rolled` the same moved
    off closed days, `internal_day` the day by which the papers must be under way; None where there is none.
    `fee` is None when the official fee is not known here.
    """

    kind: StepKind
    says_zh: str
    says_en: str
    opens_on: dt.date | None = None
    last_day: dt.date | None = None
    rolled: dt.date | None = None
    internal_day: dt.date | None = None
    fee: Fee | None = None
    papers: tuple[Paper, ...] = ()
    origin: Origin | None = None
    caveat_zh: str = ""
    caveat_en: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """The steps open on `drawn_on`, in order, and the ones left once those are missed.

    `why_state` says in a sentence how the state was read from the dates. `window` is the deadline, or why there
    is none. `notes` are what is peculiar to the office.
    """

    office: str
    madrid: bool
    state: FilingState
    why_state_zh: str
    why_state_en: str
    drawn_on: dt.date
    window: Deadline | NoWindow
    steps: tuple[Step, ...]
    if_late: tuple[Step, ...]
    notes_zh: tuple[str, ...]
    notes_en: tuple[str, ...]

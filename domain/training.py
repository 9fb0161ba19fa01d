"""Training: sessions the centre holds, who came, and who of the listed enterprises has not for three years. 培训.

[沪知局保〔2022〕18号 7, 19; 国知发保字〔2021〕33号 十二]: 培训计划, 三年一轮, 展会与跨境电商专题.
"""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

ROUND_YEARS = 3
"""Years within which every listed enterprise is to be trained once. 三年一轮."""


class Audience(StrEnum):
    """For whom a session is."""

    FAIR = "fair"
    """参展企业"""
    CROSS_BORDER = "cross-border"
    """跨境电商"""
    GENERAL = "general"
    """一般企业"""


class SessionState(StrEnum):
    """Where a session stands."""

    PLANNED = "planned"
    """待举办"""
    HELD = "held"
    """已举办"""
    DROPPED = "dropped"
    """已取消"""


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainingSession:
    """A session. `planned` says that it stands in the yearly plan; `teachers` are names, `materials` is a web address, `fair_id`
    the fair it prepares for, if one. `enterprises` (家) came with `persons` (人次).
    """

    session_id: int
    title: str
    day: dt.date
    topic: str = ""
    place: str = ""
    online: bool = False
    audience: Audience = Audience.GENERAL
    teachers: tuple[str, ...] = ()
    materials: str = ""
    planned: bool = True
    state: SessionState = SessionState.PLANNED
    fair_id: int | None = None
    fair: str = ""
    enterprises: int = 0
    persons: int = 0

    def late(self, today: dt.date) -> bool:
        """True where its day is over, and nobody said whether it was held."""
        return self.state is SessionState.PLANNED and self.day < today


@dataclass(frozen=True, slots=True, kw_only=True)
class Attendance:
    """An enterprise that came to a session, with how many persons; `contact` is a name, if one was given."""

    attendance_id: int
    enterprise_id: int
    enterprise: str
    persons: int = 1
    contact: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanHeld:
    """The sessions of a year by what became of the plan. Each planned one is held, dropped, late or still to come; `extra` were
    held and stood in no plan.
    """

    held: tuple[TrainingSession, ...]
    dropped: tuple[TrainingSession, ...]
    late: tuple[TrainingSession, ...]
    coming: tuple[TrainingSession, ...]
    extra: tuple[TrainingSession, ...]

    @property
    def planned(self) -> int:
        """场 in the plan."""
        return len(self.held) + len(self.dropped) + len(self.late) + len(self.coming)


def plan_and_held(sessions: tuple[TrainingSession, ...], today: dt.date) -> PlanHeld:
    """A year's sessions, sorted by what became of them."""
    planned = [one for one in sessions if one.planned]
    return PlanHeld(
        held=tuple(one for one in planned if one.state is SessionState.HELD),
        dropped=tuple(one for one in planned if one.state is SessionState.DROPPED),
        late=tuple(one for one in planned if one.late(today)),
        coming=tuple(one for one in planned if one.state is SessionState.PLANNED and not one.late(today)),
        extra=tuple(one for one in sessions if not one.planned and one.state is SessionState.HELD),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverLine:
    """A listed enterprise, on which of the two lists, and when it was last trained within the round; `last_at` names the session
    or fair, `session_id` leads to it."""

    enterprise_id: int
    enterprise: str
    exhibitor: bool
    observer: bool
    last_on: dt.date | None = None
    last_at: str = ""
    session_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Cover:
    """Who of the listed enterprises was trained from `first_day` to `last_day`, the three calendar years that end in `year`."""

    year: int
    first_day: dt.date
    last_day: dt.date
    lines: tuple[CoverLine, ...]

    @property
    def trained(self) -> tuple[CoverLine, ...]:
        """Those trained in the round."""
        return tuple(one for one in self.lines if one.last_on)

    @property
    def untrained(self) -> tuple[CoverLine, ...]:
        """Those not trained in it."""
        return tuple(one for one in self.lines if not one.last_on)

    @property
    def share(self) -> str:
        """Trained by listed enterprises, in per cent to one place; "" where none is listed."""
        return f"{len(self.trained) * 100 / len(self.lines):.1f}" if self.lines else ""


def round_of(year: int, today: dt.date) -> tuple[dt.date, dt.date]:
    """The first and last day of the round that ends in a year: three calendar years, none of it after today."""
    return dt.date(year - ROUND_YEARS + 1, 1, 1), max(dt.date(year, 1, 1), min(dt.date(year, 12, 31), today))

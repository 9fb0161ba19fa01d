"""The clocks of a proceeding and what a party does: answers, appeals, orders that end. 应诉期限与步骤.

Periods in proceedings run from service or notification, whose day nobody publishes. They are counted from the day that is
public and comes before it (filing, publication), so that the day shown is the earliest possible; and that is said.
`proceeding_clocks.csv` and `defence_steps.csv` hold the rows, each with its source and the day it was checked.
"""

import datetime as dt
from dataclasses import dataclass
from functools import cache

from domain.deadline import LastDay
from domain.observation import Observation
from domain.proceeding import Clock, DefenceStep, Forum, docket_of, forum_of
from response.counting import Unit, last_day_after, last_day_from, working_days_after
from response.offices import is_closed, next_open_day
from response.tables import Row, origin_of, read_table

_NEXT_WORKING_DAY = "from-next-working-day"
"""The first business day after the event is day 1: 19 CFR 201.14(a)."""

_INSTITUTION = "institution of"
_EARLIEST_ZH = "自{}起算，该日未公开；此日按{} {}推算，为最早可能的截止日，实际以送达文书为准"
_EARLIEST_EN = "runs from {}, whose day is not public; counted from {} {}: the earliest it can be, the papers served decide"
_DAYS = {"filed": ("起诉/提交日", "the day of filing"), "published": ("公布日", "the day of publication")}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rule:
    forum: Forum
    stage: str
    step: str
    counted_from: str
    n: int
    unit: Unit
    count: str
    office: str
    answering: bool
    row: Row


def clocks_of(observation: Observation) -> tuple[Clock, ...]:
    """Every period that runs in a proceeding, in the order of the table."""
    forum, stage = forum_of(observation), _stage(observation)
    return tuple(
        _clock(rule, _counted_from(rule, observation))
        for rule in _rules()
        if rule.forum is forum and rule.stage in ("", stage)
    )


def answer_day(observation: Observation) -> LastDay | None:
    """The earliest day by which a party that is proceeded against may have to answer; None where no day is known."""
    days = [clock.last_day for clock in clocks_of(observation) if clock.answering and clock.last_day]
    return min(days, key=lambda one: one.day, default=None)


def defence_steps(forum: Forum) -> tuple[DefenceStep, ...]:
    """What a party that is proceeded against does, in order: what holds anywhere, then what is the forum's own."""
    found = _steps()
    return tuple(step for of, step in found if of == "*") + tuple(step for of, step in found if of == forum)


@cache
def _steps() -> tuple[tuple[str, DefenceStep], ...]:
    return tuple(read_table("defence_steps.csv", _step))


def _stage(observation: Observation) -> str:
    """Of section 337: a complaint that waits, or an investigation that was instituted."""
    return "complaint" if docket_of(observation).startswith("DN ") else "instituted"


def _counted_from(rule: _Rule, observation: Observation) -> dt.date | None:
    """A later notice of an investigation starts no answer: of the Federal Register's only that of institution does."""
    if rule.counted_from == "filed":
        return observation.filed_on
    later = rule.stage == "instituted" and observation.source.startswith("us-federal-register")
    if later and _INSTITUTION not in observation.sign.casefold():
        return None
    return observation.published_on


def _clock(rule: _Rule, start: dt.date | None) -> Clock:
    row = rule.row
    day = _counted(rule, start) if start else None
    return Clock(
        step=rule.step,
        says_zh=row["says_zh"],
        says_en=row["says_en"],
        starts_zh=row["starts_zh"],
        starts_en=row["starts_en"],
        missed_zh=row["missed_zh"],
        missed_en=row["missed_en"],
        rule_zh=row["rule_zh"],
        rule_en=row["rule_en"],
        last_day=_last_day(rule, start, day) if start and day else None,
        rolled=(next_open_day(rule.office, day) if rule.office else day) if day else None,
        counted_from=start,
        earliest=rule.step not in ("public-interest", "institution"),
        answering=rule.answering,
    )


def _counted(rule: _Rule, start: dt.date) -> dt.date:
    if rule.unit is Unit.WORKING_DAYS:
        return working_days_after(start, rule.n, lambda day: is_closed(rule.office, day))
    if rule.count == _NEXT_WORKING_DAY:
        first = next_open_day(rule.office, start + dt.timedelta(days=1))
        return last_day_from(first, rule.n, rule.unit)
    return last_day_after(start, rule.n, rule.unit)


def _last_day(rule: _Rule, start: dt.date, day: dt.date) -> LastDay:
    row, origin = rule.row, origin_of(rule.row)
    zh, en = _DAYS[rule.counted_from]
    notes_zh, notes_en = [row["caveat_zh"]], [row["caveat_en"]]
    if rule.step not in ("public-interest", "institution"):
        notes_zh.insert(0, _EARLIEST_ZH.format(row["starts_zh"], zh, start))
        notes_en.insert(0, _EARLIEST_EN.format(row["starts_en"], en, start))
    return LastDay(
        day=day,
        rule_zh=row["rule_zh"],
        rule_en=row["rule_en"],
        rule_source=origin.source,
        checked_on=origin.checked_on,
        confidence=origin.confidence,
        caveat_zh="；".join(filter(None, notes_zh)),
        caveat_en="; ".join(filter(None, notes_en)),
    )


@cache
def _rules() -> tuple[_Rule, ...]:
    return read_table("proceeding_clocks.csv", _rule)


def _rule(row: Row) -> _Rule:
    if row["counted_from"] not in _DAYS or row["answering"] not in ("yes", "no"):
        raise ValueError(f"counted_from {row['counted_from']!r} with answering {row['answering']!r}")
    origin_of(row)
    return _Rule(
        forum=Forum(row["forum"]),
        stage=row["stage"],
        step=row["step"],
        counted_from=row["counted_from"],
        n=int(row["n"]),
        unit=Unit(row["unit"]),
        count=row["count"],
        office=row["office"],
        answering=row["answering"] == "yes",
        row=row,
    )


def _step(row: Row) -> tuple[str, DefenceStep]:
    return row["forum"], DefenceStep(
        says_zh=row["says_zh"],
        says_en=row["says_en"],
        why_zh=row["why_zh"],
        why_en=row["why_en"],
        source=row["source"],
        checked_on=dt.date.fromisoformat(row["checked_on"]),
    )

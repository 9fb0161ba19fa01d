"""The centre's plan of a year: who leads what until when, and what shows that it was done. 责任分工和推进计划.

[沪知局保〔2022〕18号, 任务分工]: each item has a lead 牵头, others who support 配合, and a month, a quarter or 持续推进.
"""

import calendar
import datetime as dt
import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

PAPERS = {
    "S0": "漯市监办〔2021〕81号",
    "S1": "韶关市曲江区实施意见",
    "S2": "国知发保字〔2021〕33号",
    "S3": "沪知局保〔2022〕18号",
    "S4": "漯办〔2020〕19号",
}
"""The papers duties come from; an item may name any other in words."""

MECHANISMS = tuple(
    f"{letter}{n}" for letter, most in (("M", 15), ("R", 16), ("P", 8), ("K", 12)) for n in range(1, most + 1)
)
"""The numbers of docs/duties.md."""

GROUPS = {
    "M": ("监测", "Monitoring"),
    "R": ("应对", "Response"),
    "P": ("报送", "Reporting"),
    "K": ("知识", "Knowledge"),
}

REMIND_AT = (14, 3, -1, -30)
"""Days left at which the lead is reminded, those after the day below 0."""

STANDING = "standing"
_STANDING_WORDS = frozenset({STANDING, "持续推进", "持续", "长期", "长期坚持", "ongoing", "continuous"})
_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?: 00:00:00)?")
_MONTH = re.compile(r"(\d{4})[-/.年](\d{1,2})月?底?")
_QUARTER = re.compile(r"(\d{4})年?(?:Q([1-4])|第?([一二三四1-4])季度)", re.IGNORECASE)


class BadDue(ValueError):
    """What was typed is no day, month or quarter, and not 持续推进."""

    def __init__(self, typed: str) -> None:
        super().__init__(
            f"{typed[:40]}: 不是时限，请写 2026-06-30、2026-06、2026Q2 或 持续推进 · no due time; write 2026-06-30, 2026-06, "
            "2026Q2 or standing"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """When an item is due: `kept` is "2026-06-30", "2026-06", "2026Q2" or `STANDING`, as it is kept and read back."""

    kept: str

    @staticmethod
    def of(typed: str) -> "Due":
        """The due time somebody typed. Raises `BadDue`."""
        said = unicodedata.normalize("NFKC", typed).strip()
        if said.casefold() in _STANDING_WORDS:
            return Due(kept=STANDING)
        try:
            if found := _DAY.fullmatch(said):
                return Due(kept=dt.date(int(found[1]), int(found[2]), int(found[3])).isoformat())
            if found := _QUARTER.fullmatch(said):
                number = found[2] or str("一二三四".find(found[3]) + 1 or found[3])
                return Due(kept=f"{dt.date(int(found[1]), 1, 1).year:04}Q{number}")
            if found := _MONTH.fullmatch(said):
                return Due(kept=dt.date(int(found[1]), int(found[2]), 1).isoformat()[:7])
        except ValueError:
            pass
        raise BadDue(typed)

    @property
    def last_day(self) -> dt.date | None:
        """Its last day, None for a standing item."""
        if self.kept == STANDING:
            return None
        if "Q" in self.kept:
            year, month = int(self.kept[:4]), int(self.kept[5]) * 3
        elif len(self.kept) == 7:
            year, month = int(self.kept[:4]), int(self.kept[5:])
        else:
            return dt.date.fromisoformat(self.kept)
        return dt.date(year, month, calendar.monthrange(year, month)[1])

    def says(self, language: str = "zh") -> str:
        """As a page says it: 持续推进, 2026年第二季度, 2026年6月, 2026-06-30."""
        chinese = language.startswith("zh")
        if self.kept == STANDING:
            return "持续推进" if chinese else "standing"
        if not chinese or len(self.kept) == 10:
            return self.kept
        if "Q" in self.kept:
            return f"{self.kept[:4]}年第{'一二三四'[int(self.kept[5]) - 1]}季度"
        return f"{self.kept[:4]}年{int(self.kept[5:])}月"


class PlanState(StrEnum):
    """Where an item stands."""

    OPEN = "open"
    """未开始"""
    GOING = "going"
    """推进中"""
    DONE = "done"
    """已完成"""
    DROPPED = "dropped"
    """已取消"""

    @property
    def ended(self) -> bool:
        """True where nothing is to be done any more."""
        return self in (PlanState.DONE, PlanState.DROPPED)


def paper_words(paper: str) -> str:
    """What an item's paper is called."""
    return PAPERS.get(paper, paper)


def paper_named(said: str) -> str:
    """What is kept of a paper: its number where it is one of `PAPERS`, by number or name, or the words."""
    return next((key for key, name in PAPERS.items() if said in (key, name)), said)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanItem:
    """An item of a year's plan. `lead` is a person or unit in words, `lead_user` who of the staff is reminded; `paper` is one of
    `PAPERS` or words, `mechanism` one of `MECHANISMS`. What shows that it was done is `evidence` in words, or `shows`, the
    address of a page of this service. `revision` counts its changes.
    """

    item_id: int
    year: int
    says: str
    due: Due
    paper: str = ""
    mechanism: str = ""
    lead: str = ""
    lead_user: int | None = None
    lead_name: str = ""
    support: str = ""
    state: PlanState = PlanState.OPEN
    evidence: str = ""
    shows: str = ""
    done_on: dt.date | None = None
    revision: int = 0

    def days_left(self, today: dt.date) -> int | None:
        """Days to its last day, None where it has none or nothing is left to do."""
        last = self.due.last_day
        return (last - today).days if last and not self.state.ended else None

    def overdue(self, today: dt.date) -> bool:
        """True where its last day is over and it is not done."""
        left = self.days_left(today)
        return left is not None and left < 0


def step_of(days_left: int) -> int | None:
    """The step of `REMIND_AT` an item has come down to, None before the first."""
    return min((one for one in REMIND_AT if days_left <= one), default=None)


class PlanEventKind(StrEnum):
    """What happened to an item."""

    ADDED = "added"
    CHANGED = "changed"
    REMINDED = "reminded"


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanEvent:
    """A line of an item's history: each field that changed, from what to what."""

    at: dt.datetime
    by: str
    kind: PlanEventKind
    changes: tuple[tuple[str, str, str], ...] = ()
    says: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupProgress:
    """How far the items of one group of mechanisms are, in 项: each waits, is under way or done; some of those not done are
    overdue. `letter` is "" for items of none."""

    letter: str
    items: int
    waiting: int
    done: int
    going: int
    overdue: int


def progress_of(items: tuple[PlanItem, ...], today: dt.date) -> tuple[GroupProgress, ...]:
    """Progress by group, groups without items left out; what was dropped does not count."""
    found = []
    for letter in (*GROUPS, ""):
        of = [one for one in items if one.mechanism[:1] == letter and one.state is not PlanState.DROPPED]
        if of:
            found.append(
                GroupProgress(
                    letter=letter,
                    items=len(of),
                    waiting=sum(one.state is PlanState.OPEN for one in of),
                    done=sum(one.state is PlanState.DONE for one in of),
                    going=sum(one.state is PlanState.GOING for one in of),
                    overdue=sum(one.overdue(today) for one in of),
                )
            )
    return tuple(found)

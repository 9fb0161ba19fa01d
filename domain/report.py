"""Report: figures that say what they count, in which unit, and of what they were counted. 报告与数据。

起 (disputes), 家次 (cases) and 家 (enterprises) are units of their own: a figure of one is never added to a figure of another.
"""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum

from domain.period import Period


class ReportKind(StrEnum):
    """Which report."""

    QUARTERLY = "quarterly"
    """季度报送"""
    ANNUAL = "annual"
    """年度预警报告"""
    MONTHLY = "monthly"
    """月度工作进展"""
    BRIEF = "brief"
    """企业简报"""
    SURVEY = "survey"
    """问卷结果"""


MONTHS_OF: dict[ReportKind, tuple[int, ...]] = {
    ReportKind.QUARTERLY: (3,),
    ReportKind.ANNUAL: (12,),
    ReportKind.MONTHLY: (1,),
    ReportKind.BRIEF: (1, 3, 12),
}
"""How many months a report's period may have."""


class Unit(StrEnum):
    """What is counted."""

    DISPUTE = "dispute"
    """起"""
    CASE = "case"
    """家次: one enterprise's part in one dispute"""
    ENTERPRISE = "enterprise"
    """家"""
    ALERT = "alert"
    """条: an alert"""
    FILING = "filing"
    """件: a filing, listing or entry seen"""
    BRAND = "brand"
    """个: a brand that is watched"""
    SOURCE = "source"
    """个: a source that is read"""
    FAIR = "fair"
    """个: a trade fair"""
    SESSION = "session"
    """场: a training session"""
    CONSULTATION = "consultation"
    """件次: somebody asked the centre, and no case was needed"""
    PROCEEDING = "proceeding"
    """件: a proceeding by its docket"""
    ITEM = "item"
    """项: an item of the plan"""
    PERSON = "person"
    """人次: persons at sessions, told by whoever counted them; its ids are the lists they stand on"""
    MONEY = "money"
    """An amount of one currency"""
    SHARE = "share"
    """A part of a whole, in per cent"""
    ANSWER = "answer"
    """A number worked out of what enterprises answered, in the unit of the question: a median, a mean, a sum"""

    @property
    def counts(self) -> bool:
        """True where the value is a number of things that have ids."""
        return self not in (Unit.MONEY, Unit.SHARE, Unit.PERSON, Unit.ANSWER)


class MixedUnits(TypeError):
    """Two figures of unlike units, or currencies, were to be added or compared."""

    def __init__(self, one: "Figure", other: "Figure") -> None:
        super().__init__(f"{one.name} ({one.measure}) and {other.name} ({other.measure}) are of unlike units")


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """Words in Chinese and English."""

    zh: str
    en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A number of a report, and all it rests on.

    `value` is None where it cannot be computed or may not be shown, and `why` then says so; `why` beside a value is a
    reservation. `at_least` marks a lower bound. `ids` name what was counted, each once: case numbers, those of one dispute
    joined by "+"; enterprises as the report names them; numbers of alerts. A count has as many ids as its value says.
    `enterprises` is how many enterprises lie behind it, `of` names the figures a share is worked out of.
    """

    name: str
    unit: Unit
    value: Decimal | None
    ids: tuple[str, ...] = ()
    says: Said
    means: Said
    currency: str = ""
    enterprises: int = 0
    at_least: bool = False
    why: Said | None = None
    of: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.unit.counts and self.value is not None and self.value != len(self.ids):
            raise ValueError(f"{self.name}: {self.value} counted, and {len(self.ids)} named")
        if (self.unit is Unit.MONEY) != bool(self.currency):
            raise ValueError(f"{self.name}: an amount has a currency, and nothing else has")
        if self.value is None and self.why is None:
            raise ValueError(f"{self.name}: no value, and nothing that says why")

    @property
    def measure(self) -> str:
        """The unit, with the currency of an amount."""
        return f"{self.unit} {self.currency}".strip()

    def __add__(self, other: "Figure") -> "Figure":
        """What either counts, counted once; of amounts and persons nothing can be added twice, so their ids must not meet.

        Raises `MixedUnits`, also for shares, and ValueError for amounts, or persons, that share an id.
        """
        if self.measure != other.measure or self.unit in (Unit.SHARE, Unit.ANSWER):
            raise MixedUnits(self, other)
        if self.value is None or other.value is None:
            return replace(self, value=None, ids=(), why=self.why if self.value is None else other.why)
        ids = tuple(sorted({*self.ids, *other.ids}))
        if not self.unit.counts and len(ids) < len(self.ids) + len(other.ids):
            raise ValueError(f"{self.name} and {other.name} hold the same amount")
        value = Decimal(len(ids)) if self.unit.counts else self.value + other.value
        return replace(self, value=value, ids=ids, at_least=self.at_least or other.at_least)


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureTable:
    """Figures in rows and columns. `drawn` says how it is also drawn: "bars", "heat" or not."""

    name: str
    says: Said
    corner: Said
    columns: tuple[Said, ...]
    rows: tuple[tuple[Said, tuple[Figure | None, ...]], ...]
    note: Said | None = None
    drawn: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chapter:
    """A part of a report: sentences made of figures, tables, and rows of plain words. `asks` names the field of
    narrative that whoever signs may write, "" for none."""

    says: Said
    sentences: tuple[str, ...] = ()
    tables: tuple[FigureTable, ...] = ()
    lists: tuple["WordTable", ...] = ()
    asks: str = ""
    level: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class WordTable:
    """Rows of words: what stands beside the figures. `wide` ones want a lying page, `shares` are the columns' widths."""

    says: Said
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    shares: tuple[float, ...] = ()
    wide: bool = False
    empty: str = "无"


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A report as it can be written. `about` names whom or what it is about beside the period: industries, an enterprise.

    `as_of` is the instant whose knowledge it has. `made_up` is how many records in it are not real: such a report is not
    signed. `public` says that it may leave the centre: its files then list no ids. `whole` are the rows for the workbook alone,
    where the document has them in fewer columns. `so_far` is the day it was made on where that instant was still to come: what
    happens after that day is not in it.
    """

    kind: ReportKind
    period: Period
    as_of: dt.datetime
    about: str
    title: str
    chapters: tuple[Chapter, ...]
    whole: WordTable | None = None
    made_up: int = 0
    public: bool = False
    so_far: dt.date | None = None

    def figures(self) -> dict[str, Figure]:
        """Every figure by its name."""
        return {one.name: one for one in figures_in(self.chapters)}


def figures_in(chapters: Iterable[Chapter]) -> Iterator[Figure]:
    """Every figure of these chapters, in the order of the pages."""
    for chapter in chapters:
        for table in chapter.tables:
            for _, figures in table.rows:
                yield from (one for one in figures if one is not None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """Which report is wanted: of a period, for chosen industries (an annual one), of one enterprise (a brief)."""

    kind: ReportKind
    period: Period
    as_of: dt.datetime
    industries: tuple[str, ...] = ()
    enterprise_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sending:
    """A signed report handed on. 报送记录."""

    to: str
    way: str
    at: dt.datetime
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """A report from its draft on; `version` is 0 until it is signed, `sha256` that of the signed figures."""

    issue_id: int
    order: Order
    enterprise: str
    narrative: dict[str, str]
    made_at: dt.datetime
    made_by: str
    version: int = 0
    signed_at: dt.datetime | None = None
    signed_by: str = ""
    figures: str = ""
    sha256: str = ""
    sendings: tuple[Sending, ...] = ()

    @property
    def signed(self) -> bool:
        """True once it is frozen."""
        return self.signed_at is not None

"""Applicant: whoever filed what met watched brands, as gazettes and registers name them. 申请人.

Facts with their counts, never a score of a person: whether somebody files in bad faith is for an office to say.
"""

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from domain.case import CaseState, Outcome
from domain.jurisdictions import known
from domain.match import Tier
from domain.observation import Kind, Party

COMMON = 20
"""Other applicants from which a shared representative or address says nothing: a big agency files for everybody."""

_NAME, _AGENT, _ADDRESS, _SAME_DAY, _MOST_DAYS = 0.5, 1.0, 1.5, 0.2, 3


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplicantsWanted:
    """Which applicants a list holds; whatever is empty narrows nothing.

    `country` is the applicant's, `office` where it filed, both WIPO ST.3; `year` is of the filing, or where no day of filing is
    known of the publication. All three must hold of one filing of an alert; alerts without one are not counted. `again` are
    those that met two brands or more, `windows` those with an alert whose last day has not passed. `word` is in a name.
    """

    word: str = ""
    country: str = ""
    office: str = ""
    year: int | None = None
    companies: bool = False
    windows: bool = False
    again: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """How often an applicant was met: alerts (条), brands, enterprises (家); open `windows` and the nearest of their last days.

    `alert_id` is its first alert's, by which it is addressed.
    """

    alert_id: int
    alerts: int
    brands: int
    enterprises: int
    windows: int
    next_day: dt.date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """What became of an applicant's alerts: those with a case, those dismissed, those of which somebody asked for help, and the
    rest; an alert counts under the first of them that holds. `outcomes` are of the cases that are closed.
    """

    cases: int = 0
    dismissed: int = 0
    asked: int = 0
    waiting: int = 0
    outcomes: tuple[tuple[Outcome, int], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplicantLine:
    """An applicant in a list. `company` is false of a name without a legal form, which may be a person's; `countries` are the
    applicant's by its filings; `live` is false where any of them is made up.
    """

    name: str
    company: bool
    counts: Counts
    countries: tuple[str, ...]
    offices: tuple[tuple[str, int], ...]
    filings: int
    first_day: dt.date | None
    last_day: dt.date | None
    answered: Answered
    live: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Behind:
    """An alert of an applicant; `answer` is what stands of it or the last call for help, "" for nothing."""

    alert_id: int
    brand: str
    enterprise: str
    tier: Tier
    open: bool
    raised_at: dt.datetime
    last_day: dt.date | None
    answer: str
    ground: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseBehind:
    """A case against an applicant: opened from one of its alerts, or with its name as the opponent's."""

    case_id: int
    number: str
    title: str
    enterprise: str
    state: CaseState
    outcome: Outcome | None
    from_alert: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """What an applicant filed, sells, exhibits or is a party of, as it stands in the register; `alert_ids` are the alerts it
    was told in.
    """

    observation_id: int
    kind: Kind
    source: str
    ref: str
    sign: str
    office: str
    classes: tuple[int, ...]
    filed_on: dt.date | None
    published_on: dt.date | None
    status: str
    docket: str
    parties: tuple[Party, ...]
    representative: str
    live: bool
    alert_ids: tuple[int, ...] = ()

    @property
    def day(self) -> dt.date | None:
        """The day of filing, or where none is known of publication."""
        return self.filed_on or self.published_on


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """One way an applicant is written, with country and address, in `records`: filings, listings, stands and proceedings. `why`
    says by what it is held to be the same as the first: `first`, `same` (the name to the letter), `letters` (case, width and
    punctuation apart), `form` (legal form and order apart), `scripts` (hanzi beside the usual English name) or `number` (the
    office's own number of it).
    """

    name: str
    country: str
    address: str
    records: int
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Shared:
    """A representative, or with `address` an address, of an applicant's filings; `others` had it in alerts too, counted up to
    `most` of their matches where `cut`.
    """

    says: str
    address: bool
    filings: int
    others: int
    cut: bool = False

    @property
    def common(self) -> bool:
        """True where so many share it that it links nobody."""
        return self.others > COMMON


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """Another applicant that shares something with one: `agents` and `addresses` name what, each with the number of applicants
    that share it, `same_day` counts the days on which both filed at one office, by a shared representative or against one brand.
    `same_name` is true where the names differ in the legal form alone, or one has none: perhaps one company, perhaps two.
    """

    alert_id: int
    name: str
    company: bool
    brands: int
    agents: tuple[tuple[str, int], ...]
    addresses: tuple[tuple[str, int], ...]
    same_day: int
    same_name: bool

    @property
    def weight(self) -> float:
        """What the link says: the rarer what is shared, the more. The numbers are this project's estimate."""
        shared = sum(_AGENT / n for _, n in self.agents) + sum(_ADDRESS / n for _, n in self.addresses)
        return shared + _SAME_DAY * min(self.same_day, _MOST_DAYS) + _NAME * self.same_name

    @property
    def strength(self) -> str:
        """`strong`, `some` or `weak`."""
        return "strong" if self.weight >= 0.5 else "some" if self.weight >= 0.2 else "weak"


@dataclass(frozen=True, slots=True, kw_only=True)
class Applicant:
    """All that is kept of an applicant. Lists are cut where `cut` names them: `alerts`, `filings`, `links`; with `unread` the
    register did not answer in time, and only what met a brand is told; so too with `numbered`, where the sources give numbers
    and no name, by which the register finds nobody.
    """

    name: str
    company: bool
    counts: Counts
    variants: tuple[Variant, ...]
    alerts: tuple[Behind, ...]
    cases: tuple[CaseBehind, ...]
    filings: tuple[Sighting, ...]
    elsewhere: tuple[Sighting, ...]
    proceedings: tuple[tuple[int, Sighting], ...]
    shared: tuple[Shared, ...]
    links: tuple[Link, ...]
    cut: frozenset[str]
    unread: bool
    numbered: bool

    @property
    def met(self) -> int:
        """How many of its filings met a brand."""
        return sum(bool(one.alert_ids) for one in self.filings)

    @property
    def live(self) -> bool:
        """False where any of it is made up."""
        return all(one.live for one in self.filings)

    @property
    def countries(self) -> tuple[str, ...]:
        """The countries its filings give it, the commonest first."""
        counted = Counter[str]()
        for one in self.variants:
            if one.country:
                counted[one.country] += one.records
        return tuple(country for country, _ in counted.most_common())


@dataclass(frozen=True, slots=True, kw_only=True)
class YearLine:
    """A year of filings: how many, how many of them met a brand, and how many at each office of the table."""

    year: int | None
    filings: int
    met: int
    offices: tuple[int, ...]


def by_year(filings: Sequence[Sighting], offices: Sequence[str]) -> tuple[YearLine, ...]:
    """Filings by year, the newest first, those of no known day last."""
    years = {one.day.year if one.day else None for one in filings}
    lines = []
    for year in sorted(years, key=lambda one: -(one or 0)):
        of_year = [one for one in filings if (one.day.year if one.day else None) == year]
        counted = Counter(one.office for one in of_year)
        lines.append(
            YearLine(
                year=year,
                filings=len(of_year),
                met=sum(bool(one.alert_ids) for one in of_year),
                offices=tuple(counted[office] for office in offices),
            )
        )
    return tuple(lines)


def offices_of(filings: Sequence[Sighting], *, most: int) -> tuple[str, ...]:
    """The offices of most of the filings, the commonest first."""
    counted = Counter(one.office for one in filings if known(one.office))
    return tuple(office for office, _ in counted.most_common(most))

"""RiskSheet: what is known, before a fair, of an exhibiting enterprise's brands in the host country. 展前风险排查单."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from domain.deadline import LastDay
from domain.fair import Fair, FairEntry
from domain.match import Tier
from domain.observation import Provenance


class HeldBy(StrEnum):
    """In whose hands a filing is."""

    OWNER = "owner"
    AUTHORISED = "authorised"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetFiling:
    """A filing in the host country that says something of a brand there. `why_zh` and `why_en` are the reasons of the
    verdict, `last_day` the last day to oppose, None where none is known. `observation_id` is the row it rests on.
    """

    observation_id: int
    source: str
    ref: str
    office: str
    sign: str
    holder: str
    held_by: HeldBy
    provenance: Provenance
    status: str = ""
    filed_on: dt.date | None = None
    published_on: dt.date | None = None
    registered_on: dt.date | None = None
    classes: tuple[int, ...] = ()
    score: float = 0.0
    tier: Tier = Tier.NONE
    why_zh: str = ""
    why_en: str = ""
    last_day: LastDay | None = None

    def open_on(self, day: dt.date) -> bool:
        """Whether it can still be opposed on a day, as far as is known."""
        return self.last_day is not None and day <= self.last_day.day


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetBrand:
    """A brand as the register of the host country has it, as far as it was read.

    `own` are filings of the owner and of authorised parties, `others` everybody else's that a tier was given, the most
    serious first. `unlike` counts what was found near and given none; `cut` is true where more was found than compared;
    `unasked` are written forms that no search could be made by.
    """

    brand_id: str
    name: str
    marks: tuple[str, ...]
    own: tuple[SheetFiling, ...] = ()
    others: tuple[SheetFiling, ...] = ()
    unlike: int = 0
    cut: bool = False
    unasked: tuple[str, ...] = ()

    @property
    def registered(self) -> bool:
        """Whether a registration in the owner's hands was seen."""
        return any(one.held_by is HeldBy.OWNER and one.registered_on for one in self.own)

    @property
    def applied_for(self) -> bool:
        """Whether no registration but an application in the owner's hands was seen."""
        return not self.registered and any(one.held_by is HeldBy.OWNER for one in self.own)

    @property
    def tier(self) -> Tier:
        """The most serious of what others have filed."""
        return max((one.tier for one in self.others), key=lambda tier: tier.rank, default=Tier.NONE)


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceRead:
    """A source of filings in the host country and how it stood when the sheet was made; `good_on` is the day of its last
    good run, None for one that never had any: it was not read."""

    source: str
    title_zh: str
    title_en: str
    state: str
    good_on: dt.date | None = None


class MatterKind(StrEnum):
    """What a past matter is kept as."""

    CASE = "case"
    PROCEEDING = "proceeding"


@dataclass(frozen=True, slots=True, kw_only=True)
class PastMatter:
    """A case of the enterprise here, or a proceeding that names it, in the host country; `row_id` is its row."""

    kind: MatterKind
    row_id: int
    title: str
    number: str
    on: dt.date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Litigant:
    """A party that stands in several public proceedings of the host country; `times` counts them."""

    name: str
    times: int
    last_on: dt.date | None
    rests_on: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskSheet:
    """The sheet of one enterprise for one fair. `offices` are those whose marks hold at the fair, the host's first;
    `unread` those of them that no source reads.
    """

    fair: Fair
    entry: FairEntry
    made_at: dt.datetime
    offices: tuple[str, ...]
    brands: tuple[SheetBrand, ...] = ()
    past: tuple[PastMatter, ...] = ()
    litigants: tuple[Litigant, ...] = ()
    sources: tuple[SourceRead, ...] = ()
    unread: tuple[str, ...] = ()

    @property
    def read(self) -> tuple[SourceRead, ...]:
        """The sources that gave something at some time."""
        return tuple(one for one in self.sources if one.good_on is not None)

    @property
    def not_read(self) -> tuple[SourceRead, ...]:
        """The sources that never did."""
        return tuple(one for one in self.sources if one.good_on is None)

    @property
    def tier(self) -> Tier:
        """The most serious of its brands."""
        return max((one.tier for one in self.brands), key=lambda tier: tier.rank, default=Tier.NONE)

    @property
    def unregistered(self) -> tuple[str, ...]:
        """The brands of which neither registration nor application in the owner's hands was seen."""
        return tuple(one.name for one in self.brands if not one.registered and not one.applied_for)

    @property
    def applied_for(self) -> tuple[str, ...]:
        """The brands of which an application in the owner's hands was seen and no registration."""
        return tuple(one.name for one in self.brands if one.applied_for)

    @property
    def filings(self) -> tuple[SheetFiling, ...]:
        """Everybody's filings, brand by brand."""
        return tuple(one for brand in self.brands for one in (*brand.own, *brand.others))

    @property
    def rests_on(self) -> tuple[int, ...]:
        """The rows of the observations behind it, each once, ascending."""
        named = {one.observation_id for one in self.filings}
        named |= {one.row_id for one in self.past if one.kind is MatterKind.PROCEEDING}
        return tuple(sorted(named.union(*(one.rests_on for one in self.litigants))))

    @property
    def made_up(self) -> bool:
        """Whether anything in it is not the world as it is."""
        return self.fair.made_up or any(one.provenance is not Provenance.LIVE for one in self.filings)

"""Evidence that a brand is known in a country, by what it goes to show, and what is missing of it. 知名度证据。

Paris Convention, art. 6bis (1): a mark well known in the country of registration or use is protected against confusing marks;
(2) at least five years to ask for cancellation, (3) no limit against bad faith. The factors are those of art. 2 (1) (b) of the
Joint Recommendation Concerning Provisions on the Protection of Well-Known Marks (Paris Union and WIPO, 1999), as the Polish
office lists them (`FACTORS_SOURCE`, read 2026-11-30). They are guidance, no conditions: nothing here says that
a brand is well known.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from domain.case import Money
from domain.jurisdictions import SEVERAL

FACTORS_SOURCE = (
    "https://uprp.gov.pl/pl/przedmioty-ochrony/ogolne-wytyczne-prezesa-uprp/wytyczne-w-zakresie-znakow-towarowych-/"
    "znak-towarowy-powszechnie-znany/wspolne-zalecenia-wydane-przez-wipo"
)
FACTORS_CHECKED_ON = dt.date(2026, 11, 30)


class Factor(StrEnum):
    """What evidence goes to show (art. 2 (1) (b), 1 to 6)."""

    KNOWLEDGE = "knowledge"
    """How far the mark is known or recognised in the relevant sector of the public"""
    USE = "use"
    """Duration, extent and area of its use"""
    PROMOTION = "promotion"
    """Duration, extent and area of its promotion, advertising and fairs among it"""
    REGISTRATIONS = "registrations"
    """Duration and area of registrations and applications, as far as they reflect use or recognition"""
    ENFORCEMENT = "enforcement"
    """Rights in it enforced with success, above all recognition as well known by competent authorities"""
    VALUE = "value"
    """The value associated with it"""


class ProofKind(StrEnum):
    """What a piece of evidence is."""

    SURVEY = "survey"
    AWARD = "award"
    PRESS = "press"
    SALES = "sales"
    EXPORT = "export"
    ADVERTISING = "advertising"
    FAIR = "fair"
    REGISTRATION = "registration"
    JUDGMENT = "judgment"
    RECOGNITION = "recognition"
    VALUATION = "valuation"

    @property
    def factor(self) -> Factor:
        """What it goes to show before all else."""
        return _FACTOR[self]


_FACTOR = {
    ProofKind.SURVEY: Factor.KNOWLEDGE,
    ProofKind.AWARD: Factor.KNOWLEDGE,
    ProofKind.PRESS: Factor.KNOWLEDGE,
    ProofKind.SALES: Factor.USE,
    ProofKind.EXPORT: Factor.USE,
    ProofKind.ADVERTISING: Factor.PROMOTION,
    ProofKind.FAIR: Factor.PROMOTION,
    ProofKind.REGISTRATION: Factor.REGISTRATIONS,
    ProofKind.JUDGMENT: Factor.ENFORCEMENT,
    ProofKind.RECOGNITION: Factor.ENFORCEMENT,
    ProofKind.VALUATION: Factor.VALUE,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class NewProof:
    """A piece of evidence as it is typed. `office` is the country (ST.3) it is of, `SEVERAL` for several at once; the days are
    of the period it covers, `valid_until` the last day on which it can be handed in, None for no end."""

    kind: ProofKind
    office: str
    says: str
    first_day: dt.date | None = None
    last_day: dt.date | None = None
    amount: Money | None = None
    valid_until: dt.date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """The same as it is kept; `sha256` and `file` are "" where no file came with it."""

    item_id: int
    said: NewProof
    file: str
    media_type: str
    sha256: str
    size: int
    added_at: dt.datetime
    added_by: str

    def usable(self, today: dt.date) -> bool:
        """A file is there and its time is not over."""
        return bool(self.sha256) and not self.over(today)

    def over(self, today: dt.date) -> bool:
        """The last day on which it could be handed in is past."""
        return self.said.valid_until is not None and self.said.valid_until < today


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One factor of the checklist for a country: pieces that are usable, those past their time, and those without a file."""

    factor: Factor
    usable: int
    over: int
    without_file: int

    @property
    def missing(self) -> bool:
        """Nothing usable is there."""
        return self.usable == 0


def numbered(every: Iterable[Proof]) -> tuple[tuple[int, Proof], ...]:
    """Pieces in the order of the factors, numbered from 1: as the index and the pack have them."""
    order = list(Factor)
    ordered = sorted(every, key=lambda one: (order.index(one.said.kind.factor), one.said.kind, one.item_id))
    return tuple(enumerate(ordered, 1))


def concerns(evidence: Proof, office: str) -> bool:
    """Whether a piece counts for a country: its own, or one of several."""
    return evidence.said.office in (office, SEVERAL)


def checklist(every: Iterable[Proof], office: str, today: dt.date) -> tuple[Line, ...]:
    """What is there and what is missing for a country, a line for each factor."""
    here = [one for one in every if concerns(one, office)]
    lines = []
    for factor in Factor:
        of = [one for one in here if one.said.kind.factor is factor]
        lines.append(
            Line(
                factor=factor,
                usable=sum(one.usable(today) for one in of),
                over=sum(one.over(today) for one in of),
                without_file=sum(not one.sha256 and not one.over(today) for one in of),
            )
        )
    return tuple(lines)

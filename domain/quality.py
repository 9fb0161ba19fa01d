"""How good what is told is, from the decisions of people and a sample judged again. 质量. [docs/quality.md]"""

import datetime as dt
import hashlib
from dataclasses import dataclass
from enum import StrEnum

from domain.match import Match
from domain.proportion import Estimate, weighted_sum, wilson

SHARE = 0.05
"""The share of each stratum that is judged again."""

LEAST = 20
"""Items a figure must rest on, in each stratum it is made of, before it is shown."""


class Stratum(StrEnum):
    """What is sampled: alerts people dismissed as not relevant, and matches nobody was told of."""

    DISMISSED = "dismissed"
    FILTERED = "filtered"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sampled:
    """One stratum in numbers: how many items it has, how many of them were drawn and judged, how many are conflicts."""

    population: int
    drawn: int
    judged: int
    conflicts: int

    @property
    def rate(self) -> Estimate:
        """The share of conflicts."""
        return wilson(self.conflicts, self.judged)

    @property
    def missing(self) -> int:
        """How many more must be judged before a figure may rest on it; an empty stratum needs none."""
        return max(0, LEAST - self.judged) if self.population else 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """All the figures are made of. `accepted` are told alerts that staff confirmed, `own` those said to be the enterprise's
    own or authorised; both are counted, not sampled.
    """

    accepted: int
    own: int
    dismissed: Sampled
    filtered: Sampled

    @property
    def decided(self) -> int:
        """Told alerts that people decided on."""
        return self.accepted + self.own + self.dismissed.population


@dataclass(frozen=True, slots=True, kw_only=True)
class SampledItem:
    """One item to be judged again, without what was said of it before."""

    sample_id: int
    enterprise: str
    match: Match


@dataclass(frozen=True, slots=True, kw_only=True)
class Missed:
    """A sampled item judged a conflict: an alert that was dismissed, or an observation nobody was told of."""

    stratum: Stratum
    brand: str
    sign: str
    holder: str
    by: str
    judged_at: dt.datetime
    alert_id: int | None
    observation_id: int | None


def drawn(stratum: Stratum, item_id: int) -> bool:
    """Whether an item of this id is in the sample: by its hash, so that drawing again draws the same."""
    return int.from_bytes(_hash(stratum, item_id)[:8], "big") < SHARE * 2**64


def turn(stratum: Stratum, item_id: int) -> int:
    """When an item's turn to be judged comes, as a number below 2^62: mixed, so that its place tells nothing of its stratum."""
    return int.from_bytes(_hash(stratum, item_id)[8:16], "big") >> 2


def _hash(stratum: Stratum, item_id: int) -> bytes:
    return hashlib.sha256(f"{stratum.value} {item_id}".encode()).digest()


def precision(counts: Counts) -> Estimate | None:
    """Of the alerts told and decided, the share that are conflicts: those confirmed, and of those dismissed the share the
    sample found to be wrongly so. None while it would rest on too few.
    """
    if counts.decided < LEAST or counts.dismissed.missing:
        return None
    parts = [(1.0, wilson(counts.accepted, counts.decided))]
    if counts.dismissed.population:
        parts.append((counts.dismissed.population / counts.decided, counts.dismissed.rate))
    return _within(weighted_sum(parts), 0.0, 1.0)


def recall(counts: Counts) -> Estimate | None:
    """Of the conflicts among all matches kept, the share that was told and not dismissed. None while it would rest on too few.

    What was missed is estimated stratum by stratum: its population times its sample's share of conflicts.
    """
    strata = [one for one in (counts.dismissed, counts.filtered) if one.population]
    if counts.accepted < LEAST or any(one.missing for one in strata):
        return None
    missed = weighted_sum([(float(one.population), one.rate) for one in strata])
    missed = _within(missed, 0.0, float(sum(one.population for one in strata)))
    found = counts.accepted
    return Estimate(
        found / (found + missed.value), found / (found + missed.high), found / (found + missed.low)
    )


def _within(one: Estimate, least: float, most: float) -> Estimate:
    return Estimate(*(min(max(value, least), most) for value in (one.value, one.low, one.high)))

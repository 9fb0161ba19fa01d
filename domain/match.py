"""Match: a brand and an observation judged together. 命中."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from domain.deadline import LastDay
from domain.observation import Observation


class Tier(StrEnum):
    """How serious a match is. 风险等级."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"
    NONE = "none"

    @property
    def rank(self) -> int:
        """3 for high down to 0 for none, to compare tiers by."""
        return ("none", "low", "medium", "high").index(self.value)


def tier_of(score: float, *, high: float, medium: float, low: float) -> Tier:
    """The tier of a score, by the least scores of the tiers."""
    if score >= high:
        return Tier.HIGH
    if score >= medium:
        return Tier.MEDIUM
    return Tier.LOW if score >= low else Tier.NONE


class Reason(StrEnum):
    """Why an alert is raised; with brand and holder it is the alert's identity."""

    SIMILAR_FILING = "similar-filing"
    AUTHORISED_FILING = "authorised-filing"
    AFTER_FAIR = "after-fair"
    """A filing by somebody met at a trade fair, of a sign that is only faintly alike."""
    NAMED_PARTY = "named-party"


_PARTY = "party"


def party_feature(side: str, how: str) -> str:
    """Name of the evidence that an enterprise is a party of a proceeding: `party:respondent:same`."""
    return f"{_PARTY}:{side or 'either'}:{how}"


def side_in(features: Iterable[str]) -> str | None:
    """The side such evidence says, "" for either; None where none of it is there."""
    for feature in features:
        if feature.startswith(f"{_PARTY}:"):
            side = feature.split(":")[1]
            return "" if side == "either" else side
    return None


AUTHORISED_FEATURE = "authorised-party"
"""Name of the evidence that a filing is an authorised party's own."""


MET_AT_FAIR_FEATURE = "met-at-fair"
"""Name of the evidence that the holder was met at a fair."""


def reason_of(features: Iterable[str]) -> Reason:
    """The reason a match is told for, by the names of its evidence."""
    found = tuple(features)
    if side_in(found) is not None:
        return Reason.NAMED_PARTY
    if AUTHORISED_FEATURE in found:
        return Reason.AUTHORISED_FILING
    return Reason.AFTER_FAIR if MET_AT_FAIR_FEATURE in found else Reason.SIMILAR_FILING


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """One reason behind a match: a named feature, the two sides compared, a sentence. 判断依据.

    `score` lies between 0 and 1. `says` is the sentence in Chinese, `says_en` the same in English.
    """

    feature: str
    score: float
    ours: str
    theirs: str
    says: str
    says_en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """What a named, frozen rule set said of one brand and one observation.

    `mark` is the written form of the brand that met the sign. `score` lies between 0 and 1.
    `rules` names the rule set: other weights are another name, and an opinion beside this one.
    `last_day` is None when no window is known to be open: no publication, or no rule for the office. `picture` is the
    SHA-256 of the picture that shows both sides, "" when there is none.
    """

    brand_id: str
    brand: str
    mark: str
    observation: Observation
    score: float
    tier: Tier
    evidence: tuple[Evidence, ...]
    rules: str
    last_day: LastDay | None = None
    picture: str = ""

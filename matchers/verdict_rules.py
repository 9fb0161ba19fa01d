"""Rule sets of the verdict: every number it depends on, under a name. Frozen: other numbers are another name. 判定规则."""

from dataclasses import dataclass

from domain.match import Tier, tier_of
from domain.observation import Kind
from matchers.goods import Relation


@dataclass(frozen=True, slots=True, kw_only=True)
class VerdictRules:
    """One named rule set.

    `goods` is what a relation of goods leaves of the words' score, `outside_market` what an office outside the watch
    markets leaves, `descriptive` a use like “compatible with”. `lift` is how far a pre-emption score of 1 closes the
    gap to 1, for words of at least `lift_from`. `high`, `medium`, `low` are the least scores of the tiers;
    `highest` is the most serious tier a kind of observation can reach by itself.
    """

    name: str
    goods: dict[Relation, float]
    outside_market: float
    descriptive: float
    lift: float
    lift_from: float
    high: float
    medium: float
    low: float
    highest: dict[Kind, Tier]

    def tier(self, score: float, kind: Kind) -> Tier:
        """The tier of a score between 0 and 1."""
        found = tier_of(score, high=self.high, medium=self.medium, low=self.low)
        most = self.highest[kind]
        return found if found.rank <= most.rank else most


VERDICT_2 = VerdictRules(
    name="verdict-2",
    goods={
        Relation.IDENTICAL: 1.0,
        Relation.SAME_CLASS: 0.95,
        Relation.RELATED: 0.85,
        Relation.UNKNOWN: 0.95,
        Relation.REMOTE: 0.5,
    },
    outside_market=0.75,
    descriptive=0.5,
    lift=0.5,
    lift_from=0.6,
    high=0.85,
    medium=0.55,
    low=0.28,
    highest={
        Kind.FILING: Tier.HIGH,
        Kind.LISTING: Tier.HIGH,
        Kind.EXHIBITOR: Tier.MEDIUM,
        Kind.PROCEEDING: Tier.HIGH,
    },
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureRules:
    """How words and pictures of one sign are weighed together, under a name; a match judged with a picture bears it.

    The stronger of the two counts, and what it leaves to 1 is closed by `both` times the weaker. `read` is what words
    keep of their score when a machine read them in the picture. A logo of `copy` or more is a copy, and so a sign of
    pre-emption.
    """

    name: str
    both: float
    read: float
    copy: float


PICTURES_1 = PictureRules(name="pictures-1", both=0.5, read=0.9, copy=0.97)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewBudget:
    """How much an enterprise wants to read: about so many matches a week, the most serious first."""

    a_week: int

    def wanted(self, weeks: float) -> int:
        """How many matches that is in so many weeks."""
        return int(self.a_week * weeks)

    def least_score(self, scores: list[float], weeks: float) -> float:
        """The score from which the matches of the past `weeks` would have been about that many; 0 for all. Of `scores` the
        highest `wanted` and one more are enough.
        """
        wanted = self.wanted(weeks)
        if wanted <= 0:
            return 1.0
        ordered = sorted(scores, reverse=True)
        return ordered[wanted - 1] if len(ordered) > wanted else 0.0

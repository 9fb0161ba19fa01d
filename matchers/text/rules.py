"""Rule sets for words: every number the judgement depends on, under a name. 规则.

A rule set is frozen: other numbers are another name, so that an old opinion stays beside a new one.
"""

import math
from dataclasses import dataclass, replace
from functools import cache

from domain.match import Tier, tier_of
from matchers.text.compiled.features import FEATURES
from matchers.text.compiled.glance import GLANCED
from matchers.text.compiled.trees import Trees
from matchers.trees import logistic, read_trees


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """One named rule set.

    `…_ratio` are the least likenesses (0 to 1) at which two keys meet: wholes by letters, wholes of signs neither in
    Latin letters nor in hanzi, parts, wholes and parts by sound, consonants. The trees in `NAME.trees.csv` turn the
    features of a pair into a sum, whose logistic with `slope` and `shift` is the score: the share of copies among
    compared pairs like it, were one pair in ten a copy (Platt's calibration on pairs the trees were not grown on;
    tools/fit_words.py); `trees` is the NAME they stand under. `high`, `medium` and `low` are the least scores of the
    tiers. A pair whose first `enough` trees sum to less than `hopeless` is not looked at further, and none is compared
    of which the first look (`NAME.glance.csv`) promises less than `promise_to_count`, where only what reaches a tier
    is asked for, or than `promise_to_rank`.
    """

    name: str
    trees: str
    whole_ratio: float
    loose_ratio: float
    part_ratio: float
    sound_ratio: float
    part_sound_ratio: float
    bones_ratio: float
    slope: float
    shift: float
    enough: int
    hopeless: float
    promise_to_count: float
    promise_to_rank: float
    high: float
    medium: float
    low: float

    def tier(self, score: float) -> Tier:
        """The tier of a score between 0 and 1."""
        return tier_of(score, high=self.high, medium=self.medium, low=self.low)

    def score(self, total: float) -> float:
        """The score of a sum of the trees, between 0 and 1."""
        return logistic(self.slope * total + self.shift)

    def promise(self, least: float) -> float:
        """What a first look must promise of a pair when sums of at least `least` are asked for."""
        return self.promise_to_count if least >= self.sum_at(self.low) else self.promise_to_rank

    def sum_at(self, score: float) -> float:
        """The sum of the trees at which the score is reached; minus infinity for a score of 0, which all reach."""
        if score <= 0.0:
            return -math.inf
        return (math.log(score / (1.0 - score)) - self.shift) / self.slope


@cache
def trees_of(name: str, kind: str = "trees") -> Trees:
    """The trees of a rule set, or with kind `glance` those of its first look. Raises FileNotFoundError for no such name."""
    names = FEATURES if kind == "trees" else GLANCED
    return read_trees("matchers.text", f"{name}.{kind}.csv", names)


WORDS_2 = Rules(
    name="words-2",
    trees="words-2",
    whole_ratio=0.70,
    loose_ratio=0.56,
    part_ratio=0.80,
    sound_ratio=0.80,
    part_sound_ratio=0.86,
    bones_ratio=0.62,
    slope=0.9924,
    shift=-2.4402,
    enough=40,
    hopeless=-4.0,
    promise_to_count=-1.880,
    promise_to_rank=-5.677,
    high=0.90,
    medium=0.60,
    low=0.30,
)

WIDE_2 = replace(
    WORDS_2,
    name="words-2-wide",
    whole_ratio=0.56,
    loose_ratio=0.45,
    part_ratio=0.70,
    sound_ratio=0.70,
    part_sound_ratio=0.75,
    bones_ratio=0.50,
    promise_to_count=-math.inf,
    promise_to_rank=-math.inf,
    hopeless=-math.inf,
)
"""The same judgement of more pairs, for a list that somebody reads from the top: keys meet far sooner, nothing is
dropped at first sight. Slower by an order of magnitude; the order of what both rule sets meet is the same."""

"""Rule sets for words: every number the judgement depends on, under a name. 规则.

A rule set is frozen: other numbers are another name, so that an old opinion stays beside a new one.
"""

from dataclasses import dataclass

from domain.match import Tier


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """One named rule set.

    `candidate_ratio` and `candidate_sound` are the least similarity (0 to 1) of spelling and of sound at
    which a pair is looked at. `high`, `medium` and `low` are the least scores of the tiers.
    """

    name: str
    candidate_ratio: float
    candidate_sound: float
    candidate_bones: float
    window_ratio: float
    window_sound: float
    high: float
    medium: float
    low: float

    def tier(self, score: float) -> Tier:
        """The tier of a score between 0 and 1."""
        if score >= self.high:
            return Tier.HIGH
        if score >= self.medium:
            return Tier.MEDIUM
        return Tier.LOW if score >= self.low else Tier.NONE


WORDS_1 = Rules(
    name="words-1",
    candidate_ratio=0.70,
    candidate_sound=0.80,
    candidate_bones=0.74,
    window_ratio=0.8,
    window_sound=0.86,
    high=0.85,
    medium=0.65,
    low=0.45,
)

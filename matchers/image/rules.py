"""Rule sets for logos: every number the judgement depends on, under a name. 规则.

A rule set is frozen: other numbers are another name, so that an old opinion stays beside a new one.
"""

from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

from matchers.image.embedding import embeds
from matchers.image.features import FEATURES
from matchers.text.compiled.trees import NO_END, Trees, sums
from matchers.trees import logistic, read_trees

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True)
class LogoRules:
    """One named rule set.

    The trees in `NAME.trees.csv` turn the features of a picture and a logo into a sum, whose logistic with `slope` and `shift` is
    the score: the share of copies among candidates like it, were one picture in ten a copy (Platt's calibration on brands the
    trees were not grown on; tools/fit_logos.py). `without` is the NAME of the trees for a machine without the embedding, with a
    slope and shift of their own. Only what scores at least `low` is a match. Points are looked for where the first
    impression is at least `promising`.
    """

    name: str
    trees: str
    without: str
    slope: float
    shift: float
    slope_without: float
    shift_without: float
    promising: float
    low: float

    def sums(self, rows: Floats) -> Floats:
        """The sum of the trees for each row of features."""
        found: Floats = sums(rows, trees_of(self.trees if embeds() else self.without), NO_END, 0.0)
        return found

    def score(self, total: float) -> float:
        """The score of a sum of the trees, between 0 and 1."""
        slope, shift = (self.slope, self.shift) if embeds() else (self.slope_without, self.shift_without)
        return logistic(slope * total + shift)


@cache
def trees_of(name: str) -> Trees:
    """The trees of a rule set. Raises FileNotFoundError for no such name."""
    return read_trees("matchers.image", f"{name}.trees.csv", FEATURES)


LOGOS_1 = LogoRules(
    name="logos-1",
    trees="logos-1",
    without="logos-1-without",
    slope=1.0404,
    shift=1.1478,
    slope_without=1.0,
    shift_without=0.0,
    promising=0.05,
    low=0.40,
)

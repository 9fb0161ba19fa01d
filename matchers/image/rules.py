"""Rule sets for logos: every number the judgement depends on, under a name. 规则.

A rule set is frozen: other numbers are another name, so that an old opinion stays beside a new one.
"""

import csv
import math
from dataclasses import dataclass
from functools import cache
from importlib import resources

import numpy as np
import numpy.typing as npt

from domain.match import Tier
from matchers.image.embedding import embeds
from matchers.image.features import FEATURES

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Trees:
    """Decision trees end to end, a row of nodes each: tree t starts at `root[t]`. A leaf leads to itself."""

    root: npt.NDArray[np.int32]
    feature: npt.NDArray[np.int16]
    threshold: Floats
    left: npt.NDArray[np.int32]
    right: npt.NDArray[np.int32]
    value: Floats
    base: float
    depth: int

    def sums(self, rows: Floats) -> Floats:
        """The sum of the leaves each row of features (n × FEATURES) falls in."""
        node = np.broadcast_to(self.root, (len(rows), len(self.root)))
        which = np.arange(len(rows))[:, None]
        for _ in range(self.depth):
            goes_left = rows[which, self.feature[node]] <= self.threshold[node]
            node = np.where(goes_left, self.left[node], self.right[node])
        return (self.base + self.value[node].sum(axis=1)).astype(np.float32)


@dataclass(frozen=True, slots=True, kw_only=True)
class LogoRules:
    """One named rule set.

    The trees in `NAME.trees.csv` turn the features of a picture and a logo into a sum, whose logistic with `slope` and `shift` is
    the score: the share of copies among candidates like it, were one picture in ten a copy (Platt's calibration on brands the
    trees were not grown on; tools/fit_logos.py). `without` is the NAME of the trees for a machine without the embedding, with a
    slope and shift of their own. Only what scores at least `low` is a match; `high` is the score that one unrelated picture in a
    thousand reaches, `medium` one in a hundred. Points are looked for where the first impression is at least `promising`.
    """

    name: str
    trees: str
    without: str
    slope: float
    shift: float
    slope_without: float
    shift_without: float
    promising: float
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

    def sums(self, rows: Floats) -> Floats:
        """The sum of the trees for each row of features."""
        return trees_of(self.trees if embeds() else self.without).sums(rows)

    def score(self, total: float) -> float:
        """The score of a sum of the trees, between 0 and 1."""
        slope, shift = (self.slope, self.shift) if embeds() else (self.slope_without, self.shift_without)
        return 1.0 / (1.0 + math.exp(-max(-40.0, min(40.0, slope * total + shift))))


@cache
def trees_of(name: str) -> Trees:
    """The trees of a rule set. Raises FileNotFoundError for no such name."""
    text = resources.files("matchers.image").joinpath(f"{name}.trees.csv").read_text(encoding="ascii")
    rows = list(csv.DictReader(text.splitlines()))
    number = {feature: at for at, feature in enumerate(FEATURES)}
    nodes = [row for row in rows if row["tree"] != "base"]
    own = np.arange(len(nodes))
    leaf = np.array([not row["feature"] for row in nodes])
    tree = np.array([int(row["tree"]) for row in nodes])
    left = np.where(leaf, own, [int(row["left"] or 0) for row in nodes])
    right = np.where(leaf, own, [int(row["right"] or 0) for row in nodes])
    return Trees(
        root=np.searchsorted(tree, np.arange(tree[-1] + 1)).astype(np.int32),
        feature=np.array([number.get(row["feature"], 0) for row in nodes], np.int16),
        threshold=np.array([float(row["threshold"] or 0) for row in nodes], np.float32),
        left=left.astype(np.int32),
        right=right.astype(np.int32),
        value=np.where(leaf, [float(row["value"] or 0) for row in nodes], 0.0).astype(np.float32),
        base=float(next(row["value"] for row in rows if row["tree"] == "base")),
        depth=_depth(left, right, leaf),
    )


def _depth(left: npt.NDArray[np.int64], right: npt.NDArray[np.int64], leaf: npt.NDArray[np.bool_]) -> int:
    depth = np.zeros(len(left), np.int64)
    for node in np.flatnonzero(~leaf):  # a node stands before those it leads to
        depth[left[node]] = depth[right[node]] = depth[node] + 1
    return int(depth.max())


LOGOS_1 = LogoRules(
    name="logos-1",
    trees="logos-1",
    without="logos-1-without",
    slope=1.0266,
    shift=1.0249,
    slope_without=1.0,
    shift_without=0.0,
    promising=0.05,
    high=0.9769,
    medium=0.6900,
    low=0.40,
)

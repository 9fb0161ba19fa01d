"""Fitted trees as they are kept: a CSV of nodes under the name of their rule set. 决策树.

`tools/fit_words.py`, `fit_glance.py` and `fit_logos.py` write them. An inner node names a feature and leads `left` when it
is at most `threshold`; a leaf names none and has a `value`; the row `base` is what the sum starts from.
"""

import csv
import math
from collections.abc import Sequence
from importlib import resources

import numpy as np

from matchers.text.compiled.trees import Trees


def read_trees(package: str, file: str, features: Sequence[str]) -> Trees:
    """The trees of a file of a package; `features` are those of the rows to be summed, in their order.

    Raises FileNotFoundError for no such file, KeyError for a feature that is none.
    """
    text = resources.files(package).joinpath(file).read_text(encoding="ascii")
    rows = list(csv.DictReader(text.splitlines()))
    number = {feature: at for at, feature in enumerate(features)}
    nodes = [row for row in rows if row["tree"] != "base"]
    tree = np.array([int(row["tree"]) for row in nodes])
    return Trees(
        root=np.searchsorted(tree, np.arange(tree[-1] + 1)).astype(np.int32),
        feature=np.array([number[row["feature"]] if row["feature"] else -1 for row in nodes], np.int8),
        threshold=np.array([float(row["threshold"] or 0) for row in nodes], np.float32),
        left=np.array([int(row["left"] or 0) for row in nodes], np.int32),
        right=np.array([int(row["right"] or 0) for row in nodes], np.int32),
        value=np.array([float(row["value"] or 0) for row in nodes], np.float32),
        base=float(next(row["value"] for row in rows if row["tree"] == "base")),
    )


def logistic(x: float) -> float:
    """1 / (1 + e^-x), for an x of any size."""
    return 1.0 / (1.0 + math.exp(-max(-40.0, min(40.0, x))))

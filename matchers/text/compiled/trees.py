"""A sum of decision trees, evaluated for many rows."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from numba import njit

NO_END = -1
"""For `sums`: every tree of every row counts."""


class Trees(NamedTuple):
    """Trees end to end: tree t starts at node `root[t]`.

    An inner node goes `left` when feature `feature` is at most `threshold`, else `right`; a leaf has feature -1 and
    adds `value`. `base` is what the sum starts from.
    """

    root: npt.NDArray[np.int32]
    feature: npt.NDArray[np.int8]
    threshold: npt.NDArray[np.float32]
    left: npt.NDArray[np.int32]
    right: npt.NDArray[np.int32]
    value: npt.NDArray[np.float32]
    base: float


@njit(cache=True, nogil=True)
def sums(rows, trees, enough, hopeless):
    """The sum of each row; a row whose first `enough` trees give less than `hopeless` stops there."""
    out = np.empty(rows.shape[0], np.float32)
    for r in range(rows.shape[0]):
        total = trees.base
        for t in range(trees.root.shape[0]):
            node = trees.root[t]
            while trees.feature[node] >= 0:
                if rows[r, trees.feature[node]] <= trees.threshold[node]:
                    node = trees.left[node]
                else:
                    node = trees.right[node]
            total += trees.value[node]
            if t + 1 == enough and total < hopeless:
                break
        out[r] = total
    return out


@njit(cache=True, nogil=True)
def best_of_brand(sign, brand, score, least):
    """The row of each sign and brand that scores best, of those of at least `least`, by sign, then best first."""
    kept = 0
    for r in range(sign.shape[0]):
        kept += score[r] >= least
    rows = np.empty(kept, np.int64)
    n = 0
    for r in range(sign.shape[0]):
        if score[r] >= least:
            rows[n] = r
            n += 1
    order = np.argsort(-score[rows], kind="mergesort")
    rows = rows[order]
    rows = rows[np.argsort(sign[rows], kind="mergesort")]
    out = np.empty(kept, np.int64)
    n = 0
    start = 0
    for k in range(kept):
        r = rows[k]
        if k == 0 or sign[r] != sign[rows[k - 1]]:
            start = n
        seen = False
        for j in range(start, n):
            if brand[out[j]] == brand[r]:
                seen = True
                break
        if not seen:
            out[n] = r
            n += 1
    return out[:n].copy()

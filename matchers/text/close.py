"""Pairs of keys at least so much alike, by rapidfuzz: exact, and as slow as comparing all with all."""

from collections.abc import Sequence

import numpy as np
from rapidfuzz import fuzz, process

from matchers.text.kernel import Floats, Ints

_AT_ONCE = 2_000


class Join:
    """Keys that grow, and every pair with `fuzz.ratio / 100 >= threshold`."""

    def __init__(self, threshold: float) -> None:
        self._threshold = threshold
        self._keys: list[str] = []
        self._ids: list[int] = []

    def add(self, keys: Sequence[str], ids: Ints) -> None:
        """More keys, each with its number."""
        self._keys += keys
        self._ids += ids.tolist()

    def remove(self, ids: Ints) -> None:
        """Forgets keys by number."""
        gone = set(ids.tolist())
        kept = [(k, i) for k, i in zip(self._keys, self._ids, strict=True) if i not in gone]
        self._keys, self._ids = [k for k, _ in kept], [i for _, i in kept]

    def pairs(self, probes: Sequence[str]) -> tuple[Ints, Ints, Floats]:
        """(probe number, key id, ratio from 0 to 1) of every pair at or above the threshold."""
        ids = np.array(self._ids, np.int32)
        found: list[tuple[Ints, Ints, Floats]] = []
        for start in range(0, len(probes), _AT_ONCE):
            some = probes[start : start + _AT_ONCE]
            cutoff = self._threshold * 100 - 1e-6
            ratios = process.cdist(some, self._keys, scorer=fuzz.ratio, score_cutoff=cutoff, dtype=np.float32)
            row, column = np.nonzero(ratios)
            found.append(((row + start).astype(np.int32), ids[column], ratios[row, column] / 100))
        if not found:
            return np.empty(0, np.int32), np.empty(0, np.int32), np.empty(0, np.float32)
        probe, key, ratio = (np.concatenate([f[k] for f in found]) for k in range(3))
        return probe, key, ratio

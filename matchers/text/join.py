"""Lossless join: every pair of watched key and probe with `rapidfuzz.fuzz.ratio` at or above a threshold.

`fuzz.ratio` is 2·LCS(a, b) / (|a| + |b|). Nothing is sampled or cut: the result equals
`rapidfuzz.process.cdist(probes, keys, scorer=fuzz.ratio, score_cutoff=100·threshold)`, for strings of any length
and any characters. Measured in docs/benchmarks.md.
"""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from matchers.text.join_keys import Alphabet, Ints, Longs, Packed, order_alike
from matchers.text.join_scan import BLOCK, scan

Floats = npt.NDArray[np.float32]

_AT_ONCE = 8_192
"""Probes a scan takes: enough to make each pass over a block worth while, few enough to stay in cache."""

_ROOM = 1 << 16
_MOST_SEGMENTS = 6


class Pairs(NamedTuple):
    """Row i says that probe `probe[i]` and the key numbered `key[i]` have `ratio[i]` (0 to 1).

    Ordered by probe, then key; a key given twice under two numbers stands twice.
    """

    probe: Ints
    key: Ints
    ratio: Floats


class Join:
    """Keys with numbers of the caller's, which may come and go, and the pairs that probes make with them.

    New keys form a segment of their own beside the large one, so that adding takes time by what is added;
    segments are joined when there are many, the largest only when the others have grown as large. Removing
    marks numbers as gone. Raises OverflowError past 65,535 different characters.
    """

    def __init__(self, threshold: float) -> None:
        if not 0 < threshold <= 1:
            raise ValueError(f"threshold must lie above 0 and not above 1, not {threshold}")
        self._threshold = threshold
        self._alphabet = Alphabet()
        self._segments: list[_Segment] = []
        self._gone: set[int] = set()

    def __len__(self) -> int:
        return sum(len(segment.ids) for segment in self._segments) - len(self._gone)

    def add(self, keys: Sequence[str], ids: Sequence[int] | npt.NDArray[np.integer]) -> None:
        """Adds keys, each with its number; several keys may share one. A removed number may come back."""
        numbers = np.asarray(ids, np.int32)
        if len(numbers) != len(keys):
            raise ValueError(f"{len(keys)} keys with {len(numbers)} numbers")
        if not len(keys):
            return
        returning = self._gone.intersection(numbers.tolist())
        if returning:
            self._drop_gone()
        self._alphabet.learn(keys)
        self._segments.append(_Segment(list(keys), numbers, self._alphabet))
        self._settle()

    def remove(self, ids: Sequence[int] | npt.NDArray[np.integer]) -> None:
        """Forgets every key of these numbers; numbers that are not there are no error."""
        asked = np.asarray(ids, np.int32)
        for segment in self._segments:
            self._gone.update(np.intersect1d(asked, segment.ids).tolist())

    def _settle(self) -> None:
        """Joins the smaller segments when there are many, and all when the small ones weigh as much as the large."""
        self._segments.sort(key=lambda segment: -len(segment.ids))
        small = sum(len(segment.ids) for segment in self._segments[1:])
        if small > len(self._segments[0].ids):
            self._segments = [self._joined(self._segments)]
        elif len(self._segments) > _MOST_SEGMENTS:
            self._segments = [self._segments[0], self._joined(self._segments[1:])]

    def _joined(self, segments: "list[_Segment]") -> "_Segment":
        keys = [key for segment in segments for key in segment.given]
        return _Segment(keys, np.concatenate([segment.ids for segment in segments]), self._alphabet)

    def _drop_gone(self) -> None:
        """Rebuilds the segments that hold removed numbers, without them."""
        gone = np.fromiter(self._gone, np.int32, len(self._gone))
        rebuilt = []
        for segment in self._segments:
            kept = ~np.isin(segment.ids, gone)
            if kept.all():
                rebuilt.append(segment)
            elif kept.any():
                keys = [key for key, keep in zip(segment.given, kept, strict=True) if keep]
                rebuilt.append(_Segment(keys, segment.ids[kept], self._alphabet))
        self._segments, self._gone = rebuilt, set()

    def pairs(self, probes: Sequence[str], threads: int = 1) -> Pairs:
        """Every pair at or above the threshold. Two empty strings are equal; one empty string meets no other."""
        unique, places = np.unique(np.array(probes, object), return_inverse=True) if len(probes) else ((), ())
        texts = list(unique)
        parts = []
        for start in range(0, len(texts), _AT_ONCE * threads):
            parts += self._pairs_of(texts[start : start + _AT_ONCE * threads], start, threads)
        found = Pairs(*(np.concatenate(column) for column in zip(*parts, strict=True))) if parts else _NOTHING
        return self._for_every_probe(found, np.asarray(places, np.int64), len(texts))

    def _pairs_of(self, texts: list[str], first: int, threads: int) -> list[Pairs]:
        """Pairs of some distinct probes, numbered from `first`; each thread takes every n-th probe."""

        def share(part: int) -> list[Pairs]:
            group = _Grouped(self._alphabet.pack(texts[part::threads]))
            return [
                _renumbered(segment.pairs(group, self._threshold), part, threads, first)
                for segment in self._segments
            ]

        if threads == 1:
            return share(0)
        with ThreadPoolExecutor(threads) as pool:
            return [pairs for shared in pool.map(share, range(threads)) for pairs in shared]

    def _for_every_probe(self, found: Pairs, places: Longs, count: int) -> Pairs:
        """Pairs of distinct probes given to every probe with that text, without removed keys, in order."""
        if self._gone:
            gone = np.fromiter(self._gone, np.int32, len(self._gone))
            found = Pairs(*(column[~np.isin(found.key, gone)] for column in found))
        order = np.lexsort((found.key, found.probe))
        found = Pairs(*(column[order] for column in found))
        starts = np.searchsorted(found.probe, np.arange(count + 1))
        lengths = (starts[1:] - starts[:-1])[places]
        rows = _ranges(starts[places], lengths)
        probe = np.repeat(np.arange(len(places), dtype=np.int32), lengths)
        return Pairs(probe, found.key[rows], found.ratio[rows])


_NOTHING = Pairs(np.empty(0, np.int32), np.empty(0, np.int32), np.empty(0, np.float32))


def _renumbered(pairs: Pairs, part: int, threads: int, first: int) -> Pairs:
    return Pairs(pairs.probe * np.int32(threads) + np.int32(part + first), pairs.key, pairs.ratio)


def _ranges(starts: Longs, lengths: Longs) -> Longs:
    """`starts[0], starts[0] + 1, …` for each start, `lengths` long, end to end."""
    total = int(lengths.sum())
    if not total:
        return np.empty(0, np.int64)
    ends = np.cumsum(lengths)
    return np.arange(total) - np.repeat(ends - lengths, lengths) + np.repeat(starts, lengths)


class _Grouped:
    """Packed strings put in order of length: `order[i]` is where string i came from."""

    def __init__(self, packed: Packed) -> None:
        self.order = np.argsort(packed.lengths, kind="stable")
        self.packed = _reordered(packed, self.order)
        self.groups = _groups(self.packed.lengths)


class _Segment:
    """Distinct keys ready to be scanned, with the numbers each stands for."""

    def __init__(self, keys: list[str], ids: Ints, alphabet: Alphabet) -> None:
        self.given = keys
        self.ids = ids
        unique: dict[str, int] = {}
        place = np.fromiter((unique.setdefault(key, len(unique)) for key in keys), np.int64, len(keys))
        packed = alphabet.pack(list(unique))
        order = _alike_by_length(packed)
        self._alphabet = alphabet
        self._packed = _reordered(packed, order)
        self._groups = _groups(self._packed.lengths)
        back = np.empty(len(order), np.int64)
        back[order] = np.arange(len(order))
        by_key = np.argsort(back[place], kind="stable")
        self._numbers = ids[by_key]
        self._first = np.searchsorted(back[place][by_key], np.arange(len(unique) + 1))
        self._blocks, self._low, self._high, self._over = _summarise(self._packed, self._groups)

    def pairs(self, probes: _Grouped, threshold: float) -> Pairs:
        """Pairs of probes and numbers; the probes as they were given to `_Grouped`."""
        room = _ROOM
        while True:
            out = np.empty(room, np.int32), np.empty(room, np.int32), np.empty(room, np.float32)
            found = scan(
                probes.packed, probes.groups, self._packed, self._groups, self._low, self._high, self._over, self._blocks,
                threshold, self._alphabet.size, *out,
            )  # fmt: skip
            if found <= room:
                break
            room = found
        probe, key, ratio = (column[:found] for column in out)
        probe = probes.order[probe].astype(np.int32)
        probe, key, ratio = self._with_empty(probes, probe, key, ratio)
        lengths = self._first[key + 1] - self._first[key]
        rows = _ranges(self._first[key], lengths)
        return Pairs(np.repeat(probe, lengths), self._numbers[rows], np.repeat(ratio, lengths))

    def _with_empty(
        self, probes: _Grouped, probe: Ints, key: Ints, ratio: Floats
    ) -> tuple[Ints, Ints, Floats]:
        """The empty key, when there is one, stands first and equals every empty probe."""
        empty = int(np.count_nonzero(probes.packed.lengths == 0))
        if not empty or not len(self._packed.lengths) or self._packed.lengths[0]:
            return probe, key, ratio
        extra = probes.order[:empty].astype(np.int32)
        return (
            np.concatenate([probe, extra]),
            np.concatenate([key, np.zeros(empty, np.int32)]),
            np.concatenate([ratio, np.ones(empty, np.float32)]),
        )


def _alike_by_length(packed: Packed) -> Longs:
    """Keys by length, and within a length with like letters side by side."""
    by_length = np.argsort(packed.lengths, kind="stable")
    groups = _groups(packed.lengths[by_length])
    return np.concatenate([order_alike(packed, by_length[start:end]) for start, end, _ in groups])


def _groups(lengths: Longs) -> Longs:
    """Runs of one length in sorted lengths: start, end, length."""
    distinct, starts = np.unique(lengths, return_index=True)
    ends = np.append(starts[1:], len(lengths))
    return np.stack([starts, ends, distinct], axis=1).astype(np.int64)


def _reordered(packed: Packed, order: Longs) -> Packed:
    lengths = packed.lengths[order]
    offsets = np.zeros(len(order) + 1, np.int64)
    np.cumsum(lengths, out=offsets[1:])
    letters = packed.letters[_ranges(packed.offsets[:-1][order], lengths)]
    rest = (packed.low, packed.high, packed.over, packed.pairs, packed.pairs_over)
    return Packed(letters, offsets, *(np.ascontiguousarray(column[order]) for column in rest))


def _summarise(
    packed: Packed, groups: Longs
) -> tuple[Longs, npt.NDArray[np.uint64], npt.NDArray[np.uint64], Ints]:
    """Blocks of each group, and of each block the union of its keys' letters and its largest `over`."""
    starts, blocks = [], [0]
    for start, end, _ in groups.tolist():
        starts.append(np.arange(start, end, BLOCK))
        blocks.append(blocks[-1] + len(starts[-1]))
    at = np.concatenate(starts)
    low, high = np.bitwise_or.reduceat(packed.low, at), np.bitwise_or.reduceat(packed.high, at)
    return np.array(blocks, np.int64), low, high, np.maximum.reduceat(packed.over, at)

"""Lossless join: every pair of watched key and probe with `rapidfuzz.fuzz.ratio` at or above a threshold. 无损相似连接。

`fuzz.ratio` is 2·LCS(a, b) / (|a| + |b|). Nothing is sampled or cut: the result equals
`rapidfuzz.process.cdist(probes, keys, scorer=fuzz.ratio, score_cutoff=100·threshold)`, for strings of any length
and any characters. How: `join_scan`. How fast: docs/benchmarks.md.
"""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, NamedTuple, Self

import numpy as np
import numpy.typing as npt

from matchers.text.arrays import Arrays, part, under
from matchers.text.compiled.join_keys import Ints, Longs, sign
from matchers.text.compiled.join_scan import Floats, scan
from matchers.text.compiled.join_tree import Tree, by_length, offsets_of, picked, plant
from matchers.text.compiled.lcs import Letters
from matchers.text.join_letters import LETTERS, Alphabet

_SMALL = 4_096
"""Keys that are planted anew in a millisecond: smaller segments are always joined."""


class Pairs(NamedTuple):
    """Row i says that probe `probe[i]` and the key numbered `key[i]` have `ratio[i]` (0 to 1).

    Ordered by probe, then key; a key given twice under two numbers stands twice.
    """

    probe: Ints
    key: Ints
    ratio: Floats


class Join:
    """Keys with numbers of the caller's, which may come and go, and the pairs that probes make with them.

    New keys form a segment beside the others; a segment joins the next larger one when it is no longer much
    smaller, so that a key is planted anew only a few times however many follow it. One thread may change the
    keys at a time, and none while pairs are asked for.
    """

    def __init__(self, threshold: float) -> None:
        if not 0 < threshold <= 1:
            raise ValueError(f"threshold must lie above 0 and not above 1, not {threshold}")
        self._threshold = threshold
        self._alphabet = Alphabet()
        self._segments: list[_Segment] = []

    @classmethod
    def from_arrays(cls, threshold: float, arrays: Arrays) -> Self:
        """The join whose `arrays` these are; they are read where they lie."""
        one = cls(threshold)
        one._segments = [_read(part(str(n), arrays)) for n in range(int(arrays["segments"][0]))]
        return one

    def arrays(self) -> dict[str, npt.NDArray[Any]]:
        """All keys. Raises ValueError when they were not given packed: their characters have numbers of this join's."""
        if self._alphabet.size != Alphabet().size:
            raise ValueError("only keys that were given packed can be laid down")
        found: dict[str, npt.NDArray[Any]] = {"segments": np.array([len(self._segments)])}
        for number, segment in enumerate(self._segments):
            found |= under(str(number), {**segment.tree._asdict(), "numbers": segment.numbers})
        return found

    def __len__(self) -> int:
        return sum(len(segment) for segment in self._segments)

    @property
    def nbytes(self) -> int:
        """Bytes the keys take in memory."""
        return self._alphabet.nbytes + sum(segment.nbytes for segment in self._segments)

    def add(self, keys: Sequence[str], ids: Sequence[int] | npt.NDArray[np.integer]) -> None:
        """Adds keys, each with its number; several keys may share one, and a removed number may come back.

        Raises ValueError unless there are as many numbers as keys, OverflowError past 65,535 different characters.
        """
        _check_numbers(len(keys), len(ids))
        self._alphabet.learn(keys)
        self._grow(*self._alphabet.pack(keys), ids)

    def add_packed(
        self,
        letters: npt.NDArray[np.integer],
        offsets: npt.NDArray[np.integer],
        ids: Sequence[int] | npt.NDArray[np.integer],
    ) -> None:
        """The same for keys in a-z and 0-9 given as codes 0 to 35 end to end, key i at `offsets[i]:offsets[i + 1]`."""
        _check_numbers(len(offsets) - 1, len(ids))
        self._grow(*_checked(letters, offsets), ids)

    def _grow(self, letters: Letters, offsets: Longs, ids: Sequence[int] | npt.NDArray[np.integer]) -> None:
        if not len(ids):
            return
        numbers = np.asarray(ids, np.int32)
        kept, weight = len(self._segments), len(numbers)
        while kept and len(self._segments[kept - 1]) <= max(_SMALL, 2 * weight):
            kept -= 1
            weight += len(self._segments[kept])
        parts = [segment.keys() for segment in self._segments[kept:]] + [(letters, offsets, numbers)]
        self._segments = [*self._segments[:kept], _planted(parts)]

    def remove(self, ids: Sequence[int] | npt.NDArray[np.integer]) -> None:
        """Forgets every key of these numbers; numbers that are not there are no error."""
        asked = np.asarray(ids, np.int32)
        for segment in self._segments:
            segment.tree.alive[np.isin(segment.numbers, asked)] = False
        self._segments = [
            segment if 2 * len(segment) >= segment.planted else _planted([segment.keys()])
            for segment in self._segments
            if len(segment)
        ]

    def pairs(self, probes: Sequence[str], threads: int = 1) -> Pairs:
        """Every pair at or above the threshold. Two empty strings are equal; one empty string meets no other."""
        return self._pairs(*self._alphabet.pack(probes), threads)

    def pairs_of_packed(
        self, letters: npt.NDArray[np.integer], offsets: npt.NDArray[np.integer], threads: int = 1
    ) -> Pairs:
        """The same for probes in a-z and 0-9 given as codes 0 to 35 end to end, probe i at `offsets[i]:offsets[i + 1]`."""
        return self._pairs(*_checked(letters, offsets), threads)

    def _pairs(self, letters: Letters, offsets: Longs, threads: int) -> Pairs:
        order: Longs = by_length(offsets)[0]
        shares = [order[part::threads] for part in range(threads) if part < len(order)]

        def found(share: Longs) -> list[Pairs]:
            probes = sign(*picked(letters, offsets, share))
            groups = by_length(probes.offsets)[1]
            every = []
            for segment in self._segments:
                probe, place, ratio = scan(probes, groups, segment.tree, self._threshold, self._alphabet.size)
                every.append(Pairs(share[probe].astype(np.int32), segment.numbers[place], ratio))
            return every

        if len(shares) <= 1:
            return _in_order([pairs for share in shares for pairs in found(share)])
        with ThreadPoolExecutor(len(shares)) as pool:
            return _in_order([pairs for every in pool.map(found, shares) for pairs in every])


def _in_order(parts: list[Pairs]) -> Pairs:
    if not parts:
        return Pairs(np.empty(0, np.int32), np.empty(0, np.int32), np.empty(0, np.float32))
    probe, key, ratio = (np.concatenate(column) for column in zip(*parts, strict=True))
    order = np.argsort(probe.astype(np.int64) << 32 | key.astype(np.int64) + (1 << 31), kind="stable")
    return Pairs(probe[order], key[order], ratio[order])


def _check_numbers(keys: int, numbers: int) -> None:
    if keys != numbers:
        raise ValueError(f"{keys} keys with {numbers} numbers")


def _checked(letters: npt.NDArray[np.integer], offsets: npt.NDArray[np.integer]) -> tuple[Letters, Longs]:
    """Packed strings, fit for compiled code, which does not look where it reads."""
    if len(letters) and not 0 <= letters.min() <= letters.max() < len(LETTERS):
        raise ValueError(
            f"packed letters must be 0 to {len(LETTERS) - 1}, not {letters.min()} to {letters.max()}"
        )
    ends = np.asarray(offsets, np.int64)
    if not len(ends) or ends[0] < 0 or ends[-1] > len(letters) or bool((np.diff(ends) < 0).any()):
        raise ValueError(f"offsets must rise from 0 to the {len(letters)} letters")
    return letters.astype(np.uint16), ends


@dataclass(frozen=True, slots=True)
class _Segment:
    """Keys planted together, and at each place of their tree the key's number. `planted` counts them, gone or not."""

    tree: Tree
    numbers: Ints
    planted: int

    def __len__(self) -> int:
        return int(np.count_nonzero(self.tree.alive))

    @property
    def nbytes(self) -> int:
        return self.numbers.nbytes + sum(column.nbytes for column in self.tree)

    def keys(self) -> tuple[Letters, Longs, Ints]:
        """The keys that have not gone, as they were planted."""
        places, offsets = offsets_of(self.tree)
        alive = np.flatnonzero(self.tree.alive[places])
        letters, ends = picked(self.tree.letters, offsets, alive)
        return letters, ends, self.numbers[places[alive]]


def _read(arrays: Arrays) -> _Segment:
    tree = Tree(*(arrays[name] for name in Tree._fields))
    planted = int((tree.groups[:, 2] - tree.groups[:, 1]).sum())
    return _Segment(tree, arrays["numbers"], planted)


def _planted(parts: list[tuple[Letters, Longs, Ints]]) -> _Segment:
    letters = np.concatenate([part[0] for part in parts])
    lengths = np.concatenate([np.diff(part[1]) for part in parts])
    ids = np.concatenate([part[2] for part in parts])
    tree, key_at = plant(sign(letters, np.concatenate([[0], np.cumsum(lengths)])))
    return _Segment(tree, ids[key_at], len(ids))

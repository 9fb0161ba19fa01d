"""The lossless join against `rapidfuzz.process.cdist`, on the keys of a large watchlist.

Keys are the views of real brands written in hanzi, of as many more brands as it takes put together from their
hanzi, and of real names of exhibitors. There are not enough Chinese brands in any list at hand; those put together
share more syllables than real ones do, so the join finds more to compare than it would in life. Probes are what
signs are looked up by: the words of other exhibitors' real names, in windows of one to three, and the wholes.
"""

import random
import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from rapidfuzz import fuzz, process

from domain.brand import Brand
from haishao.bench.word_samples import (
    COUNTED,
    FITTED,
    REPORTED,
    consumer_brands,
    exhibitor_names,
    is_han,
    renderings,
)
from matchers.text.join import Join
from matchers.text.join_letters import Alphabet
from matchers.text.normal import words
from matchers.text.scripts import latin
from matchers.text.views import views_of

_HAN_SHARE = 0.7
_MOST_HANZI = 6
_LENGTHS = (2, 2, 2, 3, 3, 4)
"""Hanzi of a brand put together, drawn from these."""
_WIDEST = 3
_MOST_WORDS = 24
_LEAST_LETTERS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class JoinSpeed:
    """Rates are medians in probes a second. Ratios are medians over repeats in which both sides ran one after the other.

    `times_cdist` has one thread on either side; `two_threads` is the join with two threads against itself with one.
    `equal` says that the pairs of the `compared` probes were those of cdist, of which there were `pairs`.
    """

    threshold: float
    cdist_rate: float
    join_rate: float
    times_cdist: float
    least_times: float
    most_times: float
    two_threads: float
    compared: int
    pairs: int
    equal: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class JoinMeasured:
    """`index_bytes` is what the keys take in memory; `add_seconds` is for 40 keys more beside all the others, and
    `one_seconds` for one probe alone (medians, at the first threshold)."""

    keys: int
    mean_letters: float
    probes: int
    build_seconds: float
    index_bytes: int
    add_seconds: float
    one_seconds: float
    speeds: tuple[JoinSpeed, ...]


def measure_join(
    keys: Sequence[str],
    probes: Sequence[str],
    thresholds: tuple[float, ...] = (0.80, 0.85),
    repeats: int = 5,
    compared: int = 60,
) -> JoinMeasured:
    """The join of distinct keys and probes in a-z and 0-9 (see `watched_keys`, `sign_keys`), each repeat beside cdist.

    cdist is given `compared` probes a repeat, others each time: it would take minutes for all.
    """
    compiled = Join(thresholds[0])
    compiled.add(keys[:100], range(len(keys[:100])))
    compiled.pairs(probes[:10], threads=2)
    join, build_seconds = _built(keys, thresholds[0])
    add_seconds, one_seconds = _added(join, len(keys)), _one_by_one(join, probes)
    speeds = []
    for threshold in thresholds:
        if threshold != thresholds[0]:
            join, _ = _built(keys, threshold)
        speeds.append(_speed(join, keys, probes, threshold, repeats, compared))
    return JoinMeasured(
        keys=len(keys),
        mean_letters=statistics.fmean(map(len, keys)),
        probes=len(probes),
        build_seconds=build_seconds,
        index_bytes=join.nbytes,
        add_seconds=add_seconds,
        one_seconds=one_seconds,
        speeds=tuple(speeds),
    )


def _built(keys: Sequence[str], threshold: float) -> tuple[Join, float]:
    join = Join(threshold)
    started = time.perf_counter()
    join.add(keys, range(len(keys)))
    return join, time.perf_counter() - started


def _added(join: Join, first: int) -> float:
    """Seconds to add the keys of a brand, each time of another one, and they are removed again."""
    taken = []
    for brand in range(5):
        numbers = range(first + 40 * brand, first + 40 * brand + 40)
        started = time.perf_counter()
        join.add([f"newbrand{number}" for number in numbers], numbers)
        taken.append(time.perf_counter() - started)
    join.remove(range(first, first + 200))
    return statistics.median(taken)


def _one_by_one(join: Join, probes: Sequence[str]) -> float:
    taken = []
    for probe in probes[:200]:
        started = time.perf_counter()
        join.pairs([probe])
        taken.append(time.perf_counter() - started)
    return statistics.median(taken)


def _speed(
    join: Join, keys: Sequence[str], probes: Sequence[str], threshold: float, repeats: int, compared: int
) -> JoinSpeed:
    packed = Alphabet().pack(probes)
    theirs, ours, doubled, pairs, equal = [], [], [], 0, True
    for repeat in range(repeats):
        first = repeat * compared % max(1, len(probes) - compared)
        started = time.perf_counter()
        ratios = process.cdist(
            probes[first : first + compared], keys, scorer=fuzz.ratio, score_cutoff=100 * threshold - 1e-6, workers=1
        )  # fmt: skip
        theirs.append(len(ratios) / (time.perf_counter() - started))
        started = time.perf_counter()
        found = join.pairs_of_packed(*packed)
        ours.append(len(probes) / (time.perf_counter() - started))
        started = time.perf_counter()
        join.pairs_of_packed(*packed, threads=2)
        doubled.append(len(probes) / (time.perf_counter() - started))
        row, column = np.nonzero(ratios)
        here = (found.probe >= first) & (found.probe < first + len(ratios))
        equal &= np.array_equal(found.probe[here] - first, row) and np.array_equal(found.key[here], column)
        pairs += len(row)
    times = [our / their for our, their in zip(ours, theirs, strict=True)]
    return JoinSpeed(
        threshold=threshold,
        cdist_rate=statistics.median(theirs),
        join_rate=statistics.median(ours),
        times_cdist=statistics.median(times),
        least_times=min(times),
        most_times=max(times),
        two_threads=statistics.median(two / one for one, two in zip(ours, doubled, strict=True)),
        compared=compared * repeats,
        pairs=pairs,
        equal=equal,
    )


def watched_names(count: int) -> tuple[str, ...]:
    """Names of so many brands, seven in ten of them in hanzi."""
    drawn = random.Random(7)
    every = [*(r.other for r in renderings()), *consumer_brands(0), *consumer_brands(1)]
    han = list(dict.fromkeys(name for name in every if is_han(name) and 2 <= len(name) <= _MOST_HANZI))
    hanzi = [h for name in han for h in name]
    known = dict.fromkeys(han[: round(count * _HAN_SHARE)])
    while len(known) < round(count * _HAN_SHARE):
        known.setdefault("".join(drawn.choice(hanzi) for _ in range(drawn.choice(_LENGTHS))))
    others = [name for name in every if not is_han(name)] + list(exhibitor_names((*COUNTED, *FITTED)))
    return (*known, *others[: count - len(known)])


def watched_keys(brands: int = 120_000) -> tuple[str, ...]:
    """The distinct keys of the views of so many brands; 585,000 for 120,000."""
    views = (view for name in watched_names(brands) for view in views_of(Brand(brand_id=name, name=name)))
    keys = dict.fromkeys("".join(view.words) for view in views)
    keys.pop("", None)
    return tuple(keys)


def sign_keys(count: int = 8_000) -> tuple[str, ...]:
    """Distinct keys of the names of exhibitors that are not watched; plain words stand in both."""
    return tuple(random.Random(1).sample(_windows_of(exhibitor_names(REPORTED)), count))


def _windows_of(names: Sequence[str]) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for name in names:
        read = [key for key in map(latin, words(name)) if key][:_MOST_WORDS]
        found.setdefault("".join(read))
        for size in range(1, _WIDEST + 1):
            for start in range(len(read) - size + 1):
                found.setdefault("".join(read[start : start + size]))
    return tuple(key for key in found if len(key) >= _LEAST_LETTERS)

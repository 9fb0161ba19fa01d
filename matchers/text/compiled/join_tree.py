"""Keys laid out for the scan: by length, like ones side by side, summed up by eights and by sixty-fours; compiled."""

from typing import NamedTuple

import numpy as np
from numba import njit

from matchers.text.compiled.join_keys import EIGHT, Flags, Ints, Longs, Signed, put_alike
from matchers.text.compiled.lcs import Letters, Words

_BLOCK = EIGHT * EIGHT


class Tree(NamedTuple):
    """Keys ready to be scanned, by length, and like ones side by side.

    Row g of `groups` is one length: length, first place, end of its places, first place in `some_64` and `every_64`,
    and where its letters begin: a key follows the other there. A length's places begin at a multiple of 64, those in
    `some_64` at a multiple of 8. `low`, `high` and `bigrams` are per key (see `Signed`); `some_8`
    and `every_8` are the letters that some and that every key of eight neighbours has, `some_64` and `every_64`
    the same of 64. Places that stand for no key lack every letter and demand them all.
    """

    letters: Letters
    groups: Longs
    low: Words
    high: Words
    bigrams: Words
    more_bigrams: Ints
    some_8: Words
    every_8: Words
    some_64: Words
    every_64: Words
    alive: Flags


@njit(cache=True, nogil=True)
def by_length(offsets: Longs) -> tuple[Longs, Longs]:
    """Strings in order of length, and of each length: length, first and end of its strings in that order."""
    count = offsets.shape[0] - 1
    longest = 0
    for i in range(count):
        longest = max(longest, offsets[i + 1] - offsets[i])
    ends = np.zeros(longest + 2, np.int64)
    for i in range(count):
        ends[offsets[i + 1] - offsets[i] + 1] += 1
    groups = np.empty((np.count_nonzero(ends), 3), np.int64)
    filled = 0
    for length in range(longest + 1):
        if ends[length + 1]:
            groups[filled, 0], groups[filled, 1], groups[filled, 2] = (
                length,
                ends[length],
                ends[length] + ends[length + 1],
            )
            filled += 1
        ends[length + 1] += ends[length]
    order = np.empty(count, np.int64)
    for i in range(count):
        length = offsets[i + 1] - offsets[i]
        order[ends[length]] = i
        ends[length] += 1
    return order, groups


@njit(cache=True, nogil=True)
def picked(letters: Letters, offsets: Longs, chosen: Longs) -> tuple[Letters, Longs]:
    """Some of the strings, end to end."""
    ends = np.zeros(chosen.shape[0] + 1, np.int64)
    for n in range(chosen.shape[0]):
        ends[n + 1] = ends[n] + offsets[chosen[n] + 1] - offsets[chosen[n]]
    out = np.empty(ends[-1], np.uint16)
    for n in range(chosen.shape[0]):
        out[ends[n] : ends[n + 1]] = letters[offsets[chosen[n]] : offsets[chosen[n] + 1]]
    return out, ends


@njit(cache=True, nogil=True)
def offsets_of(tree: Tree) -> tuple[Longs, Longs]:
    """The places that stand for keys, and where the letters of each begin and the last one's end."""
    count = 0
    for g in range(tree.groups.shape[0]):
        count += tree.groups[g, 2] - tree.groups[g, 1]
    places, offsets = np.empty(count, np.int64), np.zeros(count + 1, np.int64)
    n = 0
    for g in range(tree.groups.shape[0]):
        for place in range(tree.groups[g, 1], tree.groups[g, 2]):
            places[n], offsets[n + 1] = place, offsets[n] + tree.groups[g, 0]
            n += 1
    return places, offsets


@njit(cache=True, nogil=True)
def plant(keys: Signed) -> tuple[Tree, Longs]:
    """The keys as a tree, and which key stands at each of its places (-1 at a place that stands for none)."""
    order, lengths = by_length(keys.offsets)
    groups = np.empty((lengths.shape[0], 5), np.int64)
    places, blocks, letters = 0, 0, 0
    for g in range(lengths.shape[0]):
        size = lengths[g, 2] - lengths[g, 1]
        groups[g, 0], groups[g, 1], groups[g, 2] = lengths[g, 0], places, places + size
        groups[g, 3], groups[g, 4] = blocks, letters
        letters += size * lengths[g, 0]
        here = (size + _BLOCK - 1) // _BLOCK
        places += here * _BLOCK
        blocks += (here + EIGHT - 1) // EIGHT * EIGHT
        put_alike(keys.low, order[lengths[g, 1] : lengths[g, 2]])
    key_at = np.full(places, -1, np.int64)
    for g in range(lengths.shape[0]):
        for n in range(lengths[g, 2] - lengths[g, 1]):
            key_at[groups[g, 1] + n] = order[lengths[g, 1] + n]
    return _laid_out(keys, key_at, groups, blocks), key_at


@njit(cache=True, nogil=True)
def _laid_out(keys: Signed, key_at: Longs, groups: Longs, blocks: int) -> Tree:
    places = key_at.shape[0]
    low, high, bigrams = np.zeros(places, np.uint64), np.zeros(places, np.uint64), np.zeros(places, np.uint64)
    more = np.zeros(places, np.int32)
    letters = np.empty_like(keys.letters)
    filled = 0
    for place in range(places):
        i = key_at[place]
        if i < 0:
            continue
        low[place], high[place], bigrams[place] = keys.low[i], keys.high[i], keys.bigrams[i]
        more[place] = keys.more_bigrams[i]
        for at in range(keys.offsets[i], keys.offsets[i + 1]):
            letters[filled] = keys.letters[at]
            filled += 1
    some_8, every_8 = _summed(low, key_at)
    some, every = _summed_again(some_8, every_8)
    some_64, every_64 = np.zeros(blocks, np.uint64), np.full(blocks, ~np.uint64(0), np.uint64)
    for g in range(groups.shape[0]):
        first, end = groups[g, 1] // _BLOCK, (groups[g, 2] + _BLOCK - 1) // _BLOCK
        some_64[groups[g, 3] : groups[g, 3] + end - first] = some[first:end]
        every_64[groups[g, 3] : groups[g, 3] + end - first] = every[first:end]
    return Tree(letters, groups, low, high, bigrams, more, some_8, every_8, some_64, every_64, key_at >= 0)


@njit(cache=True, nogil=True)
def _summed(low: Words, key_at: Longs) -> tuple[Words, Words]:
    """The letters that some, and that every, key of eight neighbours has."""
    count = low.shape[0] // EIGHT
    some, every = np.zeros(count, np.uint64), np.full(count, ~np.uint64(0), np.uint64)
    for place in range(low.shape[0]):
        if key_at[place] >= 0:
            some[place // EIGHT] |= low[place]
            every[place // EIGHT] &= low[place]
    return some, every


@njit(cache=True, nogil=True)
def _summed_again(some_8: Words, every_8: Words) -> tuple[Words, Words]:
    """The same of eight neighbouring eights."""
    count = some_8.shape[0] // EIGHT
    some, every = np.zeros(count, np.uint64), np.full(count, ~np.uint64(0), np.uint64)
    for block in range(some_8.shape[0]):
        some[block // EIGHT] |= some_8[block]
        every[block // EIGHT] &= every_8[block]
    return some, every

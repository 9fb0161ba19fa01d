"""The keys an entry is looked up by: its whole, its core, its core in order, and windows of words. 检索键."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from numba import njit

from matchers.text.compiled.entries import FOREIGN

AS_WRITTEN, CORE, IN_ORDER = 0, 1, 2
"""How a run's words are put together: all of them; without generic ones; without, in the order of their letters."""

_MOST_READ = 24
_MOST_WINDOW = 3
_MOST_WINDOW_OF_HANZI = 5
_MOST_ORDERED = 6
_LEAST_BITS_OF_WINDOW = 8.0
_LEAST_BITS_OF_PART = 12.0
_LEAST_SHARE_OF_PART = 0.3
LONGEST_KEY = 96
"""Letters of a key that are compared."""


class Runs(NamedTuple):
    """Run r takes `size[r]` words of entry `entry[r]` from `start[r]`, put together in the `way[r]`.

    `share` is its part of the entry's bits, 0 to 1.
    """

    entry: npt.NDArray[np.int32]
    start: npt.NDArray[np.int16]
    size: npt.NDArray[np.int16]
    way: npt.NDArray[np.uint8]
    share: npt.NDArray[np.float32]


class Keys(NamedTuple):
    """Distinct keys end to end, and `key[r]`, the key of run r or -1 when it is too short."""

    letters: npt.NDArray[np.uint8]
    at: npt.NDArray[np.int64]
    key: npt.NDArray[np.int32]


@njit(cache=True, nogil=True)
def runs_of(lexemes, entries, latin_bit, of_views):
    """The runs of each entry. Of a view only those that could stand for it, of a sign all that could be a brand."""
    room = 0
    for e in range(entries.at.shape[0] - 1):
        room += 3 + _MOST_WINDOW_OF_HANZI * min(_MOST_READ, entries.at[e + 1] - entries.at[e])
    entry, start, size = np.empty(room, np.int32), np.empty(room, np.int16), np.empty(room, np.int16)
    way, share = np.empty(room, np.uint8), np.empty(room, np.float32)
    n = 0
    for e in range(entries.at.shape[0] - 1):
        first = entries.at[e]
        count = min(entries.at[e + 1] - first, _MOST_READ)
        entry[n], start[n], size[n], way[n], share[n] = e, 0, count, AS_WRITTEN, 1.0
        n += 1
        if count == 1:
            continue
        total = max(entries.total[e], 1e-3)
        core, core_bits = 0, 0.0
        for i in range(first, first + count):
            if not lexemes.generic[entries.word[i]]:
                core += 1
                core_bits += lexemes.bits[entries.word[i]]
        if 0 < core < count:
            entry[n], start[n], size[n], way[n], share[n] = e, 0, count, CORE, 1.0
            n += 1
        if 2 <= core <= _MOST_ORDERED:
            entry[n], start[n], size[n], way[n], share[n] = e, 0, count, IN_ORDER, core_bits / total
            n += 1
        widest = _MOST_WINDOW
        if not of_views and not entries.flags[e] & FOREIGN and entries.scripts[e] != latin_bit:
            widest = _MOST_WINDOW_OF_HANZI
        for width in range(1, min(widest, count - 1) + 1):
            for begin in range(count - width + 1):
                weight = 0.0
                for i in range(first + begin, first + begin + width):
                    weight += lexemes.bits[entries.word[i]]
                if of_views and (weight < _LEAST_BITS_OF_PART or weight < _LEAST_SHARE_OF_PART * total):
                    continue
                if not of_views and weight < _LEAST_BITS_OF_WINDOW:
                    continue
                entry[n], start[n], size[n], way[n], share[n] = e, begin, width, AS_WRITTEN, weight / total
                n += 1
    return entry[:n].copy(), start[:n].copy(), size[:n].copy(), way[:n].copy(), share[:n].copy()


@njit(cache=True, nogil=True)
def compose(letters, letters_at, generic, words, first, count, way, once, out):
    """Writes the letters of some words into `out` and returns how many; the rest beyond its room is left out.

    With `once` a letter that repeats the one before, across words, is written once.
    """
    n = 0
    if way == IN_ORDER:
        order = _in_order(letters, letters_at, generic, words, first, count)
        for k in range(order.shape[0]):
            n = _put(letters, letters_at, order[k], once, out, n)
        return n
    bare = True
    if way == CORE:
        for i in range(first, first + count):
            bare &= bool(generic[words[i]])
    for i in range(first, first + count):
        if way == AS_WRITTEN or bare or not generic[words[i]]:
            n = _put(letters, letters_at, words[i], once, out, n)
    return n


@njit(cache=True, nogil=True)
def _put(letters, letters_at, word, once, out, n):
    for k in range(letters_at[word], letters_at[word + 1]):
        if n < out.shape[0] and not (once and n > 0 and letters[k] < 26 and out[n - 1] == letters[k]):
            out[n] = letters[k]
            n += 1
    return n


@njit(cache=True, nogil=True)
def _in_order(letters, letters_at, generic, words, first, count):
    order = np.empty(count, np.int64)
    n = 0
    for i in range(first, first + count):
        w = words[i]
        if generic[w]:
            continue
        place = n
        while place > 0 and _before(letters, letters_at, w, order[place - 1]):
            order[place] = order[place - 1]
            place -= 1
        order[place] = w
        n += 1
    return order[:n]


@njit(cache=True, nogil=True)
def _before(letters, letters_at, a, b):
    a0, a1, b0, b1 = letters_at[a], letters_at[a + 1], letters_at[b], letters_at[b + 1]
    for k in range(min(a1 - a0, b1 - b0)):
        if letters[a0 + k] != letters[b0 + k]:
            return letters[a0 + k] < letters[b0 + k]
    return a1 - a0 < b1 - b0


@njit(cache=True, nogil=True)
def letters_hash(letters, start, end):
    """FNV-1a of some letters: equal letters have equal hashes."""
    mixed = np.uint64(1469598103934665603)
    for k in range(start, end):
        mixed = (mixed ^ np.uint64(letters[k] + 1)) * np.uint64(1099511628211)
    return mixed


@njit(cache=True, nogil=True)
def keys_of(letters, letters_at, generic, entries, runs, least, wanted, once):
    """The distinct keys of the runs that are `wanted`, of at least `least` letters: (letters, offsets, key of run)."""
    count = runs.entry.shape[0]
    slots = 16
    while slots < 2 * count:
        slots *= 2
    table = np.full(slots, -1, np.int32)
    key = np.full(count, -1, np.int32)
    at = np.zeros(count + 1, np.int64)
    out = np.empty(max(64, 12 * count), np.uint8)
    buffer = np.empty(LONGEST_KEY, np.uint8)
    keys, n = 0, 0
    for r in range(count):
        if not wanted[r]:
            continue
        e = runs.entry[r]
        first = entries.at[e] + runs.start[r]
        length = compose(
            letters, letters_at, generic, entries.word, first, runs.size[r], runs.way[r], once, buffer
        )
        if length < least:
            continue
        mixed = letters_hash(buffer, 0, length)
        slot = np.int64((mixed ^ (mixed >> np.uint64(29))) & np.uint64(slots - 1))
        while True:
            found = table[slot]
            if found < 0:
                break
            if at[found + 1] - at[found] == length:
                same = True
                for k in range(length):
                    if out[at[found] + k] != buffer[k]:
                        same = False
                        break
                if same:
                    break
            slot = (slot + 1) & (slots - 1)
        if found < 0:
            found = keys
            table[slot] = found
            while n + length > out.shape[0]:
                more = np.empty(2 * out.shape[0], np.uint8)
                more[:n] = out[:n]
                out = more
            out[n : n + length] = buffer[:length]
            n += length
            keys += 1
            at[keys] = n
        key[r] = found
    return out[:n].copy(), at[: keys + 1].copy(), key

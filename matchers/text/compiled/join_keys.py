"""Signatures of strings, and the order that puts like strings side by side; compiled.

A signature tells two strings apart by a few bit operations. It holds letter counts in unary: one bit for the
first `e`, one for the second, and so on. `low` has three bits for each of the commonest letters, two for the
rest and four that all other characters share by hash; `high` has the further occurrences. What finds no bit
leaves none, so signatures differ in at most as many bits as strings in letters.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from numba import njit

from matchers.text.compiled.lcs import Letters, Words, trailing_zeros

Ints = npt.NDArray[np.int32]
Longs = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

EIGHT = 8
UNKNOWN = 36
"""The letter of a probe that no key holds: it never matches. a-z are 0 to 25, digits 26 to 35, others from 37."""

_COMMON = np.zeros(26, np.bool_)
_COMMON[[ord(letter) - ord("a") for letter in "ainouegh"]] = True
_FIRST = np.concatenate([[0], np.cumsum(np.where(_COMMON, 3, 2))]).astype(np.int64)
_OTHERS = 4
_MOST_HIGH = 2


class Signed(NamedTuple):
    """Strings end to end, string i being `letters[offsets[i]:offsets[i + 1]]`, with their signatures.

    `bigrams` has a bit for each of its bigrams by hash, `more_bigrams` is how many found their bit set.
    """

    letters: Letters
    offsets: Longs
    low: Words
    high: Words
    bigrams: Words
    more_bigrams: Ints


@njit(cache=True, nogil=True)
def sign(letters: Letters, offsets: Longs) -> Signed:
    """Strings with their signatures."""
    count = offsets.shape[0] - 1
    low, high, bigrams = np.zeros(count, np.uint64), np.zeros(count, np.uint64), np.zeros(count, np.uint64)
    more = np.zeros(count, np.int32)
    one = np.uint64(1)
    for i in range(count):
        here, further, pairs = np.uint64(0), np.uint64(0), np.uint64(0)
        before = np.uint64(0)
        for at in range(offsets[i], offsets[i + 1]):
            letter = np.int64(letters[at])
            if letter < 26:
                first, room, slot = _FIRST[letter], _FIRST[letter + 1] - _FIRST[letter], letter * _MOST_HIGH
            else:
                first, room, slot = (
                    _FIRST[26] + letter % _OTHERS,
                    1,
                    26 * _MOST_HIGH + letter % _OTHERS * _MOST_HIGH,
                )
            mask = ((one << np.uint64(room)) - one) << np.uint64(first)
            used = here & mask
            if used != mask:
                here |= (used << one | one << np.uint64(first)) & mask
            else:
                mask = np.uint64(3) << np.uint64(slot)
                used = further & mask
                further |= (used << one | one << np.uint64(slot)) & mask
            now = np.uint64(letter + 1)
            if before != 0:
                bit = one << (
                    (before << np.uint64(16) | now) * np.uint64(0x9E3779B97F4A7C15) >> np.uint64(58)
                )
                more[i] += np.int32(pairs & bit != 0)
                pairs |= bit
            before = now
        low[i], high[i], bigrams[i] = here, further, pairs
    return Signed(letters, offsets, low, high, bigrams, more)


@njit(cache=True, nogil=True)
def put_alike(low: Words, order: Longs) -> None:
    """Orders keys of one length, given by their rows, so that like signatures stand side by side.

    A binary tree over the bits: a node is split by the bit set in nearest to half of its keys, down to eight keys.
    """
    spare = np.empty_like(order)
    waiting = [(0, order.shape[0], 1)]
    tally = np.zeros(64, np.int64)
    while len(waiting) > 0:
        start, end, sought = waiting.pop()
        bit = _most_even_bit(low, order, start, end, tally)
        if bit < 0:
            continue
        middle, rest = start, 0
        for at in range(start, end):
            row = order[at]
            if low[row] >> np.uint64(bit) & np.uint64(1) == np.uint64(sought):
                order[middle] = row
                middle += 1
            else:
                spare[rest] = row
                rest += 1
        order[middle:end] = spare[:rest]
        for half in ((start, middle, 0), (middle, end, 1)):
            if half[1] - half[0] > EIGHT:
                waiting.append(half)


_SAMPLE = 256


@njit(cache=True, nogil=True)
def _most_even_bit(low: Words, order: Longs, start: int, end: int, tally: Longs) -> int:
    """The bit set in nearest to half of a sample of the keys; -1 when those are all alike."""
    tally[:] = 0
    step = (end - start + _SAMPLE - 1) // _SAMPLE
    seen = 0
    for at in range(start, end, step):
        seen += 1
        word = low[order[at]]
        while word != 0:
            tally[trailing_zeros(word)] += 1
            word &= word - np.uint64(1)
    best, chosen = 0, -1
    for bit in range(64):
        even = min(tally[bit], seen - tally[bit])
        if even > best:
            best, chosen = even, bit
    return chosen

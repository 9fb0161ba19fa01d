"""Strings as arrays a compiled scan can read: letters, letter-count signatures, bigram signatures.

A signature gives an upper bound on the LCS of two strings from a few bit operations. It holds letter counts
in unary: one bit for the first `e`, one for the second, and so on, as many as `_SLOTS` gives that letter.
Occurrences beyond those are counted in `over`. For two strings, LCS ≤ letters in common ≤
popcount(A & B) + min(over A, over B). Characters without slots of their own share the last ones by hash,
which only loosens the bound.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from numba import njit

from matchers.text.lcs import Letters, Words, popcount

Ints = npt.NDArray[np.int32]
Longs = npt.NDArray[np.int64]

_SLOTS = {"aeino": 6, "ghurstl": 5, "cdmyzbpk": 4, "xjwfvq": 3}
"""Bits a letter gets: 115 in all, by how often letters stand in names; the other 13 are shared by hash."""

_FIRST_SHARED = 115
_SHARED = 13
UNKNOWN = 0
"""The letter of a probe that no key holds: it never matches."""

_CODE_POINTS = 0x110000


class Packed(NamedTuple):
    """Strings end to end: string i has letters `letters[offsets[i]:offsets[i + 1]]`.

    `low` and `high` are the two words of its letter signature, `over` the letters beyond it; `pairs` is the
    bigram signature and `pairs_over` the bigrams beyond that.
    """

    letters: Letters
    offsets: Longs
    low: Words
    high: Words
    over: Ints
    pairs: Words
    pairs_over: Ints

    @property
    def lengths(self) -> Longs:
        """Letters of each string."""
        return np.diff(self.offsets)


class Alphabet:
    """Numbers for characters, given as keys bring them: 1 and up, `UNKNOWN` for what no key holds."""

    def __init__(self) -> None:
        self._number = np.zeros(_CODE_POINTS, np.uint16)
        self._slot = [0]
        self._room = [0]
        self.size = 1

    def learn(self, strings: Sequence[str]) -> None:
        """Numbers every character of the strings. Raises OverflowError past 65,535 different ones."""
        for code in np.unique(_code_points(strings)).tolist():
            if self._number[code]:
                continue
            if self.size > 0xFFFF:
                raise OverflowError("more than 65,535 different characters in the keys")
            self._number[code] = self.size
            slot, room = _place(code)
            self._slot.append(slot)
            self._room.append(room)
            self.size += 1

    def pack(self, strings: Sequence[str]) -> Packed:
        """The strings as arrays."""
        letters = self._number[_code_points(strings)]
        offsets = np.zeros(len(strings) + 1, np.int64)
        np.cumsum(np.fromiter(map(len, strings), np.int64, len(strings)), out=offsets[1:])
        slots, rooms = np.array(self._slot, np.int64), np.array(self._room, np.int64)
        return Packed(letters, offsets, *_signatures(letters, offsets, slots, rooms))


def _code_points(strings: Sequence[str]) -> npt.NDArray[np.uint32]:
    return np.frombuffer("".join(strings).encode("utf-32-le", "surrogatepass"), np.uint32)


def _place(code: int) -> tuple[int, int]:
    """First bit and number of bits of a character."""
    first = 0
    for letters, bits in _SLOTS.items():
        for letter in letters:
            if ord(letter) == code:
                return first, bits
            first += bits
    return _FIRST_SHARED + code % _SHARED, 1


@njit(cache=True, nogil=True)
def _signatures(
    letters: Letters, offsets: Longs, slots: Longs, rooms: Longs
) -> tuple[Words, Words, Ints, Words, Ints]:
    count = offsets.shape[0] - 1
    low, high, pairs = np.zeros(count, np.uint64), np.zeros(count, np.uint64), np.zeros(count, np.uint64)
    over, pairs_over = np.zeros(count, np.int32), np.zeros(count, np.int32)
    used = np.zeros(129, np.int64)
    one = np.uint64(1)
    for i in range(count):
        used[:] = 0
        start, end = offsets[i], offsets[i + 1]
        for at in range(start, end):
            letter = letters[at]
            slot, room = slots[letter], rooms[letter]
            if used[slot] >= room:
                over[i] += 1
                continue
            bit = slot + used[slot]
            used[slot] += 1
            if bit < 64:
                low[i] |= one << np.uint64(bit)
            else:
                high[i] |= one << np.uint64(bit - 64)
        for at in range(start, end - 1):
            mixed = (np.uint64(letters[at]) << np.uint64(16)) | np.uint64(letters[at + 1])
            pairs[i] |= one << ((mixed * np.uint64(0x9E3779B97F4A7C15)) >> np.uint64(58))
        pairs_over[i] = max(0, end - start - 1) - np.int64(popcount(pairs[i]))
    return low, high, over, pairs, pairs_over


def order_alike(packed: Packed, members: Longs) -> Longs:
    """The members (of one length) in an order that puts like signatures side by side.

    A binary tree over the signatures' bits: each node is split by the bit that divides it most evenly, down
    to `_LEAF` members. Blocks of neighbours then have few letters in all, and can be passed over as one.
    """
    if len(members) <= _LEAF:
        return members
    return _ordered(packed.low, packed.high, members.astype(np.int64))


_LEAF = 32


@njit(cache=True, nogil=True)
def _ordered(low: Words, high: Words, members: Longs) -> Longs:
    order = members.copy()
    spare = np.empty_like(order)
    stack = np.empty((4096, 2), np.int64)
    stack[0, 0], stack[0, 1] = 0, order.shape[0]
    depth = 1
    tally = np.empty(128, np.int64)
    while depth > 0:
        depth -= 1
        start, end = stack[depth, 0], stack[depth, 1]
        if end - start <= _LEAF or depth > 4000:
            continue
        bit = _most_even_bit(low, high, order, start, end, tally)
        if bit < 0:
            continue
        middle, rest = start, 0
        for at in range(start, end):
            i = order[at]
            word = low[i] if bit < 64 else high[i]
            if (word >> np.uint64(bit & 63)) & np.uint64(1):
                order[middle] = i
                middle += 1
            else:
                spare[rest] = i
                rest += 1
        order[middle:end] = spare[:rest]
        stack[depth, 0], stack[depth, 1] = start, middle
        stack[depth + 1, 0], stack[depth + 1, 1] = middle, end
        depth += 2
    return order


@njit(cache=True, nogil=True)
def _most_even_bit(low: Words, high: Words, order: Longs, start: int, end: int, tally: Longs) -> int:
    """The bit set in nearest to half of the members, looked for in a sample; -1 when they are all alike."""
    tally[:] = 0
    step = max(1, (end - start) // 512)
    seen = 0
    for at in range(start, end, step):
        seen += 1
        for half in range(2):
            word = low[order[at]] if half == 0 else high[order[at]]
            while word != 0:
                bit = np.int64(popcount((word & (~word + np.uint64(1))) - np.uint64(1)))
                tally[half * 64 + bit] += 1
                word &= word - np.uint64(1)
    best, chosen = 0, -1
    for bit in range(128):
        even = min(tally[bit], seen - tally[bit])
        if even > best:
            best, chosen = even, bit
    return chosen

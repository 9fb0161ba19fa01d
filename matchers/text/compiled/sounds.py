"""Spelling rules applied to many words at once: how they sound, and which consonants they keep."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from numba import njit


class Spellings(NamedTuple):
    """Rules in one table: rule r turns letters `pattern[pattern_at[r]:pattern_at[r + 1]]` into those of `sound`.

    Rules that begin with letter c are `first[c]` to `first[c + 1]`, the longest first.
    """

    pattern: npt.NDArray[np.uint8]
    pattern_at: npt.NDArray[np.int32]
    sound: npt.NDArray[np.uint8]
    sound_at: npt.NDArray[np.int32]
    first: npt.NDArray[np.int32]


@njit(cache=True, nogil=True)
def respelled(letters, at, rules, keep_first_vowel, drop_r_before_consonant):
    """(letters, offsets) of the words respelled from left to right; a letter repeated is written once.

    With `keep_first_vowel` a vowel at the very beginning is written a, whatever the rules do with vowels. With
    `drop_r_before_consonant` an r that no vowel follows is left out.
    """
    count = at.shape[0] - 1
    out = np.empty(2 * letters.shape[0] + count, np.uint8)
    out_at = np.zeros(count + 1, np.int32)
    n = 0
    for w in range(count):
        start, end = at[w], at[w + 1]
        begin = n
        i = start
        if keep_first_vowel and i < end and _is_vowel(letters[i]):
            out[n] = 0
            n += 1
        while i < end:
            c = letters[i]
            if (
                drop_r_before_consonant
                and c == 17
                and i > start
                and (i + 1 == end or not _is_vowel(letters[i + 1]))
            ):
                i += 1
                continue
            length = 0
            for r in range(rules.first[c], rules.first[c + 1]):
                p0, p1 = rules.pattern_at[r], rules.pattern_at[r + 1]
                if i + p1 - p0 > end:
                    continue
                same = True
                for k in range(p1 - p0):
                    if letters[i + k] != rules.pattern[p0 + k]:
                        same = False
                        break
                if same:
                    length = p1 - p0
                    for k in range(rules.sound_at[r], rules.sound_at[r + 1]):
                        s = rules.sound[k]
                        if n == begin or out[n - 1] != s:
                            out[n] = s
                            n += 1
                    break
            if length == 0:
                if n == begin or out[n - 1] != c or c >= 26:
                    out[n] = c
                    n += 1
                length = 1
            i += length
        out_at[w + 1] = n
    return out[:n].copy(), out_at


@njit(cache=True, nogil=True)
def _is_vowel(c):
    return c == 0 or c == 4 or c == 8 or c == 14 or c == 20


@njit(cache=True, nogil=True)
def bigram_bits(letters, at, table):
    """Bits of each word by its letters: `table[c, d]` are those of letter d after c, 36 being the word's ends."""
    count = at.shape[0] - 1
    bits = np.zeros(count, np.float32)
    for w in range(count):
        before = 36
        total = 0.0
        for i in range(at[w], at[w + 1]):
            total += table[before, letters[i]]
            before = letters[i]
        bits[w] = total
    return bits

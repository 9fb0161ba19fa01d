"""Signs and views as runs of words: each sign as it is written, then as its letters look."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from numba import njit

BY_LOOKS = 1
FOREIGN = 2
SOFT = 4
"""Flags of an entry: read by its looks; in a script other than Latin and hanzi; in kana or hangul."""

MOST_WORDS = 64
"""Words of a sign that are read: a longer one is a description, and a mark stands early in it."""


class Entries(NamedTuple):
    """Entry e is one reading of sign (or view) `owner[e]`: words `word[at[e]:at[e + 1]]` of the lexicon.

    `total` is the bits of all its words, `scripts` those it is written in, a bit each.
    """

    owner: npt.NDArray[np.int32]
    at: npt.NDArray[np.int32]
    word: npt.NDArray[np.int32]
    flags: npt.NDArray[np.uint8]
    scripts: npt.NDArray[np.int32]
    total: npt.NDArray[np.float32]


@njit(cache=True, nogil=True)
def read_entries(lexemes, sign_at, sign_word, foreign_bits, soft_bits, readings):
    """The entries of signs given as word numbers; words without letters are left out, signs without words too.

    `readings` is 1 for signs as they are written only, 3 for what they look like too.
    """
    signs = sign_at.shape[0] - 1
    owner = np.empty(3 * signs, np.int32)
    at = np.zeros(3 * signs + 1, np.int32)
    flags = np.zeros(3 * signs, np.uint8)
    scripts = np.zeros(3 * signs, np.int32)
    total = np.zeros(3 * signs, np.float32)
    word = np.empty(3 * sign_word.shape[0] + 1, np.int32)
    count = 0
    n = 0
    for s in range(signs):
        for reading in range(readings):
            begin = n
            changed = reading == 0
            for i in range(sign_at[s], min(sign_at[s + 1], sign_at[s] + MOST_WORDS)):
                w = sign_word[i]
                if reading > 0:
                    seen = lexemes.looks_also[w] if reading == 2 else lexemes.looks[w]
                    if seen < 0 and reading == 2:
                        seen = lexemes.looks[w]
                    elif seen >= 0:
                        changed = True
                    if seen >= 0:
                        w = seen
                if lexemes.letters_at[w + 1] > lexemes.letters_at[w]:
                    word[n] = w
                    n += 1
                    scripts[count] |= lexemes.scripts[w]
                    total[count] += lexemes.bits[w]
            if n == begin or not changed:
                n = begin
                scripts[count] = 0
                total[count] = 0.0
                if reading == 0:
                    break
                continue
            owner[count] = s
            flags[count] = BY_LOOKS if reading > 0 else 0
            if scripts[count] & foreign_bits:
                flags[count] |= FOREIGN
            if scripts[count] & soft_bits:
                flags[count] |= SOFT
            count += 1
            at[count] = n
    return (
        owner[:count].copy(), at[: count + 1].copy(), word[:n].copy(), flags[:count].copy(), scripts[:count].copy(),
        total[:count].copy(),
    )  # fmt: skip

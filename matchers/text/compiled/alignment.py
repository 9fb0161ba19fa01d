"""The cheapest way to turn one spelling into another, by kinds of edits people make and kinds they do not.

Optimal string alignment (Damerau-Levenshtein with neighbouring letters swapped once) with a cost for each kind.
The costs order the kinds by how often each turns one name into a copy of it rather than into an unrelated name;
what they are worth is left to the rules, which are given the count of each.
"""

import numpy as np
from numba import njit

KINDS = 8
SWAPPED, DOUBLED, HEARD_ALIKE, VOWEL, NEXT_KEY, OTHER_LETTER, SOFT_LETTER, LETTER_MORE = range(KINDS)
"""Neighbours swapped; a letter doubled or halved; b/p, c/k, s/z …; one vowel for another; a neighbour on the keyboard;
any other letter for another; a vowel or h more or less; any other letter more or less."""

COSTS = np.array([0.9, 0.5, 0.7, 0.8, 1.0, 1.3, 0.8, 1.1], np.float32)
LONGEST = 48
"""Letters that are aligned."""

_ALIKE = "bp dt gk ck kq cq cs sz cz xs xz fv vw fh iy jg jy jz lr mn uv uw ea ae ou ij oa"
_KEYBOARD = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_VOWELS = "aeiou"


def _substitutions() -> np.ndarray:
    kinds = np.full((36, 36), OTHER_LETTER, np.uint8)
    for row, letters in enumerate(_KEYBOARD):
        for at, letter in enumerate(letters):
            near = letters[max(0, at - 1) : at + 2]
            near += _KEYBOARD[row + 1][max(0, at - 1) : at + 1] if row < 2 else ""
            near += _KEYBOARD[row - 1][at : at + 2] if row else ""
            for other in near:
                kinds[ord(letter) - 97, ord(other) - 97] = NEXT_KEY
    for pair in _ALIKE.split():
        a, b = ord(pair[0]) - 97, ord(pair[1]) - 97
        kinds[a, b] = kinds[b, a] = HEARD_ALIKE
    for a in _VOWELS:
        for b in _VOWELS:
            kinds[ord(a) - 97, ord(b) - 97] = VOWEL
    return kinds


SUBSTITUTIONS = _substitutions()
"""The kind of edit that puts one letter for another."""


@njit(cache=True, nogil=True)
def _more(letters, i):
    """The kind of edit that puts letter i of a spelling in, or leaves it out."""
    c = letters[i]
    if i > 0 and letters[i - 1] == c:
        return DOUBLED
    if c == 0 or c == 4 or c == 7 or c == 8 or c == 14 or c == 20:
        return SOFT_LETTER
    return LETTER_MORE


@njit(cache=True, nogil=True)
def align(a, n, b, m, cost, made, counts):
    """Cost of turning a[:n] into b[:m], its edits written to `counts` by kind.

    `cost` (3 × LONGEST + 1, float32) and `made` (the same, uint64) are working space. Strings are cut at LONGEST.
    """
    n, m = min(n, LONGEST), min(m, LONGEST)
    one = np.uint64(1)
    cost[0, 0], made[0, 0] = 0.0, np.uint64(0)
    for j in range(1, m + 1):
        kind = _more(b, j - 1)
        cost[0, j] = cost[0, j - 1] + COSTS[kind]
        made[0, j] = made[0, j - 1] + (one << np.uint64(8 * kind))
    for i in range(1, n + 1):
        now, last, before = i % 3, (i - 1) % 3, (i - 2) % 3
        kind_a = _more(a, i - 1)
        cost[now, 0] = cost[last, 0] + COSTS[kind_a]
        made[now, 0] = made[last, 0] + (one << np.uint64(8 * kind_a))
        for j in range(1, m + 1):
            if a[i - 1] == b[j - 1]:
                best, edits = cost[last, j - 1], made[last, j - 1]
            else:
                kind = SUBSTITUTIONS[a[i - 1], b[j - 1]]
                best, edits = (
                    cost[last, j - 1] + COSTS[kind],
                    made[last, j - 1] + (one << np.uint64(8 * kind)),
                )
            left_out = cost[last, j] + COSTS[kind_a]
            if left_out < best:
                best, edits = left_out, made[last, j] + (one << np.uint64(8 * kind_a))
            kind_b = _more(b, j - 1)
            put_in = cost[now, j - 1] + COSTS[kind_b]
            if put_in < best:
                best, edits = put_in, made[now, j - 1] + (one << np.uint64(8 * kind_b))
            if i > 1 and j > 1 and a[i - 1] == b[j - 2] and a[i - 2] == b[j - 1] and a[i - 1] != a[i - 2]:
                swapped = cost[before, j - 2] + COSTS[SWAPPED]
                if swapped < best:
                    best, edits = swapped, made[before, j - 2] + (one << np.uint64(8 * SWAPPED))
            cost[now, j], made[now, j] = best, edits
    for kind in range(KINDS):
        counts[kind] = np.float32((made[n % 3, m] >> np.uint64(8 * kind)) & np.uint64(255))
    return cost[n % 3, m]

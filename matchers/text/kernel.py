"""The numeric core of a comparison: signs and views as arrays of letters, features of a pair.

Letters are codes 0 to 35 (a-z, 0-9). `Entries` holds many readings end to end; entry i has words
`words[i]` to `words[i + 1]`, and so on. A pair's features stand in one row, in the order of `FEATURES`.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from numba import njit

Ints = npt.NDArray[np.int32]
Floats = npt.NDArray[np.float32]
Codes = npt.NDArray[np.uint8]

_LONGEST = 160
"""Letters of a core that are compared: longer ones are descriptions, met by their windows."""
_MOST_WORDS = 16
_LIKE = 0.72
"""Least likeness at which two words count as met."""


class Runs(NamedTuple):
    """Strings end to end: string i is codes[at[i]:at[i + 1]]."""

    codes: Codes
    at: Ints


class Entries(NamedTuple):
    """Many readings. `bits` is per word; `total` (bits of all words) and `known` (share of words that real
    names have in common) are per entry."""

    words: Ints
    letters: Codes
    letters_at: Ints
    bits: Floats
    total: Floats
    known: Floats
    core: Codes
    core_at: Ints
    whole: Codes
    whole_at: Ints
    sound: Codes
    sound_at: Ints
    bones: Codes
    bones_at: Ints


_CODE = np.full(128, 255, np.uint8)
_CODE[ord("a") : ord("z") + 1] = np.arange(26)
_CODE[ord("0") : ord("9") + 1] = np.arange(26, 36)


def pack(keys: Sequence[str]) -> Runs:
    """Strings in a-z and 0-9 as codes."""
    at = np.zeros(len(keys) + 1, np.int32)
    np.cumsum(np.fromiter(map(len, keys), np.int32, len(keys)), out=at[1:])
    return Runs(_CODE[np.frombuffer("".join(keys).encode("ascii"), np.uint8)], at)


@njit(cache=True, nogil=True)
def _lcs(a, a0, n, b, b0, m, masks):
    """Length of the longest common subsequence; bit-parallel up to 64 letters, else by rows."""
    if n == 0 or m == 0:
        return 0
    if n > 64:
        if m <= 64:
            return _lcs(b, b0, m, a, a0, n, masks)
        row = np.zeros(m + 1, np.int32)
        for i in range(n):
            before = 0
            for j in range(m):
                kept = row[j + 1]
                if a[a0 + i] == b[b0 + j]:
                    row[j + 1] = before + 1
                elif row[j] > kept:
                    row[j + 1] = row[j]
                before = kept
        return row[m]
    for i in range(n):
        masks[a[a0 + i]] |= np.uint64(1) << np.uint64(i)
    state = ~np.uint64(0)
    for j in range(m):
        mask = masks[b[b0 + j]]
        step = state & mask
        state = (state + step) | (state - step)
    for i in range(n):
        masks[a[a0 + i]] = np.uint64(0)
    if n < 64:
        state |= ~((np.uint64(1) << np.uint64(n)) - np.uint64(1))
    zeros = ~state
    count = 0
    while zeros != np.uint64(0):
        zeros &= zeros - np.uint64(1)
        count += 1
    return count


@njit(cache=True, nogil=True)
def _likeness(a, a0, a1, b, b0, b1, masks):
    """2 LCS / (n + m): what rapidfuzz calls ratio, between 0 and 1."""
    n = min(a1 - a0, _LONGEST)
    m = min(b1 - b0, _LONGEST)
    if n == 0 or m == 0:
        return 0.0
    return 2.0 * _lcs(a, a0, n, b, b0, m, masks) / (n + m)


@njit(cache=True, nogil=True)
def _edits(a, a0, n, b, b0, m, rows):
    """Edits with neighbouring letters swapped counted once (optimal string alignment), up to 40 letters."""
    for j in range(m + 1):
        rows[0, j] = j
    for i in range(1, n + 1):
        now = i % 3
        one = (i - 1) % 3
        two = (i - 2) % 3
        rows[now, 0] = i
        for j in range(1, m + 1):
            cost = 0 if a[a0 + i - 1] == b[b0 + j - 1] else 1
            best = min(rows[one, j] + 1, rows[now, j - 1] + 1, rows[one, j - 1] + cost)
            swapped = i > 1 and j > 1 and a[a0 + i - 1] == b[b0 + j - 2] and a[a0 + i - 2] == b[b0 + j - 1]
            if swapped and rows[two, j - 2] + 1 < best:
                best = rows[two, j - 2] + 1
            rows[now, j] = best
    return rows[n % 3, m]


@njit(cache=True, nogil=True)
def _aligned(s, si, f, fi, masks, out):
    """Words met: out = (our bits met, their bits met, weighted likeness of what met, digits that differ)."""
    w0, w1 = f.words[fi], min(f.words[fi + 1], f.words[fi] + _MOST_WORDS)
    v0, v1 = s.words[si], min(s.words[si + 1], s.words[si] + 2 * _MOST_WORDS)
    ours = 0.0
    theirs = 0.0
    spent = np.zeros(2 * _MOST_WORDS, np.float32)
    for w in range(w0, w1):
        a0, a1 = f.letters_at[w], f.letters_at[w + 1]
        best = 0.0
        where = -1
        for v in range(v0, v1):
            b0, b1 = s.letters_at[v], s.letters_at[v + 1]
            n, m = a1 - a0, b1 - b0
            if 2.0 * min(n, m) < _LIKE * (n + m):
                continue
            if n < 4 or m < 4:
                same = n == m
                if same:
                    for k in range(n):
                        if f.letters[a0 + k] != s.letters[b0 + k]:
                            same = False
                            break
                likeness = 1.0 if same else 0.0
            else:
                likeness = _likeness(f.letters, a0, a1, s.letters, b0, b1, masks)
            if likeness > best and spent[v - v0] < likeness:
                best = likeness
                where = v
        if best >= _LIKE:
            share = (best - 0.5) * 2.0
            ours += f.bits[w] * share
            spent[where - v0] = best
            theirs += s.bits[where] * share
    out[0] = ours
    out[1] = min(theirs, s.total[si])


FEATURES = (
    "bias", "spelling", "spelling70", "spelling85", "whole_same", "core_same", "sound70", "sound85", "sounds_same",
    "surprise", "surprise15", "one_edit", "window", "window15", "window_whole", "window_theirs", "heard", "heard15",
    "heard_theirs", "ours_met", "theirs_met", "both_met", "met_bits", "start", "end", "bones", "bones80", "roundabout",
    "look_alike", "foreign", "few_words", "numbers", "short", "inside", "inside_bits", "bits", "contained",
    "contained_bits", "swallowed", "known", "foreign_sound",
)  # fmt: skip
"""The features of a pair, in the order of a row."""

WIDTH = len(FEATURES)
_PRICE_OF_EDIT = 6.0
"""Bits that one edit costs: where it stands and what it puts there."""
_PRICE_OF_UNLIKENESS = 3.0
"""Share of a window's bits lost when it is wholly unlike, for likeness is counted in letters, not in edits."""


@njit(cache=True, nogil=True)
def _other_numbers(a, a0, a1, b, b0, b1):
    """True when both have digits and not the same ones."""
    i, j, some, others = a0, b0, False, False
    while True:
        while i < a1 and a[i] < 26:
            i += 1
        while j < b1 and b[j] < 26:
            j += 1
        some |= i < a1
        others |= j < b1
        if i == a1 or j == b1:
            return some and others and (i < a1 or j < b1)
        if a[i] != b[j]:
            return True
        i += 1
        j += 1


@njit(cache=True, nogil=True)
def _surprise(bits, n, edits):
    """Bits that remain surprising after so many edits of n letters, in units of 30."""
    return max(0.0, bits * (1.0 - edits / n) - _PRICE_OF_EDIT * edits) / 30.0


@njit(cache=True, nogil=True)
def _window_surprise(bits, ratio, share):
    """The same for a window known by its likeness alone."""
    return max(0.0, bits * share * (1.0 - _PRICE_OF_UNLIKENESS * (1.0 - ratio))) / 30.0


@njit(cache=True, nogil=True)
def features(s, f, pair_s, pair_f, window, form_kind, sign_flags, out):
    """Rows of `FEATURES` for pairs of sign entries and forms.

    `window` is (n, 7): the best meeting of windows by spelling (ratio, our share, their share), the same by
    sound, and the share of a longer word that a view fills as its beginning or end. `form_kind` is 1 for a
    roundabout view, `sign_flags` has bit 0 for a reading by looks, bit 1 for a script other than Latin.
    """
    masks = np.zeros(36, np.uint64)
    rows = np.zeros((3, 48), np.int32)
    met = np.zeros(2, np.float64)
    for p in range(pair_s.shape[0]):
        i, j = pair_s[p], pair_f[p]
        a0, a1 = s.core_at[i], s.core_at[i + 1]
        b0, b1 = f.core_at[j], f.core_at[j + 1]
        n, m = a1 - a0, b1 - b0
        core = _likeness(s.core, a0, a1, f.core, b0, b1, masks)
        w0, w1 = s.whole_at[i], s.whole_at[i + 1]
        v0, v1 = f.whole_at[j], f.whole_at[j + 1]
        whole = core
        if w1 - w0 != n or v1 - v0 != m:
            whole = _likeness(s.whole, w0, w1, f.whole, v0, v1, masks)
        sound = _likeness(
            s.sound, s.sound_at[i], s.sound_at[i + 1], f.sound, f.sound_at[j], f.sound_at[j + 1], masks
        )
        bits = min(max(f.total[j], 1.0), 60.0)
        edits = 99
        letters = 1
        if core >= 0.6 and n <= 40 and m <= 40:
            edits = _edits(s.core, a0, n, f.core, b0, m, rows)
            letters = max(n, m)
        if whole > core and whole >= 0.6 and w1 - w0 <= 40 and v1 - v0 <= 40:
            other = _edits(s.whole, w0, w1 - w0, f.whole, v0, v1 - v0, rows)
            if other < edits:
                edits = other
                letters = max(w1 - w0, v1 - v0)
        surprise = _surprise(bits, letters, edits) if edits < 99 else 0.0
        start = 0
        while start < n and start < m and s.core[a0 + start] == f.core[b0 + start]:
            start += 1
        end = 0
        while end < n and end < m and s.core[a1 - 1 - end] == f.core[b1 - 1 - end]:
            end += 1
        _aligned(s, i, f, j, masks, met)
        ours = min(1.0, met[0] / max(f.total[j], 1.0))
        theirs = min(1.0, met[1] / max(s.total[i], 1.0))
        bones = 0.0
        if sign_flags[i] & 2:
            bones = _likeness(
                s.bones, s.bones_at[i], s.bones_at[i + 1], f.bones, f.bones_at[j], f.bones_at[j + 1], masks
            )
        spelling = max(core, whole)
        seen = _window_surprise(bits, window[p, 0], window[p, 1])
        heard = _window_surprise(bits, window[p, 3], window[p, 4])
        out[p, 0] = 1.0
        out[p, 1] = spelling
        out[p, 2] = max(0.0, spelling - 0.7) / 0.3
        out[p, 3] = max(0.0, spelling - 0.85) / 0.15
        out[p, 4] = 1.0 if whole >= 0.9999 else 0.0
        out[p, 5] = 1.0 if core >= 0.9999 else 0.0
        out[p, 6] = max(0.0, sound - 0.7) / 0.3
        out[p, 7] = max(0.0, sound - 0.85) / 0.15
        out[p, 8] = 1.0 if sound >= 0.9999 else 0.0
        out[p, 9] = surprise
        out[p, 10] = max(0.0, surprise - 0.5)
        out[p, 11] = 1.0 if edits == 1 and letters >= 5 else 0.0
        out[p, 12] = seen
        out[p, 13] = max(0.0, seen - 0.5)
        out[p, 14] = seen if window[p, 0] >= 0.9999 and window[p, 1] >= 0.9999 else 0.0
        out[p, 15] = seen * window[p, 2]
        out[p, 16] = heard
        out[p, 17] = max(0.0, heard - 0.5)
        out[p, 18] = heard * window[p, 5]
        out[p, 19] = ours
        out[p, 20] = theirs
        out[p, 21] = ours * theirs
        out[p, 22] = min(met[0], 60.0) / 30.0
        out[p, 23] = start / max(1, min(n, m))
        out[p, 24] = end / max(1, min(n, m))
        out[p, 25] = bones
        out[p, 26] = max(0.0, bones - 0.8) / 0.2
        out[p, 27] = form_kind[j]
        out[p, 28] = sign_flags[i] & 1
        out[p, 29] = (sign_flags[i] & 2) >> 1
        out[p, 30] = 1.0 / max(1, s.words[i + 1] - s.words[i])
        out[p, 31] = 1.0 if _other_numbers(s.core, a0, a1, f.core, b0, b1) else 0.0
        out[p, 32] = 1.0 if m < 4 else (0.5 if m == 4 else 0.0)
        out[p, 33] = window[p, 6]
        out[p, 34] = window[p, 6] * bits / 30.0
        out[p, 35] = bits / 30.0
        contained = window[p, 0] >= 0.9999 and window[p, 1] >= 0.9999
        swallowed = window[p, 0] >= 0.9999 and window[p, 2] >= 0.9999 and window[p, 1] < 0.9999
        out[p, 36] = 1.0 if contained else 0.0
        out[p, 37] = min(bits, 24.0) / 24.0 if contained else 0.0
        out[p, 38] = seen if swallowed else 0.0
        out[p, 39] = 0.0 if contained or whole >= 0.9999 else s.known[i]
        out[p, 40] = max(sound, bones) if sign_flags[i] & 2 else 0.0

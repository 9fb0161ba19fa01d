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
    """Many readings. `bits` is per word, `total` per entry (bits of all words), `flags` per entry."""

    words: Ints
    letters: Codes
    letters_at: Ints
    bits: Floats
    total: Floats
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
    "bias", "spelling", "spelling70", "spelling85", "same", "sound70", "sound85", "sounds_same", "edits", "met_bits",
    "ours_met", "theirs_met", "both_met", "bits", "bits_spelling", "bits_same", "start", "end", "window", "window_same",
    "window_sound", "window_bits", "window_both", "bones", "roundabout", "look_alike", "foreign", "few_words", "numbers",
    "one_edit", "short", "inside", "bits_sound", "typo_window",
)  # fmt: skip
"""The features of a pair, in the order of a row."""

WIDTH = len(FEATURES)


@njit(cache=True, nogil=True)
def features(s, f, pair_s, pair_f, window, form_kind, sign_flags, out):
    """Rows of `FEATURES` for pairs of sign entries and forms.

    `window` is (n, 7): the best meeting of windows by spelling (ratio, our share, their share), the same by
    sound, and the share of a longer word that a view fills as its beginning or end. `form_kind` is 1 for a roundabout view, `sign_flags` has bit 0 for a reading by looks, bit 1 for
    a script other than Latin.
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
        whole = _likeness(
            s.whole, s.whole_at[i], s.whole_at[i + 1], f.whole, f.whole_at[j], f.whole_at[j + 1], masks
        )
        spelling = max(core, whole)
        sound = _likeness(
            s.sound, s.sound_at[i], s.sound_at[i + 1], f.sound, f.sound_at[j], f.sound_at[j + 1], masks
        )
        distance = max(n, m)
        edits = 0.0
        if core >= 0.6 and n <= 40 and m <= 40:
            distance = _edits(s.core, a0, n, f.core, b0, m, rows)
            edits = 1.0 - distance / max(n, m)
        start = 0
        while start < n and start < m and s.core[a0 + start] == f.core[b0 + start]:
            start += 1
        end = 0
        while end < n and end < m and s.core[a1 - 1 - end] == f.core[b1 - 1 - end]:
            end += 1
        _aligned(s, i, f, j, masks, met)
        our_bits = max(f.total[j], 1.0)
        their_bits = max(s.total[i], 1.0)
        ours = min(1.0, met[0] / our_bits)
        theirs = min(1.0, met[1] / their_bits)
        weight = min(our_bits, 45.0) / 45.0
        bones = 0.0
        if sign_flags[i] & 2:
            bones = _likeness(
                s.bones, s.bones_at[i], s.bones_at[i + 1], f.bones, f.bones_at[j], f.bones_at[j + 1], masks
            )
        digits = 0.0
        for k in range(a0, a1):
            digits += s.core[k] >= 26
        for k in range(b0, b1):
            digits -= f.core[k] >= 26
        ratio, our_share, their_share = window[p, 0], window[p, 1], window[p, 2]
        heard, heard_ours, heard_theirs = window[p, 3], window[p, 4], window[p, 5]
        window_met = max(ratio, heard)
        window_share = our_share if ratio >= heard else heard_ours
        window_theirs = their_share if ratio >= heard else heard_theirs
        same = 1.0 if spelling >= 0.9999 else 0.0
        out[p, 0] = 1.0
        out[p, 1] = spelling
        out[p, 2] = max(0.0, spelling - 0.7) / 0.3
        out[p, 3] = max(0.0, spelling - 0.85) / 0.15
        out[p, 4] = same
        out[p, 5] = max(0.0, sound - 0.7) / 0.3
        out[p, 6] = max(0.0, sound - 0.85) / 0.15
        out[p, 7] = 1.0 if sound >= 0.9999 else 0.0
        out[p, 8] = max(0.0, edits - 0.6) / 0.4
        out[p, 9] = min(met[0], 45.0) / 45.0
        out[p, 10] = ours
        out[p, 11] = theirs
        out[p, 12] = ours * theirs
        out[p, 13] = weight
        out[p, 14] = weight * out[p, 2]
        out[p, 15] = weight * same
        out[p, 16] = start / max(1, min(n, m))
        out[p, 17] = end / max(1, min(n, m))
        out[p, 18] = max(0.0, window_met - 0.7) / 0.3 * window_share
        out[p, 19] = window_share if ratio >= 0.9999 else 0.0
        out[p, 20] = max(0.0, heard - 0.8) / 0.2 * heard_ours
        out[p, 21] = out[p, 18] * weight
        out[p, 22] = out[p, 18] * window_theirs
        out[p, 23] = bones
        out[p, 24] = form_kind[j]
        out[p, 25] = sign_flags[i] & 1
        out[p, 26] = (sign_flags[i] & 2) >> 1
        out[p, 27] = 1.0 / max(1, s.words[i + 1] - s.words[i])
        out[p, 28] = 1.0 if digits != 0.0 else 0.0
        out[p, 29] = 1.0 if distance == 1 and min(n, m) >= 5 else 0.0
        out[p, 30] = 1.0 if m < 4 else (0.5 if m == 4 else 0.0)
        out[p, 31] = window[p, 6]
        out[p, 32] = weight * out[p, 5]
        out[p, 33] = weight * max(0.0, ratio - 0.8) / 0.2 * our_share

"""What is compared between a reading of a sign and a form of a brand: one row of named features a pair."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from numba import njit

from matchers.text.compiled.alignment import KINDS, LONGEST, align
from matchers.text.compiled.entries import BY_LOOKS, FOREIGN, SOFT
from matchers.text.compiled.keys import AS_WRITTEN, CORE, LONGEST_KEY, compose
from matchers.text.compiled.lcs import lcs_one_word

FEATURES = (
    "ratio", "whole_ratio", "core_ratio", "cost", "cost_a_letter", "swapped", "doubled", "heard_alike", "vowel",
    "next_key", "other_letter", "soft_letter", "letter_more", "first_changed", "last_changed", "letters", "bits",
    "worth", "ours", "theirs", "extra_words", "extra_generic", "at_start", "names", "their_bits", "sound", "sounded",
    "sounded_ours", "sounded_theirs", "words_ours", "words_theirs", "bare", "inside", "inside_bits", "foreign",
    "by_looks", "roundabout", "numbers", "form_words", "sign_words", "bare_part", "sound_cost",
)  # fmt: skip
"""The features of a pair, in the order of a row.

The best of three spans is described: cores (generic words left out), wholes, or the run of words that met best.
`ratio` is rapidfuzz's ratio over it, `cost` that of `alignment.align`, followed by the number of edits of each kind;
`letters` and `bits` are those of the brand's side, `worth` bits left after the edits are paid for. `ours` and
`theirs` are the shares of each side's bits inside the span, `extra_words` and `extra_generic` the sign's words
outside it, `at_start` whether the sign begins with it, `names` how common the sign's words in it are among real names
(log2) where letters differ, `their_bits` what those words say. `sound` compares the sounds of the cores, `sounded` the
runs that sounded best. `words_ours` and `words_theirs` are the shares of bits in words that met one by one, in any
order. `bare` compares consonants of the cores, `bare_part` those of the runs that met best, `sound_cost` is what turns
one core's sounds into the other's. `inside` is the share of a longer word the brand fills.
"""

RATIO, WHOLE_RATIO, CORE_RATIO, COST, COST_A_LETTER, SWAPPED = range(6)
FIRST_CHANGED, LAST_CHANGED, LETTERS, BITS, WORTH, OURS, THEIRS = range(13, 20)
EXTRA_WORDS, EXTRA_GENERIC, AT_START, NAMES, THEIR_BITS = range(20, 25)
SOUND, SOUNDED, SOUNDED_OURS, SOUNDED_THEIRS, WORDS_OURS, WORDS_THEIRS = range(25, 31)
BARE, INSIDE, INSIDE_BITS, FOREIGN_SCRIPT, LOOKS, ROUNDABOUT = range(31, 37)
NUMBERS, FORM_WORDS, SIGN_WORDS, BARE_PART, SOUND_COST = range(37, 42)

_LIKE = 0.72
"""Least likeness at which two words count as met."""
_BITS_AN_EDIT = 5.0
_MOST_MET = 32
_MOST_SOUND_COST = 8.0


@njit(cache=True, nogil=True)
def likeness(a, n, b, m, masks):
    """2 · LCS / (n + m), what rapidfuzz calls ratio, between 0 and 1; `masks` (37 × 2, uint64) is zeroed space."""
    if n == 0 or m == 0:
        return 0.0
    if n > 64 and m <= 64:
        return likeness(b, m, a, n, masks)
    if n > 64:
        return _likeness_by_rows(a, n, b, m)
    for i in range(n):
        masks[a[i]] |= np.uint64(1) << np.uint64(i)
    common = lcs_one_word(masks, b, 0, m, n)
    for i in range(n):
        masks[a[i]] = np.uint64(0)
    return 2.0 * common / (n + m)


@njit(cache=True, nogil=True)
def _likeness_by_rows(a, n, b, m):
    row = np.zeros(m + 1, np.int32)
    for i in range(n):
        before = 0
        for j in range(m):
            kept = row[j + 1]
            if a[i] == b[j]:
                row[j + 1] = before + 1
            elif row[j] > kept:
                row[j + 1] = row[j]
            before = kept
    return 2.0 * row[m] / (n + m)


class Space(NamedTuple):
    """Working space of one call: nothing of it outlives a pair but the sign's `core`, `whole` and `sound`."""

    masks: npt.NDArray[np.uint64]
    cost: npt.NDArray[np.float32]
    made: npt.NDArray[np.uint64]
    counts: npt.NDArray[np.float32]
    spent: npt.NDArray[np.float32]
    core: npt.NDArray[np.uint8]
    whole: npt.NDArray[np.uint8]
    sound: npt.NDArray[np.uint8]
    mine: npt.NDArray[np.uint8]
    ours: npt.NDArray[np.uint8]
    ours_whole: npt.NDArray[np.uint8]


@njit(cache=True, nogil=True)
def _space():
    letters = np.zeros((6, LONGEST_KEY), np.uint8)
    return (
        np.zeros(37, np.uint64), np.zeros((3, LONGEST + 1), np.float32), np.zeros((3, LONGEST + 1), np.uint64),
        np.zeros(KINDS, np.float32), np.zeros(_MOST_MET, np.float32), letters[0], letters[1], letters[2], letters[3],
        letters[4], letters[5],
    )  # fmt: skip


@njit(cache=True, nogil=True)
def _read(letters, letters_at, lexemes, entries, e, way, once, out):
    """The letters of a whole entry."""
    count = entries.at[e + 1] - entries.at[e]
    return compose(letters, letters_at, lexemes.generic, entries.word, entries.at[e], count, way, once, out)


@njit(cache=True, nogil=True)
def _span(row, a, n, b, m, ours, theirs, form_total, sign_total, space):
    """Compares one span and keeps it in the row when it is worth more than the one there. Says whether it did."""
    ratio = likeness(a, n, b, m, space.masks)
    if ratio < 0.5:
        return False
    paid = align(a, n, b, m, space.cost, space.made, space.counts)
    longest = max(min(n, LONGEST), min(m, LONGEST), 1)
    bits = form_total * ours
    worth = bits * max(0.0, 1.0 - 1.2 * paid / longest) - _BITS_AN_EDIT * paid
    worth -= 0.5 * (1.0 - ours) * form_total + 0.12 * (1.0 - theirs) * min(sign_total, 60.0)
    if row[RATIO] > 0.0 and worth <= row[WORTH]:
        return False
    row[RATIO], row[COST], row[COST_A_LETTER] = ratio, paid, paid / longest
    for kind in range(KINDS):
        row[SWAPPED + kind] = space.counts[kind]
    row[FIRST_CHANGED] = 1.0 if a[0] != b[0] else 0.0
    row[LAST_CHANGED] = 1.0 if a[n - 1] != b[m - 1] else 0.0
    row[LETTERS], row[BITS], row[WORTH], row[OURS], row[THEIRS] = m, bits, worth, ours, theirs
    return True


@njit(cache=True, nogil=True)
def _spans(row, lexemes, entries, runs, ours, forms, form_runs, pairs, p, n_core, n_whole, space):
    """Compares cores, wholes and the runs that met best; gives the best span of the sign: (way, start, words)."""
    e, f = pairs.entry[p], pairs.form[p]
    form_total, total = max(forms.total[f], 1.0), max(entries.total[e], 1.0)
    m_core = _read(ours.letters, ours.letters_at, ours, forms, f, CORE, False, space.ours)
    m_whole = _read(ours.letters, ours.letters_at, ours, forms, f, AS_WRITTEN, False, space.ours_whole)
    way, start, size = CORE, 0, entries.at[e + 1] - entries.at[e]
    _span(row, space.core, n_core, space.ours, m_core, 1.0, 1.0, form_total, total, space)
    row[CORE_RATIO] = likeness(space.core, n_core, space.ours, m_core, space.masks)
    row[WHOLE_RATIO] = row[CORE_RATIO]
    row[NUMBERS] = 1.0 if _other_numbers(space.core, n_core, space.ours, m_core) else 0.0
    if n_whole != n_core or m_whole != m_core:
        row[WHOLE_RATIO] = likeness(space.whole, n_whole, space.ours_whole, m_whole, space.masks)
        if _span(row, space.whole, n_whole, space.ours_whole, m_whole, 1.0, 1.0, form_total, total, space):
            way = AS_WRITTEN
    run, our_run = pairs.spelled[p], pairs.spelled_ours[p]
    if run >= 0:
        n = compose(
            lexemes.letters, lexemes.letters_at, lexemes.generic, entries.word, entries.at[e] + runs.start[run],
            runs.size[run], runs.way[run], False, space.mine,
        )  # fmt: skip
        m = compose(
            ours.letters, ours.letters_at, ours.generic, forms.word, forms.at[f] + form_runs.start[our_run],
            form_runs.size[our_run], form_runs.way[our_run], False, space.ours,
        )  # fmt: skip
        if _span(
            row,
            space.mine,
            n,
            space.ours,
            m,
            form_runs.share[our_run],
            runs.share[run],
            form_total,
            total,
            space,
        ):
            way, start, size = runs.way[run], runs.start[run], runs.size[run]
    return way, start, size


@njit(cache=True, nogil=True)
def _outside(row, lexemes, entries, e, first, count, way):
    """What of the sign lies in the span and what does not."""
    extra, generic, names, bits, met = 0.0, 0.0, 0.0, 0.0, 0.0
    for i in range(entries.at[e], entries.at[e + 1]):
        w = entries.word[i]
        if first <= i < first + count and (way == AS_WRITTEN or not lexemes.generic[w]):
            bits += lexemes.bits[w]
            names += lexemes.names[w]
            met += 1.0
        elif lexemes.generic[w]:
            generic += 1.0
        else:
            extra += 1.0
    row[EXTRA_WORDS], row[EXTRA_GENERIC] = extra, generic
    row[AT_START] = 1.0 if first == entries.at[e] else 0.0
    row[NAMES] = names / max(met, 1.0) if row[COST] > 0.0 else 0.0
    row[THEIR_BITS] = bits


@njit(cache=True, nogil=True)
def _sounds(row, entries, runs, ours, forms, form_runs, pairs, p, n_sound, space):
    m = _read(ours.sound, ours.sound_at, ours, forms, pairs.form[p], CORE, True, space.ours)
    row[SOUND] = likeness(space.sound, n_sound, space.ours, m, space.masks)
    row[SOUND_COST] = _MOST_SOUND_COST
    if row[SOUND] >= 0.6:
        paid = align(space.sound, n_sound, space.ours, m, space.cost, space.made, space.counts)
        row[SOUND_COST] = min(_MOST_SOUND_COST, paid)
    if pairs.sounded[p] >= 0:
        row[SOUNDED] = pairs.sounded_ratio[p]
        row[SOUNDED_OURS] = form_runs.share[pairs.sounded_ours[p]]
        row[SOUNDED_THEIRS] = runs.share[pairs.sounded[p]]


@njit(cache=True, nogil=True)
def _consonants(row, lexemes, entries, e, ours, forms, f, space):
    """Compares consonants, as kana and hangul write them or as the other scripts do."""
    if entries.flags[e] & SOFT:
        n = _read(lexemes.soft, lexemes.soft_at, lexemes, entries, e, CORE, True, space.mine)
        m = _read(ours.soft, ours.soft_at, ours, forms, f, CORE, True, space.ours)
    else:
        n = _read(lexemes.bones, lexemes.bones_at, lexemes, entries, e, CORE, True, space.mine)
        m = _read(ours.bones, ours.bones_at, ours, forms, f, CORE, True, space.ours)
    row[BARE] = likeness(space.mine, n, space.ours, m, space.masks)


@njit(cache=True, nogil=True)
def _words_met(row, lexemes, entries, e, ours, forms, f, space):
    """Shares of bits in words that met one by one, in any order."""
    e0, e1 = entries.at[e], min(entries.at[e + 1], entries.at[e] + _MOST_MET)
    space.spent[:] = 0.0
    met_ours, met_theirs = 0.0, 0.0
    for i in range(forms.at[f], min(forms.at[f + 1], forms.at[f] + _MOST_MET // 2)):
        w = forms.word[i]
        n = _letters_of(ours, w, space.mine)
        best, where = 0.0, -1
        for j in range(e0, e1):
            v = entries.word[j]
            m = lexemes.letters_at[v + 1] - lexemes.letters_at[v]
            if 2.0 * min(n, m) < _LIKE * (n + m):
                continue
            m = _letters_of(lexemes, v, space.ours)
            like = likeness(space.mine, n, space.ours, m, space.masks)
            if (n < 4 or m < 4) and like < 0.9999:
                continue
            if like > best and space.spent[j - e0] < like:
                best, where = like, j
        if best >= _LIKE:
            part = (best - 0.5) * 2.0
            met_ours += ours.bits[w] * part
            met_theirs += lexemes.bits[entries.word[where]] * part
            space.spent[where - e0] = best
    row[WORDS_OURS] = min(1.0, met_ours / max(forms.total[f], 1.0))
    row[WORDS_THEIRS] = min(1.0, met_theirs / max(entries.total[e], 1.0))


@njit(cache=True, nogil=True)
def _letters_of(lexemes, word, out):
    start = lexemes.letters_at[word]
    n = min(lexemes.letters_at[word + 1] - start, LONGEST_KEY)
    out[:n] = lexemes.letters[start : start + n]
    return n


@njit(cache=True, nogil=True)
def _other_numbers(a, n, b, m):
    """True when both have digits and not the same ones."""
    i, j, some, others = 0, 0, False, False
    while True:
        while i < n and a[i] < 26:
            i += 1
        while j < m and b[j] < 26:
            j += 1
        some |= i < n
        others |= j < m
        if i == n or j == m:
            return some and others and (i < n or j < m)
        if a[i] != b[j]:
            return True
        i += 1
        j += 1


@njit(cache=True, nogil=True)
def compare(lexemes, entries, runs, ours, forms, form_runs, pairs, roundabout):
    """Rows of `FEATURES`, one for each of the pairs, which stand by entry."""
    out = np.zeros((pairs.entry.shape[0], len(FEATURES)), np.float32)
    space = Space(*_space())
    n_core, n_whole, n_sound, held = 0, 0, 0, -1
    for p in range(pairs.entry.shape[0]):
        e, f = pairs.entry[p], pairs.form[p]
        if e != held:
            n_core = _read(lexemes.letters, lexemes.letters_at, lexemes, entries, e, CORE, False, space.core)
            n_whole = _read(
                lexemes.letters, lexemes.letters_at, lexemes, entries, e, AS_WRITTEN, False, space.whole
            )
            n_sound = _read(lexemes.sound, lexemes.sound_at, lexemes, entries, e, CORE, True, space.sound)
            held = e
        row = out[p]
        way, start, size = _spans(
            row, lexemes, entries, runs, ours, forms, form_runs, pairs, p, n_core, n_whole, space
        )
        _outside(row, lexemes, entries, e, entries.at[e] + start, size, way)
        _sounds(row, entries, runs, ours, forms, form_runs, pairs, p, n_sound, space)
        _words_met(row, lexemes, entries, e, ours, forms, f, space)
        if entries.flags[e] & FOREIGN:
            row[FOREIGN_SCRIPT] = 1.0
            _consonants(row, lexemes, entries, e, ours, forms, f, space)
        row[BARE_PART] = pairs.bare_ratio[p]
        row[INSIDE], row[INSIDE_BITS] = pairs.inside[p], pairs.inside[p] * max(forms.total[f], 1.0)
        row[LOOKS] = 1.0 if entries.flags[e] & BY_LOOKS else 0.0
        row[ROUNDABOUT] = roundabout[f]
        row[FORM_WORDS], row[SIGN_WORDS] = forms.at[f + 1] - forms.at[f], entries.at[e + 1] - entries.at[e]
    return out

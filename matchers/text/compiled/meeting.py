"""Where keys of signs meet keys of views: from pairs of keys to pairs of entry and form. 召回。"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from numba import njit

from matchers.text.compiled.keys import letters_hash

SPELLED, SOUNDED, BARE, INSIDE = 0, 1, 2, 3
"""By which road two met: by letters, by sound, by consonants, or one inside a longer word of the other."""


class Meetings(NamedTuple):
    """Run `run[m]` of an entry met run `form_run[m]` of form `form[m]` with likeness `ratio[m]`."""

    run: npt.NDArray[np.int32]
    form: npt.NDArray[np.int32]
    form_run: npt.NDArray[np.int32]
    ratio: npt.NDArray[np.float32]


class Pairs(NamedTuple):
    """Each entry and form that met, once, by entry, then form.

    `spelled` and `sounded` are the runs that met best by letters and by sound, -1 for none, `…_ours` the runs of the
    form they met, `…_ratio` how like they are; `inside` is the share of a longer word that the form fills as its
    beginning or end.
    """

    entry: npt.NDArray[np.int32]
    form: npt.NDArray[np.int32]
    spelled: npt.NDArray[np.int32]
    spelled_ours: npt.NDArray[np.int32]
    spelled_ratio: npt.NDArray[np.float32]
    sounded: npt.NDArray[np.int32]
    sounded_ours: npt.NDArray[np.int32]
    sounded_ratio: npt.NDArray[np.float32]
    bare_ratio: npt.NDArray[np.float32]
    inside: npt.NDArray[np.float32]


@njit(cache=True, nogil=True)
def _worth(ratio, ours, theirs, length, least_of_part):
    """Is a meeting worth a comparison: parts must be closer than wholes, short keys closer than long ones."""
    part = min(ours, theirs)
    if length <= 2:
        return ratio >= 0.99 and part >= 0.9
    if length == 3:
        return ratio >= 0.99 or (ratio >= 0.85 and part >= 0.9)
    if length <= 5 and ratio < (0.74 if part >= 0.7 else 0.85):
        return False
    if part >= 0.7:
        return True
    if part < 0.05 or ours < 0.3:
        return False
    return ratio >= least_of_part + (0.05 if length < 7 else 0.0)


@njit(cache=True, nogil=True)
def spread(
    probe,
    posting,
    ratio,
    key_of_run,
    key_at,
    runs,
    entry_scripts,
    run_of,
    form_of,
    ours_of,
    form_scripts,
    least_of_part,
):
    """Meetings out of pairs of probe key and posting, where the scripts can meet.

    Posting p stands for run `run_of[p]` of the forms; that is of form `form_of[run]` and `ours_of[run]` of its bits.
    """
    keys = key_at.shape[0] - 1
    starts = np.zeros(keys + 2, np.int64)
    for r in range(key_of_run.shape[0]):
        if key_of_run[r] >= 0:
            starts[key_of_run[r] + 2] += 1
    for k in range(2, keys + 2):
        starts[k] += starts[k - 1]
    by_key = np.empty(starts[keys + 1], np.int32)
    for r in range(key_of_run.shape[0]):
        if key_of_run[r] >= 0:
            by_key[starts[key_of_run[r] + 1]] = r
            starts[key_of_run[r] + 1] += 1
    room = max(64, 2 * probe.shape[0])
    out_run, out_form = np.empty(room, np.int32), np.empty(room, np.int32)
    out_form_run, out_ratio = np.empty(room, np.int32), np.empty(room, np.float32)
    n = 0
    for p in range(probe.shape[0]):
        form_run = run_of[posting[p]]
        form, ours = form_of[form_run], ours_of[form_run]
        length = key_at[probe[p] + 1] - key_at[probe[p]]
        for at in range(starts[probe[p]], starts[probe[p] + 1]):
            run = by_key[at]
            if not form_scripts[form] & entry_scripts[runs.entry[run]]:
                continue
            if not _worth(ratio[p], ours, runs.share[run], length, least_of_part):
                continue
            if n == room:
                room *= 2
                out_run, out_form = _wider(out_run, room), _wider(out_form, room)
                out_form_run, out_ratio = _wider(out_form_run, room), _wider(out_ratio, room)
            out_run[n], out_form[n], out_form_run[n], out_ratio[n] = run, form, form_run, ratio[p]
            n += 1
    return out_run[:n].copy(), out_form[:n].copy(), out_form_run[:n].copy(), out_ratio[:n].copy()


@njit(cache=True, nogil=True)
def _wider(array, room):
    more = np.empty(room, array.dtype)
    more[: array.shape[0]] = array
    return more


@njit(cache=True, nogil=True)
def gather(spelled, sounded, bare, inside, inside_entry, runs, ours_of, form_count):
    """Pairs out of the meetings by letters, by sound and by consonants, and of those inside longer words."""
    meetings = (spelled, sounded, bare, inside)
    total = 0
    for road in meetings:
        total += road.run.shape[0]
    code = np.empty(total, np.int64)
    kind, source = np.empty(total, np.uint8), np.empty(total, np.int32)
    n = 0
    for number in range(4):
        road = meetings[number]
        for m in range(road.run.shape[0]):
            entry_of = inside_entry[m] if number == INSIDE else runs.entry[road.run[m]]
            code[n] = np.int64(entry_of) * form_count + road.form[m]
            kind[n], source[n] = number, m
            n += 1
    order = np.argsort(code)
    pairs = 0
    for k in range(total):
        if k == 0 or code[order[k]] != code[order[k - 1]]:
            pairs += 1
    entry, form = np.empty(pairs, np.int32), np.empty(pairs, np.int32)
    run, form_run = np.full((2, pairs), -1, np.int32), np.full((2, pairs), -1, np.int32)
    held, ratio = np.zeros((2, pairs), np.float32), np.zeros((2, pairs), np.float32)
    bare_ratio, fills = np.zeros(pairs, np.float32), np.zeros(pairs, np.float32)
    pair = -1
    for k in range(total):
        o = order[k]
        if k == 0 or code[o] != code[order[k - 1]]:
            pair += 1
            entry[pair], form[pair] = code[o] // form_count, code[o] % form_count
        at, m = kind[o], source[o]
        if at == INSIDE:
            fills[pair] = max(fills[pair], inside.ratio[m])
        elif at == BARE:
            bare_ratio[pair] = max(bare_ratio[pair], bare.ratio[m])
        else:
            road = meetings[at]
            value = (road.ratio[m] - 0.5) * ours_of[road.form_run[m]] * (0.6 + 0.4 * runs.share[road.run[m]])
            if run[at, pair] < 0 or value > held[at, pair]:
                held[at, pair], ratio[at, pair] = value, road.ratio[m]
                run[at, pair], form_run[at, pair] = road.run[m], road.form_run[m]
    return entry, form, run[0], form_run[0], ratio[0], run[1], form_run[1], ratio[1], bare_ratio, fills


@njit(cache=True, nogil=True)
def meet_inside(lexemes, entries, least, core_hash, core_form, core_letters, core_at, form_scripts):
    """Forms that begin or end a longer word of an entry: (entry, form, share of the word's letters).

    `core_hash` is sorted; form `core_form[i]` has letters `core_letters[core_at[i]:core_at[i + 1]]`.
    """
    room = 64
    out_entry, out_form, out_share = (
        np.empty(room, np.int32),
        np.empty(room, np.int32),
        np.empty(room, np.float32),
    )
    n = 0
    for e in range(entries.at.shape[0] - 1):
        for i in range(entries.at[e], entries.at[e + 1]):
            w = entries.word[i]
            start, end = lexemes.letters_at[w], lexemes.letters_at[w + 1]
            length = end - start
            for size in range(max(least, length // 3), length):
                for side in range(2):
                    begin = start if side == 0 else end - size
                    mixed = letters_hash(lexemes.letters, begin, begin + size)
                    at = np.searchsorted(core_hash, mixed)
                    while at < core_hash.shape[0] and core_hash[at] == mixed:
                        same = core_at[at + 1] - core_at[at] == size
                        if same:
                            for k in range(size):
                                if core_letters[core_at[at] + k] != lexemes.letters[begin + k]:
                                    same = False
                                    break
                        if same and form_scripts[core_form[at]] & entries.scripts[e]:
                            if n == room:
                                room *= 2
                                out_entry, out_form = _wider(out_entry, room), _wider(out_form, room)
                                out_share = _wider(out_share, room)
                            out_entry[n], out_form[n], out_share[n] = e, core_form[at], size / length
                            n += 1
                        at += 1
    return out_entry[:n].copy(), out_form[:n].copy(), out_share[:n].copy()

"""Where keys of signs meet keys of views: from pairs of keys to pairs of sign and view. 召回。"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numba import njit

from matchers.text.close import Join
from matchers.text.kernel import Floats, Ints
from matchers.text.probes import Keys
from matchers.text.shelf import Growing


class Meetings(NamedTuple):
    """Sign entries and forms that share a key of some likeness; one pair may stand several times."""

    entry: Ints
    form: Ints
    ratio: Floats
    ours: Floats
    theirs: Floats


class KeySpace:
    """The keys of all views, by spelling or sound or consonants, with the views each stands in."""

    def __init__(self, threshold: float, window_ratio: float) -> None:
        self._join = Join(threshold)
        self._window_ratio = window_ratio
        self._ids: dict[str, int] = {}
        self._head = Growing(np.int32)
        self._form = Growing(np.int32)
        self._share = Growing(np.float32)
        self._next = Growing(np.int32)
        self._length = Growing(np.int32)

    def __len__(self) -> int:
        return len(self._ids)

    def add(self, keys: Keys, first_form: int) -> None:
        """Keys of views; entry 0 of the keys is the view `first_form`."""
        new = [text for text in keys.texts if text not in self._ids]
        for text in new:
            self._ids[text] = len(self._ids)
        if new:
            self._join.add(new, np.array([self._ids[text] for text in new], np.int32))
            self._head.extend(np.full(len(new), -1, np.int32))
            self._length.extend([len(text) for text in new])
        ids = np.array([self._ids[text] for text in keys.texts], np.int32)[np.array(keys.key, np.int32)]
        start = len(self._form)
        self._form.extend(np.array(keys.entry, np.int32) + first_form)
        self._share.extend(np.array(keys.share, np.float32))
        self._next.extend(np.full(len(ids), -1, np.int32))
        _link(self._head.now, self._next.now, ids, start)

    def ids_of(self, text: str) -> int:
        """The number of a key; -1 when no view has it."""
        return self._ids.get(text, -1)

    def meet(self, probes: Keys, scripts: Ints, form_scripts: Ints) -> Meetings:
        """Every meeting of the probes with a view whose script can stand in the sign's."""
        if not probes.texts or not self._ids:
            return _nothing()
        texts = list(probes.texts)
        probe, key, ratio = self._join.pairs(texts)
        occurrences = np.array(probes.key, np.int32)
        order = np.argsort(occurrences, kind="stable")
        at = np.searchsorted(occurrences[order], np.arange(len(texts) + 1)).astype(np.int32)
        lengths = np.fromiter(map(len, texts), np.int32, len(texts))
        return Meetings(
            *_spread(
                probe, key, ratio, at, np.array(probes.entry, np.int32)[order],
                np.array(probes.share, np.float32)[order], lengths, self._length.now, scripts, form_scripts,
                self._head.now, self._next.now, self._form.now, self._share.now, self._window_ratio,
            )
        )  # fmt: skip


def _nothing() -> Meetings:
    ints, floats = np.empty(0, np.int32), np.empty(0, np.float32)
    return Meetings(ints, ints, floats, floats, floats)


@njit(cache=True, nogil=True)
def _link(head, following, keys, start):
    for number in range(keys.shape[0]):
        following[start + number] = head[keys[number]]
        head[keys[number]] = start + number


@njit(cache=True, nogil=True)
def _worth(ratio, ours, theirs, length, window_ratio):
    """Is a meeting worth a comparison: parts must be closer than wholes, short keys closer than long ones."""
    if length <= 3:
        return ratio >= 0.99 or (length == 3 and ratio >= 0.85 and ours >= 0.9)
    part = min(ours, theirs)
    if length <= 5 and ratio < (0.78 if part >= 0.7 else 0.85):
        return False
    if part >= 0.7:
        return ratio >= (0.74 if length <= 7 else 0.7)
    if part < 0.05 or ours < 0.3:
        return False
    return ratio >= window_ratio + (0.05 if length < 7 else 0.0)


@njit(cache=True, nogil=True)
def _spread(
    probe, key, ratio, at, entries, shares, probe_lengths, key_lengths, scripts, form_scripts, head, following,
    forms, form_shares, window_ratio,
):  # fmt: skip
    size = 0
    for fill in range(2):
        if fill == 1:
            out_entry = np.empty(size, np.int32)
            out_form = np.empty(size, np.int32)
            out_ratio = np.empty(size, np.float32)
            out_ours = np.empty(size, np.float32)
            out_theirs = np.empty(size, np.float32)
        n = 0
        for pair in range(probe.shape[0]):
            i = probe[pair]
            length = min(probe_lengths[i], key_lengths[key[pair]])
            for occurrence in range(at[i], at[i + 1]):
                entry = entries[occurrence]
                theirs = shares[occurrence]
                posting = head[key[pair]]
                while posting >= 0:
                    form = forms[posting]
                    ours = form_shares[posting]
                    if form_scripts[form] & scripts[entry] and _worth(
                        ratio[pair], ours, theirs, length, window_ratio
                    ):
                        if fill == 1:
                            out_entry[n] = entry
                            out_form[n] = form
                            out_ratio[n] = ratio[pair]
                            out_ours[n] = ours
                            out_theirs[n] = theirs
                        n += 1
                    posting = following[posting]
        size = n
    return out_entry, out_form, out_ratio, out_ours, out_theirs


class Pairs(NamedTuple):
    """Each pair of sign entry and form once, with its best meetings: see `kernel.features`."""

    entry: Ints
    form: Ints
    window: Floats


def gather(roads: Sequence[Meetings], inside: Meetings, forms: int) -> Pairs:
    """Meetings of wholes, by spelling, sound and consonants, and of views inside longer words, each pair once."""
    every = [*roads, inside]
    road = np.repeat(np.arange(len(every), dtype=np.int8), [len(m.entry) for m in every])
    entry, form, ratio, ours, theirs = (np.concatenate([m[k] for m in every]) for k in range(5))
    code = entry.astype(np.int64) * forms + form
    order = np.argsort(code, kind="stable")
    code = code[order]
    fresh = np.empty(len(code), np.bool_)
    if len(code):
        fresh[0] = True
        np.not_equal(code[1:], code[:-1], out=fresh[1:])
    number = np.cumsum(fresh, dtype=np.int64) - 1
    firsts = order[fresh]
    window = np.zeros((len(firsts), 7), np.float32)
    _best(order, number, road, ratio, ours, theirs, window)
    return Pairs(entry[firsts], form[firsts], window)


@njit(cache=True, nogil=True)
def _best(order, number, road, ratio, ours, theirs, window):
    for place in range(order.shape[0]):
        k = order[place]
        row = number[place]
        if road[k] == 4:
            window[row, 6] = max(window[row, 6], theirs[k])
            continue
        at = 0 if road[k] <= 1 else 3
        value = (ratio[k] - 0.5) * ours[k] * (0.6 + 0.4 * theirs[k])
        held = (window[row, at] - 0.5) * window[row, at + 1] * (0.6 + 0.4 * window[row, at + 2])
        if window[row, at] == 0.0 or value > held:
            window[row, at] = ratio[k]
            window[row, at + 1] = ours[k]
            window[row, at + 2] = theirs[k]

"""The watched brands as the matcher keeps them: views, their keys, and pairs of signs and views to compare."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from domain.brand import Brand
from matchers.text.kernel import WIDTH, Entries, Floats, Ints, features
from matchers.text.meeting import KeySpace, Meetings, gather
from matchers.text.probes import Probes, put_sign, put_view
from matchers.text.readings import (
    FOREIGN,
    Reading,
    entries_of,
    reading_of,
    readings_of_sign,
    script_bits,
    word_of,
)
from matchers.text.rules import Rules
from matchers.text.shelf import Growing, Shelf
from matchers.text.views import View, ViewKind, views_of

_ROUNDABOUT = frozenset(
    {ViewKind.HETERONYM, ViewKind.INITIALS, ViewKind.HONG_KONG, ViewKind.VIETNAMESE, ViewKind.SINO_KOREAN}
)
_LEAST_INSIDE = 4
_LEAST_BITS_INSIDE = 10.0


@dataclass(frozen=True, slots=True)
class Signs:
    """A batch of signs: their readings end to end, and which sign each is of."""

    readings: list[Reading]
    sign: Ints


@dataclass(frozen=True, slots=True)
class Compared:
    """Pairs of sign and view with their features; `sign`, `form` and `entry` are numbers into the batch and catalogue."""

    sign: Ints
    entry: Ints
    form: Ints
    features: Floats


class Catalogue:
    """Views of many brands; numbers of brands and forms are given once and never again."""

    def __init__(self, rules: Rules) -> None:
        self._wholes = KeySpace(rules.candidate_ratio, 1.01)
        self._spelled = KeySpace(rules.window_ratio, rules.window_ratio)
        self._sounded = KeySpace(rules.candidate_sound, rules.window_sound)
        self._bones = KeySpace(rules.candidate_bones, rules.candidate_bones)
        self._shelf = Shelf()
        self._scripts = Growing(np.int32)
        self._roundabout = Growing(np.float32)
        self._brand_of = Growing(np.int32)
        self._views: list[View | None] = []
        self._forms_of: dict[int, range] = {}
        self._inside: dict[str, list[int]] = {}
        self._inside_of: dict[str, tuple[tuple[int, float], ...]] = {}

    @property
    def brand_of(self) -> Ints:
        """The brand number of each form."""
        return self._brand_of.now

    def view(self, form: int) -> View:
        """A form's view. Raises KeyError for a removed one."""
        found = self._views[form]
        if found is None:
            raise KeyError(form)
        return found

    def add(self, brands: Sequence[tuple[int, Brand]]) -> None:
        """Brands by number, their views and keys."""
        first = len(self._views)
        probes = Probes()
        readings: list[Reading] = []
        for number, brand in brands:
            start = len(self._views)
            for view in views_of(brand):
                reading = reading_of([word_of(word) for word in view.words], FOREIGN)
                put_view(probes, len(readings), reading)
                self._put_inside(reading, len(self._views))
                readings.append(reading)
                self._views.append(view)
            count = len(self._views) - start
            self._forms_of[number] = range(start, start + count)
            self._brand_of.extend([number] * count)
        added = [view for view in self._views[first:] if view is not None]
        self._scripts.extend([script_bits(view.meets) for view in added])
        self._roundabout.extend([float(view.kind in _ROUNDABOUT) for view in added])
        self._shelf.extend(entries_of(readings))
        self._wholes.add(probes.wholes, first)
        self._spelled.add(probes.spelled, first)
        self._sounded.add(probes.sounded, first)
        self._bones.add(probes.bones, first)
        self._inside_of.clear()

    def _put_inside(self, reading: Reading, form: int) -> None:
        if len(reading.core) >= _LEAST_INSIDE and reading.total >= _LEAST_BITS_INSIDE:
            self._inside.setdefault(reading.core, []).append(form)

    def remove(self, number: int) -> None:
        """Takes a brand's views out: they meet no script any more."""
        for form in self._forms_of.pop(number, range(0)):
            self._scripts.now[form] = 0
            self._views[form] = None

    def compare(self, signs: Signs) -> Compared:
        """Every pair worth a comparison, compared."""
        probes = Probes()
        for entry, reading in enumerate(signs.readings):
            put_sign(probes, entry, reading)
        scripts = np.array([reading.scripts for reading in signs.readings], np.int32)
        forms = self._scripts.now
        roads = [
            space.meet(keys, scripts, forms)
            for space, keys in (
                (self._wholes, probes.wholes), (self._spelled, probes.spelled), (self._sounded, probes.sounded),
                (self._bones, probes.bones),
            )
        ]  # fmt: skip
        pairs = gather(roads, self._meet_inside(signs.readings, scripts), max(1, len(self._views)))
        rows = np.zeros((len(pairs.entry), WIDTH), np.float32)
        flags = np.array([reading.flags for reading in signs.readings], np.int32)
        if len(pairs.entry):
            theirs: Entries = entries_of(signs.readings)
            features(
                theirs,
                self._shelf.now,
                pairs.entry,
                pairs.form,
                pairs.window,
                self._roundabout.now,
                flags,
                rows,
            )
        return Compared(signs.sign[pairs.entry], pairs.entry, pairs.form, rows)

    def _meet_inside(self, readings: Sequence[Reading], scripts: Ints) -> Meetings:
        """Views that begin or end a longer word of a sign."""
        entry: list[int] = []
        form: list[int] = []
        share: list[float] = []
        for number, reading in enumerate(readings):
            for word in reading.words:
                if len(word.key) <= _LEAST_INSIDE:
                    continue
                for found, part in self._forms_inside(word.key):
                    if self._scripts.now[found] & scripts[number]:
                        entry.append(number)
                        form.append(found)
                        share.append(part)
        shares = np.array(share, np.float32)
        return Meetings(np.array(entry, np.int32), np.array(form, np.int32), shares, shares, shares)

    def _forms_inside(self, word: str) -> tuple[tuple[int, float], ...]:
        known = self._inside_of.get(word)
        if known is not None:
            return known
        found: list[tuple[int, float]] = []
        length = len(word)
        for size in range(max(_LEAST_INSIDE, length // 3), length):
            for part in (word[:size], word[-size:]):
                found += [(form, size / length) for form in self._inside.get(part, ())]
        if len(self._inside_of) > 200_000:
            self._inside_of.clear()
        self._inside_of[word] = tuple(found)
        return tuple(found)


def signs_of(texts: Sequence[str]) -> Signs:
    """Signs read, each as written and by its looks."""
    readings: list[Reading] = []
    owner: list[int] = []
    for number, text in enumerate(texts):
        for reading in readings_of_sign(text):
            readings.append(reading)
            owner.append(number)
    return Signs(readings, np.array(owner, np.int32))

"""The watched brands as the matcher keeps them: forms, their keys, and pairs of signs and forms compared."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from domain.brand import Brand
from matchers.text.compiled.entries import Entries
from matchers.text.compiled.features import compare
from matchers.text.compiled.glance import glance
from matchers.text.compiled.keys import Keys, Runs
from matchers.text.compiled.meeting import Meetings, Pairs, gather, meet_inside
from matchers.text.compiled.trees import NO_END, Trees, sums
from matchers.text.cores import Cores
from matchers.text.growing import Growing
from matchers.text.keyspace import KeySpace, nobody
from matchers.text.lexicon import Floats, Ints, Lexemes, Lexicon, script_bits
from matchers.text.rules import Rules
from matchers.text.signs import KeySet, read_words
from matchers.text.views import View, ViewKind, views_of

_ROUNDABOUT = frozenset(
    {ViewKind.HETERONYM, ViewKind.INITIALS, ViewKind.HONG_KONG, ViewKind.VIETNAMESE, ViewKind.SINO_KOREAN}
)


@dataclass(frozen=True, slots=True)
class Compared:
    """Pairs of sign and form with their features: `sign` counts from the batch's first, `form` is the catalogue's.

    `entry` is the reading of the sign that met.
    """

    sign: Ints
    entry: Ints
    form: Ints
    features: Floats


@dataclass(frozen=True, slots=True)
class Met:
    """Pairs of entry and form that met by some of their runs."""

    runs: Runs
    pairs: Pairs


class _Forms:
    """Forms of all brands as entries that grow."""

    def __init__(self) -> None:
        kinds = {"flags": np.uint8, "total": np.float32}
        self._entries = {name: Growing(kinds.get(name, np.int32)) for name in Entries._fields}
        self._entries["at"].extend([0])
        runs = {"start": np.int16, "size": np.int16, "way": np.uint8, "share": np.float32}
        self._runs = {name: Growing(runs.get(name, np.int32)) for name in Runs._fields}

    def extend(self, entries: Entries, runs: Runs) -> None:
        first = len(self._entries["flags"])
        entries = entries._replace(at=entries.at[1:] + self._entries["at"].now[-1])
        for name in Entries._fields:
            self._entries[name].extend(getattr(entries, name))
        runs = runs._replace(entry=runs.entry + np.int32(first))
        for name in Runs._fields:
            self._runs[name].extend(getattr(runs, name))

    @property
    def run_count(self) -> int:
        return len(self._runs["entry"])

    @property
    def entries(self) -> Entries:
        return Entries(*(self._entries[name].now for name in Entries._fields))

    @property
    def runs(self) -> Runs:
        return Runs(*(self._runs[name].now for name in Runs._fields))


class Catalogue:
    """Forms of many brands; numbers of brands and forms are given once and never again.

    With `glance_trees` only pairs are compared of which a first look promises enough.
    """

    def __init__(self, rules: Rules, glance_trees: Trees | None = None) -> None:
        self._glance = glance_trees
        self._lexicon = Lexicon()
        self._lexemes: Lexemes = self._lexicon.learn_new()
        self._forms = _Forms()
        self._wholes = KeySpace(rules.whole_ratio, 0.0)
        self._loose = KeySpace(rules.loose_ratio, 1.01)
        self._spelled = KeySpace(rules.part_ratio, rules.part_ratio)
        self._sounded = KeySpace(rules.sound_ratio, rules.part_sound_ratio)
        self._bones = KeySpace(rules.bones_ratio, rules.bones_ratio)
        self._soft = KeySpace(rules.bones_ratio, rules.bones_ratio)
        self._cores = Cores()
        self._scripts = Growing(np.int32)
        self._roundabout = Growing(np.float32)
        self._brand_of = Growing(np.int32)
        self._views: list[View | None] = []
        self._forms_of: dict[int, range] = {}

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
        """Brands by number, their forms and keys."""
        views: list[View] = []
        for number, brand in brands:
            first = len(self._views) + len(views)
            views += views_of(brand)
            self._forms_of[number] = range(first, len(self._views) + len(views))
            self._brand_of.extend([number] * len(self._forms_of[number]))
        first_form, first_run = len(self._views), self._forms.run_count
        entries, self._lexemes = read_words([view.words for view in views], self._lexicon)
        keys = KeySet(entries, self._lexemes, of_views=True)
        self._forms.extend(entries, keys.runs)
        self._views += views
        self._scripts.extend([script_bits(view.meets) for view in views])
        self._roundabout.extend([float(view.kind in _ROUNDABOUT) for view in views])
        self._wholes.add(keys.wholes, first_run)
        self._loose.add(keys.loose, first_run)
        self._spelled.add(keys.spelled, first_run)
        self._sounded.add(keys.sounded, first_run)
        self._bones.add(keys.bones, first_run)
        self._soft.add(keys.soft, first_run)
        self._cores.add(entries, self._lexemes, first_form)

    def remove(self, number: int) -> None:
        """Takes a brand's forms out: they meet no script any more."""
        for form in self._forms_of.pop(number, range(0)):
            self._scripts.now[form] = 0
            self._views[form] = None

    def met(self, entries: Entries, lexemes: Lexemes) -> Met:
        """Every pair of entry and form that share a key. `entries` are the readings of a batch of signs."""
        keys = KeySet(entries, lexemes, of_views=False)
        runs, form_runs, scripts = keys.runs, self._forms.runs, self._scripts.now

        def meet(space: KeySpace, of_signs: Keys) -> Meetings:
            return space.meet(of_signs, runs, entries, form_runs.entry, form_runs.share, scripts)

        spelled = _together(
            meet(self._wholes, keys.wholes), meet(self._loose, keys.loose), meet(self._spelled, keys.spelled)
        )
        sounded = meet(self._sounded, keys.sounded)
        bare = _together(meet(self._bones, keys.bones), meet(self._soft, keys.soft))
        inside_entry, inside_form, share = meet_inside(lexemes, entries, *self._cores.sorted(), scripts)
        inside = nobody()._replace(run=inside_entry, form=inside_form, form_run=inside_form, ratio=share)
        pairs = gather(
            spelled, sounded, bare, inside, inside_entry, runs, form_runs.share, max(1, len(self._views))
        )
        return Met(runs, Pairs(*pairs))

    def glanced(self, entries: Entries, lexemes: Lexemes, met: Met) -> Floats:
        """A row of `glance.GLANCED` for each pair."""
        ours = (self._lexemes, self._forms.entries, self._forms.runs)
        rows: Floats = glance(lexemes, entries, met.runs, *ours, met.pairs, self._roundabout.now)
        return rows

    def compare(self, entries: Entries, lexemes: Lexemes, promise: float = -math.inf) -> Compared:
        """Every pair of which a first look promises a sum of at least `promise`, compared."""
        met = self.met(entries, lexemes)
        if self._glance is not None:
            promised = sums(self.glanced(entries, lexemes, met), self._glance, NO_END, 0.0)
            worth = promised >= np.float32(promise)
            met = Met(met.runs, Pairs(*(column[worth] for column in met.pairs)))
        pairs = met.pairs
        ours = (self._lexemes, self._forms.entries, self._forms.runs)
        rows = compare(lexemes, entries, met.runs, *ours, pairs, self._roundabout.now)
        return Compared(entries.owner[pairs.entry], pairs.entry, pairs.form, rows)


def _together(*roads: Meetings) -> Meetings:
    return Meetings(*(np.concatenate(columns) for columns in zip(*roads, strict=True)))

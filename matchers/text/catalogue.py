"""The watched brands as the matcher keeps them: forms, their keys, and pairs of signs and forms compared."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from domain.brand import Brand
from matchers.text.arrays import Arrays, part, under
from matchers.text.compiled.entries import Entries
from matchers.text.compiled.features import compare
from matchers.text.compiled.glance import glance
from matchers.text.compiled.keys import Runs
from matchers.text.compiled.meeting import Meetings, Pairs, gather, meet_inside
from matchers.text.compiled.trees import NO_END, Trees, sums
from matchers.text.cores import Cores
from matchers.text.growing import Growing
from matchers.text.kept_views import KeptViews
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

    @classmethod
    def from_arrays(cls, arrays: Arrays) -> Self:
        one = cls()
        entries, runs = part("entries", arrays), part("runs", arrays)
        one._entries = {name: Growing.of(entries[name]) for name in Entries._fields}
        one._runs = {name: Growing.of(runs[name]) for name in Runs._fields}
        return one

    def arrays(self) -> dict[str, npt.NDArray[Any]]:
        return {**under("entries", self.entries._asdict()), **under("runs", self.runs._asdict())}

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
    """Forms of many brands; numbers of brands and forms are given once and never again, those of brands rising.

    With `glance_trees` only pairs are compared of which a first look promises enough.
    """

    def __init__(self, rules: Rules, glance_trees: Trees | None = None) -> None:
        self._glance = glance_trees
        self._lexicon = Lexicon()
        self._lexemes: Lexemes = self._lexicon.learn_new()
        self._forms = _Forms()
        self._spaces = {name: KeySpace(*least) for name, least in _leasts(rules).items()}
        self._cores = Cores()
        self._scripts = Growing(np.int32)
        self._roundabout = Growing(np.float32)
        self._brand_of = Growing(np.int32)
        self._views = KeptViews()

    @classmethod
    def from_arrays(cls, rules: Rules, glance_trees: Trees | None, arrays: Arrays) -> Self:
        """The catalogue whose `arrays` these are, made by the same rules; they are read where they lie and never
        written to, so that many processes may share them. Raises KeyError when some are missing.
        """
        one = cls(rules, glance_trees)
        one._lexicon = Lexicon.from_arrays(part("lexicon", arrays))
        one._lexemes = one._lexicon.learn_new()
        one._forms = _Forms.from_arrays(part("forms", arrays))
        one._spaces = {
            name: KeySpace.from_arrays(*least, part(name, arrays)) for name, least in _leasts(rules).items()
        }
        one._cores = Cores.from_arrays(part("cores", arrays))
        one._scripts = Growing.of(arrays["scripts"].copy())  # a removed brand changes it
        one._roundabout = Growing.of(arrays["roundabout"])
        one._brand_of = Growing.of(arrays["brand_of"])
        one._views = KeptViews(part("views", arrays))
        return one

    def arrays(self) -> dict[str, npt.NDArray[Any]]:
        """All of it as arrays, for `from_arrays`."""
        found = {
            **under("lexicon", self._lexicon.arrays()),
            **under("forms", self._forms.arrays()),
            **under("cores", self._cores.arrays()),
            **under("views", self._views.arrays()),
            "scripts": self._scripts.now,
            "roundabout": self._roundabout.now,
            "brand_of": self._brand_of.now,
        }
        for name, space in self._spaces.items():
            found |= under(name, space.arrays())
        return found

    @property
    def brand_of(self) -> Ints:
        """The brand number of each form."""
        return self._brand_of.now

    def view(self, form: int) -> View:
        """A form's view. Raises KeyError for a removed one."""
        if not self._scripts.now[form]:
            raise KeyError(form)
        return self._views[form]

    def add(self, brands: Sequence[tuple[int, Brand]]) -> None:
        """Brands by number, their forms and keys."""
        views: list[View] = []
        for number, brand in brands:
            found = views_of(brand)
            views += found
            self._brand_of.extend([number] * len(found))
        first_form, first_run = len(self._views), self._forms.run_count
        entries, self._lexemes = read_words([view.words for view in views], self._lexicon)
        keys = KeySet(entries, self._lexemes, of_views=True)
        self._forms.extend(entries, keys.runs)
        self._views.extend(views)
        self._scripts.extend([script_bits(view.meets) for view in views])
        self._roundabout.extend([float(view.kind in _ROUNDABOUT) for view in views])
        for name, space in self._spaces.items():
            space.add(keys.of(name), first_run)
        self._cores.add(entries, self._lexemes, first_form)

    def remove(self, number: int) -> None:
        """Takes a brand's forms out: they meet no script any more."""
        first, end = np.searchsorted(self._brand_of.now, (number, number + 1))
        self._scripts.now[first:end] = 0

    def met(self, entries: Entries, lexemes: Lexemes) -> Met:
        """Every pair of entry and form that share a key. `entries` are the readings of a batch of signs."""
        keys = KeySet(entries, lexemes, of_views=False)
        runs, form_runs, scripts = keys.runs, self._forms.runs, self._scripts.now

        def meet(*spaces: str) -> Meetings:
            ours = (form_runs.entry, form_runs.share, scripts)
            return _together(
                *(self._spaces[name].meet(keys.of(name), runs, entries, *ours) for name in spaces)
            )

        spelled, sounded, bare = meet("wholes", "loose", "spelled"), meet("sounded"), meet("bones", "soft")
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


def _leasts(rules: Rules) -> dict[str, tuple[float, float]]:
    """The kinds of keys (see `KeySet`), with how alike two must be, and two that are only a part."""
    return {
        "wholes": (rules.whole_ratio, 0.0),
        "loose": (rules.loose_ratio, 1.01),
        "spelled": (rules.part_ratio, rules.part_ratio),
        "sounded": (rules.sound_ratio, rules.part_sound_ratio),
        "bones": (rules.bones_ratio, rules.bones_ratio),
        "soft": (rules.bones_ratio, rules.bones_ratio),
    }


def _together(*roads: Meetings) -> Meetings:
    return Meetings(*(np.concatenate(columns) for columns in zip(*roads, strict=True)))

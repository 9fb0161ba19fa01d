"""WordMatcher: signs against the words of many brands."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from rapidfuzz import fuzz, process

from domain.brand import Brand
from domain.match import Evidence
from matchers.text.features import Reading, compare, reading_of
from matchers.text.rules import WORDS_1, Rules
from matchers.text.sound import skeleton
from matchers.text.views import View, views_of

_PROBES_AT_ONCE = 2_000
_MOST_WINDOW = 3
_MOST_WORDS = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class WordMatch:
    """A brand met by a sign. `mark` is the written form that met it, `score` lies between 0 and 1."""

    brand_index: int
    brand_id: str
    mark: str
    score: float
    evidence: tuple[Evidence, ...]


class WordMatcher:
    """Many brands, ready to be met by signs. `brand_index` counts brands in the order they were added."""

    def __init__(self, brands: Sequence[Brand], rules: Rules = WORDS_1) -> None:
        self.rules = rules
        self._brands: list[Brand | None] = []
        self._views: list[list[tuple[View, Reading]]] = []
        self._by_key: dict[str, set[int]] = defaultdict(set)
        self._by_sound: dict[str, set[int]] = defaultdict(set)
        for brand in brands:
            self.add(brand)

    def add(self, brand: Brand) -> None:
        """Watches one more brand from now on."""
        index = len(self._brands)
        self._brands.append(brand)
        self._views.append([(view, reading_of(view.words)) for view in views_of(brand)])
        for key in self._keys(index):
            self._by_key[key].add(index)
            self._by_sound[skeleton(key)].add(index)

    def remove(self, brand_id: str) -> None:
        """Stops watching a brand; an unknown id is no error."""
        for index, brand in enumerate(self._brands):
            if brand is None or brand.brand_id != brand_id:
                continue
            for key in self._keys(index):
                self._by_key[key].discard(index)
                self._by_sound[skeleton(key)].discard(index)
            self._brands[index] = None
            self._views[index] = []

    def _keys(self, index: int) -> set[str]:
        return {key for _, reading in self._views[index] for key in _windows(reading)}

    def match(self, signs: Sequence[str]) -> list[list[WordMatch]]:
        """For each sign the brands it may conflict with, best first; scores below the lowest tier are left out."""
        readings = [Reading.of_sign(sign) for sign in signs]
        candidates = self._candidates(readings)
        return [
            self._judged(sign, reading, candidates.get(number, set()))
            for number, (sign, reading) in enumerate(zip(signs, readings, strict=True))
        ]

    def _candidates(self, readings: Sequence[Reading]) -> dict[int, set[int]]:
        signs_of: dict[str, set[int]] = defaultdict(set)
        for number, reading in enumerate(readings):
            for key in _windows(reading):
                signs_of[key].add(number)
        sounds: dict[str, set[int]] = defaultdict(set)
        for key, numbers in signs_of.items():
            sounds[skeleton(key)] |= numbers
        found: dict[int, set[int]] = defaultdict(set)
        for probes, index, threshold in (
            (signs_of, self._by_key, self.rules.candidate_ratio),
            (sounds, self._by_sound, self.rules.candidate_sound),
        ):
            for probe, key in _close(list(probes), list(index), threshold):
                for number in probes[probe]:
                    found[number] |= index[key]
        return found

    def _judged(self, sign: str, reading: Reading, candidates: set[int]) -> list[WordMatch]:
        found: list[WordMatch] = []
        for index in candidates:
            brand = self._brands[index]
            views = self._views[index]
            if brand is None or not views:
                continue
            best = max((compare(view, ours, sign, reading) for view, ours in views), key=lambda c: c.score)
            if best.score >= self.rules.low:
                found.append(
                    WordMatch(
                        brand_index=index,
                        brand_id=brand.brand_id,
                        mark=best.mark,
                        score=best.score,
                        evidence=best.evidence,
                    )
                )
        return sorted(found, key=lambda match: -match.score)


def _windows(reading: Reading) -> set[str]:
    """The keys a reading is found by: up to three words on end, the whole, the whole without generic words."""
    keys = {reading.whole, reading.core}
    tokens = reading.words[:_MOST_WORDS]
    for size in range(1, _MOST_WINDOW + 1):
        for start in range(len(tokens) - size + 1):
            window = tokens[start : start + size]
            if size > 1 or reading.weights[start] > 0.5:
                keys.add("".join(window))
    return {key for key in keys if key}


def _close(probes: list[str], keys: list[str], threshold: float) -> Iterator[tuple[str, str]]:
    """Every pair with a ratio of at least `threshold`."""
    if not keys:
        return
    cutoff = threshold * 100 - 1e-6
    for start in range(0, len(probes), _PROBES_AT_ONCE):
        some = probes[start : start + _PROBES_AT_ONCE]
        ratios = process.cdist(some, keys, scorer=fuzz.ratio, score_cutoff=cutoff, dtype=np.float32)
        for row, column in zip(*np.nonzero(ratios), strict=True):
            yield some[row], keys[column]


def too_generic(brand: Brand) -> bool:
    """True when a brand cannot be watched by its name alone: every word of every mark is generic or unreadable."""
    return not any(
        any(weight >= 0.3 for weight in reading_of(view.words).weights) for view in views_of(brand)
    )

"""WordMatcher: signs against the words of many brands."""

from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from threading import Lock
from typing import Any

import numpy as np
import numpy.typing as npt

from domain.brand import Brand
from domain.match import Evidence
from matchers.text.arrays import Arrays
from matchers.text.catalogue import Catalogue
from matchers.text.compiled.entries import Entries
from matchers.text.compiled.trees import best_of_brand, sums
from matchers.text.evidence import evidence_of
from matchers.text.lexicon import Floats, Ints, Lexemes, Lexicon
from matchers.text.rules import WORDS_2, Rules, trees_of
from matchers.text.signs import read_signs

_AT_ONCE = 1_024
"""Signs compared by one thread at once."""

_MOST_WORDS = 60_000
"""Words of signs kept: beyond it the lexicon starts anew, for a stream of filings never stops bringing words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WordMatch:
    """A brand met by a sign. `mark` is the written form that met it, `score` lies between 0 and 1."""

    brand_index: int
    brand_id: str
    mark: str
    score: float
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Scored:
    """The best pair of each sign and brand that met, by sign, then best first.

    `sign` counts from the first sign asked for, `brand` is the brand's index, `total` the sum of the rules' trees.
    """

    sign: Ints
    brand: Ints
    form: Ints
    total: Floats
    features: Floats


class WordMatcher:
    """Many brands, ready to be met by signs. `brand_index` counts brands in the order they were added.

    Several threads may match at once, while none adds or removes.
    """

    def __init__(self, brands: Sequence[Brand], rules: Rules = WORDS_2, index: Arrays | None = None) -> None:
        """With `index`, the `arrays` of a matcher of brands with the same marks in the same order, nothing is built anew."""
        self.rules = rules
        self._trees = trees_of(rules.trees)
        self._glance = trees_of(rules.trees, "glance")
        self._brands: list[Brand | None] = []
        self._indices: dict[str, list[int]] = {}
        self._lexicon = Lexicon()
        self._reading = Lock()
        if index is None:
            self._catalogue = Catalogue(rules, self._glance)
            self._put(brands)
        else:
            self._catalogue = Catalogue.from_arrays(rules, self._glance, index)
            self._take(brands)

    def arrays(self) -> dict[str, npt.NDArray[Any]]:
        """The index of its brands, to be shared."""
        return self._catalogue.arrays()

    def add(self, brand: Brand) -> None:
        """Watches one more brand from now on."""
        self._put([brand])

    def _put(self, brands: Sequence[Brand]) -> None:
        self._catalogue.add(list(enumerate(brands, len(self._brands))))
        self._take(brands)

    def _take(self, brands: Sequence[Brand]) -> None:
        for index, brand in enumerate(brands, len(self._brands)):
            self._indices.setdefault(brand.brand_id, []).append(index)
        self._brands += brands

    def remove(self, brand_id: str) -> None:
        """Stops watching a brand; an unknown id is no error."""
        for index in self._indices.pop(brand_id, []):
            self._brands[index] = None
            self._catalogue.remove(index)

    @property
    def forms(self) -> int:
        """How many forms the brands are looked for in."""
        return len(self._catalogue.brand_of)

    def match(
        self, signs: Sequence[str], threads: int = 1, *, least: float | None = None
    ) -> list[list[WordMatch]]:
        """For each sign the brands it may conflict with, best first.

        Scores below `least` are left out, below the lowest tier when it is not given; 0 leaves out none that met.
        """
        found: list[list[WordMatch]] = [[] for _ in signs]
        lowest = self.rules.low if least is None else least
        for scored in self.scored(signs, least=self.rules.sum_at(lowest), threads=threads):
            for row in range(len(scored.sign)):
                number = int(scored.sign[row])
                found[number].append(self._word_match(signs[number], scored, row))
        return found

    def meet(self, signs: Sequence[str], threads: int = 1) -> list[bool]:
        """For which signs `match` finds anything."""
        met = [False] * len(signs)
        for scored in self.scored(signs, least=self.rules.sum_at(self.rules.low), threads=threads):
            for number in np.unique(scored.sign).tolist():
                met[number] = True
        return met

    def _word_match(self, sign: str, scored: Scored, row: int) -> WordMatch:
        index = int(scored.brand[row])
        brand = self._brands[index]
        if brand is None:
            raise LookupError(f"brand {index} was removed while it was matched")
        view = self._catalogue.view(int(scored.form[row]))
        return WordMatch(
            brand_index=index,
            brand_id=brand.brand_id,
            mark=view.mark,
            score=round(self.rules.score(float(scored.total[row])), 4),
            evidence=evidence_of(view, sign, scored.features[row]),
        )

    def scored(self, signs: Sequence[str], *, least: float, threads: int = 1) -> Iterator[Scored]:
        """What meets, in parts of the signs in their order, as arrays; sums below `least` are left out."""
        with ThreadPoolExecutor(threads) as pool:
            waiting: list[Future[Scored]] = []
            for start in range(0, len(signs), _AT_ONCE):
                with self._reading:
                    if len(self._lexicon) > _MOST_WORDS:
                        self._lexicon = Lexicon()
                    entries, lexemes = read_signs(signs[start : start + _AT_ONCE], self._lexicon)
                waiting.append(pool.submit(self._scored, entries, lexemes, start, least))
                if len(waiting) > threads:
                    yield waiting.pop(0).result()
            for part in waiting:
                yield part.result()

    def _scored(self, entries: Entries, lexemes: Lexemes, start: int, least: float) -> Scored:
        compared = self._catalogue.compare(entries, lexemes, self.rules.promise(least))
        total = sums(compared.features, self._trees, self.rules.enough, self.rules.hopeless)
        brand = self._catalogue.brand_of[compared.form]
        rows = best_of_brand(compared.sign, brand, total, np.float32(least))
        return Scored(
            compared.sign[rows] + np.int32(start),
            brand[rows],
            compared.form[rows],
            total[rows],
            compared.features[rows],
        )

"""Grows the trees of a rule set's first look, which tells from how a pair met what its comparison will give.

They learn the sums of the rule set's own trees over all pairs of the fitting half. The least promise at which a pair
is still compared is chosen so that next to none of those that would have scored is lost. Needs scikit-learn.
Run: PYTHONPATH=.:tools python tools/fit_glance.py NAME
"""

import sys
from collections.abc import Sequence

import numpy as np
from fit_words import OUT, write
from sklearn.ensemble import HistGradientBoostingRegressor

from domain.brand import Brand
from haishao.bench.planting import planted
from haishao.bench.word_samples import FITTED, half_of, renderings, unrelated_names, watchlist
from matchers.text.catalogue import Catalogue
from matchers.text.compiled.glance import GLANCED
from matchers.text.compiled.trees import NO_END, sums
from matchers.text.lexicon import Lexicon
from matchers.text.rules import WORDS_2, trees_of
from matchers.text.signs import read_signs

BRANDS = 10_000
LEAST, MOST = -8.0, 4.0
"""Sums beyond these are all the same to a first look."""

RANKED = -4.0
"""Pairs with at least this sum are to be compared where signs are ranked; where they count, those that reach a tier."""

LOST = 0.002
"""The share of them that may be lost."""


def glanced(names: Sequence[str], signs: Sequence[str]) -> tuple[np.ndarray, np.ndarray]:
    """(rows of the first look, sums of the rules' trees) of every pair that met."""
    catalogue, lexicon, trees = Catalogue(WORDS_2), Lexicon(), trees_of(sys.argv[1])
    catalogue.add([(i, Brand(brand_id=str(i), name=name)) for i, name in enumerate(names)])
    parts = []
    for start in range(0, len(signs), 1_000):
        entries, lexemes = read_signs(signs[start : start + 1_000], lexicon)
        met = catalogue.met(entries, lexemes)
        rows = catalogue.compare(entries, lexemes).features
        parts.append((catalogue.glanced(entries, lexemes, met), sums(rows, trees, NO_END, 0.0)))
    return np.concatenate([p[0] for p in parts]), np.concatenate([p[1] for p in parts])


def main() -> None:
    """Grows the trees, writes them and prints the least promise."""
    watched = watchlist(0, BRANDS)
    brands = [Brand(brand_id=str(i), name=name) for i, name in enumerate(watched.brands[: watched.planted])]
    variants = [v.sign for v in planted(brands, 6_000, seed=13)]
    pairs = [r for r in renderings() if half_of(r.latin) == 0 and r.script != "Han"]
    sets = [
        glanced(watched.brands, unrelated_names(FITTED, watched)),
        glanced(watched.brands, variants),
        glanced(list(dict.fromkeys(r.latin for r in pairs)), [r.other for r in pairs]),
    ]
    x, total = (np.concatenate([s[k] for s in sets]) for k in range(2))
    y = np.clip(total, LEAST, MOST)
    weight = np.where(y >= RANKED, 8.0, 1.0)
    model = HistGradientBoostingRegressor(
        max_iter=24,
        max_leaf_nodes=24,
        learning_rate=0.25,
        min_samples_leaf=60,
        early_stopping=False,
        random_state=0,
    ).fit(x, y, sample_weight=weight)
    promised = model.predict(x)
    for name, wanted in (("count", WORDS_2.sum_at(WORDS_2.low)), ("rank", RANKED)):
        least = float(np.quantile(promised[total >= wanted], LOST))
        share = (promised[: len(sets[0][1])] >= least).mean()
        print(f"promise_to_{name}={least:.3f}; compared of unrelated pairs: {share:.3f}")
    write(model, OUT / f"{sys.argv[1]}.glance.csv", GLANCED)


if __name__ == "__main__":
    main()

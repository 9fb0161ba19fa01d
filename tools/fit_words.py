"""Grows the trees of a word rule set on the fitting half of the samples, and calibrates their sum.

Copies: planted variants, brands' own names in other scripts, and spellings of one company. Not copies: what real
unrelated names come closest to. Nothing of the reporting half, of the EUIPO oppositions or of the labelled
organisation names is read. More likeness never makes a score smaller: the trees are grown under those constraints.

Needs scikit-learn, which nothing else here does. Run: PYTHONPATH=. python tools/fit_words.py NAME
"""

import csv
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor
from sklearn.linear_model import LogisticRegression

from domain.brand import Brand
from haishao.bench.planting import planted
from haishao.bench.word_samples import (
    FITTED,
    half_of,
    name_variants,
    renderings,
    unrelated_names,
    watchlist,
)
from matchers.text.catalogue import Catalogue
from matchers.text.compiled.features import FEATURES
from matchers.text.lexicon import Lexicon
from matchers.text.rules import WORDS_2
from matchers.text.signs import read_signs

OUT = Path(__file__).parent.parent / "matchers" / "text"
BRANDS = 10_000
VARIANTS = 24_000
ROUNDS = 3
CLOSEST = 6
"""Pairs of each unrelated name that are learnt from."""

TREES = {
    "max_iter": 220,
    "max_leaf_nodes": 24,
    "learning_rate": 0.07,
    "min_samples_leaf": 40,
    "l2_regularization": 1.0,
}
RISES = "ratio whole_ratio core_ratio worth sound sounded sounded_ours words_ours bare bare_part inside inside_bits ours bits"
FALLS = "cost cost_a_letter names first_changed last_changed numbers roundabout sound_cost"
FOLDS = 3
PRIOR = 0.1
"""The share of copies among compared pairs that the score is calibrated for."""


@dataclass(frozen=True, slots=True)
class Rows:
    """Compared pairs: features, the sign and the brand of each; `right` is each sign's brand, `weight` its weight."""

    features: np.ndarray
    sign: np.ndarray
    brand: np.ndarray
    right: np.ndarray
    weight: np.ndarray


def compared(
    names: Sequence[str], signs: Sequence[str], right: Sequence[int], weight: Sequence[float]
) -> Rows:
    """All pairs of signs and brands worth a comparison."""
    catalogue, lexicon = Catalogue(WORDS_2), Lexicon()
    catalogue.add([(i, Brand(brand_id=str(i), name=name)) for i, name in enumerate(names)])
    parts = []
    for start in range(0, len(signs), 1_000):
        found = catalogue.compare(*read_signs(signs[start : start + 1_000], lexicon))
        parts.append((found.features, found.sign + start, catalogue.brand_of[found.form]))
    return Rows(*(np.concatenate([p[k] for p in parts]) for k in range(3)), np.array(right), np.array(weight))


def copies() -> list[Rows]:
    """Three sets of copies; weights make the rules of planting count alike, and the sets as 8 : 2 : 1."""
    watched = watchlist(0, BRANDS)
    brands = [Brand(brand_id=str(i), name=name) for i, name in enumerate(watched.brands[: watched.planted])]
    variants = planted(brands, VARIANTS, seed=11)
    kinds = Counter(v.kind for v in variants)
    weight = [VARIANTS / len(kinds) / kinds[v.kind] for v in variants]
    pairs = [r for r in renderings() if half_of(r.latin) == 0 and r.script != "Han"]
    latin_names = list(dict.fromkeys(r.latin for r in pairs))
    groups = name_variants(0)
    others = [(i, name) for i, group in enumerate(groups) for name in group[1:]]
    return [
        compared(watched.brands, [v.sign for v in variants], [v.brand for v in variants], weight),
        compared(
            latin_names, [r.other for r in pairs], [latin_names.index(r.latin) for r in pairs],
            [VARIANTS / 4 / len(pairs)] * len(pairs),
        ),
        compared(
            [g[0] for g in groups], [n for _, n in others], [i for i, _ in others],
            [VARIANTS / 8 / len(others)] * len(others),
        ),
    ]  # fmt: skip


def unlike() -> list[Rows]:
    """Unrelated names against the brands."""
    watched = watchlist(0, BRANDS)
    names = unrelated_names(FITTED, watched)
    return [compared(watched.brands, names, [-1] * len(names), [1.0] * len(names))]


def best(score: np.ndarray, group: np.ndarray, most: int) -> np.ndarray:
    """Row numbers of the `most` best scores of each group."""
    order = np.lexsort((-score, group))
    ranks = np.arange(len(order)) - np.searchsorted(group[order], group[order])
    return order[ranks < most]


def taken(rows: Rows, score: np.ndarray, most: int, copy: bool) -> tuple[np.ndarray, ...]:
    """(features, label, weight, sign) of the best pairs of each sign; of a copy those with its brand only."""
    kept = np.nonzero(rows.right[rows.sign] == rows.brand)[0] if copy else np.arange(len(rows.sign))
    kept = kept[best(score[kept], rows.sign[kept], most)]
    return rows.features[kept], np.full(len(kept), float(copy)), rows.weight[rows.sign[kept]], rows.sign[kept]


def grow(x: np.ndarray, y: np.ndarray, w: np.ndarray) -> HistGradientBoostingClassifier:
    """One set of trees."""
    signs = [1 if f in RISES.split() else -1 if f in FALLS.split() else 0 for f in FEATURES]
    model = HistGradientBoostingClassifier(monotonic_cst=signs, early_stopping=False, random_state=0, **TREES)
    return model.fit(x, y, sample_weight=w)


def main() -> None:
    """Grows by rounds: each learns from the pairs of every sign that are best by the round before."""
    sets = [(rows, True) for rows in copies()] + [(rows, False) for rows in unlike()]
    model = None
    for _ in range(ROUNDS):
        scores = [
            rows.features[:, FEATURES.index("worth")]
            if model is None
            else model.decision_function(rows.features)
            for rows, _ in sets
        ]
        parts = [taken(r, s, 1 if copy else CLOSEST, copy) for (r, copy), s in zip(sets, scores, strict=True)]
        x, y, w, sign = (np.concatenate([p[k] for p in parts]) for k in range(4))
        model = grow(x, y, w)
    slope, shift = calibrated(x, y, w, sign)
    print(f"slope={slope:.4f}, shift={shift:.4f}")
    write(model, OUT / f"{sys.argv[1]}.trees.csv", FEATURES)


def calibrated(x: np.ndarray, y: np.ndarray, w: np.ndarray, sign: np.ndarray) -> tuple[float, float]:
    """Platt's slope and shift, from sums of trees that were grown without the sign in question."""
    fold = (sign.astype(np.int64) * 2_654_435_761 >> 7) % FOLDS
    total = np.zeros(len(y))
    for held in range(FOLDS):
        others = fold != held
        total[~others] = grow(x[others], y[others], w[others]).decision_function(x[~others])
    w = np.where(y == 1, w * PRIOR / w[y == 1].sum(), w * (1 - PRIOR) / w[y == 0].sum())
    fitted = LogisticRegression(C=1e6).fit(total[:, None], y, sample_weight=w * len(y))
    return float(fitted.coef_[0, 0]), float(fitted.intercept_[0])


def write(
    model: HistGradientBoostingClassifier | HistGradientBoostingRegressor, path: Path, names: Sequence[str]
) -> None:
    """The trees as CSV, one node a row; `left` and `right` count from the file's first node."""
    with path.open("w", encoding="ascii", newline="") as stream:
        out = csv.writer(stream, lineterminator="\n")
        out.writerow(("tree", "feature", "threshold", "left", "right", "value"))
        out.writerow(("base", "", "", "", "", f"{float(np.ravel(model._baseline_prediction)[0]):.6g}"))
        first = 0
        for number, (tree,) in enumerate(model._predictors):
            for node in tree.nodes:
                if node["is_leaf"]:
                    out.writerow((number, "", "", "", "", f"{node['value']:.5g}"))
                else:
                    name, least = names[node["feature_idx"]], f"{node['num_threshold']:.7g}"
                    out.writerow((number, name, least, first + node["left"], first + node["right"], ""))
            first += len(tree.nodes)


if __name__ == "__main__":
    main()

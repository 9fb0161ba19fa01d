"""Fits the weights of the word rules on the fitting half of the samples and prints them for matchers/text/rules.py.

Positives: planted variants, brands' own names in other scripts, and spellings of one company; negatives: what
real unrelated names come closest to. Nothing of the reporting half, of the EUIPO oppositions or of the labelled
organisation names is read. Run: PYTHONPATH=. python tools/fit_words.py
"""

import sys
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from domain.brand import Brand
from haishao.bench.planting import planted
from haishao.bench.word_samples import FITTED, half_of, name_variants, renderings, unrelated_names, watchlist
from matchers.text.catalogue import Catalogue, signs_of
from matchers.text.kernel import FEATURES
from matchers.text.rules import WORDS_1

ROUNDS = 6
VARIANTS = 8_000
RIDGE = 1.0
BRANDS = 10_000


@dataclass(frozen=True, slots=True)
class Rows:
    """Compared pairs: features, the sign and the brand of each."""

    features: np.ndarray
    sign: np.ndarray
    brand: np.ndarray


def compared(brands: Sequence[str], signs: Sequence[str]) -> Rows:
    """All pairs of signs and brands worth a comparison."""
    catalogue = Catalogue(WORDS_1)
    catalogue.add([(i, Brand(brand_id=str(i), name=name)) for i, name in enumerate(brands)])
    parts = []
    for start in range(0, len(signs), 2_000):
        found = catalogue.compare(signs_of(signs[start : start + 2_000]))
        parts.append((found.features, found.sign + start, catalogue.brand_of[found.form]))
    return Rows(*(np.concatenate([p[k] for p in parts]) for k in range(3)))


def best(score: np.ndarray, group: np.ndarray, most: int = 1) -> np.ndarray:
    """Row numbers of the `most` best scores of each group."""
    order = np.lexsort((-score, group))
    ranks = np.arange(len(order)) - np.searchsorted(group[order], group[order])
    return order[ranks < most]


def logistic(x: np.ndarray, y: np.ndarray, w: np.ndarray) -> np.ndarray:
    """Weights of a ridge-penalised logistic regression, by Newton's method."""
    beta = np.zeros(x.shape[1])
    penalty = np.full(x.shape[1], RIDGE)
    penalty[0] = 1e-6
    for _ in range(60):
        p = 1 / (1 + np.exp(-np.clip(x @ beta, -40, 40)))
        slope = x.T @ (w * (y - p)) - penalty * beta
        curve = (x * (w * p * (1 - p))[:, None]).T @ x + np.diag(penalty)
        step = np.linalg.solve(curve, slope)
        beta += step
        if np.abs(step).max() < 1e-7:
            break
    return beta


def positives() -> list[tuple[Rows, dict[int, tuple[int, float]]]]:
    """Sets of pairs with the right brand of each sign and the sign's weight."""
    watched = watchlist(0, BRANDS)
    names = watched.brands
    brands = [Brand(brand_id=str(i), name=name) for i, name in enumerate(names[: watched.planted])]
    variants = planted(brands, VARIANTS, seed=11)
    kinds = {v.kind: sum(o.kind == v.kind for o in variants) for v in variants}
    first = {i: (v.brand, 1_000 / kinds[v.kind]) for i, v in enumerate(variants)}
    pairs = [r for r in renderings() if half_of(r.latin) == 0 and r.script != "Han"]
    latin_names = list(dict.fromkeys(r.latin for r in pairs))
    second = {i: (latin_names.index(r.latin), 1.0) for i, r in enumerate(pairs)}
    groups = name_variants(0)
    others = [(i, name) for i, group in enumerate(groups) for name in group[1:]]
    third = {i: (g, 0.5) for i, (g, _) in enumerate(others)}
    return [
        (compared(names, [v.sign for v in variants]), first),
        (compared(latin_names, [r.other for r in pairs]), second),
        (compared([g[0] for g in groups], [n for _, n in others]), third),
    ]


def main() -> None:
    """Fits by rounds: each takes the best pair of every sign by the weights of the round before."""
    watched = watchlist(0, BRANDS)
    negative = compared(watched.brands, unrelated_names(FITTED, watched))
    sets = positives()
    beta = np.zeros(len(FEATURES))
    beta[[FEATURES.index(n) for n in ("spelling", "surprise", "window", "both_met")]] = 1.0
    for turn in range(ROUNDS):
        kept = best(negative.features @ beta, negative.sign, 3)
        x = [negative.features[kept]]
        y = [np.zeros(len(kept))]
        w = [np.ones(len(kept))]
        for rows, right in sets:
            ours = np.array(
                [rows.brand[i] == right.get(int(s), (-1, 0.0))[0] for i, s in enumerate(rows.sign)]
            )
            f, s = rows.features[ours], rows.sign[ours]
            top = best(f @ beta, s)
            x.append(f[top])
            y.append(np.ones(len(top)))
            w.append(np.array([right[int(i)][1] for i in s[top]]))
            if turn == 0:
                print(f"candidate recall {len(top) / len(right):.3f} of {len(right)}", file=sys.stderr)
        beta = logistic(np.concatenate(x), np.concatenate(y), np.concatenate(w))
    for name, value in zip(FEATURES, beta, strict=True):
        print(f'    "{name}": {value:.4f},')


if __name__ == "__main__":
    main()

"""Grows the trees of the logo combiner on the fitting side of the split, calibrates their sum, and makes the background.

Copies: the operations that are not withheld, on watched logos of the fitting side. Not copies: all other candidates, other
brands of that side, icons that neither the embedding nor the background has seen, photos and words. Nothing of the
reporting side is read. Needs scikit-learn and scikit-image. Run:

    PYTHONPATH=. python tools/fit_logos.py background SETS_FOLDER
    PYTHONPATH=. python tools/fit_logos.py trees SETS_FOLDER NAME
"""

import sys
from pathlib import Path

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.linear_model import LogisticRegression

from haishao.bench.logo_cases import DRAWN, FITTED, Query, Sample, negatives, positives, sample
from haishao.bench.logo_operations import OPERATIONS, WITHHELD, applied
from haishao.bench.logo_run import Answer, answers, scored
from haishao.bench.logo_sets import ICON_SETS, LOGO_SETS, Drawing, drawings, rendered, side_of
from matchers.image.embedding import vectors_of
from matchers.image.features import FEATURES
from matchers.image.normal import ink_of, views_of
from tools.fit_words import write
from tools.make_logo_views import ICONS

OUT = Path(__file__).parent.parent / "matchers" / "image"
LEARNT = tuple(name for name in OPERATIONS if name not in WITHHELD)
WATCHED, EACH = 400, 60
BACKGROUND, STRANGERS = 1_500, 1_400
PRIOR = 0.1
TREES = {
    "max_iter": 160,
    "max_leaf_nodes": 16,
    "learning_rate": 0.07,
    "min_samples_leaf": 25,
    "l2_regularization": 1.0,
}


def unseen_icons(folder: Path) -> list[Drawing]:
    """Icons the embedding was not trained on, in the order of their hash."""
    brands = {one.brand for one in drawings(folder, LOGO_SETS)}
    icons = [one for one in drawings(folder, ICON_SETS) if one.brand not in brands]
    return sorted(icons, key=lambda one: side_of(f"{one.set} {one.name}"))[ICONS:]


def background(folder: Path) -> None:
    """Writes the vectors of BACKGROUND icons in 8 bits a number."""
    found = []
    for number, drawing in enumerate(unseen_icons(folder)[:BACKGROUND]):
        drawn = rendered(drawing.svg, DRAWN)
        ink = ink_of(applied("clean", drawn, number)) if drawn is not None else None
        if ink is not None and (views := views_of(ink)):
            found.append(views[0].pixels)
    small = np.clip(np.rint(vectors_of(found) * 127), -127, 127).astype(np.int8)
    (OUT / "background.npy").write_bytes(small.tobytes())
    print(small.shape)


def queries(folder: Path, taken: Sample) -> list[Query]:
    """Positives, then negatives of the fitting side and icons as strangers."""
    rng = np.random.default_rng(17)
    icons = unseen_icons(folder)[BACKGROUND : BACKGROUND + STRANGERS]
    strangers = [Query(str(rng.choice(LEARNT)), -1, one, int(rng.integers(1 << 30))) for one in icons]
    return [*positives(taken, EACH, LEARNT), *negatives(taken, 2_000, LEARNT), *strangers]


def grown(x: np.ndarray, y: np.ndarray, w: np.ndarray) -> HistGradientBoostingClassifier:
    """The trees."""
    return HistGradientBoostingClassifier(**TREES, random_state=1).fit(x, y, sample_weight=w)


def rows_of(found: list[Answer]) -> tuple[np.ndarray, ...]:
    """Features, labels, weights and the number of the query of every candidate; one the logo of which is watched twice by
    another drawing is no worse than the right one, and is left out.
    """
    x = np.concatenate([one.features for one in found if len(one.logos)])
    label = np.concatenate([[float(n == one.logo) for n in one.logos] for one in found if one.logos])
    query = np.concatenate([np.full(len(one.logos), n) for n, one in enumerate(found) if one.logos])
    return x, label, np.where(label > 0, 1.0, 0.6), query


def calibrated(total: np.ndarray, y: np.ndarray) -> tuple[float, float]:
    """Platt's slope and shift for sums of trees that were grown without the picture in question, one candidate in ten a copy."""
    w = np.where(y == 1, PRIOR / (y == 1).sum(), (1 - PRIOR) / (y == 0).sum()) * len(y)
    fitted = LogisticRegression(C=1e6).fit(total[:, None], y, sample_weight=w)
    return float(fitted.coef_[0, 0]), float(fitted.intercept_[0])


def main() -> None:
    """Writes NAME.trees.csv and prints slope, shift and the scores of one alert in a hundred and in a thousand."""
    folder, name = Path(sys.argv[2]), sys.argv[3]
    taken = sample(folder, FITTED, WATCHED)
    found = answers(taken, queries(folder, taken), promising=-1.0)
    x, y, w, query = rows_of(found)
    if len(sys.argv) > 4:
        np.savez(sys.argv[4], x=x, y=y, query=query)
    print(len(found), x.shape, y.mean())
    fold = query % 3
    total = np.zeros(len(y))
    for held in range(3):
        total[fold == held] = grown(x[fold != held], y[fold != held], w[fold != held]).decision_function(
            x[fold == held]
        )
    slope, shift = calibrated(total, y)
    print(f"slope={slope:.4f}, shift={shift:.4f}")
    pairs = scored(found, total)
    worst = np.sort([other for (_, other), one in zip(pairs, found, strict=True) if one.logo < 0])[::-1]
    right = np.array([r for (r, _), one in zip(pairs, found, strict=True) if one.logo >= 0])
    for share in (0.01, 0.001):
        line = worst[int(len(worst) * share)]
        score = 1 / (1 + np.exp(-(slope * line + shift)))
        print(f"1 in {1 / share:.0f}: sum {line:.3f} score {score:.4f} recall {(right > line).mean():.3f}")
    write(grown(x, y, w), OUT / f"{name}.trees.csv", FEATURES)


if __name__ == "__main__":
    background(Path(sys.argv[2])) if sys.argv[1] == "background" else main()

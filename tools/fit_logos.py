"""Grows the trees of the logo combiner on the fitting side of the split, calibrates their sum, and makes the background.

Copies: the operations that are not withheld, on watched logos of the fitting side. Not copies: all other candidates, other
brands of that side, icons that neither the embedding nor the background has seen, photos and words. Nothing of the
reporting side is read. Needs scikit-learn and scikit-image. Run:

    PYTHONPATH=. python tools/fit_logos.py background SETS_FOLDER
    PYTHONPATH=. python tools/fit_logos.py trees SETS_FOLDER logos-1
    PYTHONPATH=. python tools/fit_logos.py without SETS_FOLDER logos-1-without

`without` grows the trees of a machine that has no embedding: the network's file is laid aside while it runs.
"""

import contextlib
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.linear_model import LogisticRegression

from haishao.bench.logo_cases import DRAWN, FITTED, Query, Sample, akin, negatives, positives, sample
from haishao.bench.logo_operations import OPERATIONS, WITHHELD, applied
from haishao.bench.logo_run import Answer, answers, scored
from haishao.bench.logo_sets import ICON_SETS, LOGO_SETS, Drawing, drawings, rendered, side_of
from matchers.image.embedding import vectors_of
from matchers.image.features import FEATURES
from matchers.image.ink import ink_of
from matchers.image.views import views_of
from tools.fit_words import write
from tools.make_logo_views import chosen, icons_of, kin_of

OUT = Path(__file__).parent.parent / "matchers" / "image"
LEARNT = tuple(name for name in OPERATIONS if name not in WITHHELD)
WATCHED, EACH = 400, 80
BACKGROUND, STRANGERS = 1_500, 3_000
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
    last = max(side_of(kin_of(one)) for one in chosen(folder) if one.set in ICON_SETS)
    return [one for one in icons_of(folder, brands) if side_of(kin_of(one)) > last]


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
    """Positives, then negatives of the fitting side that are unrelated to what is watched, and icons as strangers."""
    rng = np.random.default_rng(17)
    icons = unseen_icons(folder)[BACKGROUND : BACKGROUND + STRANGERS]
    strangers = [Query(str(rng.choice(LEARNT)), -1, one, int(rng.integers(1 << 30))) for one in icons]
    related = akin(taken)
    others = [q for q in negatives(taken, 2_000, LEARNT) if q.drawing is None or q.drawing.key not in related]
    return [*positives(taken, EACH, LEARNT), *others, *strangers]


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


@contextlib.contextmanager
def laid_aside(file: Path) -> Iterator[None]:
    """The file out of the way while the block runs."""
    away = file.with_suffix(".aside")
    file.rename(away)
    try:
        yield
    finally:
        away.rename(file)


def fit(folder: Path, name: str) -> None:
    """Writes NAME.trees.csv and prints slope, shift and the scores of one alert in a hundred and in a thousand."""
    taken = sample(folder, FITTED, WATCHED)
    found = answers(taken, queries(folder, taken), promising=-1.0)
    x, y, w, query = rows_of(found)
    print(len(found), x.shape, y.mean())
    fold = query % 3
    total = np.zeros(len(y))
    for held in range(3):
        trees = grown(x[fold != held], y[fold != held], w[fold != held])
        total[fold == held] = trees.decision_function(x[fold == held])
    slope, shift = calibrated(total, y)
    print(f"slope={slope:.4f}, shift={shift:.4f}")
    pairs = scored(found, total)
    told(found, pairs, slope, shift)
    write(grown(x, y, w), OUT / f"{name}.trees.csv", FEATURES)


def told(found: list[Answer], pairs: list[tuple[float, float]], slope: float, shift: float) -> None:
    """Prints what trees grown without the picture in question find of each operation, and how many were candidates at all."""
    worst = np.sort([other for (_, other), one in zip(pairs, found, strict=True) if one.logo < 0])[::-1]
    lines = [worst[int(len(worst) * share)] for share in (0.01, 0.001)]
    for line in lines:
        print(f"sum {line:.3f} score {1 / (1 + np.exp(-(slope * line + shift))):.4f}")
    for what in (*LEARNT, ""):
        right = np.array(
            [r for (r, _), one in zip(pairs, found, strict=True) if one.logo >= 0 and what in ("", one.what)]
        )
        print(
            f"{what or 'all':10} {np.isfinite(right).mean():.3f}",
            *(f"{(right > line).mean():.3f}" for line in lines),
        )


if __name__ == "__main__":
    what, sets = sys.argv[1], Path(sys.argv[2])
    if what == "background":
        background(sets)
    elif what == "trees":
        fit(sets, sys.argv[3])
    else:
        with laid_aside(OUT / "embedding.onnx"):
            fit(sets, sys.argv[3])

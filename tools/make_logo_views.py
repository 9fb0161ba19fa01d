"""Draws what the logo embedding is trained on: views of public icons and of brands on the training side of the split.

Run: PYTHONPATH=. python tools/make_logo_views.py SETS_FOLDER OUT.npz
The sets and how they come into the folder are told in haishao/bench/logo_sets.py. Needs scikit-image for its photos.
Seeds are fixed. Operations of `WITHHELD` are not drawn. Eight views of each drawing: the clean whole, then seven operations.

Drawings of one thing are one kin: a brand drawn by several sets, a pictogram in several weights, an emoji by several
foundries. They are what redrawing looks like, and none may be taught as a stranger to another.
"""

import re
import sys
from collections import defaultdict
from multiprocessing import Pool
from pathlib import Path

import numpy as np
from PIL import Image

from haishao.bench.logo_operations import OPERATIONS, PHOTOS, WITHHELD, applied, pasted
from haishao.bench.logo_sets import ICON_SETS, LOGO_SETS, Drawing, drawings, rendered, side_of
from matchers.image.ink import ink_of
from matchers.image.views import SIDE, views_of

TRAINED = 0.15
"""Brands below this side of the split are learnt from; none of them is calibrated with or reported on."""
ICONS = 12_000
VIEWS = 8
EMOJI = ("twemoji", "noto", "openmoji", "fluent-emoji-flat")
_MOST_KIN = 6
_WEIGHTS = re.compile(
    r"[-_](?:bold|thin|light|fill|filled|duotone|outline|outlined|solid|regular|remix|"
    r"(?:medium-)?(?:light|dark|medium)-skin-tone)$"
)
_PLAIN = [name for name in OPERATIONS if name not in WITHHELD | PHOTOS]


def kin_of(one: Drawing) -> str:
    """What a drawing draws: emoji by their name whoever drew them, pictograms by set and name without the weight, brands
    by their folded name.
    """
    if one.set in LOGO_SETS:
        return f"brand {one.brand}"
    name = one.name
    while (shorter := _WEIGHTS.sub("", name)) != name:
        name = shorter
    return f"emoji {name}" if one.set in EMOJI else f"{one.set} {name}"


def icons_of(folder: Path, brands: frozenset[str] | set[str]) -> list[Drawing]:
    """Pictograms that bear none of these brands' names, kin together, in the order of a hash; at most six of a kin."""
    by_kin: dict[str, list[Drawing]] = defaultdict(list)
    for one in drawings(folder, ICON_SETS):
        if one.brand not in brands:
            by_kin[kin_of(one)].append(one)
    return [one for kin in sorted(by_kin, key=side_of) for one in _spread(by_kin[kin])]


def _spread(kin: list[Drawing]) -> list[Drawing]:
    """At most six drawings of one kin, of as many sets as there are."""
    nth: dict[str, int] = defaultdict(int)
    order = []
    for one in kin:
        order.append((nth[one.set], len(order), one))
        nth[one.set] += 1
    return [one for _, _, one in sorted(order)[:_MOST_KIN]]


def chosen(folder: Path) -> list[Drawing]:
    """Brands of the training side, and icons that bear no other brand's name."""
    brands = list(drawings(folder, LOGO_SETS))
    kept_out = {one.brand for one in brands if side_of(one.brand) >= TRAINED}
    ours = [one for one in brands if one.brand not in kept_out]
    return ours + icons_of(folder, kept_out)[:ICONS]


def views(task: tuple[int, str]) -> tuple[int, np.ndarray] | None:
    """Eight views of one drawing, or None where it cannot be drawn."""
    number, svg = task
    drawing = rendered(svg, 256)
    if drawing is None:
        return None
    rng = np.random.default_rng(number)
    found = []
    for turn in range(VIEWS):
        picture, framed = _picture(drawing, number, turn, rng)
        ink = ink_of(picture)
        seen = [view for view in views_of(ink) if view.kind in ("whole", "inside")] if ink else []
        if not seen:
            found.append(found[0] if found else np.zeros((SIDE, SIDE), np.uint8))
            continue
        inside = turn > 0 and len(seen) > 1 and rng.random() < 0.7
        found.append(seen[1 if inside and framed else 0].pixels)
    return number, np.stack(found)


def _picture(
    drawing: np.ndarray, number: int, turn: int, rng: np.random.Generator
) -> tuple[np.ndarray, bool]:
    """A picture of the drawing, and whether something was put around it."""
    if turn == 0:
        return applied("clean", drawing, number), False
    if rng.random() < 0.25:
        share = float(rng.uniform(0.45, 0.9))
        return np.asarray(pasted(Image.fromarray(drawing, "RGBA"), rng, share)), False
    name = str(rng.choice(_PLAIN))
    return applied(name, drawing, number * 100 + turn), name in ("frame", "badge")


def main() -> None:
    """Writes `views` (drawings × eight × side × side, bytes) and of each drawing its `kin` and its `name`."""
    found = chosen(Path(sys.argv[1]))
    with Pool(2) as pool:
        drawn = [
            one for one in pool.imap_unordered(views, [(n, d.svg) for n, d in enumerate(found)], 32) if one
        ]
    drawn.sort(key=lambda one: one[0])
    np.savez(
        sys.argv[2],
        views=np.stack([v for _, v in drawn]),
        kin=np.array([kin_of(found[n]) for n, _ in drawn]),
        name=np.array([found[n].brand for n, _ in drawn]),
    )
    print(len(found), len(drawn))


if __name__ == "__main__":
    main()

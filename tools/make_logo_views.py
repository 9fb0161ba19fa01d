"""Draws what the logo embedding is trained on: views of public icons and of brands on the training side of the split.

Run: PYTHONPATH=. python tools/make_logo_views.py SETS_FOLDER OUT.npz
The sets and how they come into the folder are told in haishao/bench/logo_sets.py. Needs scikit-image for its photos.
Seeds are fixed. Operations of `WITHHELD` are not drawn. Ten views of each drawing: the clean whole, then nine operations.
"""

import sys
from multiprocessing import Pool
from pathlib import Path

import numpy as np
from PIL import Image

from haishao.bench.logo_operations import OPERATIONS, PHOTOS, WITHHELD, applied, pasted
from haishao.bench.logo_sets import ICON_SETS, LOGO_SETS, Drawing, drawings, rendered, side_of
from matchers.image.normal import SIDE, ink_of, views_of

TRAINED = 0.15
"""Brands below this side of the split are learnt from; none of them is calibrated with or reported on."""
ICONS = 8_000
VIEWS = 10
_PLAIN = [name for name in OPERATIONS if name not in WITHHELD | PHOTOS]


def chosen(folder: Path) -> list[Drawing]:
    """Brands of the training side, and icons that bear no other brand's name, each name once a set."""
    brands = list(drawings(folder, LOGO_SETS))
    kept_out = {one.brand for one in brands if side_of(one.brand) >= TRAINED}
    ours = [one for one in brands if one.brand not in kept_out]
    icons = [one for one in drawings(folder, ICON_SETS) if one.brand not in kept_out]
    icons.sort(key=lambda one: side_of(f"{one.set} {one.name}"))
    return ours + icons[:ICONS]


def views(task: tuple[int, str]) -> tuple[int, np.ndarray] | None:
    """Ten views of one drawing, or None where it cannot be drawn."""
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
    if rng.random() < 0.2:
        share = float(rng.uniform(0.45, 0.9))
        return np.asarray(pasted(Image.fromarray(drawing, "RGBA"), rng, share)), False
    name = str(rng.choice(_PLAIN))
    return applied(name, drawing, number * 100 + turn), name in ("frame", "badge")


def main() -> None:
    """Writes `views` (drawings × ten × side × side, bytes) and `brands`."""
    found = chosen(Path(sys.argv[1]))
    with Pool(2) as pool:
        drawn = [
            one for one in pool.imap_unordered(views, [(n, d.svg) for n, d in enumerate(found)], 32) if one
        ]
    drawn.sort(key=lambda one: one[0])
    np.savez(
        sys.argv[2],
        views=np.stack([v for _, v in drawn]),
        brands=np.array([found[n].brand for n, _ in drawn]),
    )
    print(len(found), len(drawn))


if __name__ == "__main__":
    main()

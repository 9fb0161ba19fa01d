"""What the picture matcher is measured on: watched logos, what was done to them, and pictures that show none of them.

Brands are split by a hash of their name into three sides that share none: what the embedding is trained on, what the
combiner and its thresholds are fitted on, what is reported. No negative is left out, however alike it looks.
"""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw

from domain.picture import Picture
from haishao.bench.logo_grounds import ground
from haishao.bench.logo_operations import OPERATIONS, SIZE, WORDS, applied, font_of, strong_colour
from haishao.bench.logo_sets import Drawing, drawings, rendered, side_of

SETS = ("simple-icons", "super-tiny-icons", "logos", "devicon", "skill-icons", "fa6-brands", "cib")
FITTED, REPORTED = (0.15, 0.30), (0.30, 1.01)
"""Sides of the split."""
DRAWN = 256
_SAME_DRAWING = 0.97
_LEAST_NAME = 3
Bytes = npt.NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Sample:
    """Drawings that are watched, one a brand; drawings of all other brands; and drawings of watched brands by another set,
    with the number of the watched one.
    """

    watched: tuple[Drawing, ...]
    others: tuple[Drawing, ...]
    redrawn: tuple[tuple[int, Drawing], ...]


@dataclass(frozen=True, slots=True)
class Query:
    """One picture to be judged: what was done, the number of the watched logo it shows (-1 for none), and how to draw it."""

    what: str
    logo: int
    drawing: Drawing | None
    seed: int


def sample(folder: Path, side: tuple[float, float], watched: int, pairs: Path | None = None) -> Sample:
    """The sample of one side of the split: half of the watched logos drawn in one colour, half in several."""
    by_brand: dict[str, list[Drawing]] = {}
    for one in drawings(folder, SETS):
        if side[0] <= side_of(one.brand) < side[1]:
            by_brand.setdefault(one.brand, []).append(one)
    named = _pairs(pairs) if pairs is not None else {}
    brands = sorted(by_brand, key=lambda brand: side_of(f"{brand} order"))
    paired = [
        b for b in brands if any(one.set == "simple-icons" and one.name in named for one in by_brand[b])
    ]
    plain = [
        b for b in brands if any(one.set == "simple-icons" for one in by_brand[b]) and b not in set(paired)
    ]
    chosen = {b: _first(by_brand[b], "simple-icons") for b in [*paired, *plain][: watched // 2]}
    for brand in brands:
        if len(chosen) >= watched:
            break
        colourful = [one for one in by_brand[brand] if one.set in ("logos", "devicon", "skill-icons")]
        if brand not in chosen and colourful:
            chosen[brand] = colourful[0]
    order = list(chosen.values())
    numbers = {one.name: n for n, one in enumerate(order) if one.set == "simple-icons"}
    tiny = {one.name: one for found in by_brand.values() for one in found if one.set == "super-tiny-icons"}
    redrawn = [(numbers[a], tiny[b]) for a, b in named.items() if a in numbers and b in tiny]
    return Sample(tuple(order), tuple(by_brand[b][0] for b in brands if b not in chosen), tuple(redrawn))


def _first(found: list[Drawing], of_set: str) -> Drawing:
    return next(one for one in found if one.set == of_set)


def _pairs(file: Path) -> dict[str, str]:
    with file.open(encoding="utf-8", newline="") as stream:
        return {Path(row["file_a"]).stem: Path(row["file_b"]).stem for row in csv.DictReader(stream)}


def akin(taken: Sample) -> frozenset[str]:
    """Drawings of other brands that are not unrelated to a watched one, told without any matcher: their name holds a watched
    name or is held by one (`square-instagram`, `adobe-premiere`, `d3js`), or they are its very drawing.

    Names are folded, three letters at least. Drawings are compared by their pixels alone: trimmed, grey, on white, they or
    their negatives correlate at 0.97 or above.
    """
    names = sorted({one.brand for one in taken.watched if len(one.brand) >= _LEAST_NAME})
    by_name = {
        one.key
        for one in taken.others
        if any(name in one.brand or (len(one.brand) >= _LEAST_NAME and one.brand in name) for name in names)
    }
    alike = np.abs(_greys(taken.others) @ _greys(taken.watched).T).max(axis=1)
    return frozenset(by_name) | {
        one.key for one, near in zip(taken.others, alike, strict=True) if near >= _SAME_DRAWING
    }


def _greys(found: Sequence[Drawing]) -> npt.NDArray[np.float32]:
    """Trimmed grey drawings of 48 × 48 pixels, each of mean 0 and length 1; zeros for one that shows nothing."""
    out = np.zeros((len(found), 48 * 48), np.float32)
    for n, one in enumerate(found):
        drawn = rendered(one.svg, DRAWN)
        box = Image.fromarray(drawn).getchannel("A").getbbox() if drawn is not None else None
        if drawn is None or box is None:
            continue
        whole = Image.new("RGBA", (DRAWN, DRAWN), (255, 255, 255, 255))
        whole.alpha_composite(Image.fromarray(drawn))
        small = np.asarray(whole.crop(box).convert("L").resize((48, 48), Image.Resampling.BOX), np.float32)
        small = small.ravel() - small.mean()
        out[n] = small / max(float(np.linalg.norm(small)), 1.0)
    return out


def positives(taken: Sample, each: int, names: tuple[str, ...] = tuple(OPERATIONS)) -> Iterator[Query]:
    """`each` watched logos for each operation, then those drawn by another set."""
    for number, name in enumerate(names):
        rng = np.random.default_rng([11, number])
        for logo in rng.permutation(len(taken.watched))[:each]:
            yield Query(name, int(logo), taken.watched[logo], int(rng.integers(1 << 30)))
    for logo, drawing in taken.redrawn:
        yield Query("redrawn", logo, drawing, 0)


def negatives(taken: Sample, most: int, names: tuple[str, ...] = tuple(OPERATIONS)) -> Iterator[Query]:
    """Other brands, clean and after two operations each; photos and words without any logo."""
    rng = np.random.default_rng(13)
    for drawing in taken.others[:most]:
        seed = int(rng.integers(1 << 30))
        yield Query("clean", -1, drawing, seed)
        for name in rng.choice(names, 2):
            yield Query(str(name), -1, drawing, seed + 1)
    for kind, share in (("no logo", 0.12), ("words", 0.08)):
        for _ in range(round(share * most)):
            yield Query(kind, -1, None, int(rng.integers(1 << 30)))


def pixels_of(query: Query) -> Bytes | None:
    """The query's picture in RGB; None where its drawing shows nothing."""
    if query.drawing is None:
        rng = np.random.default_rng(query.seed)
        return np.asarray(ground(rng, 400).convert("RGB")) if query.what == "no logo" else _words(rng)
    drawn = rendered(query.drawing.svg, DRAWN)
    if drawn is None:
        return None
    return applied("clean" if query.what == "redrawn" else query.what, drawn, query.seed)


def _words(rng: np.random.Generator) -> Bytes:
    picture = Image.new("RGB", (SIZE, SIZE // 2), (255, 255, 255))
    ink = (10, 10, 10) if rng.random() < 0.5 else strong_colour(rng)
    draw = ImageDraw.Draw(picture)
    for line, y in zip(rng.choice(WORDS, int(rng.integers(1, 3))), (45, 105), strict=False):
        draw.text((SIZE / 2, y), str(line), fill=ink, font=font_of(float(rng.integers(28, 52))), anchor="mm")
    return np.asarray(picture)


def picture_of(pixels: Bytes) -> Picture:
    """The record of RGB or RGBA pixels."""
    height, width, channels = pixels.shape
    if channels == 3:
        pixels = np.dstack([pixels, np.full((height, width), 255, np.uint8)])
    return Picture(width, height, np.ascontiguousarray(pixels).tobytes())


def watched_pictures(taken: Sample) -> list[Picture]:
    """The watched logos as an enterprise would hand them in."""
    drawn = [rendered(one.svg, DRAWN) for one in taken.watched]
    return [picture_of(one if one is not None else np.zeros((8, 8, 4), np.uint8)) for one in drawn]

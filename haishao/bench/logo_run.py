"""Queries judged against watched logos in two processes: candidates with their features, and beside them what plain codes say."""

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from multiprocessing import get_context

import cv2
import imagehash
import numpy as np
import numpy.typing as npt
import pdqhash
from PIL import Image

from haishao.bench.logo_cases import Query, Sample, picture_of, pixels_of, watched_pictures
from matchers.image.codes import LogoCodes, codes_of
from matchers.image.features import FEATURES
from matchers.image.index import stacked
from matchers.image.look import Gallery

Bytes = npt.NDArray[np.uint8]
Floats = npt.NDArray[np.float32]
PROCESSES = 2
_PATIENCE = 3_600.0
_PLAIN_AT = FEATURES.index("plain")

PLAIN = {
    "ahash": lambda image: imagehash.average_hash(image).hash,
    "phash": lambda image: imagehash.phash(image).hash,
    "phash 256": lambda image: imagehash.phash(image, hash_size=16).hash,
    "dhash": lambda image: imagehash.dhash(image).hash,
    "dhash 256": lambda image: imagehash.dhash(image, hash_size=16).hash,
    "whash": lambda image: imagehash.whash(image).hash,
    "colorhash": lambda image: imagehash.colorhash(image).hash,
    "pdq": lambda image: pdqhash.compute(np.asarray(image))[0],
}
"""Codes anybody would try first, of the picture as it is."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of one query: the drawing asked for ("" for none), candidates' numbers and features, seconds taken, whether it
    was taken for a photo, and for each plain code the bits by which the right logo and the nearest other differ (as negative
    likeness).
    """

    what: str
    drawing: str
    logo: int
    logos: tuple[int, ...]
    features: Floats
    seconds: float
    photo: bool
    plain: dict[str, tuple[float, float]]
    orb: tuple[float, float] | None = None


_gallery: Gallery
_plain: dict[str, npt.NDArray[np.bool_]]
_orb: list[Bytes | None]


def _start(codes: list[bytes], plain: dict[str, npt.NDArray[np.bool_]], orb: list[Bytes | None]) -> None:
    global _gallery, _plain, _orb
    cv2.setNumThreads(1)
    read = [LogoCodes.from_bytes(one) for one in codes]
    _gallery, _plain, _orb = Gallery(read, *stacked(read)), plain, orb


def _plain_of(image: Image.Image) -> dict[str, npt.NDArray[np.bool_]]:
    return {name: np.asarray(make(image)).ravel().astype(bool) for name, make in PLAIN.items()}


def _on_white(rgba: Bytes) -> Image.Image:
    whole = Image.new("RGB", (rgba.shape[1], rgba.shape[0]), (255, 255, 255))
    image = Image.fromarray(rgba, "RGBA")
    whole.paste(image, (0, 0), image)
    return whole


def _orb_of(image: Image.Image) -> Bytes | None:
    return cv2.ORB_create(300).detectAndCompute(np.asarray(image.convert("L")), None)[1]


def _votes(ours: Bytes | None, theirs: Bytes | None) -> int:
    if ours is None or theirs is None or len(theirs) < 2:
        return 0
    pairs = cv2.BFMatcher(cv2.NORM_HAMMING).knnMatch(ours, theirs, k=2)
    return sum(len(pair) == 2 and pair[0].distance < 0.75 * pair[1].distance for pair in pairs)


def _answer(task: tuple[Query, float, bool]) -> Answer | None:
    query, promising, orb = task
    pixels = pixels_of(query)
    if pixels is None:
        return None
    picture = picture_of(pixels)
    begun = time.process_time()
    looked = _gallery.look(picture, promising)
    seconds = time.process_time() - begun
    plain: dict[str, tuple[float, float]] = {}
    if _plain:
        codes = _plain_of(Image.fromarray(pixels))
        for name, code in codes.items():
            near = -np.count_nonzero(_plain[name] != code, axis=1).astype(float)
            plain[name] = _right_and_best(near, query.logo)
    by_orb = None
    if orb:
        mine = _orb_of(Image.fromarray(pixels))
        by_orb = _right_and_best(np.array([_votes(mine, one) for one in _orb], float), query.logo)
    asked = query.what, query.drawing.key if query.drawing else "", query.logo
    if looked is None:
        return Answer(*asked, (), np.zeros((0, 0), np.float32), seconds, False, plain, by_orb)
    photo = not bool(looked.features[0, _PLAIN_AT]) if len(looked.logos) else False
    return Answer(*asked, looked.logos, looked.features, seconds, photo, plain, by_orb)


def _right_and_best(near: npt.NDArray[np.float64], logo: int) -> tuple[float, float]:
    """The likeness of the right logo (minus infinity for none), and of the nearest other."""
    right = float(near[logo]) if logo >= 0 else -np.inf
    others = np.delete(near, logo) if logo >= 0 else near
    return right, float(others.max())


def answers(
    taken: Sample, queries: Iterable[Query], *, promising: float, baselines: bool = False, orb_every: int = 0
) -> list[Answer]:
    """The answers to all queries, in their order; those whose drawing shows nothing are left out.

    With `baselines` plain codes are taken as well, and every `orb_every`-th query is looked at by ORB votes.
    """
    codes = [codes_of(picture) for picture in watched_pictures(taken)]
    plain: dict[str, npt.NDArray[np.bool_]] = {}
    orb: list[Bytes | None] = []
    if baselines:
        seen = [
            _on_white(np.frombuffer(p.rgba, np.uint8).reshape(p.height, p.width, 4))
            for p in watched_pictures(taken)
        ]
        each = [_plain_of(image) for image in seen]
        plain = {name: np.stack([one[name] for one in each]) for name in PLAIN}
        orb = [_orb_of(image) for image in seen]
    tasks = [(query, promising, bool(orb_every) and n % orb_every == 0) for n, query in enumerate(queries)]
    with get_context("spawn").Pool(
        PROCESSES, _start, ([one.to_bytes() for one in codes], plain, orb)
    ) as pool:
        found = pool.map_async(_answer, tasks, chunksize=16).get(timeout=_PATIENCE)
    return [one for one in found if one is not None]


def scored(found: Sequence[Answer], score: npt.NDArray[np.float32]) -> list[tuple[float, float]]:
    """For each answer the score of the right logo (minus infinity where it was no candidate), and of the best other."""
    out, at = [], 0
    for one in found:
        mine = score[at : at + len(one.logos)]
        at += len(one.logos)
        right = max(
            (float(s) for s, n in zip(mine, one.logos, strict=True) if n == one.logo), default=-np.inf
        )
        other = max(
            (float(s) for s, n in zip(mine, one.logos, strict=True) if n != one.logo), default=-np.inf
        )
        out.append((right, other))
    return out

"""One picture looked at: its views, and each candidate logo measured against it. 图形比对."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from domain.picture import Picture
from matchers.image.codes import LogoCodes
from matchers.image.embedding import strangeness, vectors_of
from matchers.image.features import FEATURES, support, turned_likeness
from matchers.image.geometry import NOTHING, Agreement, Points, agreement, points_of
from matchers.image.hashes import dct_of, far_apart, pdq_of
from matchers.image.index import CodeIndex, VectorIndex
from matchers.image.normal import Ink, View, flat_rgb, ink_of, views_of

Floats = npt.NDArray[np.float32]
CANDIDATES = 8
"""Logos that are measured for one picture."""
_NEAREST = 6
_NEAREST_CODES = 4
_FURTHEST_CODE = 92
"""Bits of 256 by which a PDQ code may differ to make a candidate; unrelated drawings differ in about 128."""
_ENOUGH_SUPPORT = 1.6
"""Support from which the mirror image is not tried."""


@dataclass(slots=True)
class _Near:
    """How near a logo came: the best cosine, and in which view; the fewest differing bits."""

    cosine: float = 0.0
    whole: float = 0.0
    view: int = 0
    bits: int = 128


@dataclass(frozen=True, slots=True)
class Looked:
    """The candidates of one picture: their numbers in the watchlist, their features (n × FEATURES), how points agree."""

    logos: tuple[int, ...]
    features: Floats
    agreements: tuple[Agreement, ...]
    scale: float


class Gallery:
    """The watched logos, ready to be met."""

    def __init__(self, codes: Sequence[LogoCodes], vectors: Floats, owner: npt.NDArray[np.int64], pdq: npt.NDArray[np.uint8]) -> None:
        self.codes = codes
        self._owner = owner
        self._vectors = VectorIndex(vectors) if len(vectors) else None
        self._pdq = CodeIndex(pdq)
        self._strange = np.zeros(len(codes), np.float32)
        np.maximum.at(self._strange, owner, strangeness(vectors))

    def look(self, picture: Picture, promising: float) -> Looked | None:
        """The candidates of a picture, measured; None for a picture that shows nothing.

        Points are looked for only where the first impression of a candidate (0 to about 1) is at least `promising`.
        """
        ink = ink_of(flat_rgb(picture))
        views = views_of(ink) if ink is not None else []
        if ink is None or not views:
            return None
        vectors = vectors_of([view.pixels for view in views])
        strange = strangeness(vectors)
        near = self._near(views, vectors)
        impressions = {logo: self._impression(logo, one, strange) for logo, one in near.items()}
        order = sorted(near, key=lambda logo: (-impressions[logo], logo))[:CANDIDATES]
        wanted = [logo for logo in order if impressions[logo] >= promising]
        agreed = self._agreements(wanted, ink, views[0])
        rows = [
            self._features(place, logo, near, order, views, strange, agreed.get(logo, NOTHING), ink, agreed.seen)
            for place, logo in enumerate(order)
        ]
        features = np.array(rows, np.float32).reshape(-1, len(FEATURES))
        return Looked(tuple(order), features, tuple(agreed.get(logo, NOTHING) for logo in order), ink.scale)

    def _near(self, views: Sequence[View], vectors: Floats) -> dict[int, _Near]:
        found: dict[int, _Near] = {}
        if self._vectors is not None and vectors.shape[1]:
            cosines, rows = self._vectors.nearest(vectors, _NEAREST)
            for number, (near, which) in enumerate(zip(cosines, rows, strict=True)):
                for cosine, row in zip(near, which, strict=True):
                    if row < 0:
                        continue
                    one = found.setdefault(int(self._owner[row]), _Near())
                    if number == 0:
                        one.whole = max(one.whole, float(cosine))
                    if cosine > one.cosine:
                        one.cosine, one.view = float(cosine), number
        drawn = [number for number, view in enumerate(views) if view.kind != "window"]
        bits, logos = self._pdq.nearest(np.stack([pdq_of(views[number].pixels) for number in drawn]), _NEAREST_CODES)
        for number, far, which in zip(drawn, bits, logos, strict=True):
            for differ, logo in zip(far, which, strict=True):
                if logo >= 0 and differ <= _FURTHEST_CODE:
                    one = found.setdefault(int(logo), _Near(view=number))
                    one.bits = min(one.bits, int(differ))
        return found

    def _impression(self, logo: int, near: _Near, strange: Floats) -> float:
        by_vector = near.cosine - 0.5 * float(strange[near.view]) - 0.25 * float(self._strange[logo])
        return max(by_vector, 1.0 - near.bits / 128)

    def _agreements(self, wanted: Sequence[int], ink: Ink, whole: View) -> "_Agreements":
        if not wanted:
            return _Agreements({}, 0)
        seen = points_of(ink.ink, whole.box)
        found = {logo: self._agreement(logo, seen, ink) for logo in wanted}
        if max(support(one) for one in found.values()) < _ENOUGH_SUPPORT:
            width = ink.ink.shape[1]
            flipped = Ink(np.ascontiguousarray(ink.ink[:, ::-1]), ink.plain, ink.scale)
            left, top, right, bottom = whole.box
            other = points_of(flipped.ink, (width - right, top, width - left, bottom))
            for logo in wanted:
                mirrored = self._agreement(logo, other, flipped)
                if support(mirrored) > support(found[logo]):
                    found[logo] = _turned_back(mirrored, width)
        return _Agreements(found, len(seen.places))

    def _agreement(self, logo: int, seen: Points, ink: Ink) -> Agreement:
        codes = self.codes[logo]
        return agreement(codes.points, codes.thumb, codes.box, seen, ink.ink)

    def _features(
        self, place: int, logo: int, near: dict[int, _Near], order: Sequence[int], views: Sequence[View], strange: Floats,
        found: Agreement, ink: Ink, seen: int,
    ) -> list[float]:  # fmt: skip
        one, codes = near[logo], self.codes[logo]
        view = views[one.view]
        rival = max((near[other].cosine for other in order if other != logo), default=0.0)
        pdq = far_apart(pdq_of(view.pixels), codes.pdq) if one.bits == 128 else np.array([one.bits])
        likeness, hog = turned_likeness(codes.thumb, view.pixels)
        return [
            one.cosine, one.whole, one.cosine - float(strange[one.view]), one.cosine - rival, float(self._strange[logo]),
            float(strange[one.view]), float(place), float(pdq.min()), float(far_apart(dct_of(view.pixels), codes.dct).min()),
            float(one.bits), likeness, hog, float(found.inliers), float(found.matched), found.share, found.spread, found.stretch,
            found.scale, found.overlap, support(found), float(len(codes.points.places)), float(seen),
            float(codes.thumb.mean()) / 255, float(ink.plain), float(len(views)), float(view.kind == "inside"),
            float(view.kind == "group"), float(view.kind == "window"),
        ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Agreements:
    found: dict[int, Agreement]
    seen: int

    def get(self, logo: int, otherwise: Agreement) -> Agreement:
        return self.found.get(logo, otherwise)


def _turned_back(found: Agreement, width: int) -> Agreement:
    """An agreement with a mirror image, its places in the picture as it is."""
    if found.pairs is None:
        return found
    pairs = found.pairs.copy()
    pairs[:, 2] = width - 1 - pairs[:, 2]
    return replace(found, pairs=pairs, mirrored=True)

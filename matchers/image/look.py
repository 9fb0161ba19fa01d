"""One picture looked at: its views, and each candidate logo measured against it. 图形比对."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from domain.picture import Picture
from matchers.image.codes import LogoCodes
from matchers.image.embedding import strangeness, vectors_of
from matchers.image.features import FEATURES, support, turned_likeness
from matchers.image.geometry import (
    MOST_PHOTO_POINTS,
    NOTHING,
    WORKED_PHOTO,
    Agreement,
    Points,
    agreement,
    mirrored,
    negative,
    points_of,
)
from matchers.image.hashes import dct_of, far_apart, pdq_of
from matchers.image.index import CodeIndex, VectorIndex
from matchers.image.normal import Ink, View, flat_rgb, ground_of, ink_of, views_of
from matchers.image.votes import Votes

Bytes = npt.NDArray[np.uint8]
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
    """How near a logo came: the best cosine, and in which view; the fewest differing bits;
    how many points voted for it."""

    cosine: float = 0.0
    whole: float = 0.0
    view: int = 0
    bits: int = 128
    votes: int = 0


@dataclass(frozen=True, slots=True)
class Looked:
    """The candidates of one picture: their numbers in the watchlist, their features (n × FEATURES), how points agree."""

    logos: tuple[int, ...]
    features: Floats
    agreements: tuple[Agreement, ...]
    scale: float


class Gallery:
    """The watched logos, ready to be met."""

    def __init__(
        self,
        codes: Sequence[LogoCodes],
        vectors: Floats,
        owner: npt.NDArray[np.int64],
        pdq: npt.NDArray[np.uint8],
    ) -> None:
        self.codes = codes
        self._owner = owner
        self._vectors = VectorIndex(vectors) if len(vectors) else None
        self._pdq = CodeIndex(pdq)
        self._votes = Votes(codes)
        self._strange = np.zeros(len(codes), np.float32)
        np.maximum.at(self._strange, owner, strangeness(vectors))

    def look(self, picture: Picture, promising: float) -> Looked | None:
        """The candidates of a picture, measured; None for a picture that shows nothing.

        Points are looked for only where the first impression of a candidate (0 to about 1) is at least `promising`.
        """
        ink = ink_of(flat_rgb(picture), ground_of(picture))
        views = views_of(ink) if ink is not None else []
        if ink is None or not views:
            return None
        vectors = vectors_of([view.pixels for view in views])
        strange = strangeness(vectors)
        points = _points(ink, views[0])
        near = self._near(views, vectors)
        if not ink.plain or not vectors.shape[1]:
            for logo, votes in self._votes.cast(points, both=not ink.plain):
                near.setdefault(logo, _Near()).votes = votes
        impressions = {logo: self._impression(logo, one, strange) for logo, one in near.items()}
        order = sorted(near, key=lambda logo: (-impressions[logo], logo))[:CANDIDATES]
        found = self._agreements([logo for logo in order if impressions[logo] >= promising], points, ink)
        seen = _Seen(ink, views, strange, len(points.places))
        rows = [
            self._features(place, logo, near, order, seen, found.get(logo, NOTHING))
            for place, logo in enumerate(order)
        ]
        features = np.array(rows, np.float32).reshape(-1, len(FEATURES))
        return Looked(tuple(order), features, tuple(found.get(logo, NOTHING) for logo in order), ink.scale)

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
        bits, logos = self._pdq.nearest(
            np.stack([pdq_of(views[number].pixels) for number in drawn]), _NEAREST_CODES
        )
        for number, far, which in zip(drawn, bits, logos, strict=True):
            for differ, logo in zip(far, which, strict=True):
                if logo >= 0 and differ <= _FURTHEST_CODE:
                    one = found.setdefault(int(logo), _Near(view=number))
                    one.bits = min(one.bits, int(differ))
        return found

    def _impression(self, logo: int, near: _Near, strange: Floats) -> float:
        by_vector = near.cosine - 0.5 * float(strange[near.view]) - 0.25 * float(self._strange[logo])
        return max(by_vector, 1.0 - near.bits / 128, min(1.0, 0.08 * near.votes))

    def _agreements(self, wanted: Sequence[int], points: Points, ink: Ink) -> dict[int, Agreement]:
        """How each logo lies in the picture, the right way round, mirrored, and in photos light for dark."""
        found: dict[int, Agreement] = {}
        kinds: list[tuple[Points, bool]] = []
        for descriptors in (
            (points.descriptors,) if ink.plain else (points.descriptors, negative(points.descriptors))
        ):
            kinds += [
                (Points(points.places, descriptors), False),
                (Points(points.places, mirrored(descriptors)), True),
            ]
        for seen, flipped in kinds:
            for logo in wanted:
                codes = self.codes[logo]
                one = agreement(codes.points, codes.thumb, codes.box, seen, ink.ink)
                if logo not in found or support(one) > support(found[logo]):
                    found[logo] = replace(one, mirrored=flipped)
            if max(map(support, found.values()), default=0.0) >= _ENOUGH_SUPPORT:
                break
        return found

    def _features(
        self,
        place: int,
        logo: int,
        near: dict[int, _Near],
        order: Sequence[int],
        seen: "_Seen",
        found: Agreement,
    ) -> list[float]:
        one, codes = near[logo], self.codes[logo]
        view, strange = seen.views[one.view], float(seen.strange[one.view])
        rival = max((near[other].cosine for other in order if other != logo), default=0.0)
        bits = one.bits if one.bits < 128 else int(far_apart(seen.pdq(one.view), codes.pdq).min())
        likeness, hog = turned_likeness(codes.thumb, view.pixels)
        return [
            one.cosine, one.whole, one.cosine - strange, one.cosine - rival, float(self._strange[logo]), strange, float(place),
            float(bits), float(far_apart(seen.dct(one.view), codes.dct).min()), float(one.bits), likeness, hog,
            float(found.inliers), float(found.matched), found.share, found.spread, found.stretch, found.scale, found.overlap,
            support(found), float(len(codes.points.places)), float(seen.points), float(codes.thumb.mean()) / 255,
            float(seen.ink.plain), float(len(seen.views)), float(one.votes), float(view.kind == "inside"),
            float(view.kind == "group"), float(view.kind == "window"),
        ]  # fmt: skip


class _Seen:
    """A picture while its candidates are measured; codes of a view are made once."""

    def __init__(self, ink: Ink, views: Sequence[View], strange: Floats, points: int) -> None:
        self.ink, self.views, self.strange, self.points = ink, views, strange, points
        self._pdq: dict[int, Bytes] = {}
        self._dct: dict[int, Bytes] = {}

    def pdq(self, view: int) -> Bytes:
        if view not in self._pdq:
            self._pdq[view] = pdq_of(self.views[view].pixels)
        return self._pdq[view]

    def dct(self, view: int) -> Bytes:
        if view not in self._dct:
            self._dct[view] = dct_of(self.views[view].pixels)
        return self._dct[view]


def _points(ink: Ink, whole: View) -> Points:
    if ink.plain:
        return points_of(ink.ink, whole.box)
    return points_of(ink.ink, whole.box, MOST_PHOTO_POINTS, WORKED_PHOTO)

"""One picture looked at: its views, and each candidate logo measured against it. 图形比对."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from domain.picture import Picture
from matchers.image.codes import THUMB, LogoCodes
from matchers.image.embedding import strangeness, vectors_of
from matchers.image.features import FEATURES, Turns, support, turned_likeness
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
from matchers.image.ink import Ink, flat_rgb, ground_of, ink_by_itself, ink_of
from matchers.image.views import View, is_photo, views_of
from matchers.image.votes import Votes

Bytes = npt.NDArray[np.uint8]
Floats = npt.NDArray[np.float32]
CANDIDATES = 8
"""Logos that are measured for one picture."""
_NEAREST = 6
_NEAREST_CODES = 4
_FURTHEST_CODE = 92
"""Bits of 256 by which a PDQ code may differ to make a candidate; unrelated drawings differ in about 128."""
_SURE = 0.9
"""Cosine from which points of a drawing on a plain ground need not vote."""
_CLOSER = 3
"""Candidates whose window in a photo is looked at more closely."""
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


@dataclass(frozen=True, slots=True)
class Glimpse:
    """A picture before it meets any logo: its ink, its views and a vector for each of them (n × 0 without the network)."""

    ink: Ink
    views: Sequence[View]
    vectors: Floats


def glimpse_of(picture: Picture) -> Glimpse | None:
    """What of a picture can be compared; None for one that shows nothing."""
    ink = ink_of(flat_rgb(picture), ground_of(picture))
    views = views_of(ink) if ink is not None else []
    if ink is None or not views:
        return None
    return Glimpse(ink, views, vectors_of([view.pixels for view in views]))


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
        glimpse = glimpse_of(picture)
        return None if glimpse is None else self.measure(glimpse, promising)

    def measure(self, glimpse: Glimpse, promising: float) -> Looked:
        """As `look`, of a picture that was glimpsed before."""
        ink, views, vectors = glimpse.ink, glimpse.views, glimpse.vectors
        strange = strangeness(vectors)
        photo = is_photo(views)
        both = photo or _is_cut(views[0].box, ink)
        points = _points(ink, views[0], photo)
        near = self._near(views, vectors)
        impressions = {logo: self._impression(logo, one, strange) for logo, one in near.items()}
        if photo or max((one.cosine for one in near.values()), default=0.0) < _SURE:
            for logo, votes in self._votes.cast(points, both=both):
                one = near.setdefault(logo, _Near())
                one.votes = votes
                impressions[logo] = self._impression(logo, one, strange)
        order = sorted(near, key=lambda logo: (-impressions[logo], logo))[:CANDIDATES]
        promised = [logo for logo in order if impressions[logo] >= promising]
        found = self._agreements(promised, points, ink, both)
        if photo:
            self._look_closer([(logo, views[near[logo].view]) for logo in promised[:_CLOSER]], ink, found)
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

    def _agreements(
        self, wanted: Sequence[int], points: Points, ink: Ink, both: bool
    ) -> dict[int, Agreement]:
        """How each logo lies in the picture, the right way round, mirrored, and with `both` light for dark as well."""
        found: dict[int, Agreement] = {}
        for seen, flipped in _ways(points, both):
            for logo in wanted:
                codes = self.codes[logo]
                one = agreement(codes.points, codes.thumb, codes.box, seen, ink.ink)
                if logo not in found or support(one) > support(found[logo]):
                    found[logo] = replace(one, mirrored=flipped)
            if max(map(support, found.values()), default=0.0) >= _ENOUGH_SUPPORT:
                break
        return found

    def _look_closer(self, wanted: Sequence[tuple[int, View]], ink: Ink, found: dict[int, Agreement]) -> None:
        """Looks for the points of a logo once more, larger and on its own ground, in the window where it came nearest."""
        for logo, view in wanted:
            if view.kind != "window" or support(found[logo]) >= _ENOUGH_SUPPORT:
                continue
            left, top, right, bottom = _grown(view.box, ink)
            part, _ = ink_by_itself(ink.rgb[top:bottom, left:right])
            points = points_of(part, (0, 0, right - left, bottom - top))
            codes = self.codes[logo]
            for seen, flipped in _ways(points, both=True):
                one = agreement(codes.points, codes.thumb, codes.box, seen, part)
                if support(one) > support(found[logo]):
                    pairs = None if one.pairs is None else one.pairs + np.array([0, 0, left, top], np.float32)
                    found[logo] = replace(one, mirrored=flipped, pairs=pairs)

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
        alike = turned_likeness(codes.thumb, seen.turns(one.view))
        return [
            one.cosine, one.whole, one.cosine - strange, one.cosine - rival, float(self._strange[logo]), strange, float(place),
            float(bits), float(far_apart(seen.dct(one.view), codes.dct).min()), float(one.bits), *alike,
            float(found.inliers), float(found.matched), found.share, found.spread, found.stretch, found.scale, found.overlap,
            found.covered, support(found), float(len(codes.points.places)), float(seen.points), float(codes.thumb.mean()) / 255,
            float(seen.ink.plain), float(len(seen.views)), float(one.votes), float(view.kind == "inside"),
            float(view.kind == "group"), float(view.kind == "window"),
        ]  # fmt: skip


class _Seen:
    """A picture while its candidates are measured; codes of a view are made once."""

    def __init__(self, ink: Ink, views: Sequence[View], strange: Floats, points: int) -> None:
        self.ink, self.views, self.strange, self.points = ink, views, strange, points
        self._pdq: dict[int, Bytes] = {}
        self._dct: dict[int, Bytes] = {}
        self._turns: dict[int, Turns] = {}

    def turns(self, view: int) -> Turns:
        if view not in self._turns:
            self._turns[view] = Turns(self.views[view].pixels, THUMB)
        return self._turns[view]

    def pdq(self, view: int) -> Bytes:
        if view not in self._pdq:
            self._pdq[view] = pdq_of(self.views[view].pixels)
        return self._pdq[view]

    def dct(self, view: int) -> Bytes:
        if view not in self._dct:
            self._dct[view] = dct_of(self.views[view].pixels)
        return self._dct[view]


def _is_cut(box: tuple[int, int, int, int], ink: Ink) -> bool:
    """True where what is drawn reaches the edge: it may be part of something, and its ground part of what is drawn."""
    height, width = ink.ink.shape
    return box[0] <= 1 or box[1] <= 1 or box[2] >= width - 1 or box[3] >= height - 1


def _ways(points: Points, both: bool) -> Iterator[tuple[Points, bool]]:
    """The points as they are and mirrored, and with `both` of the negative as well; whether they are mirrored."""
    kinds = (points.descriptors, negative(points.descriptors)) if both else (points.descriptors,)
    for descriptors in kinds:
        yield Points(points.places, descriptors), False
        yield Points(points.places, mirrored(descriptors)), True


def _grown(box: tuple[int, int, int, int], ink: Ink) -> tuple[int, int, int, int]:
    """A box an eighth larger on each side, within the picture."""
    left, top, right, bottom = box
    x, y = (right - left) // 8, (bottom - top) // 8
    height, width = ink.ink.shape
    return max(0, left - x), max(0, top - y), min(width, right + x), min(height, bottom + y)


def _points(ink: Ink, whole: View, photo: bool) -> Points:
    if photo:
        return points_of(ink.ink, whole.box, MOST_PHOTO_POINTS, WORKED_PHOTO)
    return points_of(ink.ink, whole.box)

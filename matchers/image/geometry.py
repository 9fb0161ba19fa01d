"""Points of a drawing that are found again in another: SIFT, an affine map by RANSAC, and the two laid over each other. 几何验证.

SIFT: Lowe, "Distinctive Image Features from Scale-Invariant Keypoints", IJCV 60 (2004). A descriptor is 4 × 4 cells of 8
directions, turned to the point's own direction, so that of a mirror image has the rows of cells and the directions the
other way round, and that of a negative both rows and columns: neither needs points of its own.
"""

from dataclasses import dataclass
from functools import cache

import cv2
import numpy as np
import numpy.typing as npt

Bytes = npt.NDArray[np.uint8]
Floats = npt.NDArray[np.float32]
MOST_POINTS = 400
KEPT_POINTS = 128
"""Points kept of a watched logo, the strongest."""
FEWEST_INLIERS = 5
WORKED = 224
WORKED_PHOTO = 320
MOST_PHOTO_POINTS = 800
_FRAME = 12
_RATIO = 0.82
_OFF = 0.025
"""By how much of the picture's longer side a point may lie off its place."""
_WHOLE = 0.98
_LEAST_SCALE, _MOST_SCALE, _MOST_STRETCH = 0.06, 8.0, 2.4


@dataclass(frozen=True, slots=True)
class Points:
    """Places (n × 2, x and y in pixels of the ink) and descriptors (n × 128 bytes)."""

    places: Floats
    descriptors: Bytes


@dataclass(frozen=True, slots=True)
class Agreement:
    """How the points of a logo lie in a picture.

    `inliers` agree on one map, `share` is their part of the smaller number of points, `spread` the part of the logo's box they
    reach over, `overlap` the correlation (-1 to 1) of the logo's ink laid on the picture by that map, as far as the picture
    reaches, `covered` how much of the logo that is. `pairs` are the inliers' places, n × 4: x, y in the logo, x, y in the
    picture.
    """

    inliers: int = 0
    matched: int = 0
    share: float = 0.0
    spread: float = 0.0
    stretch: float = 1.0
    scale: float = 0.0
    overlap: float = 0.0
    covered: float = 0.0
    mirrored: bool = False
    pairs: Floats | None = None


NOTHING = Agreement()


def points_of(
    ink: Bytes, box: tuple[int, int, int, int], most: int = MOST_POINTS, worked: int = WORKED
) -> Points:
    """The strongest points within a box of an ink, worked on at so many pixels of its longer side."""
    left, top, right, bottom = box
    part = ink[top:bottom, left:right]
    scale = min(4.0, worked / max(part.shape))
    size = max(1, round(part.shape[1] * scale)), max(1, round(part.shape[0] * scale))
    part = cv2.resize(part, size, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR)
    framed = cv2.copyMakeBorder(part, _FRAME, _FRAME, _FRAME, _FRAME, cv2.BORDER_REPLICATE)
    keypoints, descriptors = _sift(most).detectAndCompute(framed, None)
    if descriptors is None or not keypoints:
        return Points(np.zeros((0, 2), np.float32), np.zeros((0, 128), np.uint8))
    places = (np.array([one.pt for one in keypoints], np.float32)[:most] - _FRAME) / scale + (left, top)
    return Points(places.astype(np.float32), descriptors[:most].astype(np.uint8))


def mirrored(descriptors: Bytes) -> Bytes:
    """The descriptors the points have in the mirror image."""
    cells = descriptors.reshape(-1, 4, 4, 8)[:, ::-1]
    return np.ascontiguousarray(cells[..., (-np.arange(8)) % 8].reshape(-1, 128))


def negative(descriptors: Bytes) -> Bytes:
    """The descriptors the points have where light and dark are the other way round."""
    return np.ascontiguousarray(descriptors.reshape(-1, 4, 4, 8)[:, ::-1, ::-1].reshape(-1, 128))


@cache
def _sift(most: int) -> cv2.SIFT:
    return cv2.SIFT_create(nfeatures=most, contrastThreshold=0.02, edgeThreshold=14)


def agreement(
    logo: Points, thumb: Bytes, box: tuple[int, int, int, int], seen: Points, ink: Bytes
) -> Agreement:
    """How a logo lies in a picture; `thumb` is the ink of the logo's `box`, squeezed into a square."""
    if len(logo.places) < FEWEST_INLIERS or len(seen.places) < FEWEST_INLIERS:
        return NOTHING
    pairs = _pairs(logo, seen)
    if len(pairs) < FEWEST_INLIERS:
        return Agreement(matched=len(pairs))
    cv2.setRNGSeed(1)
    off = max(2.0, _OFF * max(ink.shape))
    found, kept = cv2.estimateAffine2D(
        pairs[:, :2].copy(),
        pairs[:, 2:].copy(),
        method=cv2.RANSAC,
        ransacReprojThreshold=off,
        maxIters=1_000,
        confidence=0.99,
    )
    if found is None or kept is None:
        return Agreement(matched=len(pairs))
    agreed = pairs[kept.ravel() > 0]
    large, small = np.linalg.svd(found[:, :2], compute_uv=False)
    if (
        len(agreed) < FEWEST_INLIERS
        or not _LEAST_SCALE < small <= large < _MOST_SCALE
        or large / small > _MOST_STRETCH
    ):
        return Agreement(matched=len(pairs))
    overlap, covered = _overlap(found, thumb, box, ink)
    return Agreement(
        inliers=len(agreed),
        matched=len(pairs),
        share=len(agreed) / min(len(logo.places), len(seen.places)),
        spread=_spread(agreed[:, :2].copy(), box),
        stretch=float(large / small),
        scale=float(np.sqrt(large * small)),
        overlap=overlap,
        covered=covered,
        pairs=agreed,
    )


def _pairs(logo: Points, seen: Points) -> Floats:
    """Points of the logo whose nearest in the picture is clearly nearer than the second, each place used once."""
    ours, theirs = logo.descriptors.astype(np.float32), seen.descriptors.astype(np.float32)
    far = (ours**2).sum(1)[:, None] + (theirs**2).sum(1)[None, :] - 2.0 * (ours @ theirs.T)
    two = np.argpartition(far, 1, axis=1)[:, :2]
    rows = np.arange(len(far))
    first, second = far[rows, two[:, 0]], far[rows, two[:, 1]]
    best = np.where(first <= second, two[:, 0], two[:, 1])
    near, next_ = np.minimum(first, second), np.maximum(first, second)
    good = np.flatnonzero(near < _RATIO**2 * next_)
    good = good[np.argsort(near[good], kind="stable")]
    _, once = np.unique(best[good], return_index=True)
    good = good[once]
    return np.hstack([logo.places[good], seen.places[best[good]]]).astype(np.float32)


def _spread(places: Floats, box: tuple[int, int, int, int]) -> float:
    hull = cv2.convexHull(places)
    whole = max(1, (box[2] - box[0]) * (box[3] - box[1]))
    return min(1.0, float(cv2.contourArea(hull)) / whole)


def _overlap(
    found: npt.NDArray[np.float64], thumb: Bytes, box: tuple[int, int, int, int], ink: Bytes
) -> tuple[float, float]:
    """Correlation of the logo's ink with the picture's, brought back into the logo's box, where the picture reaches, and the
    part of the box it reaches.
    """
    side = thumb.shape[0]
    left, top, right, bottom = box
    into = np.array([[(right - left) / side, 0, left], [0, (bottom - top) / side, top], [0, 0, 1]])
    laid = found @ into
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    back = cv2.warpAffine(ink, laid, (side, side), flags=flags, borderMode=cv2.BORDER_REPLICATE)
    x, y = laid @ _cells(side)
    height, width = ink.shape
    reached = (x >= 0) & (y >= 0) & (x <= width - 1) & (y <= height - 1)
    covered = float(reached.mean())
    if covered > _WHOLE:
        return correlation(thumb, back), covered
    return correlation(thumb.ravel()[reached], back.ravel()[reached]), covered


@cache
def _cells(side: int) -> Floats:
    """Places of all pixels of a square, 3 × side²: x, y, 1."""
    y, x = np.mgrid[0:side, 0:side]
    return np.stack([x.ravel(), y.ravel(), np.ones(side * side)]).astype(np.float32)


def correlation(a: Bytes, b: Bytes) -> float:
    """Correlation of two inks of one size, 0 where either is flat."""
    x, y = a.astype(np.float32).ravel(), b.astype(np.float32).ravel()
    x, y = x - x.mean(), y - y.mean()
    length = float(np.sqrt((x * x).sum() * (y * y).sum()))
    return float((x * y).sum()) / length if length > 1e-6 else 0.0

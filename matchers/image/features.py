"""What is measured of one picture and one candidate logo before a verdict. 图形特征."""

import cv2
import numpy as np
import numpy.typing as npt

from matchers.image.geometry import Agreement, correlation
from matchers.image.hashes import turned

Bytes = npt.NDArray[np.uint8]

FEATURES = (
    "cosine", "cosine_whole", "above_strangers", "above_second", "logo_strange", "view_strange", "place", "pdq_bits", "dct_bits",
    "pdq_whole", "likeness", "hog", "edges", "edges_back", "inliers", "matched", "share", "spread", "stretch", "scale",
    "overlap", "covered", "support", "logo_points", "seen_points", "logo_ink", "plain", "views", "votes", "from_inside",
    "from_group", "from_window",
)  # fmt: skip
"""In the order of the rows the combiner reads. `likeness` is the correlation of the best of eight turns, `hog` the cosine
of their gradients; `edges` and `edges_back` tell how near the edges of the view lie to those of the logo and the other way
round (chamfer matching, Barrow et al., IJCAI 1977): 1 where they meet, 0 at an eighth of the side; `support` joins inliers
and overlap; `from_…` tell in which kind of view the logo was nearest."""

_CELL = 24
_DIRECTIONS = 9


class Turns:
    """A view in its eight turns, as its candidates are held against it: made once of a view, whatever the number of logos.

    Blank where less than three pixels across are drawn. `tiny` and `whole` are what is drawn, squeezed into squares of
    `_CELL` and of a thumb's pixels; `edges` and `away` as `_edges` gives them.
    """

    def __init__(self, view: Bytes, side: int) -> None:
        left, top, width, height = cv2.boundingRect((view > 40).astype(np.uint8))
        self.blank = min(width, height) < 3
        if self.blank:
            return
        cut = view[top : top + height, left : left + width]
        self.tiny = turned(_squeezed(cut, _CELL))
        self.whole = turned(_squeezed(cut, side))
        edges, away = _edges(self.whole[0])
        self.edges, self.away = turned(edges), turned(away)


def _squeezed(pixels: Bytes, side: int) -> Bytes:
    return cv2.resize(pixels, (side, side), interpolation=cv2.INTER_AREA)


def turned_likeness(thumb: Bytes, view: Turns) -> tuple[float, float, float, float]:
    """The correlation of a logo's thumb with the best of the eight turns of a view, the cosine of their gradients there, and
    how near their edges come to each other in the turn where they come nearest.
    """
    if view.blank:
        return 0.0, 0.0, 0.0, 0.0
    small = _squeezed(thumb, _CELL)
    found = [correlation(small, one) for one in view.tiny]
    ours, theirs = gradients(thumb), gradients(view.whole[int(np.argmax(found))])
    length = float(np.linalg.norm(ours) * np.linalg.norm(theirs))
    return max(found), float(ours @ theirs) / length if length else 0.0, *_edges_met(thumb, view)


def _edges_met(thumb: Bytes, view: Turns) -> tuple[float, float]:
    """How near the edges of a view lie to those of a logo, and the other way round, in the best turn."""
    ours, away = _edges(thumb)
    if not ours.any() or not view.edges[0].any():
        return 0.0, 0.0
    there = [float(away[edges].mean()) for edges in view.edges]
    back = [float(near[ours].mean()) for near in view.away]
    best = int(np.argmin([a + b for a, b in zip(there, back, strict=True)]))
    return 1.0 - there[best], 1.0 - back[best]


def _edges(pixels: Bytes) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.float32]]:
    """Where the ink changes, and how far from there each pixel lies, 0 to 1 at an eighth of the side."""
    steps = cv2.morphologyEx(pixels, cv2.MORPH_GRADIENT, np.ones((2, 2), np.uint8))
    edges = steps > max(40, int(steps.max()) // 3)
    away = cv2.distanceTransform((~edges).astype(np.uint8), cv2.DIST_L2, 3)
    return edges, np.minimum(away * (8.0 / len(pixels)), 1.0)


def gradients(pixels: Bytes) -> npt.NDArray[np.float32]:
    """How strongly the ink changes in each of nine directions, in each of 8 × 8 cells, as roots (Dalal and Triggs, CVPR 2005)."""
    drawn = pixels.astype(np.float32)
    across, down = cv2.Sobel(drawn, cv2.CV_32F, 1, 0, ksize=1), cv2.Sobel(drawn, cv2.CV_32F, 0, 1, ksize=1)
    strength, angle = cv2.cartToPolar(across, down)
    direction = np.floor(angle * (_DIRECTIONS / np.pi)).astype(np.int64) % _DIRECTIONS
    rows, columns = pixels.shape
    cell = (np.arange(rows) * 8 // rows)[:, None] * 8 + (np.arange(columns) * 8 // columns)[None, :]
    sums = np.bincount(
        (cell * _DIRECTIONS + direction).ravel(), weights=strength.ravel(), minlength=64 * _DIRECTIONS
    )
    return np.sqrt(sums).astype(np.float32)


def support(found: Agreement) -> float:
    """Points that agree, counted the more the better the inks lie on each other: 0 to about 6."""
    return float(np.log1p(found.inliers)) * max(0.0, found.overlap)

"""What in a picture may be a logo by itself, brought to where pictures can be compared. 归一化.

The whole without its margin, what a frame or a badge encloses, each group of parts that stands apart, and in photos a grid
of windows, each on the ground its own border shows. A view is SIDE × SIDE pixels of ink, 8 bit, white on black.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import cv2
import numpy as np
import numpy.typing as npt

from matchers.image.ink import Ink, ink_by_itself

Bytes = npt.NDArray[np.uint8]
SIDE = 96
"""Pixels of a view's side."""
_MARGIN = 4
_INKED = 0.28
_MOST_GROUPS = 3
_LEAST_GROUP = 0.05
_APART = 0.035
_COLOURS, _MANY = 12, 0.125
_LEAST_PHOTO = 48
_GRIDS = ((0.66, 2), (0.45, 3), (0.30, 4))
"""Windows of a photo: side as a share of the shorter side, windows along each side."""


@dataclass(frozen=True, slots=True)
class View:
    """A part of a picture: its kind (`whole`, `inside`, `group`, `window`), its ink, and its box in pixels of the ink."""

    kind: str
    pixels: Bytes
    box: tuple[int, int, int, int]


def views_of(ink: Ink) -> list[View]:
    """The views of a picture, the whole first; at most one inside, three groups and two halves of what stands on a plain
    ground, and 29 windows of what is a photo (`is_photo`).
    """
    box = _drawn_box(ink.ink) if ink.plain else (0, 0, ink.ink.shape[1], ink.ink.shape[0])
    if box is None:
        return []
    whole = View("whole", squared(ink.ink, box), box)
    if not ink.plain:
        return [whole, *_windows(ink.rgb, box)]
    parts = [*_inside(ink.ink, box), *_groups(ink.ink, box), *_cut(ink.ink, box)]
    return [whole, *parts, *(_windows(ink.rgb, box) if _many_coloured(ink.rgb, box) else ())]


def is_photo(views: Sequence[View]) -> bool:
    """True for the views of a photo: of a picture without a plain ground, or of something many-coloured on one, as shops show
    their goods.
    """
    return any(view.kind == "window" for view in views)


def _many_coloured(rgb: Bytes, box: tuple[int, int, int, int]) -> bool:
    """True where more than an eighth of a part has none of its twelve commonest colours, of 512: drawings have few."""
    left, top, right, bottom = box
    if min(right - left, bottom - top) < _LEAST_PHOTO:
        return False
    small = (
        cv2.resize(rgb[top:bottom, left:right], (64, 64), interpolation=cv2.INTER_AREA).astype(np.int64) // 32
    )
    colours = small @ np.array([64, 8, 1])
    commonest = np.sort(np.bincount(colours.ravel(), minlength=512))[-_COLOURS:].sum()
    return bool(commonest < (1 - _MANY) * colours.size)


def squared(ink: Bytes, box: tuple[int, int, int, int]) -> Bytes:
    """A part of the ink in the middle of a square of SIDE pixels, kept in proportion."""
    left, top, right, bottom = box
    part = ink[top:bottom, left:right]
    height, width = part.shape
    inner = SIDE - 2 * _MARGIN
    scale = inner / max(height, width)
    size = max(1, round(width * scale)), max(1, round(height * scale))
    small = cv2.resize(part, size, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR)
    whole = np.zeros((SIDE, SIDE), np.uint8)
    x, y = (SIDE - size[0]) // 2, (SIDE - size[1]) // 2
    whole[y : y + size[1], x : x + size[0]] = small
    return whole


def _drawn_box(ink: Bytes) -> tuple[int, int, int, int] | None:
    """Where something is drawn; specks of a scan do not count."""
    drawn = cv2.medianBlur(ink, 3) > 255 * _INKED
    if drawn.sum() < 12:
        drawn = ink > 255 * _INKED
    rows, columns = np.flatnonzero(drawn.sum(axis=1) > 0), np.flatnonzero(drawn.sum(axis=0) > 0)
    if not len(rows) or not len(columns):
        return None
    left, top, right, bottom = int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1
    return (left, top, right, bottom) if min(right - left, bottom - top) >= 3 else None


def _inside(ink: Bytes, box: tuple[int, int, int, int]) -> Iterator[View]:
    """What a frame around the drawing, or a badge it is knocked out of, encloses."""
    left, top, right, bottom = box
    part = ink[top:bottom, left:right]
    drawn = (part > 255 * _INKED).astype(np.uint8)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(drawn, connectivity=8)
    if count < 2:
        return
    outer = max(
        range(1, count), key=lambda n: int(stats[n, cv2.CC_STAT_WIDTH]) * int(stats[n, cv2.CC_STAT_HEIGHT])
    )
    width, height, area = (
        int(stats[outer, k]) for k in (cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT, cv2.CC_STAT_AREA)
    )
    if width < 0.85 * part.shape[1] or height < 0.85 * part.shape[0]:
        return
    mask = (labels == outer).astype(np.uint8)
    outlines, _ = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    hull = cv2.convexHull(np.concatenate(outlines))
    enclosed = np.zeros_like(mask)
    cv2.fillConvexPoly(enclosed, hull, 1)
    if area > 0.45 * float(enclosed.sum()):
        level = float(np.median(part[mask > 0]))
        edge = max(2, round(0.03 * max(part.shape)))
        enclosed = cv2.erode(enclosed, np.ones((edge, edge), np.uint8), borderValue=0)
        found = (
            np.clip(np.abs(part.astype(np.float32) - level) * (255.0 / max(level, 1.0)), 0, 255).astype(
                np.uint8
            )
            * enclosed
        )
    else:
        grown = cv2.dilate(mask, np.ones((3, 3), np.uint8))
        found = part * (1 - grown) * enclosed
    inner = _drawn_box(found)
    if inner is None or (inner[2] - inner[0]) * (inner[3] - inner[1]) < _LEAST_GROUP * part.size:
        return
    x0, y0, x1, y1 = inner
    yield View("inside", squared(found, inner), (left + x0, top + y0, left + x1, top + y1))


def _groups(ink: Bytes, box: tuple[int, int, int, int]) -> Iterator[View]:
    """Groups of parts that stand apart from each other: a device and the word below it."""
    left, top, right, bottom = box
    part = ink[top:bottom, left:right]
    reach = max(3, round(_APART * max(part.shape))) | 1
    near = cv2.dilate(
        (cv2.medianBlur(part, 3) > 255 * _INKED).astype(np.uint8), np.ones((reach, reach), np.uint8)
    )
    count, _, stats, _ = cv2.connectedComponentsWithStats(near, connectivity=8)
    if count < 3:
        return
    order = sorted(
        range(1, count), key=lambda n: -int(stats[n, cv2.CC_STAT_WIDTH]) * int(stats[n, cv2.CC_STAT_HEIGHT])
    )
    for n in order[:_MOST_GROUPS]:
        x, y, w, h = (int(stats[n, k]) for k in range(4))
        if w * h < _LEAST_GROUP * part.size or w * h > 0.92 * part.size:
            continue
        inner = _drawn_box(part[y : y + h, x : x + w])
        if inner is None:
            continue
        at = (left + x + inner[0], top + y + inner[1], left + x + inner[2], top + y + inner[3])
        yield View("group", squared(ink, at), at)


def _cut(ink: Bytes, box: tuple[int, int, int, int]) -> Iterator[View]:
    """The two halves of what a band of ground divides from edge to edge: a device of several parts, and the words beside it."""
    left, top, right, bottom = box
    drawn = cv2.medianBlur(ink[top:bottom, left:right], 3) > 255 * _INKED
    bands = [
        (end - start, axis, start, end) for axis in (0, 1) for start, end in _bands(drawn.any(axis=1 - axis))
    ]
    width, axis, start, end = max(bands, default=(0, 0, 0, 0))
    if width < max(3, _APART * max(drawn.shape)):
        return
    halves = (
        [(left, top, right, top + start), (left, top + end, right, bottom)]
        if axis == 0
        else [(left, top, left + start, bottom), (left + end, top, right, bottom)]
    )
    for x0, y0, x1, y1 in halves:
        inner = _drawn_box(ink[y0:y1, x0:x1])
        if inner is not None and (inner[2] - inner[0]) * (inner[3] - inner[1]) >= _LEAST_GROUP * drawn.size:
            at = (x0 + inner[0], y0 + inner[1], x0 + inner[2], y0 + inner[3])
            yield View("group", squared(ink, at), at)


def _bands(filled: npt.NDArray[np.bool_]) -> list[tuple[int, int]]:
    """Where rows or columns are empty between filled ones: first and past the last of each band."""
    steps = np.flatnonzero(np.diff(filled.astype(np.int8))) + 1
    return [(int(a), int(b)) for a, b in pairwise(steps) if not filled[a]]


def _windows(rgb: Bytes, box: tuple[int, int, int, int]) -> Iterator[View]:
    rgb = rgb[box[1] : box[3], box[0] : box[2]]
    height, width = rgb.shape[:2]
    inner = SIDE - 2 * _MARGIN
    for share, along in _GRIDS:
        side = round(share * min(height, width))
        for row in range(along):
            for column in range(along):
                x = round((width - side) * column / (along - 1))
                y = round((height - side) * row / (along - 1))
                part = cv2.resize(
                    rgb[y : y + side, x : x + side], (inner, inner), interpolation=cv2.INTER_AREA
                )
                ink, plain = ink_by_itself(part)
                drawn = (_drawn_box(ink) if plain else None) or (0, 0, inner, inner)
                left, top, right, bottom = (round(at * side / inner) for at in drawn)
                at = (box[0] + x + left, box[1] + y + top, box[0] + x + right, box[1] + y + bottom)
                yield View("window", squared(ink, drawn), at)

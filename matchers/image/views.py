"""A picture brought to where pictures can be compared: what is drawn, apart from ground, colour, polarity and margin. 归一化.

`ink_of` tells how far each pixel lies from the ground, whatever its colour. `views_of` cuts out what may be a logo by
itself: the whole without its margin, what a frame or a badge encloses, each group of parts that stands apart, and in
photos a grid of windows. A view is SIDE × SIZE pixels of ink, 8 bit, white on black.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from domain.picture import Picture

Bytes = npt.NDArray[np.uint8]
SIDE = 96
"""Pixels of a view's side."""
LONGEST = 320
"""Pixels of the longer side a picture is worked on at."""
_RING = 3
_NEAR_GROUND = 26.0
_PLAIN_BORDER = 0.72
"""Share of the border that must be ground for a picture to be drawn on one."""
_FAINTEST = 18.0
"""Least distance from the ground that is drawn at all: less is paper."""
_INKED = 0.28
_OPEN = 0.01
"""Share of open pixels from which a picture is drawn on an open ground."""
_WHITE = 215
_MOST_GROUPS = 3
_LEAST_GROUP = 0.05
_APART = 0.035
_GRIDS = ((0.66, 2), (0.45, 3), (0.30, 4))
"""Windows of a photo: side as a share of the shorter side, windows along each side."""


@dataclass(frozen=True, slots=True)
class Ink:
    """Ink of a picture (height × width, 0 to 255), whether it stands on a plain ground, and the scale it was brought to."""

    ink: Bytes
    plain: bool
    scale: float


@dataclass(frozen=True, slots=True)
class View:
    """A part of a picture: its kind (`whole`, `inside`, `group`, `window`), its ink, and its box in pixels of the ink."""

    kind: str
    pixels: Bytes
    box: tuple[int, int, int, int]


def flat_rgb(picture: Picture) -> Bytes:
    """Height × width × 3, transparent parts over white, or over black where what is drawn is itself nearly white."""
    rgba = np.frombuffer(picture.rgba, np.uint8).reshape(picture.height, picture.width, 4)
    alpha = rgba[..., 3]
    if alpha.min() == 255:
        return np.ascontiguousarray(rgba[..., :3])
    weight = alpha.astype(np.float32) / 255
    ground = 0.0 if _light(rgba) > _WHITE else 255.0
    mixed = rgba[..., :3] * weight[..., None] + ground * (1 - weight[..., None])
    return mixed.astype(np.uint8)


def ground_of(picture: Picture) -> int | None:
    """The ground `flat_rgb` lays under a picture that is open in places, 0 or 255; None for one that is not.

    What is drawn edge to edge on an open ground is a drawing, not its own ground.
    """
    rgba = np.frombuffer(picture.rgba, np.uint8).reshape(picture.height, picture.width, 4)
    if float((rgba[..., 3] < 16).mean()) < _OPEN:
        return None
    return 0 if _light(rgba) > _WHITE else 255


def _light(rgba: Bytes) -> float:
    """How light what is drawn is on the whole, 0 to 255."""
    weight = rgba[..., 3].astype(np.float32) / 255
    drawn = float(weight.sum())
    return float((rgba[..., :3].mean(axis=2) * weight).sum()) / drawn if drawn else 0.0


def ink_of(rgb: Bytes, ground: int | None = None) -> Ink | None:
    """The ink of a picture, on a ground that is known (`ground_of`) or else read from its border; None for one that shows
    nothing, or is a pixel or two.
    """
    height, width = rgb.shape[:2]
    if min(height, width) < 8:
        return None
    scale = min(1.0, LONGEST / max(height, width))
    if scale < 1.0:
        size = max(1, round(width * scale)), max(1, round(height * scale))
        rgb = cv2.resize(rgb, size, interpolation=cv2.INTER_AREA)
    under, plain = _ground(rgb) if ground is None else (np.float32(ground), True)
    far = np.abs(rgb.astype(np.float32) - under).max(axis=2)
    strongest = float(np.percentile(far[::2, ::2], 99.5))
    if strongest < _FAINTEST:
        strongest = float(far.max())
        if strongest < _FAINTEST:
            return None
    ink = np.clip(far * (255.0 / strongest), 0, 255).astype(np.uint8)
    return Ink(ink, plain, scale)


def _ground(rgb: Bytes) -> tuple[npt.NDArray[np.float32], bool]:
    ring = min(_RING, rgb.shape[0] // 3, rgb.shape[1] // 3) or 1
    border = np.concatenate(
        [
            rgb[:ring].reshape(-1, 3),
            rgb[-ring:].reshape(-1, 3),
            rgb[:, :ring].reshape(-1, 3),
            rgb[:, -ring:].reshape(-1, 3),
        ]
    ).astype(np.float32)
    ground = np.median(border, axis=0)
    near = float((np.abs(border - ground).max(axis=1) < _NEAR_GROUND).mean())
    return ground, near >= _PLAIN_BORDER


def views_of(ink: Ink) -> list[View]:
    """The views of a picture, the whole first; at most one inside, three groups, or 29 windows beside it."""
    box = _drawn_box(ink.ink) if ink.plain else (0, 0, ink.ink.shape[1], ink.ink.shape[0])
    if box is None:
        return []
    whole = View("whole", squared(ink.ink, box), box)
    if not ink.plain:
        return [whole, *_windows(ink.ink)]
    return [whole, *_inside(ink.ink, box), *_groups(ink.ink, box)]


def squared(ink: Bytes, box: tuple[int, int, int, int]) -> Bytes:
    """A part of the ink in the middle of a square of SIDE pixels, kept in proportion."""
    left, top, right, bottom = box
    part = ink[top:bottom, left:right]
    height, width = part.shape
    inner = SIDE - 8
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


def _windows(ink: Bytes) -> Iterator[View]:
    height, width = ink.shape
    for share, along in _GRIDS:
        side = round(share * min(height, width))
        for row in range(along):
            for column in range(along):
                x, y = (
                    round((width - side) * column / (along - 1)),
                    round((height - side) * row / (along - 1)),
                )
                at = (x, y, x + side, y + side)
                yield View("window", squared(ink, at), at)

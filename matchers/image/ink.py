"""A picture as ink: how far each pixel lies from the ground, whatever its colour, so that ground, colour and polarity do not
count. 墨迹.
"""

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from domain.picture import Picture

Bytes = npt.NDArray[np.uint8]
Floats = npt.NDArray[np.float32]
LONGEST = 320
"""Pixels of the longer side a picture is worked on at."""
_RING = 3
_NEAR_GROUND = 26.0
_PLAIN_BORDER = 0.72
"""Share of the border that must be ground for a picture to be drawn on one."""
_FAINTEST = 18.0
"""Least distance from the ground that is drawn at all: less is paper."""
_OPEN = 0.01
"""Share of open pixels from which a picture is drawn on an open ground."""
_WHITE = 215


@dataclass(frozen=True, slots=True)
class Ink:
    """Ink of a picture (height × width, 0 to 255), whether it stands on a plain ground, the scale it was brought to, and its
    colours at that scale (height × width × 3).
    """

    ink: Bytes
    plain: bool
    scale: float
    rgb: Bytes


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
    ink = _far_from(rgb, under)
    return Ink(ink, plain, scale, rgb) if ink is not None else None


def ink_by_itself(rgb: Bytes) -> tuple[Bytes, bool]:
    """The ink of a part of a picture on the ground its own border shows, blank where it shows nothing; and whether that ground
    is plain.
    """
    ground, plain = _ground(rgb)
    ink = _far_from(rgb, ground)
    return (ink, plain) if ink is not None else (np.zeros(rgb.shape[:2], np.uint8), False)


def _far_from(rgb: Bytes, ground: Floats) -> Bytes | None:
    """How far each pixel lies from a ground, the furthest 255; None where all is ground."""
    red, green, blue = cv2.split(np.abs(rgb.astype(np.float32) - ground))
    far = cv2.max(cv2.max(red, green), blue)
    strongest = float(np.percentile(far[::2, ::2], 99.5))
    if strongest < _FAINTEST:
        strongest = float(far.max())
        if strongest < _FAINTEST:
            return None
    return np.clip(far * (255.0 / strongest), 0, 255).astype(np.uint8)


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

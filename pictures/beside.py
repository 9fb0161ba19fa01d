"""Two pictures side by side with their matched points joined: what a person sees at one glance."""

import io
from collections.abc import Sequence
from typing import Final

from PIL import Image, ImageDraw

from domain.picture import Picture

PointPair = tuple[float, float, float, float]
"""x, y in the left picture and x, y in the right one, in pixels of each."""

SIDE: Final = 360
"""Pixels each picture is fitted into."""

MOST_JOINED: Final = 24
"""Pairs of points drawn; more would hide the pictures."""

_GAP: Final = 24
_LINE: Final = (214, 69, 65, 150)
_DOT: Final = (170, 40, 40, 255)
_EDGE: Final = (221, 221, 221)


def side_by_side(ours: Picture, theirs: Picture, points: Sequence[PointPair] = ()) -> bytes:
    """A PNG, 768 × 384 pixels: ours on the left, theirs on the right, each whole on white."""
    sheet = Image.new("RGB", (2 * SIDE + 2 * _GAP, SIDE + _GAP), "white")
    left = _placed(sheet, ours, _GAP // 2)
    right = _placed(sheet, theirs, SIDE + _GAP + _GAP // 2)
    lines = Image.new("RGBA", sheet.size, (0, 0, 0, 0))
    draw = ImageDraw.Draw(lines)
    step = max(1, -(-len(points) // MOST_JOINED))
    for x1, y1, x2, y2 in list(points)[::step]:
        a = (left[0] + x1 * left[2], left[1] + y1 * left[2])
        b = (right[0] + x2 * right[2], right[1] + y2 * right[2])
        draw.line((a, b), fill=_LINE, width=1)
        for x, y in (a, b):
            draw.ellipse((x - 2.5, y - 2.5, x + 2.5, y + 2.5), fill=_DOT)
    sheet.paste(lines, (0, 0), lines)
    file = io.BytesIO()
    sheet.save(file, "PNG", optimize=True)
    return file.getvalue()


def _placed(sheet: Image.Image, picture: Picture, x: int) -> tuple[float, float, float]:
    """Draws a picture into its square; where its corner came to stand, and by what it was scaled."""
    image = Image.frombytes("RGBA", (picture.width, picture.height), picture.rgba)
    scale = SIDE / max(image.size)
    size = (max(1, round(image.width * scale)), max(1, round(image.height * scale)))
    fitted = image.resize(size, Image.Resampling.LANCZOS)
    corner = (x + (SIDE - size[0]) // 2, _GAP // 2 + (SIDE - size[1]) // 2)
    sheet.paste(fitted, corner, fitted)
    frame = (x - 1, _GAP // 2 - 1, x + SIDE, _GAP // 2 + SIDE)
    ImageDraw.Draw(sheet).rectangle(frame, outline=_EDGE)
    return corner[0], corner[1], scale

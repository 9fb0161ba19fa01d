"""A decoded picture small enough for a page."""

import io
from typing import Final

from PIL import Image

from domain.picture import Picture

SIDE: Final = 240
"""Pixels of the longer side."""


def thumbnail(picture: Picture, side: int = SIDE) -> bytes:
    """A PNG of the whole picture, no side longer than `side`; never made larger."""
    image = Image.frombytes("RGBA", (picture.width, picture.height), picture.rgba)
    image.thumbnail((side, side), Image.Resampling.LANCZOS)
    file = io.BytesIO()
    image.save(file, "PNG", optimize=True)
    return file.getvalue()

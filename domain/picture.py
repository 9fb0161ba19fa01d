"""Picture: decoded pixels, whatever file they came in. 图片."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Picture:
    """Decoded pixels: `rgba` holds `width` × `height` pixels, 8 bits each of red, green, blue and alpha, row by row."""

    width: int
    height: int
    rgba: bytes

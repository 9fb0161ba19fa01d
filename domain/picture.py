"""Picture: decoded pixels, whatever file they came in. 图片."""

from dataclasses import dataclass

from domain.observation import Observation


@dataclass(frozen=True, slots=True)
class Picture:
    """Decoded pixels: `rgba` holds `width` × `height` pixels, 8 bits each of red, green, blue and alpha, row by row."""

    width: int
    height: int
    rgba: bytes


@dataclass(frozen=True, slots=True)
class Pictured:
    """An observation with the file of the picture that came with it: inside its record, or beside the file it stood in."""

    observation: Observation
    image: bytes

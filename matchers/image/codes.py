"""What is kept of a watched logo: its codes, vectors and points, made once of its picture. 图形编码."""

import io
import zipfile
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from domain.picture import Picture
from matchers.image import CODES
from matchers.image.embedding import embeds, vectors_of
from matchers.image.geometry import KEPT_POINTS, Points, points_of
from matchers.image.hashes import dct_of, pdq_of, turned
from matchers.image.ink import flat_rgb, ground_of, ink_of
from matchers.image.views import views_of

THUMB = 64
Bytes = npt.NDArray[np.uint8]


class WrongCodes(ValueError):
    """Kept codes of another version, or no codes at all."""


@dataclass(frozen=True, slots=True)
class LogoCodes:
    """Codes of one logo. Empty arrays where the picture shows nothing to compare (`blank`).

    `pdq` and `dct` hold a row for each of the eight turns (8 × 32 bytes), `vectors` one for the whole and one for what a
    frame encloses (n × 128, n × 0 without the network), `thumb` the ink of its `box` squeezed into 64 × 64, `points` in
    pixels of the ink, which is the picture scaled by `scale`.
    """

    pdq: Bytes
    dct: Bytes
    vectors: npt.NDArray[np.float16]
    thumb: Bytes
    box: tuple[int, int, int, int]
    points: Points
    scale: float

    @property
    def blank(self) -> bool:
        """True where there is nothing to compare."""
        return not len(self.pdq)

    def to_bytes(self) -> bytes:
        """The codes as bytes, the same for the same codes; `from_bytes` reads them."""
        held = io.BytesIO()
        np.savez_compressed(
            held,
            name=np.frombuffer(f"{CODES} {int(embeds())}".encode(), np.uint8),
            pdq=self.pdq, dct=self.dct, vectors=self.vectors, thumb=self.thumb, box=np.array(self.box, np.int32),
            places=self.points.places, descriptors=self.points.descriptors, scale=np.array([self.scale]),
        )  # fmt: skip
        return held.getvalue()

    @classmethod
    def from_bytes(cls, data: bytes) -> "LogoCodes":
        """The codes of `to_bytes`. Raises `WrongCodes` for another version, and for what are no codes."""
        try:
            with np.load(io.BytesIO(data), allow_pickle=False) as held:
                name = held["name"].tobytes().decode("ascii", "replace")
                if name.split(" ")[0] != CODES:
                    raise WrongCodes(f"codes of version {name}, not {CODES}: make them anew")
                left, top, right, bottom = (int(n) for n in held["box"])
                return cls(
                    held["pdq"], held["dct"], held["vectors"], held["thumb"], (left, top, right, bottom),
                    Points(held["places"], held["descriptors"]), float(held["scale"][0]),
                )  # fmt: skip
        except WrongCodes:
            raise
        except (ValueError, KeyError, OSError, EOFError, zipfile.BadZipFile) as broken:
            raise WrongCodes(f"not the codes of a logo: {broken}") from broken


_BLANK = LogoCodes(
    np.zeros((0, 32), np.uint8), np.zeros((0, 32), np.uint8), np.zeros((0, 128), np.float16), np.zeros((0, 0), np.uint8),
    (0, 0, 0, 0), Points(np.zeros((0, 2), np.float32), np.zeros((0, 128), np.uint8)), 1.0,
)  # fmt: skip


def codes_of(picture: Picture) -> LogoCodes:
    """The codes of a logo's picture; blank ones for a picture that shows nothing."""
    ink = ink_of(flat_rgb(picture), ground_of(picture))
    views = views_of(ink) if ink is not None else []
    if ink is None or not views:
        return _BLANK
    whole = views[0]
    turns = turned(whole.pixels)
    kept = [view.pixels for view in views if view.kind in ("whole", "inside")]
    left, top, right, bottom = whole.box
    thumb = cv2.resize(ink.ink[top:bottom, left:right], (THUMB, THUMB), interpolation=cv2.INTER_AREA)
    return LogoCodes(
        pdq=np.stack([pdq_of(turn) for turn in turns]),
        dct=np.stack([dct_of(turn) for turn in turns]),
        vectors=vectors_of(kept).astype(np.float16),
        thumb=thumb,
        box=whole.box,
        points=points_of(ink.ink, whole.box, KEPT_POINTS),
        scale=ink.scale,
    )

"""Perceptual codes of a view, and of its eight turns. 感知哈希.

PDQ (256 bits, Meta 2019) through pdqhash and the DCT hash of 16 × 16 (256 bits) through imagehash, both of the ink of a
view, so that ground, colour and margin do not count.
"""

import cv2
import imagehash
import numpy as np
import numpy.typing as npt
import pdqhash
from PIL import Image

Bytes = npt.NDArray[np.uint8]
TURNS = 8
CODE = 32
"""Bytes of a code."""


def turned(pixels: Bytes) -> list[Bytes]:
    """A view in its eight turns: four quarters, then four quarters of its mirror image."""
    return [np.ascontiguousarray(np.rot90(side, n)) for side in (pixels, pixels[:, ::-1]) for n in range(4)]


def pdq_of(pixels: Bytes) -> Bytes:
    """The PDQ code of a view, 32 bytes."""
    bits, _ = pdqhash.compute(cv2.cvtColor(pixels, cv2.COLOR_GRAY2RGB))
    return np.packbits(np.asarray(bits, np.uint8))


def dct_of(pixels: Bytes) -> Bytes:
    """The DCT code of a view, 32 bytes."""
    return np.packbits(imagehash.phash(Image.fromarray(pixels), hash_size=16).hash.ravel())


def far_apart(ours: Bytes, theirs: Bytes) -> npt.NDArray[np.int32]:
    """Bits by which a code differs from each of many (n × 32 bytes)."""
    return np.bitwise_count(ours[None, :] ^ theirs).sum(axis=1, dtype=np.int32)

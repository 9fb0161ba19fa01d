"""Words read in a picture, for the word matcher to judge. 图中文字识别.

RapidOCR with the models in its wheel (PP-OCRv6). Pictures are only made smaller for it, never larger (`Det.limit_type=max`):
measured six to nine times faster than its default, with the same text read. Off the hot path: about a tenth of a second each.
"""

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from domain.picture import Picture
from matchers.image.ink import flat_rgb

if TYPE_CHECKING:  # its models are read when the first picture is, not when this is imported
    from rapidocr import RapidOCR

LEAST_SIDE = 8
MOST_SIDE = 736
"""Pixels of the longer side words are looked for at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadText:
    """A line of text, how sure the reader is of it (0 to 1), and its four corners (x, y) in pixels of the picture."""

    text: str
    confidence: float
    box: tuple[tuple[float, float], ...]


@cache
def _reader() -> "RapidOCR":
    from rapidocr import RapidOCR

    return RapidOCR(
        params={
            "Global.log_level": "error",
            "Det.limit_type": "max",
            "Det.limit_side_len": MOST_SIDE,
            "EngineConfig.onnxruntime.intra_op_num_threads": 1,
            "EngineConfig.onnxruntime.inter_op_num_threads": 1,
        }
    )


def words_of(picture: Picture) -> tuple[ReadText, ...]:
    """The lines read in a picture, from top to bottom as the reader gives them; none where it finds none."""
    if min(picture.width, picture.height) < LEAST_SIDE:
        return ()
    bgr = np.ascontiguousarray(flat_rgb(picture)[..., ::-1])
    found = _reader()(bgr)
    if found.boxes is None or found.txts is None or found.scores is None:
        return ()
    return tuple(
        ReadText(text=text, confidence=float(score), box=tuple((float(x), float(y)) for x, y in box))
        for text, score, box in zip(found.txts, found.scores, found.boxes, strict=True)
    )

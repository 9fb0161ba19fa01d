"""Stand-ins for a watchlist: logos of nobody beside the only one that is looked for. 陪衬标识.

The score of a logo rests on how much nearer it comes than any other (features `-rival`, `place`), and was fitted with many
watched at once. Looked for alone a logo has no rival and scores too high: of 160 drawn logos, 62 of 1,590 strangers' pictures
reached the line alone, 36 with these beside, and every copy still did.
"""

from functools import cache

import numpy as np

from matchers.image.codes import THUMB, LogoCodes
from matchers.image.embedding import background
from matchers.image.geometry import Points
from matchers.image.hashes import CODE, TURNS
from matchers.image.matcher import WatchedLogo

STRANGERS = 100
BRAND = "stranger"
"""Brand id of all of them."""


@cache
def strangers() -> tuple[WatchedLogo, ...]:
    """So many logos of nobody, that can come near by their vectors alone; none without the background."""
    ground = background()
    if not len(ground):
        return ()
    chosen = np.linspace(0, len(ground) - 1, min(STRANGERS, len(ground))).astype(int)
    return tuple(
        WatchedLogo(brand_id=BRAND, sha256=str(row), codes=_codes(ground[row : row + 1])) for row in chosen
    )


def _codes(vector: np.ndarray) -> LogoCodes:
    return LogoCodes(
        pdq=np.zeros((TURNS, CODE), np.uint8),
        dct=np.zeros((TURNS, CODE), np.uint8),
        vectors=vector.astype(np.float16),
        thumb=np.zeros((THUMB, THUMB), np.uint8),
        box=(0, 0, THUMB, THUMB),
        points=Points(np.zeros((0, 2), np.float32), np.zeros((0, 128), np.uint8)),
        scale=1.0,
    )

"""Points of a photo that vote for logos: a logo too small in it to be recognised as a whole still has its corners. 特征点投票.

The strongest points of all watched logos lie in one index; each point of a photo votes for the logo its nearest belongs to,
where it is nearer than the nearest of any other. faiss, inverted lists of 8-bit vectors, trained with a fixed seed.
"""

from collections.abc import Sequence

import faiss
import numpy as np
import numpy.typing as npt

from matchers.image.codes import LogoCodes
from matchers.image.geometry import Points, mirrored, negative

Bytes = npt.NDArray[np.uint8]
MOST_LOGOS = 20_000
"""Beyond so many watched logos there is no vote: the points would take gigabytes."""
_VOTING = 48
"""Points of a logo that can be voted for."""
_CAST = 320
"""Points of a picture that vote, the strongest."""
_FEWEST = 3
_KEPT = 5
"""Logos put forward."""
_RATIO = 0.85
_LISTS_FROM = 20_000
_LOOKED_AT = 6


class Votes:
    """The points of all watched logos."""

    def __init__(self, codes: Sequence[LogoCodes]) -> None:
        held = codes if len(codes) <= MOST_LOGOS else ()
        points = [one.points.descriptors[:_VOTING] for one in held]
        self._owner = np.concatenate(
            [np.zeros(0, np.int64), *(np.full(len(one), n) for n, one in enumerate(points))]
        )
        self._index = _index(np.concatenate([np.zeros((0, 128), np.uint8), *points]))

    def cast(self, points: Points, *, both: bool) -> list[tuple[int, int]]:
        """The logos most points of a picture vote for, with the votes; `both` lets light stand for dark as well."""
        if not len(points.places) or not len(self._owner):
            return []
        voters = points.descriptors[:_CAST]
        kinds = [voters, mirrored(voters)]
        if both:
            kinds += [negative(kind) for kind in kinds]
        best: dict[int, int] = {}
        for kind in kinds:
            far, near = self._index.search(kind.astype(np.float32), 3)
            owner = np.where(near >= 0, self._owner[near], -1)
            other = np.where(owner[:, 1] != owner[:, 0], far[:, 1], far[:, 2])
            sure = (owner[:, 0] >= 0) & (far[:, 0] < _RATIO**2 * other)
            for logo, votes in zip(*np.unique(owner[sure, 0], return_counts=True), strict=True):
                best[int(logo)] = max(best.get(int(logo), 0), int(votes))
        order = sorted(best, key=lambda logo: (-best[logo], logo))[:_KEPT]
        return [(logo, best[logo]) for logo in order if best[logo] >= _FEWEST]


def _index(descriptors: Bytes) -> faiss.Index:
    if len(descriptors) < _LISTS_FROM:
        flat = faiss.IndexFlatL2(128)
        flat.add(descriptors.astype(np.float32))
        return flat
    lists = 1 << int(np.log2(len(descriptors) / 128))
    index = faiss.IndexIVFScalarQuantizer(
        faiss.IndexFlatL2(128), 128, lists, faiss.ScalarQuantizer.QT_8bit_direct, faiss.METRIC_L2
    )
    index.cp.seed, index.cp.niter = 1, 8
    index.train(descriptors[:: max(1, len(descriptors) // (lists * 40))].astype(np.float32))
    index.add(descriptors.astype(np.float32))
    index.nprobe = _LOOKED_AT
    return index

"""Which watched logos are worth a closer look: the nearest by vector, and all that are near by code. 图形索引.

Exact up to `FLAT` vectors. Beyond, the signs of the 128 numbers are searched first (faiss, exact on the 128 bits) and the
best of those compared in 8 bits a number: a million logos take about 400 MB.
"""

from collections.abc import Sequence

import faiss
import numpy as np
import numpy.typing as npt

from matchers.image.codes import LogoCodes
from matchers.image.embedding import NUMBERS
from matchers.image.hashes import CODE, TURNS

# As numpy's (haishao/__init__.py): threads that wait by spinning take the cores of the steps beside them.
faiss.omp_set_num_threads(1)
Bytes = npt.NDArray[np.uint8]
Floats = npt.NDArray[np.float32]
FLAT = 200_000
_SIGNS_KEPT = 200


class VectorIndex:
    """Vectors of length one, searched by their cosine."""

    def __init__(self, vectors: Floats) -> None:
        self._flat = len(vectors) <= FLAT
        if self._flat:
            self._exact = faiss.IndexFlatIP(NUMBERS)
            self._exact.add(np.ascontiguousarray(vectors, np.float32))
        else:
            self._signs = faiss.IndexBinaryFlat(NUMBERS)
            self._signs.add(np.packbits(vectors > 0, axis=1))
            self._small = np.clip(np.rint(vectors * 127 * 2), -127, 127).astype(np.int8)

    def nearest(self, vectors: Floats, most: int) -> tuple[Floats, npt.NDArray[np.int64]]:
        """Cosines and rows of the `most` nearest to each vector, best first; row -1 where there are fewer."""
        if self._flat:
            cosines, rows = self._exact.search(np.ascontiguousarray(vectors, np.float32), most)
            return cosines, rows
        _, rough = self._signs.search(np.packbits(vectors > 0, axis=1), _SIGNS_KEPT)
        cosines = np.empty((len(vectors), most), np.float32)
        rows = np.empty((len(vectors), most), np.int64)
        for n, (vector, found) in enumerate(zip(vectors, rough, strict=True)):
            near = self._small[found].astype(np.float32) @ vector / (127 * 2)
            best = np.argsort(-near, kind="stable")[:most]
            cosines[n], rows[n] = near[best], found[best]
        return cosines, rows


class CodeIndex:
    """PDQ codes of the eight turns of each logo, searched by the bits they differ in."""

    def __init__(self, codes: Bytes) -> None:
        """`codes`: logos × 8 × 32 bytes."""
        self._index = faiss.IndexBinaryFlat(CODE * 8)
        if len(codes):
            self._index.add(np.ascontiguousarray(codes.reshape(-1, CODE)))

    def nearest(self, codes: Bytes, most: int) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int64]]:
        """Differing bits and logos of the `most` nearest turns to each code; -1 where there are fewer."""
        bits, rows = self._index.search(np.ascontiguousarray(codes), most)
        return bits, np.where(rows < 0, -1, rows // TURNS)


def stacked(codes: Sequence[LogoCodes]) -> tuple[Floats, npt.NDArray[np.int64], Bytes]:
    """Vectors of all logos, the logo of each vector, and PDQ codes: n × 128, n, logos × 8 × 32."""
    owner = np.concatenate(
        [
            np.zeros(0, np.int64),
            *(np.full(len(one.vectors), n) for n, one in enumerate(codes) if one.vectors.shape[1]),
        ]
    )
    vectors = [
        np.zeros((0, NUMBERS), np.float32),
        *(one.vectors.astype(np.float32) for one in codes if one.vectors.shape[1]),
    ]
    pdq = np.stack([one.pdq for one in codes]) if codes else np.zeros((0, TURNS, CODE), np.uint8)
    return np.concatenate(vectors), owner, pdq

"""Pictures that were seen, kept as short codes, and those of them nearest to a picture asked for. 以图检索.

The other way round from the watched logos (index.py): there are many pictures and one logo, so of each picture is kept only
what makes it a candidate; whether it is alike is measured on its pixels (matcher.py).
"""

import struct
from collections.abc import Sequence
from dataclasses import dataclass

import faiss
import numpy as np
import numpy.typing as npt

from matchers.image.codes import LogoCodes
from matchers.image.embedding import NUMBERS, strangeness
from matchers.image.hashes import CODE, pdq_of
from matchers.image.index import VectorIndex
from matchers.image.look import Glimpse

Bytes = npt.NDArray[np.uint8]
Whole = npt.NDArray[np.int8]
Rows = npt.NDArray[np.int64]
_FURTHEST_CODE = 92
"""Bits of 256 by which a PDQ code may differ to make a candidate (look.py)."""

_HEAD = struct.Struct("<HH")
_SPARE = 8
"""Nearest that are asked for beside those wanted, since several may belong to one picture."""

_MOSTLY = 0.9
"""Share of the pictures that must be allowed for the remembered index to be searched and the rest struck out."""


class WrongPictureCodes(ValueError):
    """Kept codes that are none."""


@dataclass(frozen=True, slots=True)
class PictureCodes:
    """Of each view of a picture the vector, in 8 bits a number (n × 128); of each that is no window the PDQ code (m × 32)."""

    vectors: Whole
    pdq: Bytes

    def to_bytes(self) -> bytes:
        """The codes as bytes; `from_bytes` reads them."""
        return _HEAD.pack(len(self.vectors), len(self.pdq)) + self.vectors.tobytes() + self.pdq.tobytes()

    @classmethod
    def from_bytes(cls, data: bytes) -> "PictureCodes":
        """The codes of `to_bytes`. Raises `WrongPictureCodes`."""
        try:
            vectors, pdq = _HEAD.unpack_from(data)
        except struct.error as error:
            raise WrongPictureCodes(str(error)) from error
        if len(data) != _HEAD.size + vectors * NUMBERS + pdq * CODE:
            raise WrongPictureCodes(f"{len(data)} bytes for {vectors} vectors and {pdq} codes")
        numbers = np.frombuffer(data, np.int8, vectors * NUMBERS, _HEAD.size)
        bits = np.frombuffer(data, np.uint8, pdq * CODE, _HEAD.size + vectors * NUMBERS)
        return cls(numbers.reshape(-1, NUMBERS), bits.reshape(-1, CODE))


def picture_codes_of(glimpse: Glimpse) -> PictureCodes:
    """The codes of a picture."""
    vectors = glimpse.vectors if glimpse.vectors.shape[1] else np.zeros((0, NUMBERS), np.float32)
    drawn = [pdq_of(view.pixels) for view in glimpse.views if view.kind != "window"]
    return PictureCodes(
        np.clip(np.rint(vectors * 127), -127, 127).astype(np.int8),
        np.stack(drawn) if drawn else np.zeros((0, CODE), np.uint8),
    )


class PictureShelf:
    """Pictures in a fixed order, searched by their nearest views. Grows by making another (`with_more`)."""

    def __init__(self, codes: Sequence[PictureCodes]) -> None:
        self._put(
            np.concatenate([np.zeros((0, NUMBERS), np.int8), *(one.vectors for one in codes)]),
            _owners([len(one.vectors) for one in codes]),
            np.concatenate([np.zeros((0, CODE), np.uint8), *(one.pdq for one in codes)]),
            _owners([len(one.pdq) for one in codes]),
            len(codes),
        )

    def __len__(self) -> int:
        return self._count

    def _put(self, vectors: Whole, owner: Rows, pdq: Bytes, pdq_owner: Rows, count: int) -> None:
        self._vectors, self._owner, self._pdq, self._pdq_owner = vectors, owner, pdq, pdq_owner
        self._count = count
        self._near = VectorIndex(_floats(vectors)) if len(vectors) else None
        self._bits = _bit_index(pdq)

    def with_more(self, codes: Sequence[PictureCodes], *, without: int = 0) -> "PictureShelf":
        """This shelf with more pictures at its end, and without so many at its beginning."""
        more = PictureShelf(codes)
        kept, kept_pdq = self._owner >= without, self._pdq_owner >= without
        moved = self._count - without
        shelf = PictureShelf.__new__(PictureShelf)
        shelf._put(
            np.concatenate([self._vectors[kept], more._vectors]),
            np.concatenate([self._owner[kept] - without, more._owner + moved]),
            np.concatenate([self._pdq[kept_pdq], more._pdq]),
            np.concatenate([self._pdq_owner[kept_pdq] - without, more._pdq_owner + moved]),
            moved + len(more),
        )
        return shelf

    def nearest(self, asked: LogoCodes, most: int, allowed: npt.NDArray[np.bool_]) -> list[int]:
        """Numbers of up to `most` allowed pictures that look nearest to what is asked for, the nearest first."""
        best: dict[int, float] = {}
        wanted = most + _SPARE
        if self._near is not None and asked.vectors.shape[1]:
            strange = float(strangeness(asked.vectors.astype(np.float32)).max(initial=0.0))
            for cosine, row in self._by_vector(asked, wanted, allowed):
                own = float(strangeness(_floats(self._vectors[row : row + 1]))[0])
                picture = int(self._owner[row])
                best[picture] = max(best.get(picture, -1.0), cosine - 0.5 * own - 0.25 * strange)
        for differ, picture in self._by_code(asked, wanted, allowed):
            best[picture] = max(best.get(picture, -1.0), 1.0 - differ / 128)
        return sorted(best, key=lambda picture: (-best[picture], -picture))[:most]

    def _by_vector(
        self, asked: LogoCodes, wanted: int, allowed: npt.NDArray[np.bool_]
    ) -> list[tuple[float, int]]:
        """Cosines of the vectors nearest to any that is asked for, and their rows."""
        assert self._near is not None
        rows: Rows | None = None
        index = self._near
        if allowed.mean() < _MOSTLY:
            rows = np.flatnonzero(allowed[self._owner])
            if not len(rows):
                return []
            index = VectorIndex(_floats(self._vectors[rows]))
        cosines, found = index.nearest(asked.vectors.astype(np.float32), wanted)
        met = [(float(c), int(r)) for c, r in zip(cosines.ravel(), found.ravel(), strict=True) if r >= 0]
        placed = met if rows is None else [(cosine, int(rows[row])) for cosine, row in met]
        return [(cosine, row) for cosine, row in placed if allowed[self._owner[row]]]

    def _by_code(
        self, asked: LogoCodes, wanted: int, allowed: npt.NDArray[np.bool_]
    ) -> list[tuple[int, int]]:
        """Bits by which pictures differ from any turn of what is asked for, where these are few, and the pictures."""
        rows = np.flatnonzero(allowed[self._pdq_owner])
        if not len(rows):
            return []
        mostly = len(rows) >= _MOSTLY * len(self._pdq)
        index = self._bits if mostly else _bit_index(self._pdq[rows])
        bits, found = index.search(np.ascontiguousarray(asked.pdq), wanted)
        met = [(int(b), int(r)) for b, r in zip(bits.ravel(), found.ravel(), strict=True) if r >= 0]
        placed = met if mostly else [(differ, int(rows[row])) for differ, row in met]
        return [
            (differ, int(self._pdq_owner[row]))
            for differ, row in placed
            if differ <= _FURTHEST_CODE and allowed[self._pdq_owner[row]]
        ]


def _owners(counts: Sequence[int]) -> Rows:
    return np.repeat(np.arange(len(counts), dtype=np.int64), counts)


def _floats(vectors: Whole) -> npt.NDArray[np.float32]:
    return vectors.astype(np.float32) / 127


def _bit_index(pdq: Bytes) -> faiss.IndexBinaryFlat:
    index = faiss.IndexBinaryFlat(CODE * 8)
    if len(pdq):
        index.add(np.ascontiguousarray(pdq))
    return index

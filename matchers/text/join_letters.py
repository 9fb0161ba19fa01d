"""Characters as the numbers that compiled code compares: a-z and 0-9 always the same, others as keys bring them."""

import string
from collections.abc import Sequence
from functools import cache

import numpy as np
import numpy.typing as npt

from matchers.text.compiled.join_keys import UNKNOWN
from matchers.text.compiled.lcs import Letters

Longs = npt.NDArray[np.int64]

LETTERS = string.ascii_lowercase + string.digits
"""The characters whose numbers are fixed, in the order of their numbers."""

_CODE_POINTS = 0x110000
_MOST = 0xFFFF


class Alphabet:
    """Numbers for characters. `size` is above all of them."""

    def __init__(self) -> None:
        self._number = _plain()
        self.size = UNKNOWN + 1

    @property
    def nbytes(self) -> int:
        """Bytes the table takes."""
        return self._number.nbytes

    def learn(self, strings: Sequence[str]) -> None:
        """Numbers every character of the strings. Raises OverflowError past 65,535 numbers."""
        codes = _code_points(strings)
        new = np.unique(codes[self._number[codes] == UNKNOWN])
        if self.size + len(new) > _MOST:
            raise OverflowError(f"more than {_MOST:,} different characters in the keys")
        if len(new):
            self._number = self._number.copy()
            self._number[new] = np.arange(self.size, self.size + len(new))
        self.size += len(new)

    def pack(self, strings: Sequence[str]) -> tuple[Letters, Longs]:
        """The strings end to end as numbers, `UNKNOWN` for a character of no key, and where each begins and ends."""
        offsets = np.zeros(len(strings) + 1, np.int64)
        np.cumsum(np.fromiter(map(len, strings), np.int64, len(strings)), out=offsets[1:])
        return self._number[_code_points(strings)], offsets


@cache
def _plain() -> npt.NDArray[np.uint16]:
    """The table of an alphabet that has learned nothing, shared by all of them."""
    number = np.full(_CODE_POINTS, UNKNOWN, np.uint16)
    number[[ord(letter) for letter in LETTERS]] = np.arange(len(LETTERS))
    return number


def _code_points(strings: Sequence[str]) -> npt.NDArray[np.uint32]:
    return np.frombuffer("".join(strings).encode("utf-32-le", "surrogatepass"), np.uint32)

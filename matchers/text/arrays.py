"""What the matcher keeps of many brands as named arrays, to be laid down by one process and read by others. 数组形式。"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

Arrays = Mapping[str, npt.NDArray[Any]]
"""Arrays by name; "/" parts the name of a piece from those of its own arrays."""


def under(name: str, arrays: Arrays) -> dict[str, npt.NDArray[Any]]:
    """The arrays as those of a piece of this name."""
    return {f"{name}/{own}": array for own, array in arrays.items()}


def part(name: str, arrays: Arrays) -> dict[str, npt.NDArray[Any]]:
    """The arrays of the piece of this name. Raises KeyError when there are none."""
    start = f"{name}/"
    found = {own[len(start) :]: array for own, array in arrays.items() if own.startswith(start)}
    if not found:
        raise KeyError(name)
    return found


class Texts(Sequence[str]):
    """Texts end to end, each read when it is asked for."""

    __slots__ = ("_at", "_letters")

    def __init__(self, arrays: Arrays) -> None:
        self._letters, self._at = arrays["letters"], arrays["at"]

    def __len__(self) -> int:
        return len(self._at) - 1

    def __getitem__(self, number: Any) -> Any:
        """The text of a number."""
        first, end = int(self._at[number]), int(self._at[number + 1])
        return self._letters[first:end].tobytes().decode("utf-8", "surrogatepass")

    def every(self) -> list[str]:
        """All of them."""
        return [self[number] for number in range(len(self))]


def texts_in(texts: Sequence[str]) -> dict[str, npt.NDArray[Any]]:
    """Texts as the arrays `Texts` reads."""
    written = [text.encode("utf-8", "surrogatepass") for text in texts]
    at = np.zeros(len(written) + 1, np.int64)
    np.cumsum(np.fromiter(map(len, written), np.int64, len(written)), out=at[1:])
    return {"letters": np.frombuffer(b"".join(written), np.uint8), "at": at}

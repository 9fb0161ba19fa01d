"""Arrays that grow: one more brand does not rebuild what is kept of the others."""

from typing import Any, Self

import numpy as np
import numpy.typing as npt


class Growing:
    """A one-dimensional array with room at its end."""

    __slots__ = ("_room", "_size")

    def __init__(self, dtype: npt.DTypeLike) -> None:
        self._room: npt.NDArray[Any] = np.empty(64, dtype)
        self._size = 0

    @classmethod
    def of(cls, values: npt.NDArray[Any]) -> Self:
        """One that begins with an array, which it does not write to: what follows goes into room of its own."""
        one = cls(values.dtype)
        one._room, one._size = values, len(values)
        return one

    def __len__(self) -> int:
        return self._size

    @property
    def now(self) -> npt.NDArray[Any]:
        """The filled part, as a view: valid until the next `extend`."""
        return self._room[: self._size]

    def extend(self, values: npt.ArrayLike) -> None:
        """Adds values at the end."""
        more = np.asarray(values, self._room.dtype)
        if not len(more):
            return
        need = self._size + len(more)
        if need > len(self._room):
            room = np.empty(max(need, 2 * len(self._room)), self._room.dtype)
            room[: self._size] = self._room[: self._size]
            self._room = room
        self._room[self._size : need] = more
        self._size = need

"""Arrays that grow: what a matcher keeps of its brands, so that one more brand does not rebuild the rest."""

import numpy as np
import numpy.typing as npt

from matchers.text.kernel import Entries


class Growing:
    """A one-dimensional array with room at its end; `now` is what is filled."""

    __slots__ = ("_room", "_size")

    def __init__(self, dtype: npt.DTypeLike) -> None:
        self._room = np.empty(64, dtype)
        self._size = 0

    def __len__(self) -> int:
        return self._size

    @property
    def now(self) -> npt.NDArray[np.generic]:
        """The filled part, as a view: valid until the next `extend`."""
        return self._room[: self._size]

    def extend(self, values: npt.ArrayLike) -> None:
        """Adds values at the end."""
        more = np.asarray(values, self._room.dtype)
        need = self._size + len(more)
        if need > len(self._room):
            room = np.empty(max(need, 2 * len(self._room)), self._room.dtype)
            room[: self._size] = self._room[: self._size]
            self._room = room
        self._room[self._size : need] = more
        self._size = need


_STARTS = ("words", "letters_at", "core_at", "whole_at", "sound_at", "bones_at")
_KIND = {"bits": np.float32, "total": np.float32, "known": np.float32}


class Shelf:
    """Entries that grow; entry numbers stay."""

    def __init__(self) -> None:
        self._fields = {
            name: Growing(np.int32 if name in _STARTS else _KIND.get(name, np.uint8))
            for name in Entries._fields
        }
        for name in _STARTS:
            self._fields[name].extend([0])

    def __len__(self) -> int:
        return len(self._fields["total"])

    def extend(self, more: Entries) -> None:
        """Adds entries at the end."""
        for name, values in zip(Entries._fields, more, strict=True):
            grown = self._fields[name]
            if name in _STARTS:
                grown.extend(values[1:] + grown.now[-1])
            else:
                grown.extend(values)

    @property
    def now(self) -> Entries:
        """All entries, as views: valid until the next `extend`."""
        return Entries(*(self._fields[name].now for name in Entries._fields))

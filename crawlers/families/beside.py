"""Pictures beside a data file: in the same zip or folder, found by their names without ending."""

from collections.abc import Callable, Mapping
from pathlib import PurePosixPath
from typing import Final

SUFFIXES: Final = frozenset(
    {".avif", ".bmp", ".gif", ".jpeg", ".jpg", ".png", ".svg", ".tif", ".tiff", ".webp"}
)
"""Endings of files that may be pictures."""

MOST_PICTURE_BYTES: Final = 8 * 1024**2
"""Bytes of one picture, beside a data file or fetched; a larger one is not looked at."""

OF_THE_ONLY_MARK: Final = "markimage"
"""What TSDR calls the picture in a zip that holds one mark."""


class Beside:
    """Pictures by name. `reads` gives the bytes of each, when asked, b"" when they cannot be read."""

    def __init__(self, reads: Mapping[str, Callable[[], bytes]]) -> None:
        self._reads = reads

    def picture(self, *names: str) -> bytes:
        """The picture of the first of these names that is there, b"" when none is."""
        for name in (*names, OF_THE_ONLY_MARK):
            read = self._reads.get(name.casefold())
            if read is not None and (found := read()):
                return found
        return b""


NOTHING_BESIDE: Final = Beside({})


def picture_name(path: str) -> str:
    """What a picture's file is found by; "" for what is no picture by its ending."""
    pure = PurePosixPath(path.replace("\\", "/"))
    return pure.stem.casefold() if pure.suffix.lower() in SUFFIXES else ""

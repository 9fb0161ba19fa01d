"""A window over a byte stream that only moves forward."""

from typing import BinaryIO

MOST_CHUNK = 4 * 1024 * 1024
_GLIMPSE = 4096


class Window:
    """Bytes of a stream from `at` on; what lies behind is forgotten when more is read.

    Positions given to and by its methods count from `at`.
    """

    def __init__(self, stream: BinaryIO, start: bytes, *, before: int, chunk: int) -> None:
        self.buffer = start
        self.at = 0
        self._before = before
        self._behind = b""
        self._stream = stream
        self._chunk = chunk

    @property
    def position(self) -> int:
        """Where in the stream the window stands, in bytes."""
        return self._before + self.at

    @property
    def ahead(self) -> int:
        """How many bytes have been read and not been passed."""
        return len(self.buffer) - self.at

    @property
    def tail(self) -> bytes:
        """The last bytes read, passed or not."""
        return (self._behind + self.buffer)[-_GLIMPSE:]

    def find(self, needle: bytes, start: int = 0, end: int | None = None) -> int:
        """Where `needle` first stands at or after `start`, -1 when it is not in the window."""
        stop = len(self.buffer) if end is None else self.at + end
        found = self.buffer.find(needle, self.at + start, stop)
        return found - self.at if found >= 0 else -1

    def cut(self, start: int, end: int) -> bytes:
        """The bytes from `start` to `end`."""
        return self.buffer[self.at + start : self.at + end]

    def more(self) -> bool:
        """Reads on, more at a time the longer the window has grown; False at the end of the stream."""
        piece = self._stream.read(min(MOST_CHUNK, max(self._chunk, self.ahead)))
        if not piece:
            return False
        self._behind = self.buffer[max(0, self.at - _GLIMPSE) : self.at]
        self.buffer = self.buffer[self.at :] + piece
        self._before += self.at
        self.at = 0
        return True

    def skip_past(self, start: int, mark: bytes) -> bool:
        """Moves behind the first `mark` at or after `start`; False, at the end, when it never comes."""
        self.at += start
        while (found := self.find(mark)) < 0:
            self.at = max(self.at, len(self.buffer) - len(mark) + 1)
            if not self.more():
                self.at = len(self.buffer)
                return False
        self.at += found + len(mark)
        return True

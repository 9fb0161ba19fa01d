"""Decoding untrusted pictures: in children with bounded memory and time, kept between pictures.

A child that dies or hangs takes at most its picture with it, and another is started for the next one. Safe from several
threads; a forked process starts children of its own.
"""

import json
import os
import socket
import struct
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Final

from domain.fault_kind import FaultKind
from domain.picture import Picture
from pictures.limits import LONGEST_WAIT, MOST_BYTES, MOST_SECONDS
from pictures.refused import Refused

_ROOT: Final = Path(__file__).resolve().parents[1]
_MOST_IDLE: Final = 2
_MOST_PICTURES: Final = 2_000
"""Pictures a child decodes before it is replaced, whatever it may have leaked."""


def decode(data: bytes) -> Picture:
    """The picture in a file of unknown origin: PNG, JPEG, GIF, WebP, TIFF, BMP, AVIF or SVG, its first page or frame.

    Longer than 1,600 pixels, it is reduced to that. Raises Refused with the reason.
    """
    if len(data) > MOST_BYTES:
        raise Refused(FaultKind.PICTURE_TOO_LARGE, f"{len(data):,} bytes > {MOST_BYTES:,}")
    try:
        return _decoded_by(_pool.taken(), data)
    except _Lost as lost:
        if lost.fresh:
            raise
    return _decoded_by(_Child(), data)  # an older child may have died of something else


def _decoded_by(child: "_Child", data: bytes) -> Picture:
    try:
        picture = child.decoded(data)
    except Refused as refusal:
        _pool.give_back(child, well=refusal.kind is not FaultKind.PICTURE_COSTLY)
        raise
    except BaseException:
        child.end()
        raise
    _pool.give_back(child, well=True)
    return picture


class _Lost(Refused):
    """The child is gone; `fresh` when this was its first picture."""

    def __init__(self, detail: str, *, fresh: bool) -> None:
        super().__init__(FaultKind.PICTURE_COSTLY, detail)
        self.fresh = fresh


class _Child:
    def __init__(self) -> None:
        ours, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "pictures.child", str(theirs.fileno())],
                cwd=_ROOT,
                env={"PATH": os.defpath, "OPENBLAS_NUM_THREADS": "1", "PYTHONDONTWRITEBYTECODE": "1"},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                pass_fds=(theirs.fileno(),),
                start_new_session=True,  # a Ctrl-C lets the picture in hand be finished
            )
        self._line = ours
        self.pictures = 0

    def decoded(self, data: bytes) -> Picture:
        """Raises Refused, PICTURE_COSTLY when the child is lost."""
        self.pictures += 1
        self._give_up = time.monotonic() + LONGEST_WAIT
        try:
            self._line.settimeout(LONGEST_WAIT)
            self._line.sendall(struct.pack("!I", len(data)) + data)
            kind = self._read(1)
            if kind == b"P":
                width, height = struct.unpack("!II", self._read(8))
                return Picture(width, height, self._read(width * height * 4))
            (length,) = struct.unpack("!I", self._read(4))
            said = json.loads(self._read(length))
        except TimeoutError as error:
            raise Refused(FaultKind.PICTURE_COSTLY, f"> {LONGEST_WAIT:g} s") from error
        except (OSError, EOFError) as error:
            raise _Lost(self._why_lost(), fresh=self.pictures == 1) from error
        raise Refused(FaultKind(said["kind"]), said["detail"])

    def _read(self, size: int) -> bytes:
        """Raises TimeoutError at the picture's end of time, EOFError when the child is gone."""
        found = bytearray(size)
        view, got = memoryview(found), 0
        while got < size:
            left = self._give_up - time.monotonic()
            if left <= 0:
                raise TimeoutError
            self._line.settimeout(left)
            count = self._line.recv_into(view[got:])
            if not count:
                raise EOFError
            got += count
        return bytes(found)

    def _why_lost(self) -> str:
        try:
            status = self._process.wait(5)
        except subprocess.TimeoutExpired:
            status = 0
        return f"the decoder ended with status {status}; it may use {MOST_SECONDS} s"

    def end(self) -> None:
        self._line.close()
        self._process.kill()
        self._process.wait()


class _Pool:
    """Idle children, those used last first."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._idle: list[_Child] = []

    def taken(self) -> _Child:
        with self._lock:
            if self._idle:
                return self._idle.pop()
        return _Child()

    def give_back(self, child: _Child, *, well: bool) -> None:
        with self._lock:
            if well and child.pictures < _MOST_PICTURES and len(self._idle) < _MOST_IDLE:
                self._idle.append(child)
                return
        child.end()

    def end(self) -> None:
        """Ends the idle children."""
        with self._lock:
            idle, self._idle = self._idle, []
        for child in idle:
            child.end()

    def forget(self) -> None:
        """After a fork: the children are the parent's."""
        self._lock = threading.Lock()
        self._idle = []


_pool = _Pool()
os.register_at_fork(after_in_child=_pool.forget)


def end_children() -> None:
    """Ends the decoding children that wait; the next picture starts one anew."""
    _pool.end()

"""Reads what is left of a zip that was cut short: its directory stands at the end and is gone.

Members are found by their local headers, one behind the other (APPNOTE.TXT 6.3.10, 4.3.7). Only deflated
members can be read this way: their end shows in the data itself.
"""

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from typing import BinaryIO

_LOCAL_HEADER = struct.Struct("<4s5H3L2H")
_SIGNATURE = b"PK\x03\x04"
_DEFLATED = 8
_ENCRYPTED = 1
_UTF_8 = 0x800
_CHUNK = 256 * 1024
_LONGEST_DESCRIPTOR = 24


class CutMember(io.RawIOBase):
    """One member's bytes, inflated as they are read. Raises zipfile.BadZipFile where the zip was cut."""

    def __init__(self, stream: BinaryIO) -> None:
        self._packed = 0
        self.ended = False
        self.behind = b""
        self._stream = stream
        self._inflate = zlib.decompressobj(-zlib.MAX_WBITS)

    def packed_size(self) -> int:
        """Packed bytes inflated so far."""
        return self._packed

    def read(self, size: int = -1, /) -> bytes:
        """Up to `size` bytes (a size is needed), b"" at the member's end."""
        while not self.ended:
            pending = self._inflate.unconsumed_tail or self._stream.read(_CHUNK)
            if not pending:
                raise zipfile.BadZipFile("cut short")
            held = len(pending)
            piece = self._inflate.decompress(pending, size)
            self._packed += held - len(self._inflate.unconsumed_tail)
            if self._inflate.eof:
                self.ended, self.behind = True, self._inflate.unused_data
            if piece:
                return piece
        return b""


def cut_members(stream: BinaryIO) -> Iterator[tuple[str, CutMember]]:
    """Each member that can still be read, by name; the next is looked for where the last one ended."""
    stream.seek(0)
    while (header := stream.read(_LOCAL_HEADER.size)) and len(header) == _LOCAL_HEADER.size:
        signature, _, flags, method, *_, name_length, extra_length = _LOCAL_HEADER.unpack(header)
        if signature != _SIGNATURE:
            return
        name = stream.read(name_length).decode("utf-8" if flags & _UTF_8 else "cp437", "replace")
        stream.read(extra_length)
        if method != _DEFLATED or flags & _ENCRYPTED:
            return
        member = CutMember(stream)
        yield name, member
        if not member.ended:
            return
        here = stream.tell() - len(member.behind)
        stream.seek(here)
        gap = stream.read(_LONGEST_DESCRIPTOR + len(_SIGNATURE)).find(_SIGNATURE)
        if gap < 0:
            return
        stream.seek(here + gap)

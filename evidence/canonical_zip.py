"""A zip of which no byte is free: what its files are called and hold fixes every other byte.

Files are stored, not compressed, in the order of their names, all dated 1980-01-01, without flags, extra fields or comments
(PKWARE's APPNOTE 6.3.10, 4.3.7, 4.3.12, 4.3.16). So a reader can write the frame anew and compare it byte for byte,
and what a reader takes out is never larger than the zip. Any tool unpacks it.
"""

import os
import re
import struct
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

from evidence.errors import PackBroken

MOST_FILES: Final = 5_000
MOST_BYTES: Final = 2**32 - 2**24
"""Below what needs Zip64."""

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,79}(/[A-Za-z0-9][A-Za-z0-9_.-]{0,79})?")
_DATE: Final = 0x21
_LOCAL, _CENTRAL, _END = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"
_LOCAL_BYTES: Final = 30
_PIECE: Final = 256 * 1024


@dataclass(frozen=True, slots=True)
class Stored:
    """A file in a zip: its bytes begin at `start`."""

    name: str
    size: int
    crc: int
    start: int


def write_zip(folder: Path, out: BinaryIO) -> None:
    """Writes the files of a folder, by the names they have in it. Raises ValueError for a name or size a pack cannot have."""
    names = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    if len(names) > MOST_FILES:
        raise ValueError(f"文件过多 · {len(names)} files, more than {MOST_FILES}")
    stored: list[Stored] = []
    for name in names:
        if not _NAME.fullmatch(name):
            raise ValueError(f"{name!r}: 不可用的文件名 · no name for a file in a pack")
        path = folder / name
        size, crc = path.stat().st_size, 0
        with path.open("rb") as file:
            for piece in _pieces(file, size):
                crc = zlib.crc32(piece, crc)
            header = _local(name, size, crc)
            start = out.tell() + len(header)
            if start + size > MOST_BYTES:
                raise ValueError(f"证据包过大 · the pack would be larger than {MOST_BYTES:,} bytes")
            out.write(header)
            file.seek(0)
            out.writelines(_pieces(file, size))
        stored.append(Stored(name, size, crc, start))
    out.write(_directory(stored, out.tell()))


def read_zip(file: BinaryIO) -> tuple[Stored, ...]:
    """The files of a zip whose frame is byte for byte what `write_zip` writes. Raises PackBroken where it is not."""
    length = file.seek(0, os.SEEK_END)
    stored: list[Stored] = []
    at = 0
    while len(stored) <= MOST_FILES:
        found = _next(file, at, length, stored[-1].name if stored else "")
        if found is None:
            break
        stored.append(found)
        at = found.start + found.size
    file.seek(at)
    expected = _directory(stored, at)
    came = file.read(len(expected) + 1)
    if came != expected or not stored:
        raise _differs(at, came, expected)
    return tuple(stored)


def pieces_of(file: BinaryIO, stored: Stored) -> Iterator[bytes]:
    """The bytes of one file."""
    file.seek(stored.start)
    return _pieces(file, stored.size)


def _next(file: BinaryIO, at: int, length: int, before: str) -> Stored | None:
    """The file whose header begins at `at`; None where the directory begins."""
    after = f"{before} 之后 · after {before}" if before else "开头 · start"
    place = f"zip @ {at} ({after})"
    file.seek(at)
    header = file.read(_LOCAL_BYTES)
    if header[:4] == _CENTRAL:
        return None
    if len(header) < _LOCAL_BYTES or header[:4] != _LOCAL:
        raise PackBroken(
            place, "文件在此中断，或此处已被改动", "cut off or changed here: no header of a file"
        )
    crc, size, _, name_bytes = struct.unpack("<IIIH", header[14:28])
    name = file.read(min(name_bytes, 200)).decode("latin-1")
    if not _NAME.fullmatch(name) or name <= before:
        raise PackBroken(place, "文件名已被改动", "the name of a file was changed")
    expected = _local(name, size, crc)
    if header + name.encode("latin-1") != expected:
        raise PackBroken(f"{name} @ {at}", "文件头已被改动", "the header of the file was changed")
    start = at + len(expected)
    if start + size > length:
        raise PackBroken(f"{name} @ {at}", "文件不完整：在其内容中断", "cut off within the file")
    return Stored(name, size, crc, start)


def _differs(at: int, came: bytes, expected: bytes) -> PackBroken:
    both = zip(came, expected, strict=False)
    same = next((i for i, (a, b) in enumerate(both) if a != b), min(len(came), len(expected)))
    if same == len(expected):
        return PackBroken(f"zip @ {at + same}", "末尾多出内容", "something was added at the end")
    if same == len(came):
        return PackBroken(f"zip @ {at + same}", "目录不完整：文件被截断", "cut off within the directory")
    return PackBroken(
        f"zip @ {at + same}", "目录或文件头已被改动", "the directory or the header of a file was changed"
    )


def _local(name: str, size: int, crc: int) -> bytes:
    fields = (_LOCAL, 10, 0, 0, 0, _DATE, crc, size, size, len(name), 0)
    return struct.pack("<4sHHHHHIIIHH", *fields) + name.encode("ascii")


def _directory(stored: Sequence[Stored], at: int) -> bytes:
    lines = []
    for one in stored:
        name = one.name.encode("ascii")
        fields = (_CENTRAL, 10, 10, 0, 0, 0, _DATE, one.crc, one.size, one.size, len(name), 0, 0, 0, 0, 0)
        lines.append(struct.pack("<4sHHHHHHIIIHHHHHII", *fields, one.start - _LOCAL_BYTES - len(name)) + name)
    body = b"".join(lines)
    return body + struct.pack("<4sHHHHIIH", _END, 0, 0, len(stored), len(stored), len(body), at, 0)


def _pieces(file: BinaryIO, size: int) -> Iterator[bytes]:
    left = size
    while left and (piece := file.read(min(_PIECE, left))):
        left -= len(piece)
        yield piece

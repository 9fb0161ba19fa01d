"""Files, folders and zips as streams: nothing is ever held whole in memory.

A zip is trusted with nothing: members are capped in number, expanded bytes and ratio, and refused when
their path leaves the archive. Zips inside zips are opened one level deep.
"""

import io
import os
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path, PurePosixPath
from typing import BinaryIO, Protocol, cast

from crawlers.cut_zip import cut_members
from crawlers.families.beside import MOST_PICTURE_BYTES, NOTHING_BESIDE, Beside, picture_name
from crawlers.recognise import LOOKED_AT, Form, recognise
from domain.fault import Fault
from domain.fault_kind import FaultKind

MOST_MEMBERS = 500_000
MOST_EXPANDED = 20 * 1024**3
"""Bytes all members of one zip may expand to; EUIPO's full register is the largest known."""

MOST_RATIO = 250
"""Expanded to packed bytes; deflated XML reaches about 40."""

RATIO_COUNTS_FROM = 32 * 1024 * 1024
"""Expanded bytes below which the ratio is not looked at."""

MOST_NESTED_ZIP = 2 * 1024**3

READ_ERRORS = (OSError, EOFError, zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError)
"""What reading a damaged file or zip member may raise."""


class UnsafeMember(Exception):
    """A zip member that expands beyond all measure."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenFile:
    """A file found under one of the inputs. `name` says where: `folder/a.zip!b.xml`.

    `alone` is true for an input named by the user, false for what was found inside a folder or zip. `beside` are the
    pictures in the same zip or folder.
    """

    name: str
    form: Form
    stream: BinaryIO
    alone: bool
    beside: Beside = NOTHING_BESIDE


def open_files(path: Path, name: str = "") -> Iterator[OpenFile | Fault]:
    """Every file under `path`, opened, in the order of their names. Each stream lives until the next is asked for.

    `name` stands for a single file's path in what is said about it.
    """
    if path.is_dir():
        files = list(_in_folder(path))
        beside = _pictures_among(files)
        for file in files:
            yield from _opened(file, str(file), alone=False, beside=beside)
    elif path.is_file():
        yield from _opened(path, name or str(path), alone=True)
    else:
        yield Fault(kind=FaultKind.FILE_MISSING, file=str(path))


def _in_folder(folder: Path) -> Iterator[Path]:
    for here, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            file = Path(here, name)
            if not name.startswith(".") and file.is_file():
                yield file


def _pictures_among(files: Iterable[Path]) -> Beside:
    named = ((picture_name(file.name), file) for file in files)
    return Beside({name: partial(_read_picture, file) for name, file in named if name})


def _read_picture(file: Path) -> bytes:
    try:
        return file.read_bytes() if file.stat().st_size <= MOST_PICTURE_BYTES else b""
    except OSError:
        return b""


def _opened(
    path: Path, name: str, *, alone: bool, beside: Beside = NOTHING_BESIDE
) -> Iterator[OpenFile | Fault]:
    try:
        stream = path.open("rb")
    except OSError as error:
        yield Fault(kind=FaultKind.FILE_MISSING, file=name, detail=error.strerror or "")
        return
    with stream:
        form = recognise(stream.read(LOOKED_AT))
        stream.seek(0)
        if form is Form.ZIP:
            yield from _zip_members(stream, name, nested=False)
        else:
            yield OpenFile(name=name, form=form, stream=stream, alone=alone, beside=beside)


def _zip_members(stream: BinaryIO, name: str, *, nested: bool) -> Iterator[OpenFile | Fault]:
    budget = _Budget()
    try:
        archive = zipfile.ZipFile(stream)
        members = [member for member in archive.infolist() if not member.is_dir()]
    except (*READ_ERRORS, ValueError) as error:
        yield Fault(kind=FaultKind.ZIP_BROKEN, file=name, detail=str(error))
        yield from _what_is_left(stream, name, budget)
        return
    if not members:
        yield Fault(kind=FaultKind.NO_RECORDS, file=name)
    with archive:
        beside = _pictures_in(archive, members[:MOST_MEMBERS])
        for member in members[:MOST_MEMBERS]:
            yield from _member(archive, member, name, budget, beside, nested=nested)
    if len(members) > MOST_MEMBERS:
        yield Fault(kind=FaultKind.ZIP_UNSAFE, file=name, detail=f"{len(members):,} members")


def _pictures_in(archive: zipfile.ZipFile, members: Iterable[zipfile.ZipInfo]) -> Beside:
    named = ((picture_name(member.filename), member) for member in members)
    return Beside({name: partial(_zipped_picture, archive, member) for name, member in named if name})


def _zipped_picture(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    """At most `MOST_PICTURE_BYTES`, whatever the archive says of the member's size."""
    try:
        with archive.open(member) as packed:
            found = packed.read(MOST_PICTURE_BYTES + 1)
    except READ_ERRORS:
        return b""
    return found if len(found) <= MOST_PICTURE_BYTES else b""


def _member(
    archive: zipfile.ZipFile,
    member: zipfile.ZipInfo,
    name: str,
    budget: "_Budget",
    beside: Beside,
    *,
    nested: bool,
) -> Iterator[OpenFile | Fault]:
    full = f"{name}!{member.filename}"
    if _leaves_the_archive(member.filename):
        yield Fault(kind=FaultKind.ZIP_UNSAFE, file=full)
        return
    try:
        with archive.open(member) as packed:
            stream = _buffered(_Measured(packed, lambda: member.compress_size, budget))
            form = recognise(stream.peek(LOOKED_AT)[:LOOKED_AT])
            if form is not Form.ZIP:
                yield OpenFile(name=full, form=form, stream=stream, alone=False, beside=beside)
            elif nested:
                yield Fault(kind=FaultKind.ZIP_UNSAFE, file=full, detail="a zip in a zip in a zip")
            else:
                with _on_disk(stream) as copy:
                    yield from _zip_members(copy, full, nested=True)
    except UnsafeMember as error:
        yield Fault(kind=FaultKind.ZIP_UNSAFE, file=full, detail=str(error))
    except READ_ERRORS as error:
        yield Fault(kind=FaultKind.ZIP_BROKEN, file=full, detail=str(error))


def _what_is_left(stream: BinaryIO, name: str, budget: "_Budget") -> Iterator[OpenFile]:
    """The members of a zip that was cut short, the last of them only in part."""
    try:
        for member, packed in cut_members(stream):
            rest = _buffered(_Measured(packed, packed.packed_size, budget))
            form = recognise(rest.peek(LOOKED_AT)[:LOOKED_AT])
            if form not in (Form.ZIP, Form.OTHER, Form.EMPTY) and not _leaves_the_archive(member):
                yield OpenFile(name=f"{name}!{member}", form=form, stream=rest, alone=False)
    except (*READ_ERRORS, UnsafeMember):
        return  # the zip as a whole has been named already


def _buffered(raw: io.RawIOBase) -> io.BufferedReader:
    return io.BufferedReader(raw, LOOKED_AT)


def _leaves_the_archive(name: str) -> bool:
    plain = name.replace("\\", "/")
    return plain.startswith("/") or plain[1:2] == ":" or ".." in PurePosixPath(plain).parts


@contextmanager
def _on_disk(stream: BinaryIO) -> Iterator[BinaryIO]:
    with tempfile.TemporaryFile(prefix="haishao-") as copy:
        size = 0
        while piece := stream.read(1024 * 1024):
            size += len(piece)
            if size > MOST_NESTED_ZIP:
                raise UnsafeMember(f"a zip of more than {MOST_NESTED_ZIP:,} bytes inside")
            copy.write(piece)
        copy.seek(0)
        yield cast(BinaryIO, copy)


class _Budget:
    """Bytes that the members of one zip have expanded to so far."""

    def __init__(self) -> None:
        self.expanded = 0


class _Readable(Protocol):
    def read(self, size: int, /) -> bytes: ...


class _Measured(io.RawIOBase):
    """A zip member's bytes, stopped when they expand beyond measure."""

    def __init__(self, packed: "_Readable", packed_size: Callable[[], int], budget: _Budget) -> None:
        self._packed = packed
        self._packed_size = packed_size
        self._budget = budget
        self._expanded = 0

    def readable(self) -> bool:
        """True."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Fills `buffer`; raises UnsafeMember when the member is a bomb."""
        piece = self._packed.read(len(buffer))
        buffer[: len(piece)] = piece
        self._expanded += len(piece)
        self._budget.expanded += len(piece)
        packed = max(1, self._packed_size())
        if self._expanded > RATIO_COUNTS_FROM and self._expanded / packed > MOST_RATIO:
            raise UnsafeMember(f"{packed:,} bytes expand to more than {self._expanded:,}")
        if self._budget.expanded > MOST_EXPANDED:
            raise UnsafeMember(f"expands to more than {MOST_EXPANDED:,} bytes")
        return len(piece)

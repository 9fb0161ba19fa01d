"""The file of a backup: a tar of parts, then the manifest that names them, then the manifest's own SHA-256. Written and read as
a stream, so that no part is ever in memory whole.
"""

import hashlib
import io
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import IO

from haishao.backup.manifest import BackupBroken, Manifest, Part
from haishao.backup.meter import Meter

DUMP = "database.dump"
KEY = "secret-key"
HOME = "home"
RUNS = f"{HOME}/runs"
_MANIFEST = "manifest.json"
_SEAL = "manifest.sha256"
_BLOCK = 1024 * 1024
_LONGEST_MANIFEST = 512 * 1024 * 1024


class Writer:
    """Writes parts one after another, and the manifest at the end."""

    def __init__(self, out: IO[bytes], meter: Meter) -> None:
        self._tar = tarfile.open(fileobj=out, mode="w|", bufsize=_BLOCK, format=tarfile.PAX_FORMAT)  # noqa: SIM115
        self._meter = meter
        self.parts: list[Part] = []

    def add(self, name: str, stream: IO[bytes], *, size: int, modified: float) -> None:
        """Adds so many bytes of a stream. Raises `OSError` when it has fewer."""
        entry = tarfile.TarInfo(name)
        entry.size, entry.mtime, entry.mode = size, int(modified), 0o600
        hashed = _Hashed(stream, self._meter)
        self._tar.addfile(entry, hashed)  # type: ignore[arg-type]
        self.parts.append(Part(name=name, size=size, sha256=hashed.sha256))

    def close(self, manifest: Manifest) -> None:
        """Adds the manifest and its seal, and ends the file."""
        text = manifest.written()
        seal = hashlib.sha256(text).hexdigest().encode()
        for name, content in ((_MANIFEST, text), (_SEAL, seal)):
            entry = tarfile.TarInfo(name)
            entry.size, entry.mode = len(content), 0o600
            self._tar.addfile(entry, io.BytesIO(content))
        self._tar.close()


class _Hashed:
    """A stream whose bytes are hashed and counted as they are read."""

    def __init__(self, stream: IO[bytes], meter: Meter) -> None:
        self._stream, self._meter = stream, meter
        self._hash = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        data = self._stream.read(size)
        self._hash.update(data)
        self._meter.advance(len(data))
        return data

    @property
    def sha256(self) -> str:
        return self._hash.hexdigest()


def verify(file: Path, meter: Meter) -> Manifest:
    """Reads every byte, and returns the manifest when every part is what it says. Raises `BackupBroken`, naming the part, and
    `OSError`.
    """
    found: dict[str, Part] = {}
    text = seal = b""
    last = "—"
    with _opened(file) as tar:
        for entry in _entries(tar, last):
            last = entry.name
            if entry.name in found or not entry.isreg():
                raise BackupBroken(entry.name, "不应有此项", "has no place here")
            try:
                if entry.name in (_MANIFEST, _SEAL):
                    content = _short(tar, entry)
                    text, seal = (content, seal) if entry.name == _MANIFEST else (text, content)
                else:
                    found[entry.name] = _measured(tar, entry, meter)
            except tarfile.TarError as error:
                raise BackupBroken(
                    entry.name, "文件在此处中断", f"the file ends within it ({error})"
                ) from error
    if not text or not seal:
        raise BackupBroken(
            _MANIFEST,
            f"缺失：文件在 {last} 之后中断或损坏",
            f"is missing: the file is cut short or damaged after {last}",
        )
    if hashlib.sha256(text).hexdigest().encode() != seal:
        raise BackupBroken(_MANIFEST, "SHA-256 不符", "its SHA-256 is another")
    manifest = Manifest.read(text)
    _compare({part.name: part for part in manifest.parts}, found)
    return manifest


def _entries(tar: tarfile.TarFile, last: str) -> Iterator[tarfile.TarInfo]:
    try:
        for entry in tar:
            last = entry.name
            yield entry
    except tarfile.TarError as error:
        raise BackupBroken(
            last, "文件在此项之后中断或损坏", f"cut short or damaged after it ({error})"
        ) from error


def _compare(named: dict[str, Part], found: dict[str, Part]) -> None:
    for name, part in named.items():
        if name not in found:
            raise BackupBroken(name, "缺失", "is missing")
        if found[name] != part:
            raise BackupBroken(
                name, "内容已被改动或损坏（SHA-256 不符）", "is damaged: its SHA-256 is another"
            )
    for name in found.keys() - named.keys():
        raise BackupBroken(name, "清单中没有此项", "is not in the manifest")


def _measured(tar: tarfile.TarFile, entry: tarfile.TarInfo, meter: Meter) -> Part:
    stream = _Hashed(_content(tar, entry), meter)
    size = 0
    while data := stream.read(_BLOCK):
        size += len(data)
    return Part(name=entry.name, size=size, sha256=stream.sha256)


def _short(tar: tarfile.TarFile, entry: tarfile.TarInfo) -> bytes:
    if entry.size > _LONGEST_MANIFEST:
        raise BackupBroken(entry.name, "过大", "is too large")
    return _content(tar, entry).read()


def _content(tar: tarfile.TarFile, entry: tarfile.TarInfo) -> IO[bytes]:
    stream = tar.extractfile(entry)
    if stream is None:
        raise BackupBroken(entry.name, "不是文件", "is no file")
    return stream


@contextmanager
def _opened(file: Path) -> Iterator[tarfile.TarFile]:
    try:
        tar = tarfile.open(file, "r:")  # noqa: SIM115
    except tarfile.TarError as error:
        raise BackupBroken(file.name, "不是 haishao 备份", f"is no backup of haishao ({error})") from error
    with tar:
        yield tar


@contextmanager
def part(file: Path, name: str) -> Iterator[IO[bytes]]:
    """One part as a stream. Raises `BackupBroken` where it is not there."""
    with _opened(file) as tar:
        try:
            entry = tar.getmember(name)
        except KeyError as error:
            raise BackupBroken(name, "缺失", "is missing") from error
        yield _content(tar, entry)


def unpack_home(file: Path, folder: Path, meter: Meter) -> None:
    """Writes the parts of the home into a folder. Raises `BackupBroken` for a name that leads out of it, and `OSError`."""
    with _opened(file) as tar:
        for entry in tar:
            path = PurePosixPath(entry.name)
            if path.parts[0] != HOME:
                continue
            if ".." in path.parts or path.is_absolute():
                raise BackupBroken(entry.name, "路径越界", "leads out of the folder")
            to = folder.joinpath(*path.parts[1:])
            to.parent.mkdir(parents=True, exist_ok=True)
            stream = _content(tar, entry)
            with to.open("wb") as out:
                while data := stream.read(_BLOCK):
                    out.write(data)
                    meter.advance(len(data))

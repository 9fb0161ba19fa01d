"""A backup made while the service runs.

The database first, the files after. A file of evidence is whole before a row names it, so every file that the moment of the
database knows is there when the files are copied; what came later is copied too, and no row names it. The other way round, rows
would name files that were not copied. Deleting evidence waits until the last file is copied (`storage.snapshots`).
"""

import contextlib
import datetime as dt
import hmac
import io
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import IO, TYPE_CHECKING

from haishao.backup.archive import DUMP, HOME, KEY, RUNS, Writer
from haishao.backup.manifest import Manifest
from haishao.backup.meter import Meter
from haishao.backup.tools import Tools, dump, dump_tools

if TYPE_CHECKING:
    from storage.snapshots import Snapshot

NAME = re.compile(r"haishao-\d{8}T\d{6}Z\.tar")
"""The names of backups made in a folder, and the only ones that are ever deleted."""

_LEFT_OUT = frozenset({"postgres", "demo", "backups", KEY})
ASIDE = "before-restore-"
"""How the names of what a restore moved aside begin."""

_SETTING = re.compile(r"HAISHAO_\w+|DATABASE_URL|DJANGO_SETTINGS_MODULE")
_SPARE = 64 * 1024 * 1024


class NoBackup(Exception):
    """Nothing was made; the message, in Chinese and English, says why and what helps."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A file of the home, and its name in the backup."""

    path: Path
    name: str
    size: int


def make_backup(target: Path | None, *, home: Path, runs: Path, key_inside: bool, key: str) -> Manifest:
    """Makes the backup, whole and on disk when it returns; without a target to standard output. Raises `NoBackup`, `NoTool`,
    `ToolFailed`, `storage.snapshots.Busy` and `OSError`, and leaves nothing behind then.
    """
    from storage.snapshots import evidence_held, server_version, snapshot

    tools = dump_tools(server_version())
    beside = target.parent if target else home
    with evidence_held(), tempfile.TemporaryDirectory(prefix=".haishao-backup-", dir=beside) as scratch:
        dumped = Path(scratch) / DUMP
        with snapshot() as moment:
            _check_space(beside, moment.size, home_files(home, runs) if target else ())
            with Meter("数据库 database", moment.size) as meter:
                dump(tools, dumped, snapshot=moment.name, meter=meter)
        files = list(home_files(home, runs, but=target))
        what = _What(moment=moment, tools=tools, files=files, dumped=dumped, key=key, key_inside=key_inside)
        if target is None:
            return _written(sys.stdout.buffer, what)
        unfinished = Path(scratch) / target.name
        unfinished.touch(mode=0o600)
        with unfinished.open("wb") as out:
            manifest = _written(out, what)
            out.flush()
            os.fsync(out.fileno())
        os.link(unfinished, target)  # unlike a rename it never takes the place of a file that came meanwhile
        sync_folder(target.parent)
    return manifest


@dataclass(frozen=True, slots=True, kw_only=True)
class _What:
    """All that goes into a backup."""

    moment: "Snapshot"
    tools: Tools
    files: list[Kept]
    dumped: Path
    key: str
    key_inside: bool


def _written(out: IO[bytes], what: _What) -> Manifest:
    size = what.dumped.stat().st_size + sum(one.size for one in what.files)
    with Meter("备份 backup", size) as meter:
        writer = Writer(out, meter)
        if what.key_inside:
            content = what.key.encode()
            writer.add(KEY, io.BytesIO(content), size=len(content), modified=0)
        for one in (Kept(path=what.dumped, name=DUMP, size=0), *what.files):
            with contextlib.suppress(FileNotFoundError), one.path.open("rb") as stream:
                # One that grows is copied as long as it was when opened, one that was replaced as it is now.
                now = os.fstat(stream.fileno())
                writer.add(one.name, stream, size=now.st_size, modified=now.st_mtime)
        manifest = _said_of(what, writer)
        writer.close(manifest)
    return manifest


def _said_of(what: _What, writer: Writer) -> Manifest:
    inside = {part.name for part in writer.parts}
    moment = what.moment
    return Manifest(
        made_at=dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
        version=version("haishao"),
        server=moment.server,
        tool=what.tools.major,
        schema=moment.schema,
        rows=moment.rows,
        key=fingerprint(what.key),
        key_inside=what.key_inside,
        settings=tuple(sorted(name for name in os.environ if _SETTING.fullmatch(name))),
        missing=tuple(sorted(name for name in moment.evidence if f"{RUNS}/{name}" not in inside)),
        parts=tuple(writer.parts),
    )


def fingerprint(key: str) -> str:
    """Tells two secret keys apart, and tells neither."""
    return hmac.digest(key.encode(), b"haishao backup", "sha256").hex()[:12]


def home_files(home: Path, runs: Path, *, but: Path | None = None) -> Iterator[Kept]:
    """The files of a home that belong into a backup: runs with their evidence, wherever their folder is, the list of shops, and
    what else lies there; not the database's own files, the demonstration, backups, the secret key.
    """
    for folder, inside, found in ((home, HOME, tops(home, runs)), (runs, RUNS, tops(runs))):
        for top in found:
            for path in _files(top):
                if path.is_file() and path != but:
                    name = f"{inside}/{path.relative_to(folder).as_posix()}"
                    with contextlib.suppress(FileNotFoundError):
                        yield Kept(path=path, name=name, size=path.stat().st_size)


def tops(folder: Path, runs: Path | None = None) -> list[Path]:
    """What lies in a folder of runs, or in a home beside its runs, and belongs into a backup."""
    runs_of_a_home = {runs, folder / "runs"} if runs else set()
    return [
        top
        for top in (sorted(folder.iterdir()) if folder.is_dir() else ())
        if top not in runs_of_a_home
        and top.name not in _LEFT_OUT
        and not top.name.startswith((ASIDE, "."))
        and not NAME.fullmatch(top.name)
    ]


def _files(top: Path) -> Iterator[Path]:
    if not top.is_dir():
        yield top
        return
    for folder, inner, names in os.walk(top):
        inner.sort()
        for name in sorted(names):
            yield Path(folder, name)


def _check_space(beside: Path, database: int, files: Iterable[Kept]) -> None:
    """A dump is smaller than its database; it lies there once by itself and once in the backup."""
    wanted = database + _SPARE + sum(one.size for one in files)
    free = shutil.disk_usage(beside).free
    if free < wanted:
        raise NoBackup(
            f"{beside} 可用空间 {free / 1e9:.1f} GB，约需 {wanted / 1e9:.1f} GB · has {free / 1e9:.1f} GB free and about "
            f"{wanted / 1e9:.1f} GB are needed; choose another folder"
        )


def sync_folder(folder: Path) -> None:
    """Has the names in a folder on disk."""
    number = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)


def rotate(folder: Path, keep: int) -> list[Path]:
    """Deletes the backups of a folder but the newest so many, and returns what was deleted."""
    found = sorted(path for path in folder.iterdir() if NAME.fullmatch(path.name))
    gone = found[:-keep]
    for path in gone:
        path.unlink()
    return gone

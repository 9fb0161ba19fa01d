"""Django and the database made ready for a command that needs them."""

import logging
import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import NoReturn

import typer

from haishao.embedded import DatabaseUnavailable, ensure_database
from haishao.home import UNFINISHED, home
from haishao.redaction import redacted
from jobs.stop_signals import ONE_TELLING

log = logging.getLogger("haishao.migrate")


@contextmanager
def database(*, migrated: bool = True, role: str = "") -> Iterator[None]:
    """The database for the length of a command: the one of DATABASE_URL, or the embedded one.

    Ends the command with status 2 and a plain sentence when there is none to be had, or when its tables
    are not those of this version. A hang-up or SIGTERM leaves the block as Ctrl-C does, so that the embedded
    database never outlives the command. With `role` it asks as that role of `storage.database_roles`, where there is one.
    """
    leave_on_signals()
    if role:
        refuse_half_restored()
    try:
        stop = ensure_database()
    except DatabaseUnavailable as error:
        fail(str(error))
    try:
        _set_up(migrated)
        if role:
            _take_on(role)
        yield
    finally:
        _close()
        stop()


def leave_on_signals() -> None:
    """From now on a hang-up, SIGTERM or Ctrl-C leaves the blocks that are open. Signals within a second of the first are the
    same telling: a process group may get one from the terminal and one from its first process.
    """
    for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
        if signal.getsignal(number) in (signal.SIG_DFL, signal.default_int_handler):
            signal.signal(number, _leave)


_left_at = [-ONE_TELLING]


def _leave(number: int, _frame: FrameType | None) -> None:
    now = time.monotonic()
    if now - _left_at[0] < ONE_TELLING:
        return
    _left_at[0] = now
    raise SystemExit(128 + number)


def _set_up(migrated: bool) -> None:
    import django
    from django.db import DEFAULT_DB_ALIAS, OperationalError, connections
    from django.db.migrations.executor import MigrationExecutor

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "haishao.settings")
    django.setup()
    try:
        executor = MigrationExecutor(connections[DEFAULT_DB_ALIAS])
    except OperationalError as error:
        fail(f"数据库无法连接 · the database of DATABASE_URL cannot be reached: {error}")
    if migrated and executor.migration_plan(executor.loader.graph.leaf_nodes()):
        fail(
            "数据库结构不是本版本的，请先运行 haishao migrate · the tables are not this version's; run: haishao migrate"
        )


def refuse_half_restored() -> None:
    """Ends the command where a restore was cut short: the database may be old, or hold deliveries that were sent already."""
    if (home() / UNFINISHED).exists():
        fail(
            "上次恢复未完成，服务不启动；请再次运行 haishao restore，加 --replace-database 与 --replace-home · "
            "a restore was cut short and nothing starts; run haishao restore again, with --replace-database and --replace-home"
        )


def _take_on(role: str) -> None:
    from django.conf import settings

    from storage.database_roles import take_on

    if settings.DATABASE_ROLES:
        take_on(role)


def bring_up_to_date(say: Callable[[str], None] = log.info, *, verbosity: int = 0) -> None:
    """Makes the tables this version's, saying when it has to wait, and gives the lesser roles their rights. Raises
    `NoMemberRole` and `NotMigrated`.
    """
    from storage.database_roles import grant_rights
    from storage.migrating import migrate

    migrate(say, verbosity=verbosity)
    grant_rights(say)


def _close() -> None:
    from django.conf import settings
    from django.db import connections

    if settings.configured:
        connections.close_all()


def fail(sentence: str) -> NoReturn:
    """Ends the command with status 2 and a sentence on standard error, without secrets."""
    typer.echo(redacted(sentence), err=True)
    raise typer.Exit(2)

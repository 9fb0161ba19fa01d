"""The tables brought up to this version beside a service that goes on reading: one migration at a time, one `migrate` at a
time, and none in the way of readers for longer than a moment. 升级.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.core.management import call_command
from django.db import OperationalError, connection
from psycopg import errors

LOCK_WAIT_MS = 500
"""How long a migration may wait for a lock: whoever reads that table meanwhile waits behind it. Less than PostgreSQL's
deadlock_timeout of a second, so that in a circle that closes late it is the migration that gives way.
"""

_DEADLOCK_MS = 100
"""Who waits in a circle with a migration is looked for by the migration first, so that it gives way and not the reader."""

TRIES = 60
_BETWEEN_TRIES = 1.0

_LOCK = 7_201_926
_OTHERS_WAITED_FOR = 120.0
_IN_THE_WAY = (errors.LockNotAvailable, errors.DeadlockDetected)


class NotMigrated(RuntimeError):
    """The tables are not this version's yet; what was made stands, and trying again goes on from there. The message, in
    Chinese and English, says why.
    """


def migrate(say: Callable[[str], None], *, verbosity: int = 1) -> None:
    """Makes every migration that is missing. `say` is told, in Chinese and English, when it waits.

    Each migration is a transaction of its own and is undone whole when a lock is not to be had within `LOCK_WAIT_MS`; it is
    then tried again, `TRIES` times in all. Raises `NotMigrated`, and `NoMemberRole` from the migration that needs the role.
    """
    with _alone(say), _giving_way():
        given_way(lambda: call_command("migrate", interactive=False, verbosity=verbosity), say)


def given_way(does: Callable[[], object], say: Callable[[str], None]) -> None:
    """Does what wants locks, and again where somebody held one: `TRIES` times in all. Raises `NotMigrated`."""
    for left in reversed(range(TRIES)):
        try:
            does()
            return
        except OperationalError as error:
            if not isinstance(error.__cause__, _IN_THE_WAY):
                raise
            if not left:
                raise NotMigrated(
                    "表一直被占用，升级未完成；请停止 haishao worker 与 clock 后再次运行 haishao migrate · tables were in "
                    "use all the time, so not all is migrated; stop haishao worker and clock, then run haishao migrate again"
                ) from error
        say(f"表正被使用，让路后重试 · a table is in use; gave way, trying again ({left} 次 left)")
        time.sleep(_BETWEEN_TRIES)


@contextmanager
def _alone(say: Callable[[str], None]) -> Iterator[None]:
    """Waits, for two minutes at most, until no other `migrate` is at work on this database."""
    give_up = time.monotonic() + _OTHERS_WAITED_FOR
    told = False
    while not _asked("SELECT pg_try_advisory_lock(%s)"):
        if time.monotonic() > give_up:
            raise NotMigrated(
                "另一个 haishao migrate 仍在运行；请等它结束后再运行 · "
                "another haishao migrate is still at work; run this again after it"
            )
        if not told:
            say("另一个 haishao migrate 正在运行，等待 · another haishao migrate is at work; waiting")
        told = True
        time.sleep(0.2)
    try:
        yield
    finally:
        if connection.is_usable():
            _asked("SELECT pg_advisory_unlock(%s)")


def _asked(statement: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(statement, [_LOCK])
        return bool(cursor.fetchone()[0])


@contextmanager
def _giving_way() -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute(f"SET lock_timeout = {LOCK_WAIT_MS}")
        cursor.execute("SELECT current_setting('is_superuser') = 'on'")
        (all_powerful,) = cursor.fetchone()
        if all_powerful:  # nobody else may set it
            cursor.execute(f"SET deadlock_timeout = {_DEADLOCK_MS}")
    try:
        yield
    finally:
        if connection.is_usable():
            with connection.cursor() as cursor:
                cursor.execute("RESET lock_timeout")
                if all_powerful:
                    cursor.execute("RESET deadlock_timeout")

"""The partitions of observations, by row id: made ahead of what comes in, dropped when nothing is left in them.

PostgreSQL's own functions do it (migration 0028), so that whoever takes in need not own the tables.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import OperationalError, connection, transaction
from psycopg.errors import LockNotAvailable

ROOM = 100_000
"""Row ids that must have a partition when an intake begins a batch: of several at once, each takes 20,000 at most."""

AHEAD = 1_000_000
"""Row ids that should have one already."""

_WAIT_MS = 3_000

log = logging.getLogger(__name__)


def make_room(least: int = ROOM) -> int:
    """Sees to it that the next `least` row ids have a partition, and returns how many were made. Safe to repeat, and for
    several at once.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT last_value FROM storage_observation_id_seq")
        past = cursor.fetchone()[0] + least
        cursor.execute("SELECT haishao_observations_end() > %s", [past])
        if cursor.fetchone()[0]:
            return 0
        with transaction.atomic():
            cursor.execute("SELECT haishao_make_observation_partitions(%s)", [past])
            return int(cursor.fetchone()[0])


def keep_partitions() -> None:
    """What the clock does of it: makes partitions ahead, and has the planner know how the whole has grown. What others hold
    locked waits for the next time.
    """
    with _unless_locked():
        make_room(AHEAD)
    with _unless_locked():
        analyse_grown()


def drop_empty() -> str | None:
    """Drops one partition that holds nothing any more and gets nothing more, and returns its name; None when there is none,
    or somebody holds it locked.
    """
    name: str | None = None
    with _unless_locked(), connection.cursor() as cursor:
        cursor.execute("SELECT haishao_drop_empty_observation_partition()")
        name = cursor.fetchone()[0]
    if name:
        log.info("%s held nothing any more; dropped", name)
    return name


@contextmanager
def _unless_locked() -> Iterator[None]:
    """A block that is undone where it had to wait for long; whoever asks for a table meanwhile waits behind it."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL lock_timeout = {_WAIT_MS}")
            yield
            cursor.execute("SET LOCAL lock_timeout = 0")
    except OperationalError as error:
        if not isinstance(error.__cause__, LockNotAvailable):
            raise
        log.info("partitions of observations are in use; next time")


_GROWN = """
SELECT coalesce(sum(greatest(part.reltuples, 0)), 0) > 1.2 * greatest(whole.reltuples, 0) + 1000
  FROM pg_class whole JOIN pg_inherits i ON i.inhparent = whole.oid JOIN pg_class part ON part.oid = i.inhrelid
 WHERE whole.oid = 'storage_observation'::regclass GROUP BY whole.reltuples
"""


def analyse_grown() -> bool:
    """PostgreSQL looks through each partition by itself, and never through the whole: done here when it grew by a fifth."""
    with connection.cursor() as cursor:
        cursor.execute(_GROWN)
        grown = bool(cursor.fetchone()[0])
        if grown:
            cursor.execute("SELECT haishao_analyse_observations()")
    return grown

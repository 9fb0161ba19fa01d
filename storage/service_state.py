"""Whether the service's parts do their work, as its database tells. All ages are by the database's own clock."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache

from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.migrations.loader import MigrationLoader

from storage.heartbeats import CLOCK
from storage.row_security import MEMBER

LONGEST_LOOK = 3
"""Seconds one statement may take."""


class DatabaseAway(RuntimeError):
    """The database cannot be reached, or does not answer in time; its text holds no address and no secret."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceState:
    """`pending` are migrations not made yet. `worker_age` and `clock_age` are the seconds since the last beat of any worker
    and of the clock, None where none ever beat; `workers` how many beat within `alive_within`; `waiting` the seconds the
    oldest job of each queue has been ready to run.
    """

    pending: tuple[str, ...]
    workers: int
    worker_age: float | None
    clock_age: float | None
    waiting: dict[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerState:
    """What the database server says of itself: its version (170002), its time as seconds since 1970, its user, whether that
    may take on the role of members, whether that role is above row-level security, the database's bytes, free connections,
    and where its files lie ("" when the user may not know).
    """

    version: int
    now: float
    user: str
    member_role: bool
    member_role_unsafe: bool
    size: int
    connections_left: int
    data_directory: str


_BEATS = """
SELECT (SELECT count(*) FROM procrastinate_workers WHERE last_heartbeat > clock_timestamp() - %(alive)s * interval '1 second'),
       (SELECT extract(epoch FROM clock_timestamp() - max(last_heartbeat)) FROM procrastinate_workers),
       (SELECT extract(epoch FROM clock_timestamp() - at) FROM storage_heartbeat WHERE name = %(clock)s)
"""
_WAITING = """
SELECT job.queue_name,
       extract(epoch FROM clock_timestamp() - min(greatest(job.scheduled_at, begun.at)))
  FROM procrastinate_jobs job
 CROSS JOIN LATERAL (SELECT max(event.at) AS at FROM procrastinate_events event WHERE event.job_id = job.id) begun
 WHERE job.status = 'todo' AND (job.scheduled_at IS NULL OR job.scheduled_at <= clock_timestamp())
   AND NOT EXISTS (SELECT FROM procrastinate_jobs other WHERE other.lock = job.lock AND other.status = 'doing')
 GROUP BY job.queue_name
"""
_FOLDERS = """
SELECT DISTINCT split_part(queue_name, '@', 2) AS folder
  FROM (SELECT queue_name FROM procrastinate_jobs ORDER BY id DESC LIMIT 20000) job
 WHERE queue_name LIKE '%@%' ORDER BY folder
"""
_SERVER = """
SELECT current_setting('server_version_num')::int, extract(epoch FROM clock_timestamp()), session_user::text,
       EXISTS (SELECT FROM pg_roles WHERE rolname = %(member)s) AND pg_has_role(session_user, %(member)s, 'MEMBER'),
       EXISTS (SELECT FROM pg_roles WHERE rolname = %(member)s AND (rolsuper OR rolbypassrls)),
       pg_database_size(current_database()),
       current_setting('max_connections')::int - (SELECT count(*) FROM pg_stat_activity WHERE datname IS NOT NULL),
       CASE WHEN pg_has_role(current_user, 'pg_read_all_settings', 'USAGE') THEN current_setting('data_directory') ELSE '' END
"""


@contextmanager
def quick_look() -> Iterator[None]:
    """A block whose statements end after `LONGEST_LOOK` seconds. Raises `DatabaseAway`."""
    try:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute(f"SET LOCAL statement_timeout = '{LONGEST_LOOK}s'")
            yield
    except (OperationalError, InterfaceError) as error:
        raise DatabaseAway(type(error).__name__) from error


def service_state(*, alive_within: float) -> ServiceState:
    """The state now. Raises `DatabaseAway`."""
    with quick_look(), connection.cursor() as cursor:
        pending = pending_migrations()
        if pending:  # the tables asked below may be missing
            return ServiceState(pending=pending, workers=0, worker_age=None, clock_age=None, waiting={})
        cursor.execute(_BEATS, {"alive": alive_within, "clock": CLOCK})
        workers, worker_age, clock_age = cursor.fetchone()
        cursor.execute(_WAITING)
        waiting = {queue: max(0.0, float(age)) for queue, age in cursor.fetchall()}
    return ServiceState(
        pending=(),
        workers=int(workers),
        worker_age=None if worker_age is None else float(worker_age),
        clock_age=None if clock_age is None else float(clock_age),
        waiting=waiting,
    )


def folders_in_use() -> tuple[str, ...]:
    """The names of the folders of runs that steps of the newest jobs were for."""
    with connection.cursor() as cursor:
        cursor.execute(_FOLDERS)
        return tuple(str(row[0]) for row in cursor.fetchall())


def server_state() -> ServerState:
    """What the server says of itself. Raises `DatabaseAway`."""
    with quick_look(), connection.cursor() as cursor:
        # pg_has_role is asked of a role by name, and must not be where there is none
        cursor.execute("SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = %s)", [MEMBER])
        known = bool(cursor.fetchone()[0])
        asked = (
            _SERVER if known else _SERVER.replace("pg_has_role(session_user, %(member)s, 'MEMBER')", "false")
        )
        cursor.execute(asked, {"member": MEMBER})
        version, now, user, member, unsafe, size, left, files = cursor.fetchone()
    return ServerState(
        version=int(version),
        now=float(now),
        user=str(user),
        member_role=bool(member),
        member_role_unsafe=bool(unsafe),
        size=int(size),
        connections_left=int(left),
        data_directory=str(files),
    )


def pending_migrations() -> tuple[str, ...]:
    """The migrations of this version that the database has not made."""
    names = connection.introspection.table_names()
    made: set[tuple[str, str]] = set()
    if "django_migrations" in names:
        with connection.cursor() as cursor:
            cursor.execute("SELECT app, name FROM django_migrations")
            made = set(cursor.fetchall())
    return tuple(f"{app}.{name}" for app, name in _newest() if (app, name) not in made)


@cache
def _newest() -> tuple[tuple[str, str], ...]:
    """The last migration of each app, as the files have them."""
    return tuple(sorted(MigrationLoader(None).graph.leaf_nodes()))


def drop_connection() -> None:
    """Closes the connection of this thread, which is about to end."""
    connection.close()

"""What a backup asks of the database, and what a restore does to it. 备份与恢复."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import connection, transaction
from django.db.migrations.loader import MigrationLoader
from django.utils import timezone

from storage.database_roles import cure, make_roles
from storage.models import Attempt, CrawlRun, Delivery, Response, Session
from storage.row_security import NoMemberRole, make_member_role

_LOCK = 7_201_927
"""Held by a backup from its first look to its last file: no second one runs, and no evidence is deleted."""

HELD = "haishao: 恢复备份时暂缓 · held when a backup was restored"
"""How the last try of a held delivery begins."""

_TABLES = """
SELECT relname FROM pg_class
 WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'p') AND NOT relispartition ORDER BY relname
"""
_OURS = frozenset({"django_migrations", "django_content_type", "auth_permission"})
_OTHERS_HERE = """
SELECT count(*) FROM pg_stat_activity
 WHERE datname = current_database() AND backend_type = 'client backend' AND pid <> pg_backend_pid()
"""
_PUT_BACK = """
UPDATE procrastinate_jobs job SET status = 'todo', worker_id = NULL, abort_requested = false
 WHERE status = 'doing'
   AND NOT EXISTS (SELECT FROM procrastinate_jobs other
                    WHERE other.queueing_lock = job.queueing_lock AND other.status = 'todo')
   AND NOT EXISTS (SELECT FROM procrastinate_jobs other
                    WHERE other.queueing_lock = job.queueing_lock AND other.status = 'doing' AND other.id < job.id)
"""


class Busy(RuntimeError):
    """Another backup of this database runs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """One moment of the database: its name for pg_dump, rows by table, the migrations made, the server's version (180002), the
    database's bytes, and the files of evidence its rows rest on, as paths in the folder of runs.
    """

    name: str
    rows: dict[str, int]
    schema: tuple[str, ...]
    server: int
    size: int
    evidence: frozenset[str]


@contextmanager
def evidence_held() -> Iterator[None]:
    """A block in which no other backup begins and no evidence is deleted. Raises `Busy`."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [_LOCK])
        if not cursor.fetchone()[0]:
            raise Busy
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [_LOCK])


def may_drop_evidence() -> bool:
    """False while a backup copies the evidence; if true, none begins before the surrounding transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock_shared(%s)", [_LOCK])
        return bool(cursor.fetchone()[0])


@contextmanager
def snapshot() -> Iterator[Snapshot]:
    """The database as it is now, for as long as the block runs, whatever is written meanwhile."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        cursor.execute(
            "SELECT pg_export_snapshot(), current_setting('server_version_num')::int, pg_database_size(current_database())"
        )
        name, server, size = cursor.fetchone()
        rows, schema, evidence = table_rows(), migrations_made(), evidence_named()
        yield Snapshot(
            name=str(name), rows=rows, schema=schema, server=int(server), size=int(size), evidence=evidence
        )


def table_rows() -> dict[str, int]:
    """How many rows each table has, its partitions among them."""
    found = {}
    with connection.cursor() as cursor:
        cursor.execute(_TABLES)
        for (table,) in cursor.fetchall():
            cursor.execute(f"SELECT count(*) FROM {connection.ops.quote_name(table)}")  # nosec B608 # quoted
            found[str(table)] = int(cursor.fetchone()[0])
    return found


def migrations_made() -> tuple[str, ...]:
    """Every migration the database has made, as `app.name`; none where there are no tables."""
    if "django_migrations" not in connection.introspection.table_names():
        return ()
    with connection.cursor() as cursor:
        cursor.execute("SELECT app || '.' || name FROM django_migrations ORDER BY 1")
        return tuple(row[0] for row in cursor.fetchall())


def unknown_migrations(schema: tuple[str, ...]) -> tuple[str, ...]:
    """Those of these migrations that this version does not have: the tables were made by a newer one."""
    known = {f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations}
    replaced = {
        f"{app}.{name}"
        for one in MigrationLoader(None).disk_migrations.values()
        for app, name in one.replaces
    }
    return tuple(name for name in schema if name not in known | replaced)


def evidence_named() -> frozenset[str]:
    """The files that kept answers stand in, as paths in the folder of runs."""
    named = Response.objects.filter(dropped_at__isnull=True).exclude(file="").values_list("run_id", "file")
    files: dict[int, list[str]] = {}
    for run_id, file in named.distinct().iterator():
        files.setdefault(run_id, []).append(file)
    runs = CrawlRun.objects.filter(pk__in=list(files)).iterator() if files else ()
    return frozenset(f"{run.folder}/{file}" for run in runs for file in files[run.pk])


def database_name() -> str:
    """The name of the database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_database()")
        return str(cursor.fetchone()[0])


def server_version() -> int:
    """The server's version, as 180002."""
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version_num")
        return int(cursor.fetchone()[0])


def has_rows() -> bool:
    """True when the database holds anything but what `haishao migrate` itself puts there."""
    return any(count for table, count in table_rows().items() if table not in _OURS)


def others_connected() -> int:
    """How many others have this database open."""
    with connection.cursor() as cursor:
        cursor.execute(_OTHERS_HERE)
        return int(cursor.fetchone()[0])


def make_empty() -> None:
    """Drops every table, function and type of the schema, and sees to it that the roles are there. Raises
    `NoMemberRole`.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT current_schema()")
        schema = connection.ops.quote_name(cursor.fetchone()[0])
        cursor.execute(f"DROP SCHEMA {schema} CASCADE")
        cursor.execute(f"CREATE SCHEMA {schema}")
    make_their_roles()


def make_their_roles() -> None:
    """Sees to it that the roles a dump speaks of are there, which are the server's and in no dump. Raises `NoMemberRole`."""
    with connection.schema_editor() as editor:
        make_member_role(None, editor)
    if not make_roles():
        raise NoMemberRole(
            "备份需要的数据库角色不存在，且当前用户无权建立；请由数据库管理员执行后重试 · "
            "the backup speaks of roles that are not here and that this user may not make; a database administrator runs this, "
            f"then restore again: {cure(str(connection.settings_dict['USER']))}"
        )


def settle(*, hold: bool) -> int:
    """What a restored database must be told, in one transaction: no worker of the old machine lives, jobs they had are to be
    run again, whoever was signed in signs in anew; with `hold`, deliveries whose time has come are dead letters until a person
    wakes them, since they may have been sent after the backup. Returns how many are held.
    """
    now = timezone.now()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_PUT_BACK)
        # What is left waits again under the same key already; it must only stop looking busy.
        cursor.execute("UPDATE procrastinate_jobs SET status = 'failed' WHERE status = 'doing'")
        cursor.execute("DELETE FROM procrastinate_workers")
        cursor.execute("DELETE FROM storage_heartbeat")
        Session.objects.all().delete()
        if not hold:
            return 0
        due = Delivery.objects.select_for_update().filter(state="pending", next_try_at__lte=now)
        ids = list(due.values_list("pk", flat=True))
        Delivery.objects.filter(pk__in=ids).update(state="failed")
        Attempt.objects.bulk_create(
            (Attempt(delivery_id=pk, accepted=False, answer=HELD) for pk in ids), batch_size=2_000
        )
    return len(ids)


def held_deliveries() -> list[int]:
    """The deliveries a restore held and nobody has woken."""
    held = Delivery.objects.filter(state="failed", attempts__answer=HELD)
    return sorted(held.values_list("pk", flat=True).distinct())

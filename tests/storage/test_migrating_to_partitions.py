"""A database full of data goes over to partitions with every row, id, foreign key and promise."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, connections, transaction
from django.db.backends.utils import CursorWrapper

BEFORE, NAME = "0027_same_sign", "haishao_before_partitions"
ROWS = 3_000

_FILLED = f"""
INSERT INTO storage_crawlrun (source, state, reason_zh, reason_en, started_at, kept, added, faults, register_version)
VALUES ('s', 'ok', '', '', now(), 0, 0, 0, 0);
INSERT INTO storage_observation (run_id, current, kind, source, ref, content_hash, sign, office, holders, representative, goods,
    classes, feature, status, madrid, url, image_url, provenance, brand, event, stand, docket, text, seen_at)
SELECT (SELECT id FROM storage_crawlrun), n % 2 = 0, 'filing', 's', (n / 2)::text, sha256(n::text::bytea), 'SIGN ' || n, 'US',
       '[]', '', '[]', '{{9}}', '', '', false, '', '', 'live', '', '', '', '', '', now()
  FROM generate_series(1, {ROWS}) n;
INSERT INTO storage_registerentry (observation_id, day, keys) SELECT id, current_date, '{{1}}' FROM storage_observation;
"""
_SUM = (
    "SELECT count(*), min(id), max(id), md5(string_agg(o::text, '|' ORDER BY id)) FROM storage_observation o"
)


@contextmanager
def another_database() -> Iterator[CursorWrapper]:
    """A database of its own beside the tests', under the alias `NAME`."""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {NAME}")
        cursor.execute(f"CREATE DATABASE {NAME}")
    connections.databases[NAME] = {**connections.databases["default"], "NAME": NAME}
    try:
        yield connections[NAME].cursor()
    finally:
        connections[NAME].close()
        del connections.databases[NAME]
        with connection.cursor() as cursor:
            cursor.execute(f"DROP DATABASE {NAME} WITH (FORCE)")


def asked(cursor: CursorWrapper, query: str) -> tuple[object, ...]:
    cursor.execute(query)
    return cursor.fetchone()


def test_a_full_database_goes_over_with_everything() -> None:
    with another_database() as cursor:
        call_command("migrate", "storage", BEFORE, database=NAME, verbosity=0)
        cursor.execute(_FILLED)
        before = asked(cursor, _SUM)
        call_command("migrate", "storage", "0028_partitions", database=NAME, verbosity=0)
        assert asked(cursor, _SUM) == before
        assert asked(
            cursor, "SELECT count(*), count(DISTINCT observation_id) FROM storage_observationkey"
        ) == (ROWS, ROWS)
        cursor.execute(
            "SELECT conrelid::regclass::text, convalidated FROM pg_constraint"
            " WHERE contype = 'f' AND confrelid = 'storage_observation'::regclass ORDER BY 1"
        )
        assert cursor.fetchall() == [
            (table, True)
            for table in ("storage_look", "storage_match", "storage_ownsighting", "storage_registerentry")
        ]
        with pytest.raises(IntegrityError), transaction.atomic(using=NAME):
            cursor.execute("DELETE FROM storage_observation WHERE id = 7; SET CONSTRAINTS ALL IMMEDIATE")
        with pytest.raises(IntegrityError), transaction.atomic(using=NAME):
            cursor.execute(
                "INSERT INTO storage_observationkey SELECT source, ref, content_hash, 1 FROM storage_observation"
            )
        taken = (
            "INSERT INTO storage_observation SELECT (jsonb_populate_record(o, jsonb_build_object('id', nextval("
            "'storage_observation_id_seq')))).* FROM storage_observation o WHERE id = 7 RETURNING id"
        )
        assert asked(cursor, taken) == (ROWS + 1,)

"""Observations lie in partitions of a million row ids each; what makes a sighting the same is kept in a table of keys.

Readers read on meanwhile, but for the moment of the exchange; whoever writes observations waits. A migration that was cut short
is run again.
"""

import time

from django.db import OperationalError, migrations, models, transaction
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.backends.utils import CursorWrapper

from storage.row_security import protected

_WIDTH = 1_000_000
_LOCK_TRIES = 60
_LOCK_SECONDS = 0.5

_KEYS = """
CREATE TABLE storage_observationkey (source text NOT NULL, ref text NOT NULL, content_hash bytea NOT NULL, observation_id bigint NOT NULL);
INSERT INTO storage_observationkey SELECT source, ref, content_hash, id FROM storage_observation;
ALTER TABLE storage_observationkey ADD PRIMARY KEY (source, ref, content_hash);
ANALYZE storage_observationkey;
"""

_FUNCTIONS = """
CREATE FUNCTION haishao_observations_end() RETURNS bigint LANGUAGE sql STABLE SECURITY DEFINER SET search_path = {schema}, pg_temp AS $$
    SELECT max(substring(pg_get_expr(c.relpartbound, c.oid) FROM $re$TO \\('?(\\d+)'?\\)$re$)::bigint)
      FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
     WHERE i.inhparent = 'storage_observation'::regclass
$$;
CREATE FUNCTION haishao_make_observation_partitions(past bigint) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = {schema}, pg_temp AS $$
DECLARE
    start bigint; made integer := 0; name text;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('haishao makes partitions of observations'));
    LOOP
        start := haishao_observations_end();
        EXIT WHEN start > past OR made = 100;
        name := 'storage_observation_' || start / {width};
        EXECUTE format('CREATE TABLE %I (LIKE storage_observation INCLUDING DEFAULTS INCLUDING CONSTRAINTS INCLUDING STORAGE)', name);
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
        EXECUTE format('ALTER TABLE storage_observation ATTACH PARTITION %I FOR VALUES FROM (%s) TO (%s)', name, start, start + {width});
        made := made + 1;
    END LOOP;
    RETURN made;
END $$;
CREATE FUNCTION haishao_drop_empty_observation_partition() RETURNS text
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = {schema}, pg_temp AS $$
DECLARE
    one record; held boolean;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('haishao makes partitions of observations'));
    FOR one IN
        SELECT c.oid::regclass::text AS name, substring(pg_get_expr(c.relpartbound, c.oid) FROM $re$TO \\('?(\\d+)'?\\)$re$)::bigint AS stop
          FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
         WHERE i.inhparent = 'storage_observation'::regclass ORDER BY stop
    LOOP
        -- Ids within half a partition of the newest may have been drawn by an intake that has not ended.
        EXIT WHEN one.stop + {width} / 2 > (SELECT last_value FROM storage_observation_id_seq);
        EXECUTE format('SELECT EXISTS (SELECT FROM %s)', one.name) INTO held;
        CONTINUE WHEN held;
        EXECUTE format('LOCK TABLE storage_observation, %s IN ACCESS EXCLUSIVE MODE', one.name);
        EXECUTE format('SELECT EXISTS (SELECT FROM %s)', one.name) INTO held;
        CONTINUE WHEN held;
        EXECUTE format('ALTER TABLE storage_observation DETACH PARTITION %s', one.name);
        EXECUTE format('DROP TABLE %s', one.name);
        RETURN one.name;
    END LOOP;
    RETURN NULL;
END $$;
CREATE FUNCTION haishao_analyse_observations() RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = {schema}, pg_temp AS $$
BEGIN
    ANALYZE storage_observation;
END $$;
CREATE FUNCTION haishao_forget_keys() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = {schema}, pg_temp AS $$
BEGIN
    DELETE FROM storage_observationkey k USING gone
     WHERE k.source = gone.source AND k.ref = gone.ref AND k.content_hash = gone.content_hash;
    RETURN NULL;
END $$;
REVOKE ALL ON FUNCTION haishao_make_observation_partitions(bigint), haishao_drop_empty_observation_partition(),
    haishao_analyse_observations(), haishao_observations_end(), haishao_forget_keys() FROM PUBLIC;
CREATE TRIGGER forget_keys AFTER DELETE ON storage_observation REFERENCING OLD TABLE AS gone
    FOR EACH STATEMENT EXECUTE FUNCTION haishao_forget_keys();
"""


def _partitioned(cursor: CursorWrapper) -> bool:
    cursor.execute("SELECT relkind = 'p' FROM pg_class WHERE oid = 'storage_observation'::regclass")
    return bool(cursor.fetchone()[0])


def _next_id(cursor: CursorWrapper) -> int:
    cursor.execute("SELECT pg_get_serial_sequence('storage_observation', 'id')")
    (sequence,) = cursor.fetchone()
    cursor.execute(f"SELECT last_value + is_called::int FROM {sequence}")  # nosec B608 # a name PostgreSQL gave
    return int(cursor.fetchone()[0])


def _promise(_apps: object, editor: BaseDatabaseSchemaEditor) -> None:
    """A constraint that holds already lets the table become a partition without being read under a lock."""
    with editor.connection.cursor() as cursor:
        if _partitioned(cursor):
            return
        end = ((_next_id(cursor) + _WIDTH // 10) // _WIDTH + 1) * _WIDTH
        with transaction.atomic(using=editor.connection.alias):
            cursor.execute(
                "ALTER TABLE storage_observation DROP CONSTRAINT IF EXISTS observation_first_ids,"
                f" ADD CONSTRAINT observation_first_ids CHECK (id < {end}) NOT VALID"
            )
        cursor.execute("ALTER TABLE storage_observation VALIDATE CONSTRAINT observation_first_ids")


def _exchange(_apps: object, editor: BaseDatabaseSchemaEditor) -> None:
    """Puts a partitioned table in the place of the table, which becomes its first partition."""
    with transaction.atomic(using=editor.connection.alias), editor.connection.cursor() as cursor:
        if _partitioned(cursor):
            return
        cursor.execute("LOCK TABLE storage_observation IN SHARE ROW EXCLUSIVE MODE")
        cursor.execute(_KEYS)
        cursor.execute(
            "SELECT conname, conrelid::regclass::text, pg_get_constraintdef(oid) FROM pg_constraint"
            " WHERE contype = 'f' AND confrelid = 'storage_observation'::regclass"
        )
        pointing = cursor.fetchall()
        _alone(cursor, [*sorted({table for _, table, _ in pointing}), "storage_observation"])
        for name, table, _ in pointing:
            cursor.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')
        grants, policies = _rights(cursor)
        _replace(cursor)
        for name, table, says in pointing:
            cursor.execute(f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {says} NOT VALID')
        _give_rights(cursor, grants, policies)
        cursor.execute("SELECT quote_ident(current_schema())")
        (schema,) = cursor.fetchone()
        cursor.execute(_FUNCTIONS.format(schema=schema, width=_WIDTH))
        cursor.execute("SELECT haishao_make_observation_partitions(%s)", [_next_id(cursor) + _WIDTH])


def _alone(cursor: CursorWrapper, tables: list[str]) -> None:
    """Locks tables against everybody; nobody waits for this longer than `_LOCK_SECONDS` at a time."""
    for tried in range(1, _LOCK_TRIES + 1):
        try:
            with transaction.atomic(using=cursor.db.alias):
                cursor.execute(f"SET LOCAL lock_timeout = '{int(_LOCK_SECONDS * 1000)}ms'")
                cursor.execute(f"LOCK TABLE {', '.join(tables)} IN ACCESS EXCLUSIVE MODE")
                cursor.execute(f"SET LOCAL lock_timeout = '{int(_LOCK_SECONDS * 1000)}ms'")
            return
        except OperationalError:
            if tried == _LOCK_TRIES:
                raise
            time.sleep(1)


def _rights(cursor: CursorWrapper) -> tuple[list[tuple[str, str]], list[tuple[str, ...]]]:
    """Who may do what with the table, and every policy that speaks of it."""
    cursor.execute(
        "SELECT right_.privilege_type, CASE right_.grantee WHEN 0 THEN 'PUBLIC' ELSE right_.grantee::regrole::text END"
        "  FROM pg_class c, aclexplode(c.relacl) AS right_"
        " WHERE c.oid = 'storage_observation'::regclass AND right_.grantee <> c.relowner"
    )
    grants = cursor.fetchall()
    cursor.execute(
        "SELECT quote_ident(tablename), quote_ident(policyname), permissive, array_to_string(roles, ', '), cmd, qual, with_check"
        "  FROM pg_policies WHERE schemaname = current_schema()"
        r"   AND (tablename = 'storage_observation' OR concat(qual, ' ', with_check) ~ '\mstorage_observation\M')"
    )
    return grants, cursor.fetchall()


def _give_rights(
    cursor: CursorWrapper, grants: list[tuple[str, str]], policies: list[tuple[str, ...]]
) -> None:
    cursor.execute("ALTER TABLE storage_observation ENABLE ROW LEVEL SECURITY")
    for right, grantee in grants:
        cursor.execute(f"REVOKE ALL ON storage_observation_0 FROM {grantee}")
        cursor.execute(f"GRANT {right} ON storage_observation TO {grantee}")
    for table, name, permissive, roles, command, using, check in policies:
        cursor.execute(
            f"DROP POLICY {name} ON {'storage_observation_0' if table == 'storage_observation' else table}"
        )
        cursor.execute(
            f"CREATE POLICY {name} ON {table} AS {permissive} FOR {command} TO {roles}"
            f"{f' USING ({using})' if using else ''}{f' WITH CHECK ({check})' if check else ''}"
        )


def _replace(cursor: CursorWrapper) -> None:
    first_free = _next_id(cursor)
    cursor.execute(
        "SELECT substring(pg_get_constraintdef(oid) FROM '\\d+') FROM pg_constraint"
        " WHERE conname = 'observation_first_ids' AND conrelid = 'storage_observation'::regclass"
    )
    (end,) = cursor.fetchone()
    cursor.execute(
        "ALTER TABLE storage_observation DROP CONSTRAINT one_sighting, ALTER id DROP IDENTITY IF EXISTS"
    )
    cursor.execute(
        "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint"
        " WHERE conrelid = 'storage_observation'::regclass AND contype IN ('p', 'f')"
    )
    constraints = cursor.fetchall()
    cursor.execute(
        "SELECT c.relname, i.indisprimary, pg_get_indexdef(c.oid) FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid"
        " WHERE i.indrelid = 'storage_observation'::regclass"
    )
    indexes = cursor.fetchall()
    cursor.execute("ALTER TABLE storage_observation RENAME TO storage_observation_0")
    for name, _, _ in indexes:
        cursor.execute(f'ALTER INDEX "{name}" RENAME TO "{name[:60]}_0"')
    cursor.execute(
        "CREATE TABLE storage_observation (LIKE storage_observation_0 INCLUDING ALL EXCLUDING INDEXES EXCLUDING IDENTITY)"
        " PARTITION BY RANGE (id)"
    )
    cursor.execute(
        "ALTER TABLE storage_observation DROP CONSTRAINT observation_first_ids,"
        f" ALTER id ADD GENERATED BY DEFAULT AS IDENTITY (START WITH {first_free})"
    )
    for name, says in constraints:
        cursor.execute(f'ALTER TABLE storage_observation ADD CONSTRAINT "{name}" {says}')
    for _, primary, says in indexes:
        if not primary:
            cursor.execute(says)
    cursor.execute(
        "ALTER TABLE storage_observation ATTACH PARTITION storage_observation_0"
        f" FOR VALUES FROM (MINVALUE) TO ({end})"
    )
    cursor.execute("ALTER TABLE storage_observation_0 DROP CONSTRAINT observation_first_ids")


def _validate(_apps: object, editor: BaseDatabaseSchemaEditor) -> None:
    """Has the foreign keys checked row by row, and the planner know the new table; nobody waits for it."""
    with editor.connection.cursor() as cursor:
        cursor.execute(
            "SELECT quote_ident(conname), conrelid::regclass::text FROM pg_constraint"
            " WHERE contype = 'f' AND NOT convalidated AND confrelid = 'storage_observation'::regclass"
        )
        for name, table in cursor.fetchall():
            cursor.execute(f"ALTER TABLE {table} VALIDATE CONSTRAINT {name}")
        cursor.execute("ANALYZE storage_observation")


class Migration(migrations.Migration):

    atomic = False
    dependencies = [("storage", "0027_same_sign")]

    operations = [
        migrations.RunPython(_promise),
        migrations.RunPython(_exchange),
        migrations.RunPython(_validate),
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.RemoveConstraint("observation", "one_sighting"),
                migrations.CreateModel(
                    name="ObservationKey",
                    fields=[
                        (
                            "pk",
                            models.CompositePrimaryKey(
                                "source",
                                "ref",
                                "content_hash",
                                blank=True,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        ("source", models.TextField()),
                        ("ref", models.TextField()),
                        ("content_hash", models.BinaryField(max_length=32)),
                        ("observation_id", models.BigIntegerField()),
                    ],
                ),
            ]
        ),
        protected("storage_observationkey"),
    ]

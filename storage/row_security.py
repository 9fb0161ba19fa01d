"""Row-level security: what a migration says of a table, so that PostgreSQL itself shows a member of an enterprise only
what is the enterprise's. [docs/security.md] tells how the console uses it.
"""

from collections.abc import Iterable

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations import RunSQL

MEMBER = "haishao_member"
"""The role of PostgreSQL that a request of anybody but staff runs as: no owner, no superuser, cannot log in."""

OWN = "ANY ((SELECT haishao_enterprises())::bigint[])"
"""The row ids of the enterprises a request is bound to, as the right side of `=`."""

ADMINISTERED = "ANY ((SELECT haishao_administered())::bigint[])"
"""The same of the enterprises whose brands whoever asks may change."""

FUNCTIONS = """
CREATE OR REPLACE FUNCTION haishao_enterprises() RETURNS bigint[] LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT string_to_array(nullif(current_setting('haishao.enterprises', true), ''), ',')::bigint[]
$$;
CREATE OR REPLACE FUNCTION haishao_contact() RETURNS bigint LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT nullif(current_setting('haishao.contact', true), '')::bigint
$$;
"""
"""Both are null, and so no row is shown, unless the transaction said otherwise."""

ADMINISTERED_FUNCTION = """
CREATE OR REPLACE FUNCTION haishao_administered() RETURNS bigint[] LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT string_to_array(nullif(current_setting('haishao.administers', true), ''), ',')::bigint[]
$$;
"""
"""Null, and so no row may be written, unless the transaction said otherwise."""


class NoMemberRole(RuntimeError):
    """The role `haishao_member` is not there, or not to be used, and the user of DATABASE_URL may not change that; the message
    names the statements that a database administrator runs.
    """


def protected(
    table: str,
    *,
    sees: str = "",
    shows: Iterable[str] = (),
    adds: bool = False,
    changes: Iterable[str] = (),
    writes_only: str = "",
) -> RunSQL:
    """The migration step that puts a table under row-level security.

    `sees` is the condition under which a member is shown a row, "" for never; `shows` names the columns, all of them
    when none is named. With `adds` a member may insert such rows,
    and change the columns named in `changes`. `writes_only` is the condition of rows that may be inserted and never
    read. The tables' owner, as whom workers, the command line and staff ask, is bound by none of it.
    """
    does = [f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY"]
    if sees:
        does += [
            f"CREATE POLICY {MEMBER} ON {table} TO {MEMBER} USING ({sees}) WITH CHECK ({sees})",
            f"GRANT SELECT{f' ({shown})' if (shown := ', '.join(shows)) else ''} ON {table} TO {MEMBER}",
        ]
    if writes_only:
        does.append(f"CREATE POLICY {MEMBER} ON {table} FOR INSERT TO {MEMBER} WITH CHECK ({writes_only})")
    if adds or writes_only:
        does.append(f"GRANT INSERT ON {table} TO {MEMBER}")
    if columns := ", ".join(changes):
        does.append(f"GRANT UPDATE ({columns}) ON {table} TO {MEMBER}")
    undoes = [
        f"DROP POLICY IF EXISTS {MEMBER} ON {table}",
        f"REVOKE ALL ON {table} FROM {MEMBER}",
        f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY",
    ]
    return RunSQL(sql="; ".join(does), reverse_sql="; ".join(undoes))


def written_where(table: str, condition: str, *, changes: Iterable[str]) -> RunSQL:
    """The migration step that lets a member insert rows of a protected table, and change these columns, under a condition
    narrower than that under which it sees them.
    """
    columns = ", ".join(changes)
    does = [
        f"CREATE POLICY {MEMBER}_adds ON {table} AS RESTRICTIVE FOR INSERT TO {MEMBER} WITH CHECK ({condition})",
        f"CREATE POLICY {MEMBER}_changes ON {table} AS RESTRICTIVE FOR UPDATE TO {MEMBER} "
        f"USING ({condition}) WITH CHECK ({condition})",
        f"GRANT INSERT, UPDATE ({columns}) ON {table} TO {MEMBER}",
    ]
    undoes = [
        f"DROP POLICY IF EXISTS {MEMBER}_adds ON {table}",
        f"DROP POLICY IF EXISTS {MEMBER}_changes ON {table}",
        f"REVOKE INSERT, UPDATE ({columns}) ON {table} FROM {MEMBER}",
    ]
    return RunSQL(sql="; ".join(does), reverse_sql="; ".join(undoes))


def make_member_role(_apps: object, editor: BaseDatabaseSchemaEditor) -> None:
    """The migration step that makes the role, and lets the user of DATABASE_URL take it on. Safe to repeat: the role
    belongs to the whole server, and another database there may have made it. Raises `NoMemberRole`.
    """
    with editor.connection.cursor() as cursor:
        cursor.execute(
            "SELECT session_user, rolsuper, rolcreaterole FROM pg_roles WHERE rolname = session_user"
        )
        user, all_powerful, makes_roles = cursor.fetchone()
        cursor.execute("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = %s", [MEMBER])
        known = cursor.fetchone()
        if known is None and not (all_powerful or makes_roles):
            raise NoMemberRole(_cure(user))
        if known is None:
            cursor.execute(f"CREATE ROLE {MEMBER} NOLOGIN NOINHERIT")
        elif known[0]:
            raise NoMemberRole(
                f"角色 {MEMBER} 不受行级安全约束 · the role {MEMBER} is above row-level security; "
                f"run as a database administrator: ALTER ROLE {MEMBER} NOSUPERUSER NOBYPASSRLS"
            )
        cursor.execute("SELECT current_setting('server_version_num')::int >= 160000")
        (newer,) = cursor.fetchone()
        cursor.execute("SELECT pg_has_role(session_user, %s, %s)", [MEMBER, "SET" if newer else "MEMBER"])
        if not cursor.fetchone()[0]:
            _let_take_on(cursor, user, newer=newer, made_here=known is None, makes_roles=makes_roles)
        cursor.execute("SELECT current_schema()")
        (schema,) = cursor.fetchone()
        cursor.execute(f"GRANT USAGE ON SCHEMA {editor.quote_name(schema)} TO {MEMBER}")


def _let_take_on(cursor: object, user: str, *, newer: bool, made_here: bool, makes_roles: bool) -> None:
    """Before PostgreSQL 16 whoever may make roles may grant any; since then only those made by itself."""
    if not (made_here or (makes_roles and not newer)):
        raise NoMemberRole(_cure(user))
    quoted = '"' + user.replace('"', '""') + '"'
    how = " WITH SET TRUE, INHERIT FALSE" if newer else ""
    cursor.execute(f"GRANT {MEMBER} TO {quoted}{how}")  # type: ignore[attr-defined]


def _cure(user: str) -> str:
    return (
        f"数据库用户 {user} 无权建立或使用角色 {MEMBER}；请由数据库管理员执行下列语句，再运行 haishao migrate · the database "
        f"user {user} may not make or take on the role {MEMBER}; let a database administrator run this, then haishao migrate "
        f'again:\n    CREATE ROLE {MEMBER} NOLOGIN;  -- unless it is there\n    GRANT {MEMBER} TO "{user}";'
    )

"""What PostgreSQL refuses the workers and the console, whatever runs in them."""

import pytest
from django.db import ProgrammingError, connection, transaction

from storage.database_roles import CONSOLE, READER, RIGHTS, SERVICE, grant_rights, tables_here

pytestmark = pytest.mark.usefixtures("db")

REFUSED_TO_ALL = [
    "UPDATE storage_auditentry SET about = 'nothing'",
    "TRUNCATE storage_auditentry",
    "DELETE FROM storage_evidencelink",
    "UPDATE storage_evidencelink SET number = number",
    "DROP TRIGGER append_only ON storage_auditentry",
    "ALTER TABLE storage_auditentry DISABLE TRIGGER ALL",
    "ALTER TABLE storage_alert DISABLE ROW LEVEL SECURITY",
    "CREATE TABLE public.mine (a int)",
    "TRUNCATE storage_alert",
    "DROP TABLE storage_alert",
    "DELETE FROM django_migrations",
    "SET session_replication_role = replica",
]
REFUSED = {
    SERVICE: [
        "SELECT password FROM auth_user",
        "SELECT data FROM mfa_authenticator",
        "UPDATE auth_user SET is_staff = true",
        "INSERT INTO storage_session (session_key) VALUES ('x')",
    ],
    CONSOLE: [
        "DELETE FROM storage_auditentry",
        "SELECT * FROM storage_accesstoken",
        "DELETE FROM storage_observation",
        "UPDATE storage_match SET tier = 'low'",
        "UPDATE storage_response SET sha256 = ''",
        "DELETE FROM auth_user",
    ],
    READER: [
        "SELECT password FROM auth_user",
        "SELECT secret FROM storage_contact",
        "INSERT INTO storage_alert DEFAULT VALUES",
    ],
}


def ask(role: str, statement: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL ROLE {role}")
        cursor.execute(statement)
        cursor.execute("RESET ROLE")


def test_every_table_is_classified_and_none_that_is_not_there() -> None:
    assert tables_here() == set(RIGHTS)


@pytest.mark.parametrize(
    ("role", "statement"),
    [(role, statement) for role, own in REFUSED.items() for statement in [*REFUSED_TO_ALL, *own]],
)
def test_it_is_refused(role: str, statement: str) -> None:
    with pytest.raises(ProgrammingError, match=r"permission denied|must be owner"):
        ask(role, statement)


def test_what_each_needs_it_may() -> None:
    for statement in ("CREATE TEMP TABLE mine (a int)", "SELECT id, username FROM auth_user"):
        ask(SERVICE, statement)
    ask(CONSOLE, "SELECT password FROM auth_user")
    ask(CONSOLE, "SET LOCAL ROLE haishao_member")
    ask(READER, "SELECT count(*) FROM storage_alert")


def test_rights_given_twice_are_the_same_and_one_too_many_is_taken_back() -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"GRANT UPDATE ON storage_auditentry TO {CONSOLE}")
    assert grant_rights()
    with pytest.raises(ProgrammingError, match="permission denied"):
        ask(CONSOLE, "UPDATE storage_auditentry SET about = ''")

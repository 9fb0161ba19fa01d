"""A login of its own for a part of the service, as docs/security.md has it: it may what its role may, and nothing else."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from django.db import connection


@contextmanager
def login(role: str) -> Iterator[str]:
    """The DATABASE_URL of a login that is a member of the role and nothing besides, for other processes."""
    name = f"made_up_{role}"
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE ROLE {name} LOGIN IN ROLE {role}")
    try:
        owner = urlsplit(os.environ["DATABASE_URL"])
        yield owner._replace(netloc=f"{name}@{owner.hostname or ''}").geturl()
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"DROP ROLE {name}")


@contextmanager
def asked_as(role: str) -> Iterator[None]:
    """Within a transaction, all that is asked on this connection comes from such a login."""
    name = f"made_up_{role}"
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE ROLE {name} LOGIN IN ROLE {role}")
        cursor.execute(f"SET LOCAL SESSION AUTHORIZATION {name}")
        cursor.execute(f"SET LOCAL ROLE {role}")
        yield
        cursor.execute("RESET SESSION AUTHORIZATION")

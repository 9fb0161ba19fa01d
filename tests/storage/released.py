"""What a release left behind: its tables with made-up rows, in a database of their own, and the statements its console read by.

The files of `tests/storage/releases` are made by `tools/freeze_release.py` from a release's own tag; a new pair is tested by
being there.
"""

import gzip
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from django.db import DEFAULT_DB_ALIAS, connections
from psycopg.conninfo import conninfo_to_dict, make_conninfo

FOLDER = Path(__file__).parent / "releases"
RELEASES = sorted(path.name.removesuffix(".sql.gz") for path in FOLDER.glob("*.sql.gz"))


def reads_of(release: str) -> dict[str, list[str]]:
    """The statements behind each page, by who asked for what."""
    reads: dict[str, list[str]] = json.loads(
        gzip.decompress((FOLDER / f"{release}.reads.json.gz").read_bytes())
    )
    return reads


@contextmanager
def database_of(release: str) -> Iterator[str]:
    """The address of a new database on the tests' server that holds what the release left; it is dropped afterwards."""
    name = f"released_{release.replace('.', '_')}"
    server = os.environ["DATABASE_URL"]
    address = make_conninfo(server, dbname=name)
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        connection.execute(f"CREATE DATABASE {name} TEMPLATE template0")
        try:
            with psycopg.connect(address) as released:
                released.execute(gzip.decompress((FOLDER / f"{release}.sql.gz").read_bytes()))
            yield address
        finally:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@contextmanager
def in_database(address: str) -> Iterator[None]:
    """A block in which this process works in another database of the tests' server."""
    settings = connections[DEFAULT_DB_ALIAS].settings_dict
    before = settings["NAME"]
    connections.close_all()
    settings["NAME"] = conninfo_to_dict(address)["dbname"]
    try:
        yield
    finally:
        connections.close_all()
        settings["NAME"] = before


def rows_of(address: str, *, but: frozenset[str]) -> dict[str, int]:
    """How many rows each table has."""
    with psycopg.connect(address) as connection:
        tables = connection.execute(
            "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')"
            " AND NOT relispartition"
        ).fetchall()
        counts = {}
        for (table,) in tables:
            if table not in but:
                ((counts[table],),) = connection.execute(f"SELECT count(*) FROM {table}").fetchall()
    return counts

"""What the console's pages are held against: the same database without its indexes for pages, without row-level security,
and SQL's own ILIKE.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager

from haishao.bench.browsing import Step
from haishao.bench.register_rows import Asked

INDEXES = ("alert_urgency", "decision_help", "match_withheld")
"""Those that are there for pages alone."""


@contextmanager
def without_indexes() -> Iterator[None]:
    """A block in which the database has none of `INDEXES`."""
    from django.apps import apps
    from django.db import connection

    found = [
        (model, index)
        for model in apps.get_app_config("storage").get_models()
        for index in model._meta.indexes
        if index.name in INDEXES
    ]
    with connection.schema_editor() as editor:
        for model, index in found:
            editor.remove_index(model, index)
    try:
        yield
    finally:
        with connection.schema_editor() as editor:
            for model, index in found:
                editor.add_index(model, index)


@contextmanager
def without_row_security() -> Iterator[None]:
    """A block in which no policy is asked; requests still take the member's role on."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT oid::regclass::text FROM pg_class WHERE relrowsecurity")
        tables = [table for (table,) in cursor.fetchall()]
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY")
        try:
            yield
        finally:
            for table in tables:
                cursor.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")


def by_ilike(asked: list[Asked]) -> Iterator[Step]:
    """What one would write first: the newest 50 rows that hold the word, by SQL alone, without a page around it."""
    import psycopg

    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
        for one in asked:
            query, values = ilike_of(one)
            yield lambda query=query, values=values: connection.execute(query, values).fetchall()


def ilike_of(asked: Asked) -> tuple[str, list[str]]:
    """A search as SQL would be written first, and its values."""
    where, values = ["current"], []
    for field, typed in asked.fields:
        if field == "word":
            where.append("sign ILIKE %s")
            values.append("%" + typed.replace("\\", "\\\\").replace("%", r"\%").replace("_", r"\_") + "%")
        elif field == "holder":
            where.append("holders::text ILIKE %s")
            values.append(f"%{typed}%")
        elif field == "classes":
            where.append("%s::smallint = ANY(classes)")
            values.append(typed)
        else:
            where.append(f"{field} = %s")
            values.append(typed)
    return (
        f"SELECT * FROM storage_observation WHERE {' AND '.join(where)} ORDER BY id DESC LIMIT 50",
        values,
    )

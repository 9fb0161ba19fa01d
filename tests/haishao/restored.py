"""What is seen of a restored service, from a process whose home it is."""

import json
import os

import psycopg

from haishao.database import database

_TABLES = (
    "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')"
    " AND NOT relispartition"
)


def contents(address: str) -> dict[str, str]:
    """A hash over all rows of each table, whatever their order."""
    with psycopg.connect(address) as connection:
        connection.execute("SET TIME ZONE 'UTC'")
        tables = [table for (table,) in connection.execute(_TABLES).fetchall()]
        return {
            table: str(
                connection.execute(
                    f"SELECT count(*) || ' ' || coalesce(md5(string_agg(t::text, '' ORDER BY t::text)), '') FROM {table} t"
                ).fetchall()[0][0]
            )
            for table in tables
        }


def look() -> None:
    """In a process of its own, whose home is the restored one."""
    with database():
        from django.conf import settings
        from django.contrib.auth import get_user_model
        from django.test import Client
        from procrastinate.contrib.django.models import ProcrastinateJob

        from storage.deliveries import replay
        from storage.models import Delivery
        from storage.runs import start_run
        from storage.snapshots import held_deliveries

        seen = {
            "contents": contents(os.environ["DATABASE_URL"]),
            "deliveries": {str(one.pk): one.state for one in Delivery.objects.all()},
            "jobs": list(ProcrastinateJob.objects.values_list("status", flat=True)),
        }
        client = Client(headers={"host": "localhost"})
        client.force_login(
            get_user_model().objects.get(username="staff"), settings.AUTHENTICATION_BACKENDS[0]
        )
        start_run("after")  # the sequences go on
        seen["pages"] = {page: client.get(page).status_code for page in ("/", "/brands", "/deliveries")}
        seen["resumed"] = replay(held_deliveries())
        print(json.dumps(seen))

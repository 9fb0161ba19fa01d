"""The keys by which observations are found, kept beside them run by run. 检索键。"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection, transaction

from domain.observation import Observation as ObservationRecord
from storage.models import CrawlRun, Observation
from storage.observations import observation_from

ROOM_BITS = 14
"""Observations whose ids differ in these last bits alone share a room: its number is a key of each, by which the newest
are read without the others. A sign's key that is the same number by chance brings what its id then leaves out.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """An observation's keys, and the day by which it is found."""

    observation_id: int
    day: dt.date
    keys: frozenset[int]


def runs_to_index(version: int, *, limit: int) -> list[int]:
    """Ids of runs whose observations are kept and have no keys of this version, newest first."""
    rows = CrawlRun.objects.filter(taken_in_at__isnull=False, register_version__lt=version)
    return list(rows.order_by("-pk").values_list("pk", flat=True)[:limit])


def observations_to_index(
    run_id: int, *, after_id: int, limit: int
) -> list[tuple[int, dt.datetime, ObservationRecord]]:
    """Up to `limit` observations of a run with an id above `after_id`, in id order, superseded ones too."""
    rows = Observation.objects.filter(run_id=run_id, id__gt=after_id).order_by("id")[:limit]
    return [(row.pk, row.seen_at, observation_from(row)) for row in rows]


def save_entries(entries: Iterable[Entry]) -> None:
    """Keeps the keys of observations in place of those they had. Safe to repeat."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL synchronous_commit TO off")
        cursor.execute(
            "CREATE TEMP TABLE IF NOT EXISTS entries (observation_id bigint, day date, keys int[]) ON COMMIT DELETE ROWS"
        )
        cursor.execute("TRUNCATE entries")
        with cursor.copy("COPY entries FROM STDIN") as copy:
            for entry in entries:
                room = entry.observation_id >> ROOM_BITS
                keys = ",".join(map(str, sorted(entry.keys | {room})))
                copy.write_row((entry.observation_id, entry.day, f"{{{keys}}}"))
        cursor.execute(
            "INSERT INTO storage_registerentry AS kept (observation_id, day, keys)"
            " SELECT e.observation_id, e.day, e.keys FROM entries e JOIN storage_observation o ON o.id = e.observation_id"
            " ON CONFLICT (observation_id) DO UPDATE SET day = excluded.day, keys = excluded.keys"
            " WHERE (kept.day, kept.keys) IS DISTINCT FROM (excluded.day, excluded.keys)"
        )


def close_indexed(run_id: int, version: int) -> None:
    """Marks a run whose observations all have keys of this version."""
    CrawlRun.objects.filter(pk=run_id).update(register_version=version)

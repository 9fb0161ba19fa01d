"""The register: observations found by the keys of their signs, newest first. 检索."""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import OperationalError, connection, transaction
from django.db.backends.utils import CursorWrapper
from psycopg.errors import QueryCanceled

from domain.observation import Observation as ObservationRecord
from domain.search import RegisterHit
from storage.models import CrawlRun, Observation
from storage.observations import observation_from
from storage.viewers import NotVisible

SEARCH_MS = 2_000
"""Milliseconds a search may take in the database."""

LAST_ID = (1 << 63) - 1
"""Above any observation's row id."""


class SearchTooLong(Exception):
    """A search did not answer within `SEARCH_MS`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """An observation's keys, and the day by which it is found."""

    observation_id: int
    day: dt.date
    keys: frozenset[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Narrowed:
    """What an observation must have: one key of each of `groups`, all of `every`, all of one of `either`. `until` and
    `since` are included.
    """

    groups: tuple[tuple[int, ...], ...] = ()
    every: tuple[int, ...] = ()
    either: tuple[tuple[int, ...], ...] = ()
    since: dt.date | None = None
    until: dt.date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """An observation that has the keys asked for, with the texts it may have them from."""

    observation_id: int
    sign: str
    brand: str


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
                keys = ",".join(map(str, sorted(entry.keys)))
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


def candidates(narrowed: Narrowed, *, below_id: int, limit: int) -> list[Candidate]:
    """Up to `limit` current observations with the keys asked for and an id below `below_id`, newest first.

    Raises SearchTooLong.
    """
    having, keys = _having(narrowed)
    within, bounds = _within(narrowed, below_id)
    # The met are gathered by their keys alone: for hundreds of rare keys the planner expects many rows, and would
    # rather read the table in the order of ids or days and hold each row against all of them.
    query = (
        f"WITH met AS MATERIALIZED (SELECT observation_id, day FROM storage_registerentry WHERE {having})"
        " SELECT o.id, o.sign, o.brand FROM met JOIN storage_observation o ON o.id = met.observation_id"
        f" WHERE o.current AND {within} ORDER BY o.id DESC LIMIT %s"
    )
    with _bounded() as cursor:
        cursor.execute(query, [*keys, *bounds, limit])
        return [Candidate(observation_id=i, sign=sign, brand=brand) for i, sign, brand in cursor.fetchall()]


def newest(narrowed: Narrowed, *, below_id: int, limit: int) -> list[int]:
    """Ids of up to `limit` current observations that have what is asked for, newest first. Raises SearchTooLong."""
    having, keys = _having(narrowed)
    within, bounds = _within(narrowed, below_id)
    query = (
        "SELECT e.observation_id FROM storage_registerentry e JOIN storage_observation o ON o.id = e.observation_id"
        f" WHERE o.current AND {having} AND {within} ORDER BY e.observation_id DESC LIMIT %s"
    )
    with _bounded() as cursor:
        cursor.execute(query, [*keys, *bounds, limit])
        return [i for (i,) in cursor.fetchall()]


def pictured(narrowed: Narrowed, *, limit: int) -> set[int]:
    """Ids of up to `limit` current observations whose picture is kept and that have what is asked for, the newest ones.
    Raises SearchTooLong.
    """
    having, keys = _having(narrowed)
    within, bounds = _within(narrowed, LAST_ID)
    query = (
        "SELECT e.observation_id FROM storage_look l JOIN storage_registerentry e ON e.observation_id = l.observation_id"
        f" JOIN storage_observation o ON o.id = l.observation_id WHERE l.state = 'here' AND o.current AND {having}"
        f" AND {within.replace('observation_id', 'e.observation_id')} ORDER BY l.id DESC LIMIT %s"
    )
    with _bounded() as cursor:
        cursor.execute("SET LOCAL enable_hashjoin = on; SET LOCAL enable_seqscan = on")
        cursor.execute(query, [*keys, *bounds, limit])
        return {i for (i,) in cursor.fetchall()}


def _having(narrowed: Narrowed) -> tuple[str, list[list[int]]]:
    """What the keys must be, as SQL and its values."""
    where = ["keys && %s"] * len(narrowed.groups)
    values = [list(group) for group in narrowed.groups]
    if narrowed.every:
        where.append("keys @> %s")
        values.append(list(narrowed.every))
    if narrowed.either:
        where.append("(" + " OR ".join(["keys @> %s"] * len(narrowed.either)) + ")")
        values += [list(one) for one in narrowed.either]
    return " AND ".join(where) or "true", values


def _within(narrowed: Narrowed, below_id: int) -> tuple[str, list[int | dt.date]]:
    """Where ids and days must lie, as SQL and its values."""
    where = ["observation_id < %s"]
    values: list[int | dt.date] = [below_id]
    if narrowed.since is not None:
        where.append("day >= %s")
        values.append(narrowed.since)
    if narrowed.until is not None:
        where.append("day <= %s")
        values.append(narrowed.until)
    return " AND ".join(where), values


@contextmanager
def _bounded() -> Iterator[CursorWrapper]:
    """A cursor whose statements end after `SEARCH_MS`, and are planned for few rows: the planner takes hundreds of rare
    keys for many, and would read whole tables for them.
    """
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                f"SET LOCAL statement_timeout = {SEARCH_MS}; SET LOCAL enable_seqscan = off;"
                " SET LOCAL enable_mergejoin = off; SET LOCAL enable_hashjoin = off;"
                " SET LOCAL max_parallel_workers_per_gather = 0; SET LOCAL jit = off"
            )
            yield cursor
            cursor.execute("SET LOCAL statement_timeout = 0")
    except OperationalError as error:
        if isinstance(error.__cause__, QueryCanceled):
            raise SearchTooLong from error
        raise


def hits_of(observation_ids: Sequence[int]) -> list[RegisterHit]:
    """The observations of these row ids, in this order; those that are gone are left out."""
    rows = Observation.objects.in_bulk(list(observation_ids))
    return [_hit(rows[i]) for i in observation_ids if i in rows]


def hit_of(observation_id: int) -> RegisterHit:
    """One observation. Raises NotVisible when there is none."""
    row = Observation.objects.filter(pk=observation_id).first() if observation_id <= LAST_ID else None
    if row is None:
        raise NotVisible(f"observation {observation_id}")
    return _hit(row)


def _hit(row: Observation) -> RegisterHit:
    return RegisterHit(observation_id=row.pk, observation=observation_from(row), seen_at=row.seen_at)


def top_id() -> int:
    """The highest row id that can be found now; 0 for none. Raises SearchTooLong."""
    with _bounded() as cursor:
        cursor.execute("SELECT coalesce(max(observation_id), 0) FROM storage_registerentry")
        (highest,) = cursor.fetchone()
        return int(highest)

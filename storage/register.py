"""The register: observations found by the keys of their signs, newest first. 检索."""

import datetime as dt
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import OperationalError, connection, transaction
from django.db.backends.utils import CursorWrapper
from psycopg.errors import QueryCanceled

from domain.search import RegisterHit
from storage.models import Observation
from storage.observations import observation_from
from storage.register_keys import ROOM_BITS
from storage.viewers import NotVisible

SEARCH_MS = 2_000
"""Milliseconds a search may take in the database."""

LAST_ID = (1 << 63) - 1
"""Above any observation's row id."""

_FEW = 1_000
"""Entries with the keys asked for that are all read."""

_ARRAY = 48
"""Keys asked for in one array."""


class SearchTooLong(Exception):
    """A search did not answer within `SEARCH_MS`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Narrowed:
    """What an observation must have: one key of each of `groups`, all of `every`, all of one of `either`. `until` and
    `since` are included. The keys of `every` alone may be common ones.
    """

    groups: tuple[tuple[int, ...], ...] = ()
    every: tuple[int, ...] = ()
    either: tuple[tuple[int, ...], ...] = ()
    since: dt.date | None = None
    until: dt.date | None = None

    @property
    def keyed(self) -> bool:
        """Whether any key is asked for."""
        return bool(self.groups or self.every or self.either)

    def holds(self, day: dt.date) -> bool:
        """Whether a day lies within."""
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """An observation that has the keys asked for, with the texts it may have them from."""

    observation_id: int
    sign: str
    brand: str


def candidates(narrowed: Narrowed, *, below_id: int, limit: int) -> list[Candidate]:
    """Up to `limit` current observations with the keys asked for and an id below `below_id`, newest first.

    Raises SearchTooLong.
    """
    with _bounded() as cursor:
        rows = _newest_met(cursor, narrowed, below_id=below_id, limit=limit)
        return [Candidate(observation_id=i, sign=sign, brand=brand) for i, sign, brand in rows]


def newest(narrowed: Narrowed, *, below_id: int, limit: int) -> list[int]:
    """Ids of up to `limit` current observations that have what is asked for, newest first. Raises SearchTooLong."""
    with _bounded() as cursor:
        if narrowed.keyed:
            return [i for i, _, _ in _newest_met(cursor, narrowed, below_id=below_id, limit=limit)]
        within, bounds = _within(narrowed, below_id)
        cursor.execute(
            "SELECT e.observation_id FROM storage_registerentry e JOIN storage_observation o ON o.id = e.observation_id"
            f" WHERE o.current AND {within} ORDER BY e.observation_id DESC LIMIT %s",  # nosec B608 # values are parameters
            [*bounds, limit],
        )
        return [i for (i,) in cursor.fetchall()]


def pictured(narrowed: Narrowed, *, limit: int) -> set[int]:
    """Ids of up to `limit` current observations whose picture is kept and that have what is asked for, the newest ones.
    Raises SearchTooLong.
    """
    within, bounds = _within(narrowed, LAST_ID)
    parts = [
        (
            "SELECT l.id, e.observation_id FROM storage_look l JOIN storage_registerentry e USING (observation_id)"  # nosec B608 # values are parameters
            f" JOIN storage_observation o ON o.id = l.observation_id WHERE l.state = 'here' AND o.current AND {where or 'true'}"
            f" AND {within.replace('observation_id', 'e.observation_id')}",
            [*keys, *bounds],
        )
        for where, keys in _having(narrowed)
    ]
    query = f"{' UNION '.join(part for part, _ in parts)} ORDER BY 1 DESC LIMIT %s"
    with _bounded() as cursor:
        cursor.execute("SET LOCAL enable_hashjoin = on; SET LOCAL enable_seqscan = on")
        cursor.execute(query, [*(one for _, values in parts for one in values), limit])
        return {i for _, i in cursor.fetchall()}


_Row = tuple[int, str, str]


def _newest_met(cursor: CursorWrapper, narrowed: Narrowed, *, below_id: int, limit: int) -> list[_Row]:
    """Row id, sign and brand of up to `limit` current observations with the keys, newest first.

    The index of keys knows no order. Where few have rare keys, all of them are read; where many have, those of ever more
    rooms, the newest first.
    """
    wide = 1
    if narrowed.groups or narrowed.either:
        met = _some_met(cursor, narrowed)
        if len(met) <= _FEW:
            ids = [i for i, day in met if i < below_id and narrowed.holds(day)]
            cursor.execute(
                "SELECT id, sign, brand FROM storage_observation WHERE id = ANY(%s) AND current ORDER BY id DESC LIMIT %s",
                [ids, limit],
            )
            return list(cursor.fetchall())
        ids = [i for i, _ in met]
        wide = _wide(limit, len(ids), max(ids) - min(ids))
    cursor.execute(
        "SELECT max(observation_id) FROM storage_registerentry WHERE observation_id < %s", [below_id]
    )
    top = cursor.fetchone()[0] or 0
    room = top >> ROOM_BITS
    found: list[_Row] = []
    while room >= 0 and len(found) < limit:
        rooms = range(max(0, room - wide + 1), room + 1)
        found += _met_in(cursor, narrowed, rooms, below_id=below_id, limit=limit - len(found))
        room = rooms[0] - 1
        wide = _wide(limit - len(found), len(found), top - (rooms[0] << ROOM_BITS)) if found else 4 * wide
    return found


def _wide(wanted: int, met: int, among: int) -> int:
    """Rooms in which so many should be met and half as many again, where so many were met among so many."""
    return 1 + (3 * wanted * among // (2 * met) >> ROOM_BITS)


def _some_met(cursor: CursorWrapper, narrowed: Narrowed) -> set[tuple[int, dt.date]]:
    """Id and day of all that have the keys, or of more than `_FEW` of them."""
    parts = [
        (f"SELECT observation_id, day FROM storage_registerentry WHERE {w}", v)  # nosec B608 # values are parameters
        for w, v in _having(narrowed)
    ]
    query = " UNION ALL ".join(part for part, _ in parts)
    cursor.execute(f"{query} LIMIT %s", [*(one for _, values in parts for one in values), 2 * _FEW])
    return set(cursor.fetchall())


def _met_in(
    cursor: CursorWrapper, narrowed: Narrowed, rooms: range, *, below_id: int, limit: int
) -> list[_Row]:
    """As `_newest_met`, in these rooms alone."""
    within, bounds = _within(narrowed, below_id)
    inside, keys = ("true", []) if rooms[0] == 0 else ("keys && %s::int[]", [list(rooms)])
    parts = [
        (
            f"SELECT observation_id, day FROM storage_registerentry WHERE {where} AND {inside}",  # nosec B608 # values are parameters
            [*values, *keys],
        )
        for where, values in _having(narrowed)
    ]
    cursor.execute(
        f"WITH met AS MATERIALIZED ({' UNION '.join(part for part, _ in parts)})"  # nosec B608 # values are parameters
        " SELECT observation_id, sign, brand FROM"
        f" (SELECT observation_id FROM met WHERE observation_id >= %s AND {within} ORDER BY 1 DESC) newest,"
        # OFFSET keeps this a question for each in turn, so that none is asked for after the last that is wanted.
        " LATERAL (SELECT sign, brand FROM storage_observation WHERE id = observation_id AND current OFFSET 0) o"
        " ORDER BY 1 DESC LIMIT %s",
        [*(one for _, values in parts for one in values), rooms[0] << ROOM_BITS, *bounds, limit],
    )
    return list(cursor.fetchall())


def _having(narrowed: Narrowed) -> list[tuple[str, list[list[int]]]]:
    """What the keys must be, as SQL and its values, in parts of which any will do: PostgreSQL's GIN looks at every key of
    an array for every row it finds.
    """
    widest = max(narrowed.groups, key=len, default=())
    others = [group for group in narrowed.groups if group is not widest]
    parts = []
    for one in narrowed.either or ((),):
        for start in range(0, len(widest) or 1, _ARRAY):
            where = ["keys && %s::int[]"] * (len(others) + bool(widest))
            values = [list(group) for group in others]
            if widest:
                values.append(list(widest[start : start + _ARRAY]))
            if every := [*narrowed.every, *one]:
                where.append("keys @> %s::int[]")
                values.append(every)
            parts.append((" AND ".join(where), values))
    return parts


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

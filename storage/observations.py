"""Observations in and out of the database: bulk intake by COPY, reading back in id order."""

import datetime as dt
import re
from collections.abc import Iterable
from decimal import Decimal
from itertools import chain, islice
from json.encoder import encode_basestring

from django.db import connection, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from domain.observation import Goods, Kind, Observation, Party, Price, Provenance
from storage.models import Observation as Row
from storage.models import ObservationKey
from storage.partitions import make_room

BATCH = 20_000
"""Observations a transaction: a bound on what a killed intake has to repeat."""

_COLUMNS = (
    "response_id", "kind", "source", "ref", "content_hash", "sign", "office", "holders", "representative", "goods",
    "classes", "feature", "status", "filed_on", "published_on", "registered_on", "madrid", "url", "image_url",
    "provenance", "brand", "seller", "price", "event", "stand", "docket", "text",
)  # fmt: skip

Sighting = tuple[int | None, Observation]
"""An observation, and the row id of the answer it stood in, None when it was read from a file."""

_UNKEEPABLE = re.compile("[\0\ud800-\udfff]")


def take_in(run_id: int, observations: Iterable[Observation], *, good: bool = True) -> int:
    """Keeps the observations of a run and returns how many were new.

    Safe to repeat: a sighting already kept (source, number, content) adds nothing. Works in batches of
    `BATCH`, each its own transaction, through COPY into a temporary table. The newest sighting of a number
    becomes its current one; an earlier one that is seen again does too, and is this run's from then on. With
    `good` false the run has failed, and only what is new takes that place: nothing that was there is replaced.
    """
    return take_in_sightings(run_id, ((None, observation) for observation in observations), good=good)


def take_in_sightings(run_id: int, sightings: Iterable[Sighting], *, good: bool = True) -> int:
    """As `take_in`, each observation with the row id of the answer it stood in."""
    stream = iter(sightings)
    added = 0
    while (first := next(stream, None)) is not None:
        batch = chain((first,), islice(stream, BATCH - 1))
        added += _take_in_batch(run_id, batch, timezone.now(), good=good)
    return added


_NEW = """
WITH known AS (
    SELECT position, source, ref, content_hash,
           content_hash = first_value(content_hash) OVER (PARTITION BY source, ref ORDER BY position DESC) AS newest
      FROM intake
), numbered AS MATERIALIZED (
    SELECT *, nextval('storage_observation_id_seq') AS id
      FROM (SELECT * FROM known WHERE NOT EXISTS (
                SELECT FROM storage_observationkey k
                 WHERE k.source = known.source AND k.ref = known.ref AND k.content_hash = known.content_hash)
             ORDER BY position) unknown
), keyed AS (
    INSERT INTO storage_observationkey (source, ref, content_hash, observation_id)
    SELECT source, ref, content_hash, id FROM numbered
    ON CONFLICT DO NOTHING RETURNING observation_id
)
INSERT INTO fresh (position, id, current)
SELECT position, id, newest AND (%(good)s OR NOT EXISTS (
           SELECT FROM storage_observationkey k WHERE k.source = numbered.source AND k.ref = numbered.ref))
  FROM numbered JOIN keyed ON keyed.observation_id = numbered.id
"""
"""Row ids of what is new: each key is written by one intake alone, whichever comes first, and the others leave it."""

_MOVE_CURRENT = """
WITH moved AS (
    UPDATE storage_observation o
       SET current = (k.content_hash = n.content_hash),
           run_id = CASE WHEN k.content_hash = n.content_hash THEN %(run_id)s ELSE o.run_id END
      FROM (SELECT DISTINCT ON (source, ref) source, ref, content_hash FROM intake ORDER BY source, ref, position DESC) n
      JOIN storage_observationkey k ON k.source = n.source AND k.ref = n.ref
     WHERE o.id = k.observation_id AND o.current <> (k.content_hash = n.content_hash)
       AND NOT EXISTS (SELECT FROM fresh WHERE fresh.id = k.observation_id)
    RETURNING o.id, o.current
)
UPDATE storage_look look SET judged_at = NULL
  FROM moved WHERE moved.current AND look.observation_id = moved.id AND look.state = 'here' AND look.judged_at IS NOT NULL
"""
"""A sighting that is the newest once more is judged with the run that gave it, and by its picture if that is kept: while it was
not current neither judging nor a rescreen looked at it.
"""


def _take_in_batch(run_id: int, batch: Iterable[Sighting], seen_at: dt.datetime, *, good: bool) -> int:
    """Hands observations over one by one as they are parsed, so that none is held here and the server works
    meanwhile. Its commit need not wait for the disk: the run is closed by a later one that does.
    """
    columns = ", ".join(_COLUMNS)
    make_room()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL synchronous_commit TO off")
        cursor.execute(
            f"CREATE TEMP TABLE IF NOT EXISTS intake ON COMMIT DELETE ROWS AS"
            f" SELECT {columns}, 0 AS position FROM storage_observation LIMIT 0"  # nosec B608 # names of fields
        )
        cursor.execute(
            "CREATE TEMP TABLE IF NOT EXISTS fresh (position int, id bigint, current boolean) ON COMMIT DELETE ROWS"
        )
        cursor.execute("TRUNCATE intake, fresh")
        with cursor.copy(f"COPY intake ({columns}, position) FROM STDIN") as copy:
            for position, (response_id, observation) in enumerate(batch):
                copy.write_row((response_id, *_row(observation), position))
        cursor.execute(_NEW, {"good": good})
        added = int(cursor.rowcount)
        cursor.execute(
            f"INSERT INTO storage_observation (id, run_id, seen_at, current, {columns})"
            f" SELECT fresh.id, %s, %s, fresh.current, {columns} FROM intake JOIN fresh USING (position)",  # nosec B608 # our columns
            (run_id, seen_at),
        )
        if good:
            cursor.execute(_MOVE_CURRENT, {"run_id": run_id})
        return added


def _row(o: Observation) -> tuple[object, ...]:
    """The columns of `_COLUMNS` but the first; JSON and arrays already written out, which psycopg would do more slowly."""
    holders = [_party(p) for p in o.holders]
    goods = [
        f'{{"nice_class": {g.nice_class or "null"}, "text": {_quoted(g.text)}, "language": {_quoted(g.language)}}}'
        for g in o.goods
    ]
    return (
        o.kind.value, o.source, _clean(o.ref), o.content_hash(), _clean(o.sign), o.office,
        f"[{', '.join(holders)}]", _clean(o.representative), f"[{', '.join(goods)}]",
        f"{{{','.join(map(str, o.classes))}}}", o.feature, _clean(o.status), o.filed_on, o.published_on,
        o.registered_on, o.madrid, _clean(o.url), _clean(o.image_url), o.provenance.value, _clean(o.brand),
        _party(o.seller) if o.seller else None, _price(o.price) if o.price else None, _clean(o.event),
        _clean(o.stand), _clean(o.docket), _clean(o.text),
    )  # fmt: skip


def _party(p: Party) -> str:
    address = f', "address": {_quoted(p.address)}' if p.address else ""
    more = f'{address}, "side": {_quoted(p.side)}' if p.side else address
    return f'{{"name": {_quoted(p.name)}, "country": {_quoted(p.country)}, "identifier": {_quoted(p.identifier)}{more}}}'


def _price(p: Price) -> str:
    return f'{{"amount": "{p.amount}", "currency": {_quoted(p.currency)}}}'


def _clean(text: str) -> str:
    """PostgreSQL text holds no NUL, UTF-8 no lone surrogate; both become U+FFFD."""
    if text.isascii() and "\0" not in text:
        return text
    return _UNKEEPABLE.sub("\ufffd", text)


def _quoted(text: str) -> str:
    """A JSON string of a text, as jsonb takes it."""
    return encode_basestring(_clean(text))


WAITING = Q(look__isnull=False, look__judged_at__isnull=True)
"""What waits for its picture."""


def observations_of(run_id: int, *, after_id: int, limit: int) -> list[tuple[int, Observation]]:
    """Up to `limit` new, current observations of a run with an id above `after_id`, in id order.

    Those that wait for their picture are left out: `storage.looks` gives them.
    """
    rows = Row.objects.filter(run_id=run_id, current=True, id__gt=after_id).exclude(WAITING)
    rows = rows.order_by("id")[:limit]
    return [(row.pk, observation_from(row)) for row in rows]


def all_observations(*, after_id: int, limit: int) -> list[tuple[int, Observation]]:
    """Up to `limit` current observations with an id above `after_id`, in id order, but those that wait for their picture."""
    rows = Row.objects.filter(current=True, id__gt=after_id).exclude(WAITING).order_by("id")[:limit]
    return [(row.pk, observation_from(row)) for row in rows]


def sightings_of(source: str, ref: str) -> QuerySet[Row]:
    """Every sighting of one number of a source."""
    keys = ObservationKey.objects.filter(source=source, ref=ref)
    return Row.objects.filter(pk__in=keys.values("observation_id"))


def still_here(row_ids: Iterable[int]) -> set[int]:
    """Which of these observations are kept; until the transaction ends none of them goes (`storage.retention`)."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id FROM storage_observation WHERE id = ANY(%s) FOR KEY SHARE", [sorted(set(row_ids))]
        )
        return {row_id for (row_id,) in cursor.fetchall()}


_SIGNS = "SELECT id, sign FROM storage_observation WHERE id > %s AND id <= %s AND current"


def signs_between(after_id: int, until_id: int) -> list[tuple[int, str]]:
    """Id and sign of every current observation of a range of ids: no more of a row than that."""
    with connection.cursor() as cursor:
        cursor.execute(_SIGNS, [after_id, until_id])
        found: list[tuple[int, str]] = cursor.fetchall()
        return found


def observations_called(ids: Iterable[int]) -> list[tuple[int, Observation]]:
    """Current observations by id, in id order, but those that wait for their picture."""
    rows = Row.objects.filter(pk__in=list(ids), current=True).exclude(WAITING).order_by("id")
    return [(row.pk, observation_from(row)) for row in rows]


def observation_from(row: Row) -> Observation:
    """The domain record of a row."""
    return Observation(
        kind=Kind(row.kind),
        source=row.source,
        ref=row.ref,
        sign=row.sign,
        office=row.office,
        holders=tuple(Party(**party) for party in row.holders),
        representative=row.representative,
        goods=tuple(Goods(**goods) for goods in row.goods),
        feature=row.feature,
        status=row.status,
        filed_on=row.filed_on,
        published_on=row.published_on,
        registered_on=row.registered_on,
        madrid=row.madrid,
        url=row.url,
        image_url=row.image_url,
        provenance=Provenance(row.provenance),
        brand=row.brand,
        seller=Party(**row.seller) if row.seller else None,
        price=Price(amount=Decimal(row.price["amount"]), currency=row.price["currency"])
        if row.price
        else None,
        event=row.event,
        stand=row.stand,
        docket=row.docket,
        text=row.text,
    )

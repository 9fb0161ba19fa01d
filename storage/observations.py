"""Observations in and out of the database: bulk intake by COPY, reading back in id order."""

import datetime as dt
import re
from collections.abc import Iterable
from decimal import Decimal
from itertools import chain, islice
from json.encoder import encode_basestring

from django.db import connection, transaction
from django.utils import timezone

from domain.observation import Goods, Kind, Observation, Party, Price, Provenance
from storage.models import Observation as Row

BATCH = 20_000
"""Observations a transaction: a bound on what a killed intake has to repeat."""

_COLUMNS = (
    "kind", "source", "ref", "content_hash", "sign", "office", "holders", "representative", "goods",
    "classes", "feature", "status", "filed_on", "published_on", "registered_on", "madrid", "url", "image_url",
    "provenance", "brand", "seller", "price", "event", "stand", "docket", "text",
)  # fmt: skip

_UNKEEPABLE = re.compile("[\0\ud800-\udfff]")


def take_in(run_id: int, observations: Iterable[Observation]) -> int:
    """Keeps the observations of a run and returns how many were new.

    Safe to repeat: a sighting already kept (source, number, content) adds nothing. Works in batches of
    `BATCH`, each its own transaction, through COPY into a temporary table.
    """
    stream = iter(observations)
    added = 0
    while (first := next(stream, None)) is not None:
        added += _take_in_batch(run_id, chain((first,), islice(stream, BATCH - 1)), timezone.now())
    return added


def _take_in_batch(run_id: int, batch: Iterable[Observation], seen_at: dt.datetime) -> int:
    """Hands observations over one by one as they are parsed, so that none is held here and the server works
    meanwhile. Its commit need not wait for the disk: the run is closed by a later one that does.
    """
    columns = ", ".join(_COLUMNS)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL synchronous_commit TO off")
        cursor.execute(
            f"CREATE TEMP TABLE IF NOT EXISTS intake ON COMMIT DELETE ROWS AS SELECT {columns} FROM storage_observation LIMIT 0"
        )
        cursor.execute("TRUNCATE intake")
        with cursor.copy(f"COPY intake ({columns}) FROM STDIN") as copy:
            for observation in batch:
                copy.write_row(_row(observation))
        cursor.execute(
            f"INSERT INTO storage_observation (run_id, seen_at, {columns}) SELECT %s, %s, {columns} FROM intake"
            " ON CONFLICT (source, ref, content_hash) DO NOTHING",
            (run_id, seen_at),
        )
        return int(cursor.rowcount)


def _row(o: Observation) -> tuple[object, ...]:
    """The columns of `_COLUMNS`; JSON and arrays already written out, which psycopg would do more slowly."""
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
    return f'{{"name": {_quoted(p.name)}, "country": {_quoted(p.country)}, "identifier": {_quoted(p.identifier)}}}'


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


def observations_of(run_id: int, *, after_id: int, limit: int) -> list[tuple[int, Observation]]:
    """Up to `limit` new observations of a run with an id above `after_id`, in id order."""
    rows = Row.objects.filter(run_id=run_id, id__gt=after_id).order_by("id")[:limit]
    return [(row.pk, observation_from(row)) for row in rows]


def all_observations(*, after_id: int, limit: int) -> list[tuple[int, Observation]]:
    """Up to `limit` kept observations with an id above `after_id`, in id order."""
    rows = Row.objects.filter(id__gt=after_id).order_by("id")[:limit]
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

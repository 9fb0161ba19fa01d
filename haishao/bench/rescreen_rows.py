"""Observations for `haishao bench rescreen`: a hundred thousand made-up signs, spread over millions of rows by the
database itself.
"""

import random

from django.db import connection

from domain.brand import Brand
from haishao.bench.register_rows import names_of, observations
from storage.observations import take_in
from storage.partitions import make_room
from storage.runs import start_run

SIGNS = 100_000
"""Observations that are made up one by one."""

_SPREAD = """
INSERT INTO storage_observation (run_id, current, kind, source, ref, content_hash, sign, office, holders, representative,
       goods, classes, feature, status, filed_on, published_on, registered_on, madrid, url, image_url, provenance, brand,
       seller, price, event, stand, docket, text, seen_at)
SELECT o.run_id, true, o.kind, o.source, o.ref || '-' || copy.n, sha256(convert_to(o.ref || '-' || copy.n, 'UTF8')),
       CASE WHEN (o.id + copy.n) %% 3 = 0 THEN o.sign
            ELSE other.sign || ' ' || split_part(o.sign, ' ', 1) END,
       o.office, o.holders, o.representative, o.goods, o.classes, o.feature, o.status, o.filed_on, o.published_on,
       o.registered_on, o.madrid, o.url, o.image_url, o.provenance, o.brand, o.seller, o.price, o.event, o.stand, o.docket,
       o.text, o.seen_at
  FROM generate_series(%(first)s, %(last)s) AS copy(n)
 CROSS JOIN storage_observation o
  JOIN storage_observation other ON other.id = %(low)s + ((o.id - %(low)s) * 7919 + copy.n * 104729) %% %(made)s
 WHERE o.id >= %(low)s AND o.id < %(low)s + %(made)s
"""
"""A third of the copies keep their sign, the others put two signs together, so that most are told apart."""


def fill(count: int) -> None:
    """So many observations: up to `SIGNS` taken in, the rest copied from them in the database with signs put together."""
    made = min(SIGNS, count)
    run = start_run("us-uspto-trtdxfap")
    take_in(run, observations(names_of(None), 0, made))
    with connection.cursor() as cursor:
        cursor.execute("SELECT min(id) FROM storage_observation")
        low = cursor.fetchone()[0]
        for copy in range(1, -(-count // made)):
            make_room(made)
            cursor.execute(_SPREAD, {"first": copy, "last": copy, "low": low, "made": made})
        cursor.execute("VACUUM ANALYZE storage_observation")


def brands(count: int, seed: int) -> list[Brand]:
    """Brands made up as the signs are, each of an enterprise of its own."""
    drawn = random.Random(seed)
    names = names_of(None)
    return [
        Brand(
            brand_id=f"{seed}-{number}",
            name=drawn.choice(names).split()[0] + drawn.choice(("", "o", "ex", "ia")),
            enterprise=f"企业 {seed}-{number}",
            classes=tuple(sorted(drawn.sample(range(1, 46), 2))),
        )
        for number in range(count)
    ]


def size_of_observations() -> tuple[int, int, int]:
    """Observations, and the bytes of their tables, one a part of them, and of the indexes."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT (SELECT count(*) FROM storage_observation), sum(pg_table_size(relid)), sum(pg_indexes_size(relid))"
            " FROM pg_partition_tree('storage_observation')"
        )
        rows, table, indexes = cursor.fetchone()
    return int(rows), int(table), int(indexes)

"""What is kept for how long: counted, and dropped in batches. What somebody was told of, and all it rests on, stays. 保存期限."""

import datetime as dt

from django.db import connection, transaction
from django.db.models import Sum

from domain.observation import Kind
from domain.retention import ANSWERS, JOBS, RUNS, KeptDays
from storage.models import Dropped

_OBSERVATIONS = """
SELECT o.id FROM storage_observation o JOIN storage_crawlrun run ON run.id = o.run_id
 WHERE o.kind = %(what)s AND o.seen_at < %(before)s AND run.judged_at IS NOT NULL
   AND NOT EXISTS (SELECT FROM storage_look l WHERE l.observation_id = o.id AND l.judged_at IS NULL)
   AND NOT EXISTS (SELECT FROM storage_observationkey k JOIN storage_match m ON m.observation_id = k.observation_id
                    WHERE k.source = o.source AND k.ref = o.ref)
   AND NOT EXISTS (SELECT FROM storage_observationkey k JOIN storage_ownsighting s ON s.observation_id = k.observation_id
                    WHERE k.source = o.source AND k.ref = o.ref)
   AND NOT EXISTS (SELECT FROM storage_observationkey k JOIN storage_fairfiling f ON f.observation_id = k.observation_id
                    WHERE k.source = o.source AND k.ref = o.ref)
"""
"""Those of a number of which any sighting met a brand, or was filed by somebody met at a fair, stay, all of them: they are
its history.
"""

_ANSWERS = """
SELECT answer.id FROM storage_response answer JOIN storage_crawlrun run ON run.id = answer.run_id
 WHERE run.finished_at < %(before)s AND answer.dropped_at IS NOT NULL AND answer.linked_at IS NULL
   AND NOT EXISTS (SELECT FROM storage_observation o WHERE o.run_id = run.id)
   AND NOT EXISTS (SELECT FROM storage_observation o WHERE o.response_id = answer.id)
   AND EXISTS (SELECT FROM storage_evidencelink link WHERE link.response_number = answer.id)
"""
"""Their files are gone; their hashes stay in the chain."""

_RUNS = """
SELECT run.id FROM storage_crawlrun run
 WHERE run.finished_at < %(before)s AND run.added = 0 AND run.judged_at IS NOT NULL
   AND NOT EXISTS (SELECT FROM storage_observation o WHERE o.run_id = run.id)
   AND NOT EXISTS (SELECT FROM storage_response answer WHERE answer.run_id = run.id)
   AND NOT EXISTS (SELECT FROM storage_look l WHERE l.run_id = run.id)
   AND (run.kept = 0 OR EXISTS (SELECT FROM storage_crawlrun earlier WHERE earlier.source = run.source
                                   AND earlier.state = 'ok' AND earlier.kept > 0 AND earlier.started_at < run.started_at))
   AND (SELECT count(*) FROM (SELECT FROM storage_crawlrun later WHERE later.source = run.source
                                 AND later.started_at > run.started_at LIMIT 20) newest) = 20
"""
"""A source's first good run tells since when it is watched, its newest ones how it fares, and each that added anything how much
was held against the brands: these stay.
"""

_JOBS = """
SELECT job.id FROM procrastinate_jobs job
 WHERE job.status NOT IN ('todo', 'doing')
   AND NOT EXISTS (SELECT FROM procrastinate_events event WHERE event.job_id = job.id AND event.at >= %(before)s)
"""

_GOING = {kind.value: _OBSERVATIONS for kind in Kind} | {ANSWERS: _ANSWERS, RUNS: _RUNS, JOBS: _JOBS}
_FROM = {ANSWERS: "storage_response", RUNS: "storage_crawlrun", JOBS: "procrastinate_jobs"}


def going(kept: KeptDays, now: dt.datetime) -> dict[str, int]:
    """How many rows are past their time, by what they are; nothing is dropped. What is kept for good is left out."""
    counts = {}
    with connection.cursor() as cursor:
        for what, before in kept.before(now).items():
            cursor.execute(f"SELECT count(*) FROM ({_GOING[what]}) going", {"what": what, "before": before})  # nosec B608 # our statements
            counts[what] = int(cursor.fetchone()[0])
    return counts


def drop_batch(what: str, before: dt.datetime, *, limit: int) -> int:
    """Drops up to `limit` rows that are past their time, and returns how many. Safe to repeat, and for several at once."""
    asked: dict[str, str | int | dt.datetime] = {"what": what, "before": before, "limit": limit}
    with transaction.atomic(), connection.cursor() as cursor:
        if what in _FROM:
            cursor.execute(f"DELETE FROM {_FROM[what]} WHERE id IN ({_GOING[what]} LIMIT %(limit)s)", asked)  # nosec B608 # our statements
            return int(cursor.rowcount)
        cursor.execute(
            f"{_OBSERVATIONS} ORDER BY o.seen_at LIMIT %(limit)s FOR UPDATE OF o SKIP LOCKED", asked
        )
        locked = [row_id for (row_id,) in cursor.fetchall()]
        # A match may have come between the look and the lock; none can from now on.
        cursor.execute(f"{_OBSERVATIONS} AND o.id = ANY(%(ids)s)", asked | {"ids": locked})
        ids = [row_id for (row_id,) in cursor.fetchall()]
        for statement in _HANGING:
            cursor.execute(statement, [ids])
        cursor.execute(_DROP, {"ids": ids, "what": what})
        return len(ids)


_HANGING = (
    "DELETE FROM storage_registerentry WHERE observation_id = ANY(%s)",
    "DELETE FROM storage_lookcodes WHERE look_id IN (SELECT id FROM storage_look WHERE observation_id = ANY(%s))",
    "DELETE FROM storage_look WHERE observation_id = ANY(%s)",
)
_DROP = """
WITH gone AS (DELETE FROM storage_observation WHERE id = ANY(%(ids)s) RETURNING source, seen_at)
INSERT INTO storage_dropped AS known (source, kind, count, seen_until)
SELECT source, %(what)s, count(*), max(seen_at) FROM gone GROUP BY source
    ON CONFLICT (source, kind) DO UPDATE SET count = known.count + excluded.count,
       seen_until = greatest(known.seen_until, excluded.seen_until)
"""


def dropped_of_sources() -> dict[str, int]:
    """How many observations of each source were dropped at the end of their time, so far."""
    rows = Dropped.objects.values("source").annotate(total=Sum("count"))
    return {row["source"]: row["total"] for row in rows}

"""Crawl runs: started, finished, and the health of each source as its last runs show it."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection
from django.db.models import Max
from django.utils import timezone

from storage.models import CrawlRun

USUAL_RUNS, LEAST_RUNS = 12, 5
"""Of how many good runs the middle one is what a source usually gives, and how few tell nothing yet."""

LEAST_USUAL, FEW = 20, 5
"""A source that usually gives so many records and now gives less than the FEW-th part has shrunk. Below, chance does that."""

JUDGED_WITHIN = dt.timedelta(hours=1)
"""From the end of a run until observations nobody has judged are a trouble of their own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RunOutcome:
    """How a run of a source ended. `state` is `ok` or the name of what went wrong; zero is never `ok`."""

    state: str
    reason_zh: str
    reason_en: str
    kept: int
    faults: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceHealth:
    """A source's last run, its last good one, and the first good one that gave anything.

    `state` is `never` when it has not run, `unjudged` when what a good run gave has not been judged within
    `JUDGED_WITHIN`, `shrunk` also when a good run gave far less than is usual. `usual` is the middle number of records
    of the good runs before, None as long as there were too few.
    """

    source: str
    state: str
    reason_zh: str
    reason_en: str
    last_run_at: dt.datetime | None
    last_good_at: dt.datetime | None
    first_good_at: dt.datetime | None
    kept: int
    faults: int
    usual: int | None = None


def start_run(source: str) -> int:
    """Opens a run and returns its id."""
    return CrawlRun.objects.create(source=source).pk


def begin_alone(source: str) -> None:
    """Until the surrounding block ends nobody else begins a run of this source through here: others wait, and then see it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"begin a run of {source}"])


def run_folder(run_id: int) -> str:
    """The name of a run's folder under the folder of runs."""
    return CrawlRun.objects.get(pk=run_id).folder


def finish_run(run_id: int, outcome: RunOutcome, *, added: int) -> None:
    """Closes a run, once everything it gave is kept. Safe to repeat."""
    now = timezone.now()
    CrawlRun.objects.filter(pk=run_id).update(
        state=outcome.state,
        reason_zh=outcome.reason_zh,
        reason_en=outcome.reason_en,
        kept=outcome.kept,
        faults=outcome.faults,
        added=added,
        finished_at=now,
        taken_in_at=now,
        judged_at=None,
        register_version=0,
    )


def close_judged(run_id: int) -> bool:
    """Marks a run whose observations have all been judged, and says whether it was not yet."""
    return bool(CrawlRun.objects.filter(pk=run_id, judged_at__isnull=True).update(judged_at=timezone.now()))


def close_cut_short(*, started_before: dt.datetime) -> int:
    """Closes as `error` the runs that began before then and never ended, and returns how many.

    Their crawl or intake failed beyond what the queue mends. A crawl that does end later has the last word.
    """
    return CrawlRun.objects.filter(state="running", started_at__lt=started_before).update(
        state="error",
        reason_zh="抓取或入库中断，未完成",
        reason_en="the crawl or its intake was cut short",
        finished_at=timezone.now(),
    )


def close_lost(run_id: int, *, folder: str) -> bool:
    """Closes as `error` a run whose files are gone, and says whether it did; one that was taken in stands."""
    return bool(
        CrawlRun.objects.filter(pk=run_id, taken_in_at__isnull=True).update(
            state="error",
            reason_zh=f"抓取结果不在本机：{folder}；将重新抓取",
            reason_en=f"what was crawled is not on this machine: {folder}; it will be crawled again",
            finished_at=timezone.now(),
        )
    )


def overtaken(run_id: int) -> bool:
    """True when a good run of the same source that began later was taken in already."""
    run = CrawlRun.objects.get(pk=run_id)
    later = CrawlRun.objects.filter(source=run.source, pk__gt=run_id, state="ok", taken_in_at__isnull=False)
    return bool(later.exists())


def unjudged_runs(*, ended_before: dt.datetime, limit: int) -> list[int]:
    """Ids of runs that ended before then with observations nobody has judged, oldest first."""
    rows = CrawlRun.objects.filter(judged_at__isnull=True, finished_at__lt=ended_before).order_by("pk")
    return list(rows.values_list("pk", flat=True)[:limit])


def last_good_run_at(source: str) -> dt.datetime | None:
    """When the source's last `ok` run ended; what the clock asks before a crawl is due."""
    good = CrawlRun.objects.filter(source=source, state="ok")
    last: dt.datetime | None = good.aggregate(last=Max("finished_at"))["last"]
    return last


def last_good_length(source: str) -> int:
    """How many observations the source's last `ok` run gave; 0 when it has had none."""
    good = CrawlRun.objects.filter(source=source, state="ok").order_by("-started_at", "-pk")
    return good.values_list("kept", flat=True).first() or 0


_HEALTH = """
SELECT asked.source, last.state, last.reason_zh, last.reason_en, last.finished_at, last.kept, last.faults, last.judged_at,
       good.last_at, good.first_at, before.usual
  FROM unnest(%s::text[]) WITH ORDINALITY AS asked (source, number)
  LEFT JOIN LATERAL (SELECT * FROM storage_crawlrun r WHERE r.source = asked.source AND r.state <> 'running'
                      ORDER BY r.started_at DESC, r.id DESC LIMIT 1) last ON true
 CROSS JOIN LATERAL (SELECT max(r.finished_at) AS last_at, min(r.finished_at) FILTER (WHERE r.kept > 0) AS first_at
                       FROM storage_crawlrun r WHERE r.source = asked.source AND r.state = 'ok') good
 CROSS JOIN LATERAL (SELECT CASE WHEN count(*) >= %s THEN percentile_disc(0.5) WITHIN GROUP (ORDER BY recent.kept) END AS usual
                       FROM (SELECT r.kept FROM storage_crawlrun r
                              WHERE r.source = asked.source AND r.state = 'ok' AND r.id IS DISTINCT FROM last.id
                              ORDER BY r.started_at DESC LIMIT %s) recent) before
 ORDER BY asked.number
"""


def source_health(sources: Iterable[str]) -> tuple[SourceHealth, ...]:
    """The health of each named source, in that order."""
    with connection.cursor() as cursor:
        cursor.execute(_HEALTH, [list(sources), LEAST_RUNS, USUAL_RUNS])
        return tuple(_health(*row) for row in cursor.fetchall())


def _health(
    source: str,
    state: str | None,
    reason_zh: str | None,
    reason_en: str | None,
    finished_at: dt.datetime | None,
    kept: int | None,
    faults: int | None,
    judged_at: dt.datetime | None,
    last_good_at: dt.datetime | None,
    first_good_at: dt.datetime | None,
    usual: int | None,
) -> SourceHealth:
    reasons = (reason_zh or "", reason_en or "")
    if state is None:
        state, reasons = "never", ("尚未抓取", "not crawled yet")
    elif state == "ok" and _judging_overdue(finished_at, judged_at):
        state, reasons = "unjudged", ("已抓取，尚未比对", "crawled, but not judged yet")
    elif state == "ok" and usual is not None and usual >= LEAST_USUAL and (kept or 0) * FEW < usual:
        state = "shrunk"
        reasons = (
            f"本次仅 {kept or 0} 条，平时约 {usual} 条",
            f"only {kept or 0} records; usually about {usual}",
        )
    return SourceHealth(
        source=source,
        state=state,
        reason_zh=reasons[0],
        reason_en=reasons[1],
        last_run_at=finished_at,
        last_good_at=last_good_at,
        first_good_at=first_good_at,
        kept=kept or 0,
        faults=faults or 0,
        usual=usual,
    )


def _judging_overdue(ended: dt.datetime | None, judged_at: dt.datetime | None) -> bool:
    return judged_at is None and ended is not None and timezone.now() - ended > JUDGED_WITHIN


def last_try_at(source: str) -> dt.datetime | None:
    """When a run of the source was last started, whatever became of it."""
    last: dt.datetime | None = CrawlRun.objects.filter(source=source).aggregate(last=Max("started_at"))[
        "last"
    ]
    return last

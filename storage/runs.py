"""Crawl runs: started, finished, and the health of each source as its last runs show it."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Max, Q
from django.utils import timezone

from storage.models import CrawlRun

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
    """A source's last run and its last good one. `state` is `never` when it has not run, `unjudged` when
    what a good run gave has not been judged within `JUDGED_WITHIN`.
    """

    source: str
    state: str
    reason_zh: str
    reason_en: str
    last_run_at: dt.datetime | None
    last_good_at: dt.datetime | None
    kept: int
    faults: int


def start_run(source: str) -> int:
    """Opens a run and returns its id."""
    return CrawlRun.objects.create(source=source).pk


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


def close_judged(run_id: int) -> None:
    """Marks a run whose observations have all been judged."""
    CrawlRun.objects.filter(pk=run_id, judged_at__isnull=True).update(judged_at=timezone.now())


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


def source_health(sources: Iterable[str]) -> tuple[SourceHealth, ...]:
    """The health of each named source, in that order."""
    return tuple(_health(source) for source in sources)


def _health(source: str) -> SourceHealth:
    last = (
        CrawlRun.objects.filter(Q(source=source) & ~Q(state="running")).order_by("-started_at", "-pk").first()
    )
    state = last.state if last else "never"
    reasons = (last.reason_zh, last.reason_en) if last else ("尚未抓取", "not crawled yet")
    if last and state == "ok" and _judging_overdue(last):
        state, reasons = "unjudged", ("已抓取，尚未比对", "crawled, but not judged yet")
    return SourceHealth(
        source=source,
        state=state,
        reason_zh=reasons[0],
        reason_en=reasons[1],
        last_run_at=last.finished_at if last else None,
        last_good_at=last_good_run_at(source),
        kept=last.kept if last else 0,
        faults=last.faults if last else 0,
    )


def _judging_overdue(run: CrawlRun) -> bool:
    ended = run.finished_at
    return run.judged_at is None and ended is not None and timezone.now() - ended > JUDGED_WITHIN


def last_try_at(source: str) -> dt.datetime | None:
    """When a run of the source was last started, whatever became of it."""
    last: dt.datetime | None = CrawlRun.objects.filter(source=source).aggregate(last=Max("started_at"))[
        "last"
    ]
    return last

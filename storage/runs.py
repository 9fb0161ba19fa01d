"""Crawl runs: started, finished, and the health of each source as its last runs show it."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Max, Q
from django.utils import timezone

from storage.models import CrawlRun, Response


@dataclass(frozen=True, slots=True, kw_only=True)
class RunOutcome:
    """How a run of a source ended. `state` is `ok` or the name of what went wrong; zero is never `ok`."""

    state: str
    reason_zh: str
    reason_en: str
    kept: int
    faults: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceivedResponse:
    """One answer of a source; `size` in bytes."""

    url: str
    status: int
    sha256: str
    size: int
    fetched_at: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceHealth:
    """A source's last run and its last good one. `state` is `never` when it has not run."""

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


def finish_run(
    run_id: int, outcome: RunOutcome, *, responses: Iterable[ReceivedResponse], added: int
) -> None:
    """Closes a run, once everything it gave is kept. Safe to repeat."""
    rows = [
        Response(
            run_id=run_id, url=r.url, status=r.status, sha256=r.sha256, size=r.size, fetched_at=r.fetched_at
        )
        for r in responses
    ]
    Response.objects.bulk_create(rows, ignore_conflicts=True)
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
    )


def run_source_name(run_id: int) -> str:
    """The source of a run."""
    return CrawlRun.objects.values_list("source", flat=True).get(pk=run_id)


def last_good_run_at(source: str) -> dt.datetime | None:
    """When the source's last `ok` run ended; what the clock asks before a crawl is due."""
    good = CrawlRun.objects.filter(source=source, state="ok")
    last: dt.datetime | None = good.aggregate(last=Max("finished_at"))["last"]
    return last


def source_health(sources: Iterable[str]) -> tuple[SourceHealth, ...]:
    """The health of each named source, in that order."""
    return tuple(_health(source) for source in sources)


def _health(source: str) -> SourceHealth:
    last = (
        CrawlRun.objects.filter(Q(source=source) & ~Q(state="running")).order_by("-started_at", "-pk").first()
    )
    return SourceHealth(
        source=source,
        state=last.state if last else "never",
        reason_zh=last.reason_zh if last else "尚未抓取",
        reason_en=last.reason_en if last else "not crawled yet",
        last_run_at=last.finished_at if last else None,
        last_good_at=last_good_run_at(source),
        kept=last.kept if last else 0,
        faults=last.faults if last else 0,
    )


def last_try_at(source: str) -> dt.datetime | None:
    """When a run of the source was last started, whatever became of it."""
    last: dt.datetime | None = CrawlRun.objects.filter(source=source).aggregate(last=Max("started_at"))[
        "last"
    ]
    return last

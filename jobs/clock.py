"""The clock: decides from the database what is due, and puts it on the queue.

Two clocks at once double nothing: every job it defers carries a key that can wait only once, and a source
is due by its last good run, not by a tick.
"""

import datetime as dt
import logging
from collections.abc import Iterable

from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.schedulers.base import BaseScheduler
from django.conf import settings
from django.utils import timezone

from crawlers.catalogue import load_all
from crawlers.source import Policy, Source
from jobs.source_watch import watch_sources
from jobs.tasks import start_crawl, sweep
from storage import runs
from storage.heartbeats import CLOCK, beat
from storage.together import refresh_connection

log = logging.getLogger(__name__)

RETRY_AFTER = dt.timedelta(hours=1)
"""How long a source that failed is left alone."""


def due_sources(sources: Iterable[Source], now: dt.datetime) -> list[str]:
    """The names of the sources whose last good run is older than their interval.

    Left out: sources whose route is not allowed or not reviewed, those whose key is not set, and those
    tried within the last hour.
    """
    due = []
    for source in sources:
        if source.policy is not Policy.ALLOWED or source.lacks_key or not source.has_work():
            continue
        good, tried = runs.last_good_run_at(source.name), runs.last_try_at(source.name)
        fresh = good is not None and now - good < source.interval
        resting = tried is not None and now - tried < RETRY_AFTER
        if not fresh and not resting:
            due.append(source.name)
    return due


def clocked(sources: Iterable[Source]) -> list[Source]:
    """Those the operator leaves to the clock: all, unless HAISHAO_SOURCES names some."""
    return [source for source in sources if is_clocked(source)]


def is_clocked(source: Source) -> bool:
    """True for a source the clock crawls by itself."""
    return not settings.CLOCKED_SOURCES or source.name in settings.CLOCKED_SOURCES


def tick() -> None:
    """One beat: crawls that are due, jobs and deliveries that were left behind, sources that fell silent. It counts as a beat
    once all of it was done.
    """
    refresh_connection()
    now = timezone.now()
    sweep(now)
    sources = clocked(load_all())
    for name in due_sources(sources, now):
        log.info("%s is due", name)
        start_crawl(name)
    watch_sources(sources, now)
    beat(CLOCK)


def start_clock() -> BaseScheduler:
    """Starts the clock in a thread of its own; `shutdown()` on the result stops it."""
    scheduler = BackgroundScheduler(timezone="UTC")
    scheduler.add_job(
        tick,
        "interval",
        seconds=min(60, settings.HEARTBEAT_SECONDS),
        next_run_time=dt.datetime.now(dt.UTC),
        max_instances=1,
        coalesce=True,
    )
    scheduler.start()
    return scheduler

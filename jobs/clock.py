"""The clock: decides from the database what is due, and puts it on the queue.

Two clocks at once double nothing: every job a clock defers carries a key that can wait only once, and a source is due by its
last runs, looked at once more while no other clock can begin one. All goes by the database's time: the clocks of machines
may differ.
"""

import datetime as dt
import logging
from collections.abc import Callable, Iterable
from dataclasses import replace

from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.schedulers.base import BaseScheduler
from django.conf import settings
from django.utils import timezone

from crawlers.catalogue import load_all
from crawlers.source import Policy, Source
from jobs.fair_duty import tell_those_on_duty
from jobs.schedule import due_at
from jobs.source_watch import is_clocked, watch_sources
from jobs.sweeping import sweeps
from jobs.tasks import start_crawl
from storage import runs
from storage.fair_watches import sources_near
from storage.heartbeats import CLOCK, beat
from storage.server_clock import seconds_ahead, server_now
from storage.service_state import DatabaseAway
from storage.together import refresh_connection, together

log = logging.getLogger(__name__)

DAILY = dt.timedelta(hours=22)

MOST_AHEAD = 5.0
"""Seconds this machine's clock may differ from the database's before that is worth a warning."""


def due_sources(sources: Iterable[Source], now: dt.datetime) -> list[str]:
    """The names of the sources that are due (`jobs.schedule`).

    Left out: sources whose route is not allowed or not reviewed, those whose key is not set, and those without work.
    """
    return [source.name for source in sources if _is_due(source, now)]


def _is_due(source: Source, now: dt.datetime) -> bool:
    if source.policy is not Policy.ALLOWED or source.lacks_key or not source.has_work():
        return False
    due = due_at(source, good=runs.last_good_run_at(source.name), tried=runs.last_try_at(source.name))
    return due is None or due <= now


def crawl_when_due(source: Source, now: dt.datetime) -> int | None:
    """Starts the crawl of a source that is due, and returns its run. Of two clocks at once one finds it begun."""
    if not _is_due(source, now):
        return None
    with together():
        runs.begin_alone(source.name)
        return start_crawl(source.name) if _is_due(source, now) else None


def clocked(sources: Iterable[Source]) -> list[Source]:
    """Those the operator leaves to the clock: all, unless HAISHAO_SOURCES names some."""
    return [source for source in sources if is_clocked(source)]


def hastened(sources: Iterable[Source], daily: frozenset[str]) -> list[Source]:
    """The same sources, those of `daily` due every day whatever their interval: lists of exhibitors of fairs that are near."""
    return [
        replace(source, interval=min(source.interval, DAILY)) if source.name in daily else source
        for source in sources
    ]


def tick() -> None:
    """One beat: jobs and deliveries that were left behind, crawls that are due, sources that fell silent. One of them that
    fails is logged and stops none of the others; it counts as a beat once all of it was done, so that a clock whose work
    fails is seen as one that stands (`/readyz`).
    """
    refresh_connection()
    try:
        now = server_now()
    except DatabaseAway as away:
        log.warning("数据库不可用，稍后再试 · the database is away (%s); again at the next beat", away)
        return
    done = [_done(name, step) for name, step in sweeps(now)]
    watched = _done("sources", lambda: done.extend(_watched(now)))
    if watched and all(done):
        beat(CLOCK)


def _watched(now: dt.datetime) -> list[bool]:
    """Crawls that are due, sources that fell silent, and those on duty at a fair; of each whether it was done."""
    sources = clocked(load_all())
    soon = hastened(sources, sources_near(timezone.localdate(now)))
    done = [_done(source.name, lambda source=source: _crawl(source, now)) for source in soon]
    done.append(_done("watch_sources", lambda: watch_sources(sources, now)))
    return [*done, _done("fairs", lambda: tell_those_on_duty(now))]


def _crawl(source: Source, now: dt.datetime) -> None:
    if (run_id := crawl_when_due(source, now)) is not None:
        log.info("%s is due, run %s", source.name, run_id)


def _done(name: str, step: Callable[[], object]) -> bool:
    try:
        step()
    except Exception:  # the edge of a step: whatever it is, the others are still due
        log.exception("定时任务失败 · a step of the clock failed: %s", name)
        refresh_connection()
        return False
    return True


def warn_of_skew() -> None:
    """Says so when this machine's clock differs from the database's."""
    ahead = seconds_ahead()
    if abs(ahead) > MOST_AHEAD:
        log.warning(
            "本机时钟与数据库相差 %.0f 秒，请校时 · this machine's clock is %.0f s %s of the database's; set it by a time server",
            abs(ahead),
            abs(ahead),
            "ahead" if ahead > 0 else "behind",
        )


def start_clock() -> BaseScheduler:
    """Starts the clock in a thread of its own; `shutdown()` on the result stops it."""
    warn_of_skew()
    scheduler = BackgroundScheduler(timezone="UTC")
    scheduler.add_job(
        tick,
        "interval",
        seconds=min(60, settings.HEARTBEAT_SECONDS),
        next_run_time=dt.datetime.now(dt.UTC),
        max_instances=1,
        coalesce=True,
        misfire_grace_time=None,
    )
    scheduler.start()
    return scheduler

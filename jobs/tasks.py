"""The steps from a source to somebody's inbox, each one queue job that may run twice.

    crawl ──▶ take_in ──▶ judge ──▶ raise_alerts ──▶ deliver

A step's rows and the job of the next step are written in one transaction, so a worker killed anywhere
leaves either both or neither; the job it had in hand is taken over by another worker and run again, and
the unique key of each row makes that add nothing.
"""

import datetime as dt
import logging
import secrets
import shutil

from django.conf import settings
from django.utils import timezone
from procrastinate import JobContext, exceptions
from procrastinate.contrib.django import app
from procrastinate.jobs import Status

from crawlers.catalogue import find
from crawlers.run import read_run, run_source
from crawlers.source import Source
from domain.history import holder_key_of
from domain.observation import Observation
from jobs.judging import Screen
from jobs.queue import defer_once
from jobs.sending import deliver_one, give_up_one
from storage import alerts, brands, deliveries, history, matches, observations, runs
from storage.together import together, undo_block

log = logging.getLogger(__name__)

CRAWL_TIMEOUT = 3600.0
"""Seconds a crawl may take: a 233 MB journal over a slow line, with room."""

LONGEST_RUN = dt.timedelta(seconds=2 * CRAWL_TIMEOUT)
"""From the start of a run until it counts as cut short."""

JUDGE_AGAIN_AFTER = 300.0
"""Seconds a run that was never judged to its end waits for its next try."""

MOST_WOKEN_RUNS = 20

MATCH_FIRST, DELIVER_FIRST = 1, 2
"""Priorities: what is on its way to somebody goes before what is only being fetched, or judged anew."""

JUDGE_BATCH = 5_000
FOLD_BATCH = 1_000


def start_crawl(source: str) -> int | None:
    """Opens a run of a source and puts its crawl on the queue; None when one already waits."""
    with together():
        run_id = runs.start_run(source)
        if defer_once("crawl", key=f"crawl {source}", source=source, run_id=run_id):
            return run_id
        undo_block()
        return None


@app.task(name="crawl", queue="crawl")
def crawl(source: str, run_id: int) -> None:
    """Runs the source's crawl into a folder of its own, afresh when an earlier try was cut short: the crawler
    of a killed worker may still be writing to the old one.
    """
    shutil.rmtree(settings.RUNS_DIR / str(run_id), ignore_errors=True)
    attempt = secrets.token_hex(4)
    folder = settings.RUNS_DIR / str(run_id) / attempt
    folder.mkdir(parents=True)
    known = find(source)
    words = brands.watched_words() if known.searched else ()
    outcome = run_source(source, folder, timeout=CRAWL_TIMEOUT, since=wanted_since(known), words=words)
    log.info("run %s of %s: %s, %s observations", run_id, source, outcome.state, outcome.kept)
    defer_once("take_in", key=f"take_in {run_id} {attempt}", run_id=run_id, attempt=attempt)


def wanted_since(source: Source) -> dt.date:
    """The day from which a run wants what changed: the source's lookback, or further, to the day before its
    last good run, so that a gap in its runs leaves none in what they saw.
    """
    today = timezone.now().date()
    since: dt.date = today - source.lookback
    good = runs.last_good_run_at(source.name)
    return min(since, good.date() - dt.timedelta(days=1)) if good else since


@app.task(name="take_in", queue="match", priority=MATCH_FIRST)
def take_in(run_id: int, attempt: str) -> None:
    """Keeps what the run saw, then its outcome; the observations of a failed run are kept too.

    Does nothing when the crawl was begun afresh meanwhile: the new attempt brings a job of its own.
    """
    folder = settings.RUNS_DIR / str(run_id) / attempt
    if not folder.is_dir():
        log.warning("run %s: attempt %s was begun afresh", run_id, attempt)
        return
    run = read_run(folder)
    added = observations.take_in(run_id, run.observations())
    outcome = runs.RunOutcome(
        state=run.outcome.state,
        reason_zh=run.outcome.reason_zh,
        reason_en=run.outcome.reason_en,
        kept=run.outcome.kept,
        faults=run.outcome.faults,
    )
    responses = [
        runs.ReceivedResponse(
            url=r.url, status=r.status, sha256=r.sha256, size=r.size, fetched_at=r.fetched_at
        )
        for r in run.responses()
    ]
    with together():
        runs.finish_run(run_id, outcome, responses=responses, added=added)
        defer_once("judge", key=f"judge {run_id} 0", run_id=run_id, after_id=0)


@app.task(name="judge", queue="match", priority=MATCH_FIRST)
def judge(run_id: int, after_id: int) -> None:
    """Judges a batch of the run's new observations, then passes on to the next batch or to the alerts."""
    batch = observations.observations_of(run_id, after_id=after_id, limit=JUDGE_BATCH)
    _judge_batch(batch, next_step=f"judge {run_id}", task="judge", run_id=run_id)


@app.task(name="judge_kept", queue="match")
def judge_kept(after_id: int) -> None:
    """Judges a batch of everything kept: what a changed watchlist would have met before it changed."""
    batch = observations.all_observations(after_id=after_id, limit=JUDGE_BATCH)
    _judge_batch(batch, next_step="judge_kept", task="judge_kept")


def judge_everything() -> None:
    """Puts the judging of all kept observations on the queue; brands judged before add nothing."""
    defer_once("judge_kept", key="judge_kept 0", after_id=0)


def _judge_batch(batch: list[tuple[int, Observation]], *, next_step: str, task: str, **args: int) -> None:
    row_ids = {id(observation): row_id for row_id, observation in batch}
    seen = [observation for _, observation in batch]
    found = _screen().matches(seen, history.histories(holder_key_of(observation) for observation in seen))
    with together():
        matches.save_matches((row_ids[id(match.observation)], match) for match in found)
        if len(batch) == JUDGE_BATCH:
            last = batch[-1][0]
            defer_once(task, key=f"{next_step} {last}", after_id=last, **args)
        else:
            if "run_id" in args:
                runs.close_judged(args["run_id"])
            defer_once("raise_alerts", key="raise_alerts")


_kept_screen: tuple[str, Screen] | None = None


def _screen() -> Screen:
    """The watchlist made ready, kept between jobs until a brand changes."""
    global _kept_screen
    version = brands.watchlist_version()
    if _kept_screen is None or _kept_screen[0] != version:
        _kept_screen = (version, Screen(brands.watched_brands()))
    return _kept_screen[1]


@app.task(name="raise_alerts", queue="match", priority=DELIVER_FIRST)
def raise_alerts() -> None:
    """Folds new matches into alerts and opens their deliveries."""
    with together():
        batch = alerts.matches_to_fold(after_id=0, limit=FOLD_BATCH)
        grown = alerts.fold_matches(batch)
        for delivery_id in deliveries.open_deliveries(grown):
            defer_once("deliver", key=f"deliver {delivery_id}", delivery_id=delivery_id)
        if len(batch) == FOLD_BATCH:
            defer_once("raise_alerts", key="raise_alerts")


@app.task(name="deliver", queue="deliver", priority=DELIVER_FIRST)
def deliver(delivery_id: int) -> None:
    """Sends one delivery, and after a refusal that may pass puts the next try on the queue."""
    try:
        with together():
            _put_off(delivery_id, deliver_one(delivery_id))
    except (
        Exception
    ) as trouble:  # a fault of ours too is counted and ends as a dead letter that somebody sees
        log.exception("delivery %s could not be made", delivery_id)
        with together():
            _put_off(delivery_id, give_up_one(delivery_id, trouble))


def _put_off(delivery_id: int, next_try_at: dt.datetime | None) -> None:
    if next_try_at is not None:
        delay = max(1.0, (next_try_at - timezone.now()).total_seconds())
        defer_once("deliver", key=f"deliver {delivery_id}", delay=delay, delivery_id=delivery_id)


@app.task(name="take_over", queue="deliver", queueing_lock="take_over", pass_context=True)
async def take_over(context: JobContext) -> None:
    """Puts the jobs of workers that fell silent back on the queue."""
    manager = context.app.job_manager
    for job in await manager.get_stalled_jobs(seconds_since_heartbeat=3 * settings.HEARTBEAT_SECONDS):
        log.warning("job %s (%s) was left by its worker; taking it over", job.id, job.task_name)
        try:
            await manager.retry_job(job)
        except exceptions.UniqueViolation:
            # The same step already waits again; this one must only stop looking busy.
            await manager.finish_job(job, status=Status.FAILED, delete_job=False)


def sweep(now: dt.datetime) -> None:
    """What the clock does each beat: takes over stalled jobs, and finds in the database what no job is left
    for, whatever became of it: runs never ended or never judged, matches never folded, deliveries never made.
    """
    defer_once("take_over", key="take_over")
    runs.close_cut_short(started_before=now - LONGEST_RUN)
    for run_id in runs.unjudged_runs(ended_before=now - runs.JUDGED_WITHIN, limit=MOST_WOKEN_RUNS):
        defer_once("judge", key=f"judge {run_id} 0", delay=JUDGE_AGAIN_AFTER, run_id=run_id, after_id=0)
    if alerts.matches_to_fold(after_id=0, limit=1):
        defer_once("raise_alerts", key="raise_alerts")
    grace = dt.timedelta(seconds=6 * settings.HEARTBEAT_SECONDS)
    for delivery_id in deliveries.overdue_deliveries(before=now - grace, limit=FOLD_BATCH):
        defer_once("deliver", key=f"deliver {delivery_id}", delivery_id=delivery_id)

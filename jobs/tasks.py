"""The steps from a source to somebody's inbox, each one queue job that may run twice.

    crawl ──▶ take_in ──▶ judge ──▶ raise_alerts ──▶ deliver
                  ├─────▶ look  (jobs.looking) ──┘
                  └─────▶ index_register  (jobs.registering)
    rescreen_part  (jobs.rescreening) ──▶ raise_alerts

A step's rows and the job of the next step are written in one transaction, so a worker killed anywhere
leaves either both or neither; the job it had in hand is taken over by another worker and run again, and
the unique key of each row makes that add nothing.
"""

import datetime as dt
import logging

from django.conf import settings
from django.utils import timezone
from procrastinate import JobContext
from procrastinate.contrib.django import app

from crawlers.catalogue import find
from crawlers.run import read_run, run_source
from crawlers.source import Source
from domain.alert import Channel
from domain.subscription import Opening, Subscription, Telling
from jobs import looking
from jobs.budgets import draw_lines
from jobs.parts import Part, all_judged, defer_parts, judged_part, note_judged, parts_of
from jobs.queue import defer_once, put_back, stalled_jobs
from jobs.registering import index_soon
from jobs.run_folders import (
    any_try,
    beside,
    drop_files,
    drop_tries,
    ended_try,
    folder_id,
    new_try,
    response_row,
)
from jobs.sending import deliver_due
from matchers.conflicts import conflict_key
from storage import (
    alerts,
    brands,
    budgets,
    deliveries,
    evidence,
    observations,
    reminders,
    runs,
)
from storage.opening import open_deliveries
from storage.reminders import REMINDER_DAYS
from storage.snapshots import may_drop_evidence
from storage.throttle import take_turn
from storage.together import together, undo_block
from watchlists.telling import opening, reminded_at

log = logging.getLogger(__name__)

CRAWL_TIMEOUT = 4 * 3600.0
"""Seconds a crawl may take: 5,000 pages at one in 2.5 seconds, with room."""

MATCH_FIRST, DELIVER_FIRST, TAKE_OVER_FIRST = 1, 2, 3
"""Priorities: what is on its way to somebody goes before what is only being fetched, or judged anew. Before all goes taking
over: what a dead worker left holds its lock until then, the folding of all alerts perhaps.
"""

_CHATS = tuple(channel for channel in Channel if channel is not Channel.EMAIL)
LANES = {
    f"{kind} {number}": channels
    for number in range(1, 5)
    for kind, channels in (("mail", (Channel.EMAIL,)), ("chat", _CHATS))
}
"""Delivering goes on in so many jobs at once, mail apart from chats: one that hangs does not hold up the other."""

DELIVER_SECONDS = 10.0
"""Seconds one job delivers before it lets others of its queue go first."""

DROP_BATCH = 100
JUDGE_BATCH = 5_000
FOLD_BATCH = 1_000


def start_crawl(source: str, *, accept_shorter: bool = False) -> int | None:
    """Opens a run of a source and puts its crawl on the queue; None when one already waits.

    With `accept_shorter` the list may be however much shorter than the last good one.
    """
    with together():
        run_id = runs.start_run(source)
        args = {"source": source, "run_id": run_id, "accept_shorter": accept_shorter}
        if defer_once("crawl", key=f"crawl {source}", **args):
            return run_id
        undo_block()
        return None


@app.task(name="crawl", queue="crawl")
def crawl(source: str, run_id: int, accept_shorter: bool = False) -> None:
    """Runs the source's crawl into a folder of its own. When an earlier try was cut short, what it had got is
    not asked for again; when it had ended, it stands.
    """
    tries = settings.RUNS_DIR / runs.run_folder(run_id)
    tries.mkdir(parents=True, exist_ok=True)
    attempt = ended_try(tries)
    if attempt is None:
        attempt = new_try(settings.RUNS_DIR)
        (tries / attempt).mkdir()
        known = find(source)
        outcome = run_source(
            source,
            tries / attempt,
            timeout=CRAWL_TIMEOUT,
            since=wanted_since(known),
            words=brands.watched_words() if known.searched else (),
            earlier=tries,
            last_good=0 if accept_shorter else runs.last_good_length(source),
            take_turn=take_turn,
        )
        log.info("run %s of %s: %s, %s observations", run_id, source, outcome.state, outcome.kept)
    drop_tries(tries, but=attempt)
    take_in_soon(source, run_id, attempt)


def take_in_soon(source: str, run_id: int, attempt: str) -> None:
    """Puts the taking in of a try that lies in this machine's folder of runs on the queue of whoever has that folder."""
    # A machine that is gone must not hold up the source on the others: each folder has a lock of its own.
    lock = f"take_in {source} {folder_id(settings.RUNS_DIR)}"
    queue = beside("match", settings.RUNS_DIR)
    key = f"take_in {run_id} {attempt}"
    defer_once("take_in", key=key, lock=lock, queue=queue, run_id=run_id, attempt=attempt)


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
    """Keeps what the run saw, then its outcome. A failed run adds what is new, and replaces nothing.

    Runs of one source in one folder are taken in one after the other, so that the newest has the last word; one that another
    machine's newer run has overtaken replaces nothing either. Of two tries of one run, made on two machines because one was
    thought dead, the first to be taken in stands.
    """
    folder = settings.RUNS_DIR / runs.run_folder(run_id) / attempt
    if not folder.is_dir():
        if any_try(folder.parent):
            log.warning("run %s: attempt %s is gone, another stands in its place", run_id, attempt)
        elif runs.close_lost(run_id, folder=str(folder)):
            log.error("run %s: its files are not here (%s); its source will be crawled again", run_id, folder)
        return
    run = read_run(folder)
    rows = evidence.save_responses(run_id, (response_row(attempt, received) for received in run.responses()))
    if evidence.attempt_kept(run_id) not in ("", attempt):
        log.warning("run %s: another machine's try stands, %s is left out", run_id, attempt)
        return
    sightings = ((rows.get(number), observation) for number, observation in run.sightings())
    good = run.outcome.ok and not runs.overtaken(run_id)
    added = observations.take_in_sightings(run_id, sightings, good=good)
    outcome = runs.RunOutcome(
        state=run.outcome.state,
        reason_zh=run.outcome.reason_zh,
        reason_en=run.outcome.reason_en,
        kept=run.outcome.kept,
        faults=run.outcome.faults,
    )
    with together():
        waiting = looking.open_looks(run_id, attempt, run)
        runs.finish_run(run_id, outcome, added=added)
        index_soon(run_id)
        if waiting:
            looking.look_soon(run.outcome.source, run_id)
        defer_once("judge", key=f"judge {run_id} 0", run_id=run_id, after_id=0)


@app.task(name="drop_evidence", queue="crawl")
def drop_evidence(finished_before: str) -> None:
    """Deletes the evidence of a batch of old runs that no match rests on; none while a backup copies it."""
    before = dt.datetime.fromisoformat(finished_before)
    batch = evidence.expired_runs(finished_before=before, limit=DROP_BATCH)
    for run_id in batch:
        with together():
            if not may_drop_evidence():  # the clock finds these runs again
                return
            drop_files(settings.RUNS_DIR / runs.run_folder(run_id), but=evidence.release_run(run_id))
    if len(batch) == DROP_BATCH:
        defer_once("drop_evidence", key="drop_evidence", finished_before=finished_before)


@app.task(name="judge", queue="match", priority=MATCH_FIRST)
def judge(run_id: int, after_id: int) -> None:
    """Judges the run's new observations. A long run is parted, so that several workers share it."""
    parts = parts_of(run_id, after_id=after_id, size=JUDGE_BATCH)
    if len(parts) > 1:
        defer_parts(run_id, parts)
        return
    judged = [judged_part(run_id, part) for part in parts]
    with together():
        for part in judged:
            part.keep()
        runs.close_judged(run_id)
        raise_soon()


@app.task(name="judge_part", queue="match", priority=MATCH_FIRST)
def judge_part(run_id: int, after_id: int, until_id: int, parting: str, parts: int) -> None:
    """Judges a part of a run's new observations."""
    judged = judged_part(run_id, Part(after_id, until_id))
    with together():
        judged.keep()
        note_judged(run_id, until_id, parting=parting, parts=parts)


@app.task(name="part_judged", queue="match", priority=MATCH_FIRST)
def part_judged(run_id: int, parting: str, parts: int) -> None:
    """Closes the run, and passes on to the alerts, once every one of its parts was judged."""
    if not all_judged(run_id, parting=parting, parts=parts):
        return
    with together():
        if runs.close_judged(run_id):
            raise_soon()


def raise_soon() -> None:
    """Puts the folding of what waits to be told on the queue."""
    defer_once("raise_alerts", key="raise_alerts")


@app.task(name="raise_alerts", queue="match", priority=DELIVER_FIRST)
def raise_alerts() -> None:
    """Folds new matches into alerts and opens their deliveries."""
    with together():
        draw_lines()
        batch = alerts.matches_to_fold(after_id=0, limit=FOLD_BATCH)
        budgets.withhold(batch)
        grown = alerts.fold_matches(batch, conflict_key)
        if open_deliveries(grown, told_when):
            start_delivering()
        if len(batch) == FOLD_BATCH:
            raise_soon()


def told_when(subscription: Subscription, telling: Telling) -> Opening | None:
    """When a contact is told of an alert that grew now."""
    return opening(subscription, telling, timezone.now())


def reminded_when(subscription: Subscription, telling: Telling) -> dt.datetime | None:
    """When a contact is reminded of a last day from now on."""
    return reminded_at(subscription, telling, timezone.now())


@app.task(name="remind", queue="match", priority=DELIVER_FIRST)
def remind() -> None:
    """Opens the reminders that are due."""
    now = timezone.now()
    told = reminders.open_reminders(
        REMINDER_DAYS, reminded_when, now=now, today=timezone.localdate(), limit=FOLD_BATCH
    )
    if told:
        start_delivering()


def start_delivering() -> None:
    """Puts a job for each lane on the queue, unless it already waits there."""
    for lane in LANES:
        defer_once("deliver", key=f"deliver {lane}", lane=lane)


@app.task(name="deliver", queue="deliver", priority=DELIVER_FIRST)
def deliver(lane: str) -> None:
    """Sends what is due by the lane's channels, and puts itself on the queue again while more may be."""
    if deliver_due(LANES[lane], seconds=DELIVER_SECONDS):
        defer_once("deliver", key=f"deliver {lane}", lane=lane)


def replay_deliveries(delivery_ids: list[int]) -> list[int]:
    """Wakes dead letters and puts them on their way; returns those that were dead letters."""
    with together():
        woken = deliveries.replay(delivery_ids)
        if woken:
            start_delivering()
    return woken


@app.task(
    name="take_over", queue="deliver", priority=TAKE_OVER_FIRST, queueing_lock="take_over", pass_context=True
)
async def take_over(context: JobContext) -> None:
    """Puts the jobs of workers that fell silent back on the queue."""
    manager = context.app.job_manager
    for job in await stalled_jobs(manager):
        log.warning("job %s (%s) was left by its worker; taking it over", job.id, job.task_name)
        await put_back(manager, job)

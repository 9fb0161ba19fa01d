"""What the clock does each beat: finds in the database what no job is left for, whatever became of it. 补漏.

    clock ──▶ sweeps ──▶ the queue

It imports every step it puts on the queue, and the application imports it (`jobs.apps`): each of them is known everywhere.
"""

import datetime as dt
from collections.abc import Callable

from django.conf import settings
from django.utils import timezone

from jobs import bounces, canary, case_watch, fair_sheets, import_logos, logos, plan_reminders
from jobs.after_fair import watch_after_fairs
from jobs.deleting import sweep_deletions
from jobs.exporting import sweep_exports
from jobs.parts import parted_runs
from jobs.picture_codes import code_looks_left
from jobs.queue import defer_once, take_over_soon
from jobs.registering import index_runs_left
from jobs.rescreening import rescreens_left
from jobs.retention import drop_in_a_while
from jobs.stamping import stamp_in_a_while
from jobs.tasks import CRAWL_TIMEOUT, raise_soon, start_delivering
from jobs.tracking import read_pages_left
from storage import (
    alerts,
    audit,
    brand_uploads,
    deliveries,
    evidence,
    idempotent_answers,
    list_uploads,
    looks,
    partitions,
    runs,
    samples,
    sessions,
    sign_in_tries,
    surveys,
)

LONGEST_RUN = dt.timedelta(seconds=2 * CRAWL_TIMEOUT)
"""From the start of a run until it counts as cut short."""

JUDGE_AGAIN_AFTER = 300.0
"""Seconds a run that was never judged to its end waits for its next try."""

MOST_WOKEN_RUNS = 20

LOOKED_WITHIN = dt.timedelta(hours=3)
"""From the end of a run until pictures still wanted are asked for again: 2,000 take an hour and a half."""


def sweeps(now: dt.datetime) -> tuple[tuple[str, Callable[[], object]], ...]:
    """What the clock does each beat, by name, none of it in need of another.

    It takes over stalled jobs, and finds in the database what no job is left for, whatever became of it: deliveries and
    reminders never made, runs never ended or never judged, matches never folded, pictures never fetched, logos and pictures
    never coded, observations no search finds, rescreens cut short, what is due of cases, fairs, questionnaires and the work
    plan, the chain's stamp of the day; evidence, observations, ended jobs, audit trail, handed in watchlists, sessions, kept
    answers and exports past their time; deletions of enterprises whose days of grace are over. It keeps room for what comes in
    (`storage.partitions`), and draws the sample that is judged again.
    """
    return (
        ("take over", take_over_soon),
        ("deliveries", lambda: deliveries.any_due(now) and start_delivering()),
        ("remind", lambda: defer_once("remind", key="remind")),
        ("bounces", bounces.read_in_a_while),
        ("runs cut short", lambda: runs.close_cut_short(started_before=now - LONGEST_RUN)),
        ("judge", lambda: judge_runs_left(now)),
        ("fold", lambda: alerts.matches_to_fold(after_id=0, limit=1) and raise_soon()),
        ("look", lambda: look_left(now)),
        ("logos of imports", import_logos.read_logos_left),
        ("logos", logos.code_logos_left),
        ("picture codes", code_looks_left),
        ("register", index_runs_left),
        ("rescreens", rescreens_left),
        ("evidence", lambda: drop_evidence_soon(now)),
        ("partitions", partitions.keep_partitions),
        ("retention", lambda: drop_in_a_while(now)),
        ("samples", lambda: samples.draw_samples(now)),
        ("stamp", stamp_in_a_while),
        ("audit trail", lambda: audit.drop_entries(older_than_days=settings.AUDIT_DAYS)),
        ("uploads", brand_uploads.drop_uploads),
        ("lists handed in", list_uploads.drop_list_uploads),
        ("sessions", sessions.drop_expired),
        ("sign-in tries", sign_in_tries.drop_tries),
        ("kept answers", idempotent_answers.drop_answers),
        ("exports", sweep_exports),
        ("deletions", lambda: sweep_deletions(now)),
        ("tracked pages", lambda: read_pages_left(now)),
        ("canary", lambda: canary.watch_canary(now)),
        ("cases", lambda: case_watch.watch_cases(now)),
        ("work plan", lambda: plan_reminders.remind_of_plan(now)),
        ("sheets of fairs", fair_sheets.go_on_with_rounds),
        ("after fairs", watch_after_fairs),
        ("questionnaires", lambda: remind_of_surveys(now)),
    )


def sweep(now: dt.datetime) -> None:
    """All of `sweeps`, one after the other; what fails stops it."""
    for _, step in sweeps(now):
        step()


def judge_runs_left(now: dt.datetime) -> None:
    """Puts the judging of runs on the queue that ended long ago and are not judged; one whose parts are still there has only to
    wait for them.
    """
    if left := runs.unjudged_runs(ended_before=now - runs.JUDGED_WITHIN, limit=MOST_WOKEN_RUNS):
        parted = parted_runs()
        for run_id in left:
            if run_id not in parted:
                defer_once(
                    "judge", key=f"judge {run_id} 0", delay=JUDGE_AGAIN_AFTER, run_id=run_id, after_id=0
                )


def look_left(now: dt.datetime) -> None:
    """Has pictures asked for again that are still wanted long after their run."""
    for source, run_id in looks.runs_with_open_looks(ended_before=now - LOOKED_WITHIN, limit=MOST_WOKEN_RUNS):
        defer_once("look", key=f"look {run_id}", source=source, run_id=run_id)


def drop_evidence_soon(now: dt.datetime) -> None:
    """Puts the deleting of evidence past its time on the queue when there is any."""
    kept_from = now - dt.timedelta(days=settings.EVIDENCE_DAYS)
    if evidence.expired_runs(finished_before=kept_from, limit=1):
        defer_once("drop_evidence", key="drop_evidence", finished_before=kept_from.isoformat())


def remind_of_surveys(now: dt.datetime) -> None:
    """Opens the reminders of questionnaires whose last day is near, and has them sent."""
    if surveys.remind_those_left(now=now, today=timezone.localdate(now)):
        start_delivering()

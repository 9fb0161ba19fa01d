"""A made-up run taken in as the crawl of its source would be."""

from collections.abc import Sequence

from domain.observation import Observation
from jobs.queue import defer_once
from jobs.registering import index_soon
from storage.observations import take_in
from storage.runs import RunOutcome, finish_run, start_run


def taken_in(source: str, seen: Sequence[Observation]) -> None:
    """Keeps what a good run of the source saw, and puts its judging on the queue."""
    run = start_run(source)
    added = take_in(run, seen)
    finish_run(run, RunOutcome(state="ok", reason_zh="", reason_en="", kept=len(seen), faults=0), added=added)
    index_soon(run)
    defer_once("judge", key=f"judge {run} 0", run_id=run, after_id=0)

"""`haishao bench rescreen`: new brands held against everything kept, by one and by two worker processes.

Beside it, in the same run, the way it was done before: whole rows in batches of 5,000 through the whole watchlist.
"""

import json
import os
import tempfile
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from haishao.bench.own_database import own_database
from haishao.bench.parts import Parts, matchers
from haishao.bench.spent import processor_seconds, rss_mib

GOAL_RATE = 10_000_000 / 180
"""Observations a second, for one brand and two workers."""

BASELINE_ROWS = 50_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Took:
    """One rescreen: `seconds` from its first part's being on the queue to its last one's being done, without the workers'
    start; `cpu` the processor seconds of the workers within, PostgreSQL's not among them; `peak` the megabytes of the
    largest worker, `load` the machine's load at its end.
    """

    what: str
    workers: int
    observations: int
    seconds: float
    cpu: float
    matched: int
    peak: float
    load: float

    @property
    def rate(self) -> float:
        """Observations a second."""
        return self.observations / self.seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """`filled` is the seconds it took to make the observations up; the bytes are those of their table and its indexes."""

    observations: int
    watched: int
    filled: float
    table_bytes: int
    index_bytes: int
    took: tuple[Took, ...]

    @property
    def met(self) -> bool:
        """Whether one brand with two workers reached the goal."""
        return any(one.workers == 2 and one.what == "1" and one.rate >= GOAL_RATE for one in self.took)


def run(count: int, watched: int, json_path: Path | None) -> bool:
    """Prints the figures, writes JSON when asked, and says whether the goal was met."""
    console = Console()
    with tempfile.TemporaryDirectory(prefix="haishao-bench-") as folder, own_database(Path(folder)):
        outcome = _measured(console, count, watched)
    _print(console, outcome)
    if json_path is not None:
        rows = [{**asdict(one), "rate": one.rate} for one in outcome.took]
        json_path.write_text(json.dumps({**asdict(outcome), "took": rows}, indent=2))
    return outcome.met


def _measured(console: Console, count: int, watched: int) -> Outcome:
    from haishao.bench.rescreen_rows import brands, fill, size_of_observations
    from storage.brands import save_brands

    started = time.perf_counter()
    with console.status(f"生成 {count:,} 条监测信息 · making up {count:,} observations"):
        fill(count)
    filled = time.perf_counter() - started
    save_brands(brands(watched, 1))
    rows, table, indexes = size_of_observations()
    took = []
    for seed, (number, workers) in enumerate(((1, 1), (1, 2), (100, 1), (100, 2)), 2):
        with console.status(
            f"回查 {number} 个品牌，{workers} 个 worker · {number} brands, {workers} workers"
        ):
            save_brands(brands(number, seed))
            took.append(_rescreen([brand.brand_id for brand in brands(number, seed)], workers))
    with console.status("对照 · the way it was done before"):
        took.append(_baseline(min(count, BASELINE_ROWS)))
    return Outcome(
        observations=rows,
        watched=watched,
        filled=filled,
        table_bytes=table,
        index_bytes=indexes,
        took=tuple(took),
    )


def _rescreen(brand_ids: Sequence[str], workers: int) -> Took:
    from jobs.rescreening import rescreen_brands
    from storage.rescreens import progress, rows_of_brands

    peaks: list[float] = []
    with tempfile.TemporaryDirectory() as said, Parts(matchers(workers), Path(said)) as parts:
        _await(workers)
        before = sum(map(processor_seconds, parts.pids))
        started = time.perf_counter()
        rescreen_brands(rows_of_brands(brand_ids))
        while (now := progress(limit=1)[0]).open:
            time.sleep(0.1)
            peaks += map(rss_mib, parts.pids)
        seconds = time.perf_counter() - started
        cpu = sum(map(processor_seconds, parts.pids)) - before
    return Took(
        what=str(len(brand_ids)),
        workers=workers,
        observations=now.seen,
        seconds=seconds,
        cpu=cpu,
        matched=now.matched,
        peak=max(peaks, default=0.0),
        load=os.getloadavg()[0],
    )


def _await(workers: int) -> None:
    """Waits until every worker beats, so that starting Python is not measured."""
    from storage.service_state import service_state

    for _ in range(600):
        if service_state(alive_within=60.0).workers >= workers:
            return
        time.sleep(0.1)
    raise SystemExit("the workers did not start within a minute")


def _baseline(most: int) -> Took:
    """Whole rows in batches of 5,000 through the whole watchlist, in one process; nothing is written."""
    from jobs.judging import Screen
    from storage import history, looks
    from storage.brands import watched_brands
    from storage.observations import all_observations

    screen = Screen(watched_brands())
    screen.matches([observation for _, observation in all_observations(after_id=0, limit=1_000)])
    started, spent, last, seen, matched = time.perf_counter(), time.process_time(), 0, 0, 0
    while seen < most and (batch := all_observations(after_id=last, limit=5_000)):
        looks.words_read(row_id for row_id, _ in batch)
        matched += len(screen.matches([observation for _, observation in batch], history.background_of))
        last, seen = batch[-1][0], seen + len(batch)
    return Took(
        what="before: all watched",
        workers=1,
        observations=seen,
        seconds=time.perf_counter() - started,
        cpu=time.process_time() - spent,
        matched=matched,
        peak=rss_mib(os.getpid()),
        load=os.getloadavg()[0],
    )


def _print(console: Console, outcome: Outcome) -> None:
    console.print(
        f"{outcome.observations:,} observations, {outcome.table_bytes / outcome.observations:.0f} B a row and "
        f"{outcome.index_bytes / outcome.observations:.0f} B of indexes, made in {outcome.filled:.0f} s; "
        f"{outcome.watched:,} brands watched beside; {os.cpu_count()} cores"
    )
    table = Table(
        "brands", "workers", "seconds", "obs/s", "× one worker", "obs/CPU s", "matched", "peak MB", "load"
    )
    alone = {one.what: one.rate for one in outcome.took if one.workers == 1}
    for one in outcome.took:
        ratio, by_cpu = one.rate / alone[one.what], one.observations / one.cpu
        cells = (
            f"{one.seconds:.1f}",
            f"{one.rate:,.0f}",
            f"{ratio:.2f}",
            f"{by_cpu:,.0f}",
            f"{one.matched:,}",
        )
        table.add_row(one.what, str(one.workers), *cells, f"{one.peak:.0f}", f"{one.load:.1f}")
    console.print(table)
    met = "reached" if outcome.met else "missed"
    console.print(f"goal: {GOAL_RATE:,.0f} obs/s for one brand with two workers: {met}")

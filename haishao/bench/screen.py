"""`haishao bench screen`: kept observations judged against many brands by the queue's own workers, beside rapidfuzz.

Timed is the way from the judging job's being put on the queue until the run is closed as judged: signs read, judged,
whole rows read of what met, matches written and committed. The workers run and have opened the index before. Taking
in is timed apart. Memory is the proportional set size (PSS) of the workers and of PostgreSQL, looked at while they work.
"""

import json
import os
import random
import tempfile
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import psutil
from rich.console import Console
from rich.table import Table

from haishao.bench.own_database import own_database
from haishao.bench.parts import Parts, matchers
from haishao.bench.spent import processor_seconds, pss_mib
from haishao.bench.uspto_filings import _GOODS, _SYLLABLES

if TYPE_CHECKING:
    from domain.observation import Observation

GOAL, MOST_MIB = 5_000, 1_500
SOURCE = "us-uspto-trtdxfap"
_COPIES = 0.01
"""The share of filings that copy a watched brand's name."""
_WARM = 20_000
_BASELINE = 2_000
_PATIENCE = 1_800.0
_HANZI = (
    "海澜青鹭康睿宁华美达星辰远航博雅德信诚泰和盛源丰润佳乐优品嘉禾金鼎龙腾飞翔瑞祥福"
    "安永兴隆昌茂林森木兰芝云山川河江湖月明光辉宏伟立新创科智慧联通宇宙天地"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Screened:
    """`workers` judged `observations` in `seconds` and wrote `matches`; `mib` is the most memory seen, of the workers and
    PostgreSQL together, `workers_mib` that of the workers. `rate` is observations a second, `by_processor` observations
    a second of processor time of the workers, which other load on the machine changes little.
    """

    workers: int
    observations: int
    matches: int
    seconds: float
    rate: float
    by_processor: float
    mib: float
    workers_mib: float


def run(count: int, brands: int, *, real: bool, json_path: Path | None) -> bool:
    """Prints the figures, writes JSON when asked, and says whether the sample's rows were right."""
    console = Console()
    with tempfile.TemporaryDirectory(prefix="haishao-bench-") as folder, own_database(Path(folder)):
        names = _real_names(brands) if real else _made_up_names(brands)
        _watch(names)
        started = time.perf_counter()
        run_ids = [_taken_in(round_, count, names, real=real) for round_ in range(2)]
        intake = 2 * count / (time.perf_counter() - started)
        warm = [_taken_in(8 + round_, _WARM, names, real=real) for round_ in range(2)]
        found = [
            _screened(run_id, first, count, workers)
            for run_id, first, workers in zip(run_ids, warm, (1, 2), strict=True)
        ]
        true = _as_screened_directly(run_ids[0])
        baseline = _baseline(run_ids[0], names)
    _print(console, found, intake, baseline, true=true)
    if json_path is not None:
        rows = [asdict(one) for one in found]
        figures = {"rows": rows, "intake": intake, "baseline": baseline, "sample_right": true, "real": real}
        json_path.write_text(json.dumps(figures, indent=2))
    return true


def _print(
    console: Console, found: list[Screened], intake: float, baseline: tuple[float, float], *, true: bool
) -> None:
    table = Table(
        "workers",
        "observations",
        "matches",
        "seconds",
        "observations/s",
        "× baseline",
        "/processor s",
        "MiB",
        "workers MiB",
    )
    for one in found:
        cells = (
            one.workers,
            f"{one.observations:,}",
            f"{one.matches:,}",
            f"{one.seconds:.1f}",
            f"{one.rate:,.0f}",
        )
        cells += (
            f"{one.rate / baseline[0]:.1f}",
            f"{one.by_processor:,.0f}",
            f"{one.mib:.0f}",
            f"{one.workers_mib:.0f}",
        )
        table.add_row(*map(str, cells))
    console.print(table)
    console.print(
        f"goal {GOAL:,}/s, {MOST_MIB:,} MiB; 2 workers / 1: {found[1].rate / found[0].rate:.2f}; "
        f"taken in {intake:,.0f}/s; cdist + executemany {baseline[0]:,.0f}/s, {baseline[1]:,.0f} a processor second; "
        f"{os.cpu_count()} cores; "
        f"load {os.getloadavg()[0]:.1f}; first part as judged directly: {true}"
    )


def _made_up_names(count: int) -> list[str]:
    """Seven in ten of two to four hanzi, the others of syllables."""
    drawn, found = random.Random(11), {}
    while len(found) < count:
        hanzi = len(found) < 0.7 * count
        size = drawn.choice((2, 3, 3, 4)) if hanzi else drawn.choice((2, 3, 3))
        found["".join(drawn.choices(_HANZI if hanzi else _CONSONANTAL, k=size))] = None
    return list(found)


_CONSONANTAL = (
    "zel",
    "vo",
    "ra",
    "bran",
    "tek",
    "ki",
    "lu",
    "mo",
    "shi",
    "dan",
    "fu",
    "wei",
    "pra",
    "no",
    "gus",
    "tha",
)


def _real_names(count: int) -> list[str]:
    from haishao.bench.join import watched_names

    return list(watched_names(count))


def _watch(names: list[str]) -> None:
    from domain.brand import Brand
    from storage.brands import columns_of
    from storage.models import Brand as Row
    from storage.models import Enterprise

    records = [
        Brand(
            brand_id=f"B{number:06}", name=name, enterprise=f"企业 {number // 3}", classes=(number % 45 + 1,)
        )
        for number, name in enumerate(names)
    ]
    owners = dict.fromkeys(record.enterprise for record in records)
    rows = {
        row.name: row for row in Enterprise.objects.bulk_create([Enterprise(name=name) for name in owners])
    }
    Row.objects.bulk_create(
        [Row(enterprise=rows[one.enterprise], brand_id=one.brand_id, **columns_of(one)) for one in records],
        batch_size=2_000,
    )


def _taken_in(seed: int, count: int, names: list[str], *, real: bool) -> int:
    from storage.observations import take_in
    from storage.runs import RunOutcome, finish_run, start_run

    run_id = start_run(SOURCE)
    added = take_in(run_id, _filings(seed, count, names, real=real))
    ended = RunOutcome(state="ok", reason_zh="", reason_en="", kept=count, faults=0)
    finish_run(run_id, ended, added=added)
    return run_id


def _filings(seed: int, count: int, names: list[str], *, real: bool) -> "Iterator[Observation]":
    from domain.observation import Goods, Kind, Observation, Party

    drawn = random.Random(seed)
    signs = _real_signs() if real else ()
    for number in range(count):
        made = " ".join(
            "".join(drawn.choices(_SYLLABLES, k=drawn.randint(2, 4))) for _ in range(drawn.choice((1, 1, 2)))
        )
        sign = drawn.choice(signs) if signs else made.upper()
        if drawn.random() < _COPIES:
            sign = drawn.choice(names)
        yield Observation(
            kind=Kind.FILING,
            source=SOURCE,
            ref=f"{seed}-{number}",
            sign=sign,
            office="US",
            holders=(Party(name=f"Example {number} {made.title()} Co., Ltd.", country="CN"),),
            representative=f"Attorney {seed}-{number}",
            goods=tuple(
                Goods(nice_class=nice, text=drawn.choice(_GOODS), language="en")
                for nice in drawn.sample(range(1, 46), drawn.choice((1, 1, 2, 3)))
            ),
        )


def _real_signs() -> tuple[str, ...]:
    from haishao.bench.word_samples import euipo_filings

    return tuple(filing.sign for filing in euipo_filings())


def _screened(run_id: int, warm: int, count: int, workers: int) -> Screened:
    from procrastinate.contrib.django.models import ProcrastinateJob

    from jobs.queue import defer_once, jobs_left
    from storage.models import Match

    with tempfile.TemporaryDirectory() as said, Parts(matchers(workers), Path(said)) as parts:
        pids = parts.pids
        defer_once("judge", key=f"judge {warm} 0", run_id=warm, after_id=0)
        _wait_for(warm, pids)
        while jobs_left():
            time.sleep(0.1)
        worked, started = sum(map(processor_seconds, pids)), time.perf_counter()
        defer_once("judge", key=f"judge {run_id} 0", run_id=run_id, after_id=0)
        whole, own = _wait_for(run_id, pids)
        seconds = time.perf_counter() - started
        worked = sum(map(processor_seconds, pids)) - worked
    ProcrastinateJob.objects.filter(status="todo").update(status="cancelled")
    return Screened(
        workers=workers,
        observations=count,
        matches=Match.objects.filter(observation__run_id=run_id).count(),
        seconds=round(seconds, 2),
        rate=round(count / seconds, 1),
        by_processor=round(count / worked, 1),
        mib=round(whole, 1),
        workers_mib=round(own, 1),
    )


def _wait_for(run_id: int, pids: list[int]) -> tuple[float, float]:
    """Waits until the run is judged; the most memory seen meanwhile, of all and of the workers, in MiB."""
    from storage.models import CrawlRun

    give_up, looked, most, most_own = time.monotonic() + _PATIENCE, 0.0, 0.0, 0.0
    while not CrawlRun.objects.filter(pk=run_id, judged_at__isnull=False).exists():
        if time.monotonic() > give_up:
            raise TimeoutError(f"run {run_id} was not judged in {_PATIENCE:.0f} s")
        if time.monotonic() - looked > 1.0:
            own = sum(map(pss_mib, pids))
            most, most_own = max(most, own + sum(map(pss_mib, _servers()))), max(most_own, own)
            looked = time.monotonic()
        time.sleep(0.02)
    return most, most_own


def _servers() -> list[int]:
    """The server of this database and the processes it started."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_read_file('postmaster.pid', 0, 20)")
        server = psutil.Process(int(cursor.fetchone()[0].split()[0]))
    return [server.pid, *(child.pid for child in server.children())]


def _as_screened_directly(run_id: int) -> bool:
    """Whether the rows of the run's first part are what `Screen` says of it by itself."""
    from jobs.judging import Screen
    from jobs.tasks import JUDGE_BATCH
    from storage.brands import watched_brands
    from storage.models import Match
    from storage.observations import observations_of

    rows = observations_of(run_id, after_id=0, limit=JUDGE_BATCH)
    ids = {id(observation): row_id for row_id, observation in rows}
    matches = Screen(watched_brands()).matches([observation for _, observation in rows])
    said = {(ids[id(m.observation)], m.brand_id, m.mark, m.score, m.tier.value) for m in matches}
    kept = Match.objects.filter(observation__run_id=run_id, observation_id__lte=rows[-1][0])
    return bool(said) and said == set(
        kept.values_list("observation_id", "brand__brand_id", "mark", "score", "tier")
    )


def _baseline(run_id: int, names: list[str]) -> tuple[float, float]:
    """What one would write first: each batch against the names with rapidfuzz's cdist, and executemany. Observations a
    second, and a second of processor time.
    """
    import numpy as np
    import psycopg
    from rapidfuzz import fuzz, process
    from rapidfuzz.utils import default_process

    started, worked = time.perf_counter(), time.process_time()
    folded = [default_process(name) for name in names]
    with psycopg.connect(os.environ["DATABASE_URL"]) as connection, connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE plain (observation bigint, brand text, score real)")
        cursor.execute(
            "SELECT id, sign FROM storage_observation WHERE run_id = %s ORDER BY id LIMIT %s",
            (run_id, _BASELINE),
        )
        rows = cursor.fetchall()
        for first in range(0, len(rows), 500):
            batch = rows[first : first + 500]
            signs = [default_process(sign) for _, sign in batch]
            scores = process.cdist(signs, folded, scorer=fuzz.ratio, score_cutoff=80, workers=-1)
            met = [
                (batch[i][0], names[j], float(scores[i, j])) for i, j in zip(*np.nonzero(scores), strict=True)
            ]
            cursor.executemany("INSERT INTO plain VALUES (%s, %s, %s)", met)
    return len(rows) / (time.perf_counter() - started), len(rows) / (time.process_time() - worked)

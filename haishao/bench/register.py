"""`haishao bench register`: searches by many users at once through the console, beside `ILIKE '%word%'` on the same rows."""

import html
import http.client
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from urllib.parse import urlencode

from rich.console import Console
from rich.table import Table

from haishao.bench.console_baselines import ilike_of
from haishao.bench.own_database import own_database
from haishao.bench.register_rows import Asked, names_of, observations, searches
from haishao.demo.smtp_catcher import free_port

GOAL_MS = 200.0
USERS = 20
SEARCHES_EACH = 15
RUN_LENGTH = 50_000
_PASSWORD = "a long enough password"
_PATIENCE = 180.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Times:
    """How long searches of one kind took, in milliseconds. `found` is the share whose sign was on the first page, None where
    none was to be found; `failed` those without an answer.
    """

    kind: str
    searches: int
    p50: float
    p95: float
    found: float | None
    failed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """Rows indexed a second, bytes of the entries with their indexes, and both sides by kind of search, all together last."""

    rows: int
    users: int
    pause: float
    indexed_per_second: float
    index_bytes: int
    table_bytes: int
    ours: tuple[Times, ...]
    ilike: tuple[Times, ...]

    @property
    def met(self) -> bool:
        """Nothing failed, and 19 of 20 searches within the goal."""
        return self.ours[-1].failed == 0 and self.ours[-1].p95 < GOAL_MS


_Took = tuple[Asked, float, bool | None]


def run(count: int, names: Path | None, pause: float, json_path: Path | None) -> bool:
    """Prints the figures, writes JSON when asked, and says whether the goal was met."""
    console = Console()
    with tempfile.TemporaryDirectory(prefix="haishao-bench-") as folder, own_database(Path(folder)):
        outcome = _measured(console, count, names_of(names), pause)
    _print(console, outcome)
    if json_path is not None:
        json_path.write_text(json.dumps(asdict(outcome), indent=2))
    return outcome.met


def _measured(console: Console, count: int, names: list[str], pause: float) -> Outcome:
    with console.status(f"生成并建立检索 {count:,} 条 · making up and indexing {count:,} observations"):
        seconds = _filled(names, count)
    index_bytes, table_bytes = _sizes()
    asked = [searches(names, count, SEARCHES_EACH, seed) for seed in range(USERS)]
    warming = searches(names, count, SEARCHES_EACH, USERS)
    with console.status("检索 · searching"), _served(warming) as port:
        ours = _users(asked, pause, lambda number: _over_http(port, _session(number)))
    with console.status("对照 · ILIKE"):
        ilike = _users(asked, pause, lambda _: _by_ilike())
    return Outcome(
        rows=count,
        users=USERS,
        pause=pause,
        indexed_per_second=count / seconds,
        index_bytes=index_bytes,
        table_bytes=table_bytes,
        ours=_by_kind(ours),
        ilike=_by_kind(ilike),
    )


def _filled(names: list[str], count: int) -> float:
    """Takes the rows in and indexes them; returns the seconds the indexing took."""
    from django.db import connection

    from jobs.registering import INDEX_BATCH, entries_of
    from matchers.text.search_keys import VERSION
    from storage.observations import take_in
    from storage.register_keys import close_indexed, observations_to_index, save_entries
    from storage.runs import RunOutcome, close_judged, finish_run, start_run

    taken = 0.0
    for start in range(0, count, RUN_LENGTH):
        size = min(RUN_LENGTH, count - start)
        run_id = start_run("us-uspto-trtdxfap")
        take_in(run_id, observations(names, start, size))
        good = RunOutcome(state="ok", reason_zh="正常", reason_en="ok", kept=size, faults=0)
        finish_run(run_id, good, added=size)
        close_judged(run_id)
        began, after = time.perf_counter(), 0
        while batch := observations_to_index(run_id, after_id=after, limit=INDEX_BATCH):
            save_entries(entries_of(batch))
            after = batch[-1][0]
        taken += time.perf_counter() - began
        close_indexed(run_id, VERSION)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE storage_registerentry")
        cursor.execute("VACUUM ANALYZE storage_observation")
    return taken


def _sizes() -> tuple[int, int]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_total_relation_size('storage_registerentry'),"
            " (SELECT sum(pg_total_relation_size(relid))::bigint FROM pg_partition_tree('storage_observation'))"
        )
        entries, table = cursor.fetchone()
    return entries, table


@contextmanager
def _served(warming: list[Asked]) -> Iterator[int]:
    """The console in a process of its own, once it has answered some searches: the first wait for compiled code to load."""
    from storage.people import save_user

    for number in range(USERS):
        save_user(f"user{number}", _PASSWORD, enterprise=None)
    port = free_port()
    web = subprocess.Popen([sys.executable, "-m", "haishao", "web", "--port", str(port)])
    try:
        warm = _over_http(port, _session(0))
        give_up = time.monotonic() + _PATIENCE
        while True:
            try:
                for one in warming:
                    warm(one)
                break
            except OSError:
                if time.monotonic() > give_up or web.poll() is not None:
                    raise
                time.sleep(0.2)
        yield port
    finally:
        web.terminate()
        web.wait()


def _session(number: int) -> str:
    """The session cookie of a user who has signed in."""
    from django.test import Client

    client = Client()
    if not client.login(username=f"user{number}", password=_PASSWORD):
        raise RuntimeError(f"user{number} could not sign in")
    return client.cookies["sessionid"].value


_Search = Callable[[Asked], bool | None]


def _over_http(port: int, session: str) -> _Search:
    """Asks for the page of a search; says whether the sign looked for is on it."""

    def ask(asked: Asked) -> bool | None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=_PATIENCE)
        connection.request(
            "GET", f"/register?{urlencode(asked.fields)}", headers={"Cookie": f"sessionid={session}"}
        )
        answer = connection.getresponse()
        page = answer.read().decode()
        connection.close()
        if answer.status != 200:
            raise RuntimeError(f"status {answer.status}")
        return f"<bdi>{html.escape(asked.target[:70])}" in page if asked.target else None

    return ask


def _by_ilike() -> _Search:
    """What one would write first: the newest 50 rows that hold the word, by SQL alone, without a page around it."""
    import psycopg

    connection = psycopg.connect(os.environ["DATABASE_URL"], autocommit=True)

    def ask(asked: Asked) -> bool | None:
        query, values = ilike_of(asked)
        rows = connection.execute(query, values).fetchall()
        return any(asked.target in row for row in rows) if asked.target else None

    return ask


def _users(asked: list[list[Asked]], pause: float, made: Callable[[int], _Search]) -> list[_Took]:
    """Everybody at once; each reads what came for `pause` seconds on the average before the next."""
    took: list[_Took] = []
    failed: list[Asked] = []

    def work(number: int, search: _Search) -> None:
        drawn = random.Random(number)
        time.sleep(drawn.uniform(0, pause))
        for one in asked[number]:
            began = time.perf_counter()
            try:
                found = search(one)
            except (OSError, RuntimeError):
                failed.append(one)
            else:
                took.append((one, 1000 * (time.perf_counter() - began), found))
            time.sleep(drawn.uniform(0.5, 1.5) * pause)

    threads = [
        threading.Thread(target=work, args=(number, search))
        for number, search in [(number, made(number)) for number in range(len(asked))]
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return took + [(one, float("inf"), None) for one in failed]


def _by_kind(took: list[_Took]) -> tuple[Times, ...]:
    kinds = sorted({asked.kind for asked, _, _ in took})
    rows = [_times(kind, [one for one in took if one[0].kind == kind]) for kind in kinds]
    return (*rows, _times("all", took))


def _times(kind: str, took: list[_Took]) -> Times:
    answered = sorted(ms for _, ms, _ in took if ms != float("inf"))
    found = [found for _, _, found in took if found is not None]
    return Times(
        kind=kind,
        searches=len(took),
        p50=statistics.median(answered) if answered else float("inf"),
        p95=answered[min(len(answered) - 1, int(0.95 * len(answered)))] if answered else float("inf"),
        found=sum(found) / len(found) if found else None,
        failed=len(took) - len(answered),
    )


def _print(console: Console, outcome: Outcome) -> None:
    console.print(
        f"{outcome.rows:,} 条监测信息 · observations, {outcome.users} 位用户 · users, 间隔 · pause {outcome.pause} s; "
        f"建立检索 · indexed {outcome.indexed_per_second:,.0f}/s, {outcome.index_bytes / 1e6:,.0f} MB "
        f"(observations {outcome.table_bytes / 1e6:,.0f} MB)"
    )
    table = Table(
        "", "searches", "p50 ms", "p95 ms", "found", "failed", "ILIKE p50", "ILIKE p95", "found", "× p95"
    )
    for ours, ilike in zip(outcome.ours, outcome.ilike, strict=True):
        table.add_row(
            ours.kind, str(ours.searches), f"{ours.p50:.0f}", f"{ours.p95:.0f}", _share(ours.found), str(ours.failed),
            f"{ilike.p50:.0f}", f"{ilike.p95:.0f}", _share(ilike.found), f"{ilike.p95 / ours.p95:.1f}",
        )  # fmt: skip
    console.print(table)
    console.print(f"goal: p95 below {GOAL_MS:.0f} ms, {'met' if outcome.met else 'not met'}")


def _share(found: float | None) -> str:
    return "—" if found is None else f"{found:.2f}"

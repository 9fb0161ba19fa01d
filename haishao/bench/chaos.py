"""`haishao bench chaos`: workers, the clock and PostgreSQL killed at random while observations flow in; nothing may be lost."""

import json
import random
import secrets
import signal
import tempfile
import time
from dataclasses import asdict, dataclass, field
from pathlib import Path

from rich.console import Console
from rich.table import Table

from haishao.bench.chaos_checks import Verdict, verdict
from haishao.bench.chaos_reminders import Reminders
from haishao.bench.feed import Feed
from haishao.bench.installation import Installation, asked, installed, left_over, peaceful, waited_for

WORKERS = 4
BRANDS = 40
RUN_LENGTH = 2_000
FAULT_SHARE = 0.08
LEAST_PEACE, PEACE_SHARE = 150.0, 4.0
"""The most that is waited, after the last kill, for everything to be done: so many seconds, or times the storm."""

_FIRST_KILL, _BETWEEN = 6.0, (2.0, 7.0)
_LONG = 60.0
"""Seconds from which a storm is long: a shorter one kills sooner, and sends no canary, which tries again after two minutes."""

_WORKER, _CLOCK, _KILLED, _STOPPED = "worker", "clock", "postgres, SIGKILL", "postgres, immediate stop"
_SHARES = {_WORKER: 0.5, _CLOCK: 0.15, _KILLED: 0.2, _STOPPED: 0.15}
_MOMENTS = ("any", "within a take_in", "just after a take_in")
_MOMENT_SECONDS = 5.0
"""The most that is waited for the moment a kill was drawn for."""

_TAKEN_IN = """
SELECT (args->>'run_id')::bigint, status::text FROM procrastinate_jobs
 WHERE task_name = 'take_in' AND status IN ('doing', 'succeeded')
"""


@dataclass(slots=True, kw_only=True)
class Kill:
    """One kill: of what, when (seconds from the start), at which moment, how long it was away, and how long until the next job
    was done.
    """

    what: str
    at: float
    moment: str
    away: float = 0.0
    next_job: float | None = None


@dataclass(slots=True, kw_only=True)
class Outcome:
    """What a run came to. `unkept` is work that was said to be done before a kill of PostgreSQL, and was not there after it,
    of `acknowledged`; `ended` counts parts that ended of themselves; `peace` is how long it took until all was done.
    """

    seed: int
    seconds: float
    fed: int = 0
    kills: list[Kill] = field(default_factory=list)
    unkept: list[str] = field(default_factory=list)
    acknowledged: int = 0
    ended: dict[str, int] = field(default_factory=dict)
    peace: float | None = None
    verdict: Verdict | None = None

    @property
    def good(self) -> bool:
        """True when every promise was kept."""
        kept = self.verdict is not None and not self.verdict.broken
        return self.peace is not None and not self.unkept and kept


def run(*, seconds: float, count: int, seed: int | None, json_path: Path | None) -> bool:
    """Prints the figures, writes JSON when asked, and says whether nothing was lost."""
    console = Console()
    seed = secrets.randbelow(1_000_000) if seed is None else seed
    console.print(f"种子 · seed {seed}")
    with tempfile.TemporaryDirectory(prefix="haishao-chaos-", ignore_cleanup_errors=True) as folder:
        settings = {"HAISHAO_SOURCES": "none", "HAISHAO_CANARY_ADDRESS": "canary@example.org"}
        settings["HAISHAO_CANARY"] = "on" if seconds >= _LONG else "off"
        with installed(
            Path(folder), workers=WORKERS, share=FAULT_SHARE, seed=seed, settings=settings
        ) as all_of_it:
            found = _Storm(all_of_it, seconds=seconds, count=count, seed=seed).outcome()
    _print(console, found)
    if json_path is not None:
        json_path.write_text(json.dumps(asdict(found) | {"good": found.good}, indent=1, ensure_ascii=False))
    return found.good


class _Storm:
    """One run of it."""

    def __init__(self, installation: Installation, *, seconds: float, count: int, seed: int) -> None:
        self._all = installation
        self._chance = random.Random(seed)
        self._feed = Feed(
            installation.folder / "fed", count=count, length=min(RUN_LENGTH, count), brands=BRANDS, seed=seed
        )
        self._found = Outcome(seed=seed, seconds=seconds)
        self._begun = 0.0
        self._windows: list[tuple[float, float]] = []

    def outcome(self) -> Outcome:
        """Feeds and kills for its time, then leaves all in peace, and looks what there is."""
        self._feed.watch(bot_url=self._all.receivers.bot_url)
        reminders = Reminders()
        reminders.make()
        written = [self._feed.write(number) for number in range(self._feed.runs)]
        waited_for(self._all.ready, 90.0, self._all.parts.keep_up)
        self._begun = time.monotonic()
        self._storm(written, reminders)
        while self._found.fed < self._feed.runs:
            self._hand_in(written)
        self._found.peace = waited_for(
            lambda: peaceful() and self._all.ready(),
            max(LEAST_PEACE, PEACE_SHARE * self._found.seconds),
            self._calm,
        )
        self._found.ended = dict(self._all.parts.ended)
        if self._found.peace is None:
            self._found.unkept += left_over()
        self._found.verdict = verdict(self._all, self._feed, reminders, self._windows)
        return self._found

    def _storm(self, written: list[Path], reminders: Reminders) -> None:
        seconds = self._found.seconds
        hurry = min(1.0, 2.0 * seconds / _LONG)
        next_kill = _FIRST_KILL * hurry
        while (now := time.monotonic() - self._begun) < seconds:
            self._all.parts.keep_up()
            if self._found.fed < self._feed.runs and now >= seconds * self._found.fed / self._feed.runs:
                self._hand_in(written)
            reminders.come_due(now / seconds)
            self._see_jobs()
            if now >= next_kill and now < seconds - 1.0:
                self._kill()
                next_kill = time.monotonic() - self._begun + hurry * self._chance.uniform(*_BETWEEN)
            time.sleep(0.05)

    def _calm(self) -> None:
        self._all.parts.keep_up()
        self._see_jobs()

    def _hand_in(self, written: list[Path]) -> None:
        number = self._found.fed
        self._feed.hand_in(number, written[number])
        self._found.fed += 1

    def _kill(self) -> None:
        what = self._chance.choices(list(_SHARES), weights=list(_SHARES.values()))[0]
        moment = self._chance.choice(_MOMENTS) if what.startswith("postgres") else _MOMENTS[0]
        self._wait_for(moment)
        kill = Kill(what=what, at=round(time.monotonic() - self._begun, 1), moment=moment)
        first = time.time()
        if what.startswith("postgres"):
            self._kill_server(kill)
        else:
            alike = [name for name in self._all.parts.names if name.startswith(what)]
            kill.what = self._chance.choice(alike)
            if not self._all.parts.kill(kill.what):
                return
        self._windows.append((first, time.time()))
        self._found.kills.append(kill)

    def _kill_server(self, kill: Kill) -> None:
        """Kills it, leaves it away for a moment, starts it again, and looks whether what it had said is still so."""
        said = {run_id for run_id, status in asked(_TAKEN_IN) if status == "succeeded"}
        begun = time.monotonic()
        self._all.server.kill(signal.SIGKILL if kill.what == _KILLED else signal.SIGQUIT)
        time.sleep(self._chance.uniform(0.0, 3.0))
        self._all.server.start()
        kill.away = round(time.monotonic() - begun, 2)
        _forget_connection()
        kept = {run_id for run_id, status in asked(_TAKEN_IN) if status == "succeeded"}
        rows = dict(asked("SELECT run_id, count(*) FROM storage_observation GROUP BY run_id"))
        self._found.acknowledged += len(said)
        self._found.unkept += [f"job of run {run_id}" for run_id in said - kept]
        self._found.unkept += [
            f"run {run_id}: {rows.get(run_id, 0)} of {self._feed.handed_in[run_id]} observations"
            for run_id in said & self._feed.handed_in.keys()
            if rows.get(run_id, 0) != self._feed.handed_in[run_id]
        ]

    def _wait_for(self, moment: str) -> None:
        """Waits a little for the moment the kill was drawn for."""
        if moment == _MOMENTS[0]:
            return
        until = time.monotonic() + _MOMENT_SECONDS
        before = len(asked(_TAKEN_IN + " AND status = 'succeeded'"))
        while time.monotonic() < until:
            states = [status for _, status in asked(_TAKEN_IN)]
            if moment == _MOMENTS[1] and "doing" in states:
                return
            if moment == _MOMENTS[2] and states.count("succeeded") > before:
                return
            time.sleep(0.002)

    def _see_jobs(self) -> None:
        """Writes down of each kill when the next job was done."""
        waiting = [kill for kill in self._found.kills if kill.next_job is None]
        if not waiting:
            return
        ((ago,),) = asked(
            "SELECT extract(epoch FROM clock_timestamp() - max(at)) FROM procrastinate_events WHERE type = 'succeeded'"
        )
        for kill in waiting:
            done = time.monotonic() - self._begun - float(ago) if ago is not None else 0.0
            if done > kill.at + kill.away:
                kill.next_job = round(done - kill.at, 1)


def _forget_connection() -> None:
    from django.db import connection

    connection.close()


def _print(console: Console, found: Outcome) -> None:
    table = Table("秒 · s", "杀死 · killed", "时机 · moment", "离线 · away s", "下一任务 · next job s")
    for kill in found.kills:
        away = f"{kill.away:.1f}" if kill.away else ""
        after = f"{kill.next_job:.1f}" if kill.next_job is not None else "—"
        table.add_row(f"{kill.at:.1f}", kill.what, kill.moment, away, after)
    console.print(table)
    peace = "—" if found.peace is None else f"{found.peace:.0f} s"
    console.print(f"全部办完用时 · all done after {peace}；自行退出 · ended by themselves {found.ended}")
    console.print(
        f"PostgreSQL 被杀前已确认的入库 · runs taken in and said so before a kill {found.acknowledged}，"
        f"丢失 · lost {len(found.unkept)}"
    )
    if found.verdict is not None:
        for name, value in found.verdict.figures.items():
            console.print(f"   {name}: {value}")
        for broken in found.verdict.broken:
            console.print(f"[red]   ✗ {broken}[/red]")
    for one in found.unkept:
        console.print(f"[red]   ✗ {one}[/red]")
    console.print(
        "[green]一件不少 · nothing was lost[/green]" if found.good else "[red]未通过 · failed[/red]"
    )

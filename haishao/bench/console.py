"""`haishao bench console`: 20 people at the console of a full database, beside the same pages without what makes them fast."""

import json
import tempfile
from contextlib import nullcontext
from dataclasses import asdict, dataclass
from pathlib import Path

import psutil
from rich.console import Console
from rich.table import Table

from haishao.bench.browsing import Browser, Times, Took, by_kind, everybody, served, timed
from haishao.bench.console_baselines import by_ilike, without_indexes, without_row_security
from haishao.bench.console_rows import Made
from haishao.bench.console_walks import MEMBER_KINDS, SEARCH, STAFF_KINDS, People, Walks
from haishao.bench.filling import fill, settle
from haishao.bench.own_database import own_database
from haishao.bench.register_rows import names_of

GOAL_MS = 200.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """How much is made up, and who reads it: `pages` each person opens, reading for `pause` seconds on the average, and
    `alone` pages of each kind by one person for each baseline, from `processes` of the web server.
    """

    observations: int
    matches: int
    enterprises: int
    staff: int
    members: int
    pause: float
    pages: int
    alone: int
    processes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """Medians in milliseconds of a page by one person alone, and without what is named; for a search `without` is SQL alone."""

    kind: str
    named: str
    ours: float
    without: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """Everybody reading between pages (`read`), and nobody reading (`closed`), with the pages a second of both.

    `load` is the machine's mean load of the minute before each; `memory` the web processes' megabytes after all.
    """

    asked: Asked
    read: tuple[Times, ...]
    read_rate: float
    closed: tuple[Times, ...]
    closed_rate: float
    load: tuple[float, float]
    beside: tuple[Beside, ...]
    memory: float

    @property
    def met(self) -> bool:
        """No page failed, and of every kind 19 of 20 came within the goal, with everybody reading."""
        return all(one.failed == 0 and one.p95 < GOAL_MS for one in self.read)


def run(asked: Asked, names: Path | None, keep: Path | None, json_path: Path | None) -> bool:
    """Prints the figures, writes JSON when asked, and says whether the goal was met."""
    console = Console()
    folder = nullcontext(str(keep)) if keep else tempfile.TemporaryDirectory(prefix="haishao-bench-")
    with folder as place, own_database(Path(place).resolve()):
        outcome = measured(console, asked, names, Path(place).resolve() / "made.json")
    _print(console, outcome)
    if json_path is not None:
        json_path.write_text(json.dumps(asdict(outcome), indent=2))
    return outcome.met


def measured(console: Console, asked: Asked, names: Path | None, made: Path) -> Outcome:
    """Makes up what `made` does not say is there, and measures it. Needs a database with its tables. Raises `SystemExit` for
    one of another size.
    """
    sizes = {"observations": asked.observations, "matches": asked.matches, "enterprises": asked.enterprises}
    if made.exists() and json.loads(made.read_text()) != sizes:
        raise SystemExit(
            f"{made.parent} 中的数据规模不同 · holds a database of another size: {made.read_text()}"
        )
    if not made.exists():
        with console.status("生成数据 · making the database up"):
            fill(names, asked.observations)
            Made(names_of(names), matches=asked.matches, enterprises=asked.enterprises).make()
            settle()
        made.write_text(json.dumps(sizes))
    walks = Walks(names_of(names), rows=asked.observations, staff=asked.staff, members=asked.members)
    console.print("登录 · signing in")
    with served(asked.processes) as (port, web), walks.people(port) as people:
        everybody(
            walks.of(people, pages=8, seed=1), 0.0
        )  # compiled code is loaded, and every thread has its connection
        console.print("测量 · measuring")
        loads = [psutil.getloadavg()[0]]
        read, read_seconds = everybody(walks.of(people, pages=asked.pages, seed=2), asked.pause)
        loads.append(psutil.getloadavg()[0])
        closed, closed_seconds = everybody(walks.of(people, pages=asked.pages, seed=3), 0.0)
        memory = _memory(web)
        beside = _beside(walks, people, asked.alone)
    return Outcome(
        asked=asked,
        read=by_kind(read),
        read_rate=len(read) / read_seconds,
        closed=by_kind(closed),
        closed_rate=len(closed) / closed_seconds,
        load=(loads[0], loads[1]),
        beside=beside,
        memory=memory,
    )


def _memory(web: psutil.Process) -> float:
    """Megabytes of the web server's processes; what they share with each other is counted once."""
    return sum(one.memory_full_info().pss for one in (web, *web.children(recursive=True))) / 1e6


def _beside(walks: Walks, people: People, count: int) -> tuple[Beside, ...]:
    """One person alone: pages as they are, then without each thing."""
    staff, member = people.staff[0], people.members[0]
    ours = _alone(walks, staff, STAFF_KINDS, count) | _alone(walks, member, MEMBER_KINDS, count)
    with without_indexes():
        slow = _alone(walks, staff, STAFF_KINDS, count) | _alone(walks, member, MEMBER_KINDS, count)
    with without_row_security():
        bare = _alone(walks, member, MEMBER_KINDS, count)
    ilike = by_kind([timed(SEARCH, step) for step in by_ilike(walks.searches(count, seed=4))])[-1].p50
    return (
        *(Beside(kind=kind, named="indexes", ours=ours[kind], without=ms) for kind, ms in slow.items()),
        *(Beside(kind=kind, named="row security", ours=ours[kind], without=ms) for kind, ms in bare.items()),
        Beside(kind=SEARCH, named="keys: ILIKE", ours=ours[SEARCH], without=ilike),
    )


def _alone(walks: Walks, browser: Browser, kinds: tuple[str, ...], count: int) -> dict[str, float]:
    """The median of each kind of page."""
    took: list[Took] = []
    for kind in kinds:
        steps = walks.steps(browser, kind, count + 1, seed=4)
        took += [timed(kind, step) for step in steps][1:]
    return {one.kind: one.p50 for one in by_kind(took)[:-1]}


def _print(console: Console, outcome: Outcome) -> None:
    asked = outcome.asked
    console.print(
        f"{asked.observations:,} 条监测信息 · observations, {asked.matches:,} 条命中 · matches, {asked.enterprises:,} 家企业 · "
        f"enterprises; web {outcome.memory:,.0f} MB; 负载 · load {outcome.load[0]:.1f} / {outcome.load[1]:.1f}"
    )
    for times, rate, pause in (
        (outcome.read, outcome.read_rate, asked.pause),
        (outcome.closed, outcome.closed_rate, 0.0),
    ):
        table = Table(f"{pause:g} s, {rate:.1f} pages/s", "pages", "p50 ms", "p95 ms", "failed")
        for one in times:
            table.add_row(one.kind, str(one.pages), f"{one.p50:.0f}", f"{one.p95:.0f}", str(one.failed))
        console.print(table)
    ratios = Table("one person alone, p50", "ms", "without", "ms", "×")
    for one in outcome.beside:
        ratios.add_row(
            one.kind, f"{one.ours:.0f}", one.named, f"{one.without:.0f}", f"{one.without / one.ours:.2f}"
        )
    console.print(ratios)
    console.print(f"goal: p95 below {GOAL_MS:.0f} ms, {'met' if outcome.met else 'not met'}")

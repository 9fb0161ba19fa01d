"""`haishao bench machines`: two machines, each with a clock and workers, against one PostgreSQL; one is cut off, then dies.

Each machine is a network namespace with a host name and a HAISHAO_HOME of its own, joined to the others by a bridge.
PostgreSQL, the replayed sources and the receivers are at the bridge itself. Needs root and `ip`.
"""

import contextlib
import datetime as dt
import itertools
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from rich.console import Console

from haishao.bench.chaos_checks import Verdict, hold_deliveries, hold_matches, hold_queue
from haishao.bench.counting import A_MINUTE, Counting
from haishao.bench.feed import Feed
from haishao.bench.installation import BEAT, asked, left_over, peaceful, waited_for
from haishao.bench.own_server import OwnServer
from haishao.bench.parts import Part, Parts
from haishao.demo.replay import ReplayServer

_BRIDGE, _GATE = "hsbench0", "10.77.0.1"
MACHINES = {"hsbenchA": "10.77.0.2", "hsbenchB": "10.77.0.3"}
_FIRST, _SECOND = MACHINES
_SOURCES = ("us-uspto-trtdxfap", "gb-ukipo-tmj", "br-inpi-rpi")
"""Those the replay server has."""

_GAP, _CLOCK_SLACK = 0.25, 0.05
"""Seconds between two turns at a host, and what reading the clock a moment later may take from it."""

_CUT_SECONDS = 30.0
_PATIENCE = 400.0
_RUNS, _RUN_LENGTH, _PLANTED_EVERY = 12, 300, 60


def why_not() -> str:
    """Why this machine cannot make two of itself; "" when it can."""
    if os.geteuid() != 0:
        return "须以 root 运行 · it takes root"
    if shutil.which("ip") is None:
        return "缺少命令 ip（iproute2） · there is no command ip (iproute2)"
    tried = subprocess.run(["ip", "netns", "add", "hsbench-try"], capture_output=True, text=True, check=False)
    subprocess.run(["ip", "netns", "del", "hsbench-try"], capture_output=True, check=False)
    return tried.stderr.strip()


@contextlib.contextmanager
def network() -> Iterator[None]:
    """The bridge and a namespace for each machine."""
    _undo()
    try:
        _ip(f"link add name {_BRIDGE} type bridge")
        _ip(f"addr add {_GATE}/24 dev {_BRIDGE}")
        _ip(f"link set {_BRIDGE} up")
        for name, address in MACHINES.items():
            _ip(f"netns add {name}")
            _ip(f"link add {name}h type veth peer name {name}m")
            _ip(f"link set {name}m netns {name}")
            _ip(f"link set {name}h master {_BRIDGE}")
            _ip(f"link set {name}h up")
            _ip(f"-n {name} addr add {address}/24 dev {name}m")
            _ip(f"-n {name} link set {name}m up")
            _ip(f"-n {name} link set lo up")
        yield
    finally:
        _undo()


def _ip(words: str) -> None:
    subprocess.run(["ip", *words.split()], check=True, capture_output=True, timeout=20)


def _undo() -> None:
    for name in MACHINES:
        subprocess.run(["ip", "netns", "del", name], capture_output=True, check=False, timeout=20)
        subprocess.run(["ip", "link", "del", f"{name}h"], capture_output=True, check=False, timeout=20)
    subprocess.run(["ip", "link", "del", _BRIDGE], capture_output=True, check=False, timeout=20)


def _least_gap(folder: Path) -> float:
    """Both machines take turns at one host at once; the least time between two turns."""
    talks = [
        subprocess.Popen(
            [
                "ip",
                "netns",
                "exec",
                name,
                sys.executable,
                "-m",
                "haishao.bench.turns",
                "host.example",
                str(_GAP),
                "30",
            ],
            env=os.environ | {"HAISHAO_HOME": str(folder / name)},
            stdout=subprocess.PIPE,
            text=True,
        )
        for name in MACHINES
    ]
    at = sorted(float(line) for talk in talks for line in talk.communicate(timeout=120)[0].split())
    return min(after - before for before, after in itertools.pairwise(at))


def run() -> bool:
    """Prints what was seen; says whether nothing was lost and nothing was done twice."""
    console = Console()
    if why := why_not():
        console.print(f"无法进行 · cannot be done here: {why}")
        return False
    with (
        tempfile.TemporaryDirectory(prefix="haishao-machines-", ignore_cleanup_errors=True) as folder,
        network(),
    ):
        found = _measured(Path(folder), console)
    for name, value in found.figures.items():
        console.print(f"   {name}: {value}")
    for broken in found.broken:
        console.print(f"[red]   ✗ {broken}[/red]")
    return not found.broken


def _measured(folder: Path, console: Console) -> Verdict:
    with (
        OwnServer(folder, host=_GATE) as server,
        Counting(share=0.0, seed=1, host=_GATE) as receivers,
        ReplayServer(today=dt.datetime.now(dt.UTC).date(), seed=3, host=_GATE) as gazettes,
    ):
        os.environ |= receivers.environment() | {
            "DATABASE_URL": server.url,
            "HAISHAO_HOME": str(folder / "bench"),
            "HAISHAO_HEARTBEAT_SECONDS": str(BEAT),
            "HAISHAO_REPLAY": gazettes.url,
            "HAISHAO_USPTO_KEY": "demo",
            "HAISHAO_SOURCES": ",".join(_SOURCES),
            "HAISHAO_CANARY": "off",
            "DJANGO_SETTINGS_MODULE": "haishao.settings",
        }
        from haishao.database import bring_up_to_date, database

        with database(migrated=False):
            bring_up_to_date()
            feed = Feed(
                folder / "fed",
                count=_RUNS * _RUN_LENGTH,
                length=_RUN_LENGTH,
                brands=2,
                seed=7,
                planted_every=_PLANTED_EVERY,
            )
            feed.watch(bot_url=receivers.bot_url)
            with Parts(_parts(folder), folder / "logs") as parts:
                windows = _cut_and_killed(folder, feed, parts, console)
            found = _held(feed, receivers, windows)
            least = round(_least_gap(folder), 3)
            found.figures[f"least gap at a host of {_GAP} s, asked by both at once"] = least
            found.hold("the gap was kept", least > _GAP - _CLOCK_SLACK, True)
            return found


def _parts(folder: Path) -> list[Part]:
    return [
        Part(
            f"{name} {words[0]}",
            words,
            environment={"HAISHAO_HOME": str(folder / name)},
            before=(
                "ip",
                "netns",
                "exec",
                name,
                "unshare",
                "--uts",
                "sh",
                "-c",
                f'hostname {name}; exec "$@"',
                name,
            ),
        )
        for name in MACHINES
        for words in (("worker",), ("clock",))
    ]


def _cut_and_killed(folder: Path, feed: Feed, parts: Parts, console: Console) -> list[tuple[float, float]]:
    """Runs are crawled by both; the first machine is cut off for a while, then it dies, and at last comes back."""
    windows = []
    for number in range(_RUNS - 1):
        _hand_in(folder, feed, number, _FIRST if number % 2 else _SECOND)
    waited_for(lambda: bool(asked("SELECT 1 FROM storage_match LIMIT 1")), _PATIENCE, parts.keep_up)
    console.print(f"断网 · {_FIRST} is cut off for {_CUT_SECONDS:.0f} s")
    first = time.time()
    _ip(f"link set {_FIRST}h down")
    waited_for(lambda: False, _CUT_SECONDS, parts.keep_up)
    _ip(f"link set {_FIRST}h up")
    windows.append((first, time.time() + _CUT_SECONDS))
    told = waited_for(lambda: not _left_for(folder, _FIRST), _PATIENCE, parts.keep_up)
    console.print(f"恢复后 · back; what only it could do was done after {told} s")
    parts.off |= {name for name in parts.names if name.startswith(_FIRST)}
    first = time.time()
    for name in sorted(parts.off):
        parts.kill(name)
    windows.append((first, time.time()))
    _hand_in(folder, feed, _RUNS - 1, _FIRST)  # what it crawled in its last moment
    alone = waited_for(lambda: _only_that_is_left(folder), _PATIENCE, parts.keep_up)
    console.print(
        f"整机被杀 · {_FIRST} dies; the other finished all but its last run after {alone} s: {left_over()[0]}"
    )
    parts.off.clear()
    back = waited_for(peaceful, _PATIENCE, parts.keep_up)
    console.print(f"重新启动 · started again; all done after {back} s")
    return windows


def _hand_in(folder: Path, feed: Feed, number: int, machine: str) -> None:
    from django.test.utils import override_settings

    with override_settings(RUNS_DIR=folder / machine / "runs"):
        feed.hand_in(number, feed.write(number))


def _left_for(folder: Path, machine: str) -> int:
    from jobs.run_folders import folder_id

    queue = f"match@{folder_id(folder / machine / 'runs')}"
    ((count,),) = asked(
        "SELECT count(*) FROM procrastinate_jobs WHERE queue_name = %s AND status IN ('todo', 'doing')", queue
    )
    return int(str(count))


def _only_that_is_left(folder: Path) -> bool:
    from jobs.queue import jobs_left
    from storage.models import Delivery

    waiting = Delivery.objects.filter(state="pending").exists()
    return not waiting and jobs_left() == 1 and _left_for(folder, _FIRST) == 1


def _held(feed: Feed, receivers: Counting, windows: list[tuple[float, float]]) -> Verdict:
    found = Verdict()
    fed = list(feed.handed_in)
    ((kept, once),) = asked(
        "SELECT count(*), count(DISTINCT (source, ref)) FROM storage_observation WHERE run_id = ANY(%s)", fed
    )
    found.hold("observations kept", kept, feed.count)
    found.hold("each once", once, feed.count)
    crawled = asked(
        "SELECT source, count(*), min(state) FROM storage_crawlrun WHERE NOT id = ANY(%s) GROUP BY source",
        fed,
    )
    found.hold(
        "sources crawled, once each", sorted(map(tuple, crawled)), sorted((one, 1, "ok") for one in _SOURCES)
    )
    hold_matches(found)
    hold_deliveries(found, receivers, windows)
    found.figures["most messages to one bot in a minute"] = _most_a_minute(receivers)
    found.hold(
        "a bot was sent too many", receivers.refused_rate or _most_a_minute(receivers) > A_MINUTE, False
    )
    hold_queue(found)
    return found


def _most_a_minute(receivers: Counting) -> int:
    by_bot: dict[str, list[float]] = defaultdict(list)
    for (bot, _), taken in receivers.chats.items():
        by_bot[bot] += taken.at
    return max(
        (sum(at <= one < at + 60.0 for one in times) for times in by_bot.values() for at in times), default=0
    )

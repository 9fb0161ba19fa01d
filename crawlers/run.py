"""Runs a source in a process of its own, and reads back what a run left behind."""

import contextlib
import datetime as dt
import json
import os
import select
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from crawlers.catalogue import find
from crawlers.outcome import FAULTS, OBSERVATIONS, RAW, Outcome, State, outcome, read_outcome, write_outcome
from crawlers.pictures import BESIDE
from crawlers.run_files import KeptPicture, Received, observed, received, request_key, whole_lines
from crawlers.run_files import pictures as kept_pictures
from crawlers.shops import shops_file
from crawlers.source import Follow
from crawlers.tracked import TRACKED
from crawlers.turns import DESCRIPTOR, asked_for
from domain.observation import Observation

LOG: Final = "log.txt"
WORDS: Final = "words.txt"
ADDRESSES: Final = "addresses.txt"

TakeTurn = Callable[[str, float], float]
"""Given a host and the gap in seconds its source keeps, takes the host's next turn: the seconds to wait for it."""

_GRACE: Final = 5.0
"""Seconds a crawl is given to end after being told to, before it is killed."""

_LOOK: Final = 1.0
"""Seconds between two looks at a crawl that says nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A finished run in `folder`."""

    folder: Path
    outcome: Outcome

    def observations(self) -> Iterator[Observation]:
        """What was seen, streamed; a last line torn by a kill is left out."""
        return (observation for _, observation in observed(self.folder))

    def sightings(self) -> Iterator[tuple[int, Observation]]:
        """What was seen, each with the number of the answer it stood in."""
        return observed(self.folder)

    def responses(self) -> Iterator[Received]:
        """Every answer, in order."""
        return received(self.folder)

    def pictures(self) -> Iterator[KeptPicture]:
        """Every picture that stood inside a record."""
        return kept_pictures(self.folder)


def run_source(
    name: str,
    out: Path,
    *,
    timeout: float,
    today: dt.date | None = None,
    since: dt.date | None = None,
    words: Sequence[str] = (),
    most_requests: int | None = None,
    earlier: Path | None = None,
    last_good: int = 0,
    take_turn: TakeTurn | None = None,
) -> Outcome:
    """Crawls a source into `out` and returns how it ended. Never takes much longer than `timeout` seconds.

    `since` is the day from which changes are wanted (the source's own lookback when None), `words` what a
    source that is searched is asked for, `most_requests` a bound of its own for a short run. `earlier` is the
    folder with the folders of earlier tries of the same run, which were cut short: what they have got is not
    asked for again. `last_good` is the length of the source's last good list.
    `take_turn` is asked before every request, for a pace shared with others. The crawl is killed, with
    everything it started, at the timeout. Raises UnknownSource for no such name.
    """
    find(name)
    out = out.resolve()
    out.mkdir(parents=True, exist_ok=True)
    started_at = dt.datetime.now(dt.UTC)
    command = [sys.executable, "-m", "scrapy", "crawl", name, "-a", f"out={out}"]
    if today is not None:
        command += ["-a", f"today={today.isoformat()}"]
    if since is not None:
        command += ["-a", f"since={since.isoformat()}"]
    if words:
        (out / WORDS).write_text("".join(f"{' '.join(word.split())}\n" for word in words), encoding="utf-8")
        command += ["-a", f"words={out / WORDS}"]
    if most_requests is not None:
        command += ["-a", f"most_requests={most_requests}"]
    if earlier is not None:
        command += ["-a", f"earlier={earlier.resolve()}"]
    if last_good:
        command += ["-a", f"last_good={last_good}"]
    status = _crawled(command, out, timeout, take_turn or _no_wait)
    for left in (out / RAW).glob("*"):
        left.unlink(missing_ok=True)
    ended = read_outcome(out)
    if ended is None or status is None:
        detail = f"exit status {status}, {LOG}" if status is not None else f"超时 · timed out: {timeout:g} s"
        kept = _count(out / OBSERVATIONS)
        ended = outcome(name, State.ERROR, detail, started_at=started_at, kept=kept)
        write_outcome(out, ended)
    return ended


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """What became of pictures asked for, by address: the answer, or why there is none, in both languages."""

    answers: dict[str, Received]
    reasons: dict[str, tuple[str, str]]


def fetch_pictures(
    name: str,
    out: Path,
    addresses: Sequence[str],
    *,
    timeout: float,
    earlier: Path,
    take_turn: TakeTurn | None = None,
) -> Fetched:
    """Fetches pictures that a source's records lead to, as politely as the source itself, into `out`.

    The parameters are those of `run_source`. An address with neither answer nor reason was not reached in time.
    """
    find(name)
    fetched = _fetch(name + BESIDE, out, addresses, timeout=timeout, earlier=earlier, take_turn=take_turn)
    return _without_refused(
        fetched, lambda status: (f"图片应答 HTTP {status}", f"the picture's answer was HTTP {status}")
    )


def fetch_pages(
    out: Path, addresses: Sequence[str], *, timeout: float, take_turn: TakeTurn | None = None
) -> Fetched:
    """Fetches tracked pages (`crawlers.tracked`) into `out`; as `fetch_pictures`."""
    fetched = _fetch(TRACKED.name, out, addresses, timeout=timeout, earlier=out, take_turn=take_turn)
    return _without_refused(fetched, lambda status: (f"应答 HTTP {status}", f"the answer was HTTP {status}"))


def _fetch(
    spider: str,
    out: Path,
    addresses: Sequence[str],
    *,
    timeout: float,
    earlier: Path,
    take_turn: TakeTurn | None,
) -> Fetched:
    out = out.resolve()
    out.mkdir(parents=True, exist_ok=True)
    (out / ADDRESSES).write_text("".join(f"{one}\n" for one in addresses), encoding="utf-8")
    command = [sys.executable, "-m", "scrapy", "crawl", spider, "-a", f"out={out}"]
    command += ["-a", f"addresses={out / ADDRESSES}"]
    command += ["-a", f"earlier={earlier.resolve()}", "-a", f"most_requests={len(addresses)}"]
    _crawled(command, out, timeout, take_turn or _no_wait)
    asked = {request_key(Follow(url=address)): address for address in addresses}
    answers = {asked[one.asked]: one for one in received(out) if one.asked in asked}
    refused = [json.loads(line) for line in whole_lines(out / FAULTS)]
    reasons = {one["file"]: (one["says_zh"], one["says_en"]) for one in refused if one["file"] in addresses}
    return Fetched(answers=answers, reasons=reasons)


def _without_refused(fetched: Fetched, says: Callable[[int], tuple[str, str]]) -> Fetched:
    """An answer that is none gives its reason in place of itself."""
    good = {address: one for address, one in fetched.answers.items() if one.status == 200}
    failed = {address: says(one.status) for address, one in fetched.answers.items() if one.status != 200}
    return Fetched(answers=good, reasons=fetched.reasons | failed)


def _no_wait(host: str, gap: float) -> float:
    return 0.0


def _crawled(command: list[str], out: Path, timeout: float, take_turn: TakeTurn) -> int | None:
    """Runs the command; its exit status, None when its process group had to be ended."""
    ours, theirs = socket.socketpair()
    environment = os.environ | {
        "SCRAPY_SETTINGS_MODULE": "crawlers.settings",
        "HAISHAO_SHOPS": str(shops_file()),
        DESCRIPTOR: str(theirs.fileno()),
    }
    with ours, (out / LOG).open("wb") as log:
        with theirs:
            process = subprocess.Popen(
                command,
                cwd=Path(__file__).resolve().parents[1],
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                pass_fds=(theirs.fileno(),),
            )
        try:
            return _status(process, ours, time.monotonic() + timeout, take_turn)
        finally:
            _end_group(process)


def _status(
    process: "subprocess.Popen[bytes]", line: socket.socket, give_up: float, take_turn: TakeTurn
) -> int | None:
    """The exit status, None at `give_up`; until then every turn the crawl asks for is taken for it."""
    with line.makefile("rwb", buffering=0) as talk:
        rest = b""
        while time.monotonic() < give_up:
            if not select.select([line], [], [], min(_LOOK, max(0.0, give_up - time.monotonic())))[0]:
                if process.poll() is not None:
                    return process.returncode
                continue
            said = line.recv(65536)
            if not said:
                break
            *lines, rest = (rest + said).split(b"\n")
            for one in lines:
                talk.write(f"{take_turn(*asked_for(one)):.3f}\n".encode())
    with contextlib.suppress(subprocess.TimeoutExpired):
        return process.wait(max(0.0, give_up - time.monotonic()))
    return None


def _end_group(process: "subprocess.Popen[bytes]") -> None:
    for told in (signal.SIGTERM, signal.SIGKILL):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, told)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(_GRACE)


def read_run(folder: Path) -> Run:
    """A run's results. A run that was cut short has state `error` and what it had seen until then."""
    ended = read_outcome(folder)
    if ended is None:
        now = dt.datetime.now(dt.UTC)
        detail = "被中断 · cut short"
        ended = outcome(folder.name, State.ERROR, detail, started_at=now, kept=_count(folder / OBSERVATIONS))
    return Run(folder=folder, outcome=ended)


def _count(path: Path) -> int:
    return sum(1 for _ in whole_lines(path))

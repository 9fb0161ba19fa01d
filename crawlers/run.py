"""Runs a source in a process of its own, and reads back what a run left behind."""

import contextlib
import datetime as dt
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from crawlers.catalogue import find
from crawlers.outcome import OBSERVATIONS, RESPONSES, Outcome, State, outcome, read_outcome, write_outcome
from crawlers.shops import shops_file
from domain import wire
from domain.observation import Observation

LOG = "log.txt"
WORDS = "words.txt"
_GRACE = 5.0
"""Seconds a crawl is given to end after being told to, before it is killed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """One answer of a source; `size` in bytes, `file` under the run's folder, `robots` how robots.txt was met."""

    url: str
    status: int
    sha256: str
    size: int
    fetched_at: dt.datetime
    file: str
    robots: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A finished run in `folder`."""

    folder: Path
    outcome: Outcome

    def observations(self) -> Iterator[Observation]:
        """What was seen, streamed; a last line torn by a kill is left out."""
        for line in _lines(self.folder / OBSERVATIONS):
            yield wire.from_json(line)

    def responses(self) -> Iterator[Received]:
        """Every answer, in order."""
        for line in _lines(self.folder / RESPONSES):
            data = json.loads(line)
            yield Received(**data | {"fetched_at": dt.datetime.fromisoformat(data["fetched_at"])})


def run_source(
    name: str,
    out: Path,
    *,
    timeout: float,
    today: dt.date | None = None,
    since: dt.date | None = None,
    words: Sequence[str] = (),
    most_requests: int | None = None,
) -> Outcome:
    """Crawls a source into `out` and returns how it ended. Never takes much longer than `timeout` seconds.

    `since` is the day from which changes are wanted (the source's own lookback when None), `words` what a
    source that is searched is asked for, `most_requests` a bound of its own for a short run. The crawl is
    killed, with everything it started, at the timeout. Raises UnknownSource for no such name.
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
        command += ["-s", f"CLOSESPIDER_PAGECOUNT={most_requests}"]
    root = Path(__file__).resolve().parents[1]
    environment = os.environ | {
        "SCRAPY_SETTINGS_MODULE": "crawlers.settings",
        "HAISHAO_SHOPS": str(shops_file()),
    }
    with (out / LOG).open("wb") as log:
        process = subprocess.Popen(
            command,
            cwd=root,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
        status = _wait(process, timeout)
    ended = read_outcome(out)
    if ended is None or status is None:
        detail = f"exit status {status}, {LOG}" if status is not None else f"超时 · timed out: {timeout:g} s"
        kept = _count(out / OBSERVATIONS)
        ended = outcome(name, State.ERROR, detail, started_at=started_at, kept=kept)
        write_outcome(out, ended)
    return ended


def _wait(process: "subprocess.Popen[bytes]", timeout: float) -> int | None:
    """The exit status, None when the process group had to be ended."""
    try:
        return process.wait(timeout)
    except subprocess.TimeoutExpired:
        return None
    finally:
        _end_group(process)


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


def _lines(path: Path) -> Iterator[str]:
    if not path.exists():
        return
    with path.open(encoding="utf-8", errors="replace") as stream:
        for line in stream:
            if line.endswith("\n"):
                yield line


def _count(path: Path) -> int:
    return sum(1 for _ in _lines(path))

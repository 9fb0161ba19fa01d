"""The parts of an installation as child processes that are started again when they end, as systemd would."""

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self


@dataclass(slots=True)
class Part:
    """One process: its name, its command's words after `haishao`, and what it must have in its environment."""

    name: str
    words: tuple[str, ...]
    environment: dict[str, str] = field(default_factory=dict)
    before: tuple[str, ...] = ()
    """Words before the command: `ip netns exec NAME`."""
    process: "subprocess.Popen[bytes] | None" = None
    ended_at: float = 0.0


def matchers(count: int) -> list[Part]:
    """So many workers of the match queue, each with one job at a time."""
    words = ("worker", "--queues", "match", "--concurrency", "1")
    return [Part(f"worker {number}", words) for number in range(1, count + 1)]


_AGAIN_AFTER = 1.0


class Parts:
    """The processes while the block runs; what they say goes into files of `folder`. `ended` counts by name how often one
    ended that nobody had killed.
    """

    def __init__(self, parts: list[Part], folder: Path) -> None:
        self._parts = {part.name: part for part in parts}
        self._folder = folder
        self._killed: set[int] = set()
        self.ended: Counter[str] = Counter()
        self.off: set[str] = set()
        """Names of those that are not started again."""

    def __enter__(self) -> Self:
        self._folder.mkdir(parents=True, exist_ok=True)
        self.keep_up()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        alive = [
            part.process for part in self._parts.values() if part.process and part.process.poll() is None
        ]
        for process in alive:
            process.terminate()
        give_up = time.monotonic() + 20.0
        for process in alive:
            try:
                process.wait(max(0.1, give_up - time.monotonic()))
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()

    def keep_up(self) -> None:
        """Starts what has not been started, and again what has ended, a second later."""
        for part in self._parts.values():
            process = part.process
            if process is not None and process.poll() is None:
                continue
            if process is not None:
                if not part.ended_at:
                    part.ended_at = time.monotonic()
                    self.ended[part.name] += process.pid not in self._killed
                if time.monotonic() < part.ended_at + _AGAIN_AFTER:
                    continue
            if part.name not in self.off:
                self._start(part)

    def _start(self, part: Part) -> None:
        part.ended_at = 0.0
        with (self._folder / f"{part.name}.log").open("ab") as log:
            part.process = subprocess.Popen(
                [*part.before, sys.executable, "-m", "haishao", *part.words],
                env=os.environ | part.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def kill(self, name: str) -> bool:
        """SIGKILL to the process alone, as the kernel's out-of-memory killer would; False when it does not run."""
        process = self._parts[name].process
        if process is None or process.poll() is not None:
            return False
        self._killed.add(process.pid)
        process.kill()
        process.wait()
        return True

    def pid(self, name: str) -> int | None:
        """Its number while it runs."""
        process = self._parts[name].process
        return process.pid if process is not None and process.poll() is None else None

    @property
    def pids(self) -> list[int]:
        """The numbers of those that run."""
        return [pid for name in self._parts if (pid := self.pid(name)) is not None]

    @property
    def names(self) -> list[str]:
        """Every part's name, in order."""
        return list(self._parts)

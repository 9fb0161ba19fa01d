"""The parts of a running installation as child processes, ended together."""

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import ExitStack
from types import FrameType, TracebackType
from typing import Self

from rich.console import Console

GRACE = 15.0
"""Seconds a part may take to finish what it has in hand before it is killed."""


class Services:
    """The workers, the clock and the web server of one machine; leaving the block ends them all.

    Crawls, which may take an hour, have a worker of their own, so that no message waits behind one.

    What must run before them, in this process (the demo's servers), is entered on `before`, and its
    addresses are put into the environment the parts inherit.
    """

    def __init__(self, console: Console, port: int) -> None:
        self.before = ExitStack()
        self._console = console
        self._verbs = (
            ["worker", "--queues", "match,deliver"],
            ["worker", "--queues", "crawl"],
            ["clock"],
            ["web", "--port", str(port)],
        )
        self._parts: list[subprocess.Popen[bytes]] = []
        self._stop = threading.Event()
        self._hurry = False

    def __enter__(self) -> Self:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._asked_to_stop)
        return self

    def _asked_to_stop(self, _number: int, _frame: FrameType | None) -> None:
        self._hurry = self._stop.is_set()
        self._stop.set()

    def start(self) -> None:
        """Starts every part in its own process group, so that a Ctrl-C reaches it through here only.

        Starts none once somebody asked to stop.
        """
        for verb in self._verbs:
            if self._stop.is_set():
                return
            command = [sys.executable, "-m", "haishao", *verb]
            self._parts.append(subprocess.Popen(command, env=dict(os.environ), start_new_session=True))

    @property
    def stopping(self) -> bool:
        """True once somebody asked to stop, or a part has ended."""
        return self._stop.is_set() or any(part.poll() is not None for part in self._parts)

    def pause(self, seconds: float) -> bool:
        """Waits, less when asked to stop; says whether to go on."""
        self._stop.wait(seconds)
        return not self.stopping

    def wait(self) -> None:
        """Waits until somebody asks to stop or a part ends."""
        while self.pause(1.0):
            pass

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for verb, part in zip(self._verbs, self._parts, strict=False):
            if part.poll() is not None and not self._stop.is_set():
                self._console.print(
                    f"[red]{verb[0]} 已退出 · ended by itself, status {part.returncode}[/red]"
                )
        self._end_parts()
        self.before.close()
        self._console.print("已全部停止 · everything has stopped")

    def _end_parts(self) -> None:
        """Asks every part to end, and kills with all it started what has not after `GRACE`, or at a second Ctrl-C."""
        for part in self._parts:
            if part.poll() is None:
                part.terminate()
        give_up = time.monotonic() + GRACE
        for part in self._parts:
            while part.poll() is None and not self._hurry and time.monotonic() < give_up:
                with contextlib.suppress(subprocess.TimeoutExpired):
                    part.wait(0.2)
            if part.poll() is None:
                os.killpg(part.pid, signal.SIGKILL)
                part.wait()

"""The parts of a running installation as child processes: started, started again when they die, ended together."""

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from types import FrameType, TracebackType
from typing import Self

import psutil

from haishao.embedded import DatabaseUnavailable, server_is_gone, start_server_again
from haishao.lifeline import GRACE, VARIABLE, deaf
from haishao.redaction import redacted
from jobs.stop_signals import ONE_TELLING

MOST_DEATHS, WITHIN = 6, 600.0
"""A part that died so often within so many seconds is not started again: everything ends, and says why."""

LONGEST_REST = 30.0
"""Seconds at most between a part's death and its next start."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One part: its name in Chinese and English, and the command that runs it."""

    zh: str
    en: str
    command: tuple[str, ...]


def part(zh: str, en: str, *verb: str) -> Part:
    """A part that is a verb of `haishao`."""
    return Part(zh=zh, en=en, command=(sys.executable, "-m", "haishao", *verb))


@dataclass(slots=True)
class _Running:
    part: Part
    process: "subprocess.Popen[bytes] | None" = None
    died: deque[float] = field(default_factory=deque)
    again_at: float = 0.0


class Services:
    """The parts of one machine, in one process group with this process; leaving the block ends them all.

    What must run before them, in this process (the demo's servers), is entered on `before`, and its addresses are put into
    the environment the parts inherit. `say` is told each thing worth a line.
    """

    def __init__(self, say: Callable[[str], None], parts: Sequence[Part], *, rest: float = 1.0) -> None:
        """`rest` is the seconds from a part's first death to its next start; each further death doubles them."""
        self.before = ExitStack()
        self._say = say
        self._parts = [_Running(one) for one in parts]
        self._rest = rest
        self._stop = threading.Event()
        self._told_at = 0.0
        self._hurry = False
        self._gave_up = False
        self._database_died: deque[float] = deque()
        self._database_again_at = 0.0
        self._lifeline = os.pipe()

    @property
    def gave_up(self) -> bool:
        """True when a part, or the database, died too often."""
        return self._gave_up

    def __enter__(self) -> Self:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._asked_to_stop)
        return self

    def _asked_to_stop(self, _number: int, _frame: FrameType | None) -> None:
        if not self._stop.is_set():
            self._told_at = time.monotonic()
            self._stop.set()
        elif time.monotonic() - self._told_at > ONE_TELLING:
            self._hurry = True

    def start(self) -> None:
        """Starts every part; none once somebody asked to stop."""
        for one in self._parts:
            if self._stop.is_set():
                return
            self._start(one)

    def _start(self, one: _Running) -> None:
        reading = self._lifeline[0]
        environment = {**os.environ, VARIABLE: str(reading)}
        with deaf():
            one.process = subprocess.Popen(one.part.command, env=environment, pass_fds=(reading,))
        self._say(f"   {one.part.zh} 已启动 · {one.part.en} started, pid {one.process.pid}")

    @property
    def stopping(self) -> bool:
        """True once somebody asked to stop, or a part died too often."""
        return self._stop.is_set()

    def pause(self, seconds: float) -> bool:
        """Waits, less when asked to stop, and sees to the parts; says whether to go on."""
        self._stop.wait(seconds)
        if not self.stopping:
            self._look_after_database()
            self._bury_strangers()
            for one in self._parts:
                self._look_after(one)
        return not self.stopping

    def wait(self) -> None:
        """Waits until somebody asks to stop or a part has died too often."""
        while self.pause(0.5):
            pass

    def _look_after(self, one: _Running) -> None:
        now = time.monotonic()
        if one.process is None:
            if one.died and now >= one.again_at:
                self._start(one)
            return
        status = one.process.poll()
        if status is None:
            return
        one.process = None
        too_often = _too_often(one.died, now)
        zh, en, deaths = one.part.zh, one.part.en, len(one.died)
        if too_often:
            self._give_up(
                f"{zh} 已退出 {deaths} 次（状态 {status}），不再重启，全部停止；原因见上方日志 · "
                f"{en} ended {deaths} times, last with status {status}: everything stops; the log above says why"
            )
            return
        rest = min(self._rest * 2 ** (deaths - 1), LONGEST_REST)
        one.again_at = now + rest
        self._say(
            f"{zh} 已退出（状态 {status}），{rest:g} 秒后重启 · "
            f"{en} ended by itself, status {status}; started again in {rest:g} s"
        )

    def _look_after_database(self) -> None:
        """The embedded server is no child of this process, and is started again at once: without it every part stands."""
        now = time.monotonic()
        if not server_is_gone() or now < self._database_again_at:
            return
        too_often = _too_often(self._database_died, now)
        try:
            if too_often:
                raise DatabaseUnavailable(f"{MOST_DEATHS} × {WITHIN:g} s")
            self._say("数据库已退出，正在重启 · the database ended by itself; started again")
            start_server_again()
        except DatabaseUnavailable as error:
            self._give_up(
                f"数据库无法重启，全部停止 · the database does not stay up: everything stops: {redacted(str(error))}"
            )
        self._database_again_at = time.monotonic() + self._rest

    def _give_up(self, why: str) -> None:
        self._gave_up = True
        self._stop.set()
        self._say(why)

    def _bury_strangers(self) -> None:
        """As a container's first process: what its descendants leave behind is ours to bury."""
        if os.getpid() != 1:
            return
        ours = {one.process.pid for one in self._parts if one.process is not None}
        for dead in psutil.Process().children():
            with contextlib.suppress(psutil.Error, ChildProcessError):
                if dead.pid not in ours and dead.status() == psutil.STATUS_ZOMBIE:
                    os.waitpid(dead.pid, os.WNOHANG)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop.set()
        self._end_parts()
        self.before.close()
        for end in self._lifeline:
            os.close(end)
        self._say("已全部停止 · everything has stopped")

    def _end_parts(self) -> None:
        """Asks every part to end, and kills with all it started what has not after `GRACE`, or at a second signal."""
        processes = [one.process for one in self._parts if one.process is not None]
        for process in processes:
            if process.poll() is None:
                process.terminate()
        give_up = time.monotonic() + GRACE
        for process in processes:
            while process.poll() is None and not self._hurry and time.monotonic() < give_up:
                with contextlib.suppress(subprocess.TimeoutExpired):
                    process.wait(0.2)
            if process.poll() is None:
                _kill_with_descendants(process)


def _too_often(died: deque[float], now: float) -> bool:
    """Writes a death down; True when it is one too many."""
    died.append(now)
    while died[0] < now - WITHIN:
        died.popleft()
    return len(died) >= MOST_DEATHS


def _kill_with_descendants(process: "subprocess.Popen[bytes]") -> None:
    try:
        family = [*psutil.Process(process.pid).children(recursive=True), psutil.Process(process.pid)]
    except psutil.Error:
        family = []
    for one in family:
        with contextlib.suppress(psutil.Error):
            one.kill()
    process.wait()

"""`haishao up`: every part in one process group, started again when it dies, and none left whatever ends it."""

import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest

from haishao.demo.smtp_catcher import free_port
from haishao.services import MOST_DEATHS, Part, Services


@contextmanager
def up(*options: str, environment: Mapping[str, str] = os.environ) -> Iterator["subprocess.Popen[str]"]:
    port = free_port()
    command = [sys.executable, "-u", "-m", "haishao", "up", "--port", str(port), *options]
    with subprocess.Popen(
        command,
        env={**environment, "HAISHAO_SOURCES": "none"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    ) as process:
        watchdog = threading.Timer(180, os.killpg, (process.pid, signal.SIGKILL))
        watchdog.start()
        try:
            yield process
        finally:
            watchdog.cancel()
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)


def read_until(process: "subprocess.Popen[str]", *wanted: str) -> list[str]:
    """The lines up to that by which all that is wanted was said."""
    said: list[str] = []
    missing = set(wanted)
    assert process.stdout is not None
    while missing and (line := process.stdout.readline()):
        said.append(line)
        missing = {one for one in missing if one not in line}
    assert not missing, "".join(said)
    return said


def test_a_part_that_dies_is_started_again_and_a_signal_to_the_group_ends_all(live_db: None) -> None:
    with up("--web-processes", "1") as process:
        said = read_until(process, "serving http", "clock started", "worker crawl started")
        parts = psutil.Process(process.pid).children(recursive=True)
        assert {os.getpgid(part.pid) for part in parts} == {process.pid}
        pid = int(next(line for line in said if "clock started" in line).rpartition(" ")[2])
        os.kill(pid, signal.SIGKILL)
        read_until(process, "clock ended by itself, status -9")
        read_until(process, "clock started")
        os.killpg(process.pid, signal.SIGTERM)
        rest = process.stdout.read()
        assert process.wait(60) == 0
    assert "everything has stopped" in rest
    assert "Traceback" not in rest
    assert not any(part.is_running() for part in parts)


def test_parts_whose_parent_was_killed_end_themselves(live_db: None) -> None:
    with up("--no-web") as process:
        read_until(process, "worker match,deliver 1 started", "worker crawl started", "clock started")
        parts = psutil.Process(process.pid).children(recursive=True)
        assert len(parts) >= 3
        process.kill()
        _, alive = psutil.wait_procs(parts, timeout=90)
    assert not alive


def test_an_embedded_server_that_was_killed_is_started_again() -> None:
    with tempfile.TemporaryDirectory(prefix="hs-") as folder:
        own = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
        with up("--no-web", environment=own | {"HAISHAO_HOME": folder}) as process:
            read_until(process, "clock started")
            lines = Path(folder, "postgres", "postmaster.pid").read_text().splitlines()
            os.kill(int(lines[0]), signal.SIGKILL)
            read_until(process, "the database ended by itself; started again")
            os.killpg(process.pid, signal.SIGTERM)
            rest = process.stdout.read()
            assert process.wait(60) == 0
    assert "everything has stopped" in rest


def python(code: str, name: str) -> Part:
    return Part(zh=name, en=name, command=(sys.executable, "-c", code))


def test_a_part_that_dies_again_and_again_ends_everything_and_is_named() -> None:
    others = psutil.Process().children()
    said: list[str] = []
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    try:
        parts = [
            python("raise SystemExit(3)", "faulty"),
            python("from haishao.lifeline import hear; import time; hear(); time.sleep(600)", "sound"),
        ]
        with Services(said.append, parts, rest=0.01) as services:
            services.start()
            services.wait()
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    assert services.gave_up
    assert any(f"faulty ended {MOST_DEATHS} times, last with status 3" in line for line in said)
    assert psutil.Process().children() == others


def test_a_second_signal_ends_a_part_that_will_not_stop() -> None:
    others = psutil.Process().children()
    stubborn = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('deaf', flush=True); time.sleep(600)"
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    began = time.monotonic()
    try:
        with Services(lambda _: None, [python(stubborn, "stubborn")]) as services:
            services.start()
            for delay in (1.0, 1.2, 2.6):
                timer = threading.Timer(delay, os.kill, (os.getpid(), signal.SIGTERM))
                timer.start()
            services.wait()
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    assert time.monotonic() - began < 20
    assert psutil.Process().children() == others


@pytest.mark.parametrize("option", [("--workers", "0"), ("--concurrency", "65")])
def test_senseless_numbers_are_refused(option: tuple[str, str]) -> None:
    with up(*option) as process:
        assert process.wait(60) == 2

"""A crawl killed with SIGKILL goes on where it was: what it had got is not asked for again, and nothing counts twice."""

import os
import signal
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from crawlers.outcome import State
from crawlers.run import read_run, run_source
from crawlers.warc import verify

HERE = Path(__file__).parent
FROZEN = HERE / "sources"
SHOP = "shop.example"
RPI = "revistas.inpi.gov.br/txt/RM2915.zip"
LENGTH = 12


def page(number: int) -> bytes:
    following = f'<a href="https://{SHOP}/{number + 1}">x</a>' if number + 1 < LENGTH else ""
    return f"<!DOCTYPE html><html><h1>n{number}</h1>{following}</html>".encode()


def started(command: list[str], log: Path) -> "subprocess.Popen[bytes]":
    environment = os.environ | {
        "SCRAPY_SETTINGS_MODULE": "crawlers.settings",
        "PYTHONPATH": str(HERE.parents[1]),
    }
    with log.open("wb") as out:
        return subprocess.Popen(command, env=environment, stdout=out, stderr=out, cwd=HERE.parents[1])


def killed_when(condition: Callable[[], bool], process: "subprocess.Popen[bytes]") -> None:
    never = threading.Event()
    for _ in range(1200):
        if condition():
            break
        never.wait(0.05)
    else:
        pytest.fail("the crawl never got so far")
    process.send_signal(signal.SIGKILL)
    process.wait(10)


def test_a_paged_list_goes_on_at_the_page_it_was_killed_on(replay: Any, tmp_path: Path) -> None:
    for number in range(LENGTH):
        replay.gives(f"{SHOP}/{number}", page(number), headers={"Content-Type": "text/html"})
    replay.gives(f"{SHOP}/7", b"x", hangs=True)
    first, second = tmp_path / "first", tmp_path / "second"
    command = [sys.executable, str(HERE / "linked_shop.py"), f"https://{SHOP}/0"]
    process = started([*command, str(first)], tmp_path / "first.log")
    killed_when(lambda: f"{SHOP}/7" in dict(replay.asked), process)
    replay.gives(f"{SHOP}/7", page(7), headers={"Content-Type": "text/html"})
    assert read_run(first).outcome.state is State.ERROR
    resumed = started([*command, str(second), f"earlier={tmp_path}"], tmp_path / "second.log")
    assert resumed.wait(60) == 0
    run = read_run(second)
    assert (run.outcome.state, run.outcome.kept) == (State.OK, LENGTH)
    assert [o.sign for o in run.observations()] == [f"n{number}" for number in range(LENGTH)]
    asked = Counter(route for route, _ in replay.asked if not route.endswith("robots.txt"))
    assert asked == {f"{SHOP}/{number}": 2 if number == 7 else 1 for number in range(LENGTH)}
    before = {answer.url: answer.fetched_at for answer in read_run(first).responses()}
    for answer in run.responses():
        verify(second / answer.file, answer.offset, answer.sha256)
        assert before.get(answer.url, answer.fetched_at) == answer.fetched_at


def test_a_bulk_file_that_was_here_whole_is_not_fetched_again(
    replay: Any, zipped: Callable[[str, bytes], bytes], tmp_path: Path
) -> None:
    issue = (FROZEN / "br-inpi-rpi" / "issue.xml").read_bytes()
    replay.gives(RPI, zipped("RM2915.xml", issue))
    day = "today=2026-11-23"
    command = [sys.executable, "-m", "scrapy", "crawl", "br-inpi-rpi", "-a", day, "-a"]
    first = tmp_path / "run" / "first"
    process = started([*command, f"out={first}"], tmp_path / "first.log")
    answers = first / "responses.jsonl"
    killed_when(lambda: answers.exists() and answers.stat().st_size > 0, process)
    (first / "outcome.json").unlink(missing_ok=True)
    second = tmp_path / "run" / "second"
    resumed = started(
        [*command, f"out={second}", "-a", f"earlier={tmp_path / 'run'}"], tmp_path / "second.log"
    )
    assert resumed.wait(60) == 0
    run = read_run(second)
    assert run.outcome.ok
    assert run.outcome.kept == len({o.ref for o in run.observations()}) > 0
    assert [route for route, _ in replay.asked].count(RPI) == 1
    assert not list((second / "raw").iterdir())


def test_a_damaged_answer_of_the_earlier_try_is_asked_for_again(replay: Any, tmp_path: Path) -> None:
    for number in range(LENGTH):
        replay.gives(f"{SHOP}/{number}", page(number), headers={"Content-Type": "text/html"})
    command = [sys.executable, str(HERE / "linked_shop.py"), f"https://{SHOP}/0"]
    assert started([*command, str(tmp_path / "first")], tmp_path / "first.log").wait(60) == 0
    (kept,) = (tmp_path / "first").glob("*.warc.gz")
    half = kept.stat().st_size // 2
    with kept.open("r+b") as file:
        file.truncate(half)
    again = [*command, str(tmp_path / "second"), f"earlier={tmp_path}"]
    assert started(again, tmp_path / "second.log").wait(60) == 0
    assert read_run(tmp_path / "second").outcome.kept == LENGTH
    asked = Counter(route for route, _ in replay.asked if not route.endswith("robots.txt"))
    assert {1, 2} == set(asked.values())


def test_a_crawl_ends_when_its_worker_does(replay: Any, tmp_path: Path) -> None:
    replay.gives(RPI, b"PK\x03\x04", hangs=True)
    worker = started(
        [
            sys.executable,
            "-c",
            "import sys, pathlib\nfrom crawlers.run import run_source\n"
            "run_source('br-inpi-rpi', pathlib.Path(sys.argv[1]), timeout=60)",
            str(tmp_path / "run"),
        ],
        tmp_path / "worker.log",
    )
    killed_when(
        lambda: any(route.startswith("revistas") and "RM" in route for route, _ in replay.asked), worker
    )
    log = tmp_path / "run" / "log.txt"
    never = threading.Event()
    for _ in range(200):
        if not _writes_to(log):
            return
        never.wait(0.05)
    pytest.fail("the crawl outlived its worker")


def _writes_to(log: Path) -> bool:
    for process in Path("/proc").glob("[0-9]*/fd/1"):
        try:
            if process.readlink() == log:
                return True
        except OSError:
            continue
    return False


def test_every_request_waits_for_its_turn(
    replay: Any, zipped: Callable[[str, bytes], bytes], tmp_path: Path
) -> None:
    taken: list[tuple[str, float]] = []

    def take_turn(host: str, gap: float) -> float:
        taken.append((host, gap))
        return 0.0

    replay.gives(RPI, zipped("RM2915.xml", (FROZEN / "br-inpi-rpi" / "issue.xml").read_bytes()))
    run_source("br-inpi-rpi", tmp_path, timeout=60, take_turn=take_turn)
    assert taken == [], "a replay server needs no turns"

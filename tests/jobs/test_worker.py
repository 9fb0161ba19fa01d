"""A worker as a process: told to stop, cut off from its database, asked for queues there are not; its jobs are threads."""

import os
import random
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from django.db import connection
from procrastinate.contrib.django import app

from domain.brand import Brand
from jobs.judging import Screen
from jobs.worker import TooManyJobs, UnknownQueue, check_connections, queues_named
from tests.made_up import filing
from tests.processes import eventually

WORKER = """
import sys, threading
from pathlib import Path
from haishao.commands import services
from haishao.database import database

with database():
    from procrastinate.contrib.django import app

    @app.task(name="until_there", queue="match")
    def until_there(begun: str, end: str) -> None:
        Path(begun).touch()
        for _ in range(2400):
            if Path(end).exists():
                return
            threading.Event().wait(0.05)

    services.worker(queues="match", concurrency=int(sys.argv[1]), until_idle=False)
"""


@contextmanager
def worker(concurrency: int) -> Iterator["subprocess.Popen[str]"]:
    command = [sys.executable, "-c", WORKER, str(concurrency)]
    with subprocess.Popen(command, env=dict(os.environ), stderr=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            process.kill()


def states() -> dict[str, str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT queueing_lock, status::text FROM procrastinate_jobs")
        return dict(cursor.fetchall())


def put(folder: Path, name: str) -> None:
    step = app.configure_task("until_there", queue="match", queueing_lock=name, lock=name)
    step.defer(begun=str(folder / f"{name} begun"), end=str(folder / f"{name} end"))


def test_told_to_stop_it_finishes_what_it_can_and_puts_the_rest_back(live_db: None, tmp_path: Path) -> None:
    names = [f"job {number}" for number in range(9)]
    for name in names:
        put(tmp_path, name)
    with worker(9) as process:
        eventually(lambda: all((tmp_path / f"{n} begun").exists() for n in names), "nine jobs at once")
        put(tmp_path, "a tenth")
        for name in names[:8]:
            (tmp_path / f"{name} end").touch()
        eventually(lambda: list(states().values()).count("succeeded") == 8, "eight done")
        eventually(lambda: (tmp_path / "a tenth begun").exists(), "the tenth begun")
        process.send_signal(signal.SIGTERM)
        (tmp_path / "a tenth end").touch()
        assert process.wait(60) == 0
        assert "Traceback" not in process.stderr.read()
    left = {name: state for name, state in states().items() if state != "succeeded"}
    assert left == {"job 8": "todo"}, "what would not finish waits for another worker"
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_workers")
        assert cursor.fetchone() == (0,)


@pytest.mark.parametrize("in_hand", [False, True], ids=["idle", "with a job that outlasts it"])
def test_a_database_that_goes_away_and_comes_back_ends_no_worker(
    live_db: None, tmp_path: Path, in_hand: bool
) -> None:
    (tmp_path / "before end").touch()
    (tmp_path / "after end").touch()
    put(tmp_path, "before")
    name = connection.settings_dict["NAME"]
    aside = os.environ["DATABASE_URL"].replace(f"/{name}?", "/template1?")
    with worker(2) as process, psycopg.connect(aside, autocommit=True) as elsewhere:
        eventually(lambda: states()["before"] == "succeeded", "the job before")
        if in_hand:
            put(tmp_path, "long")
            eventually((tmp_path / "long begun").exists, "the long job begun")
        connection.close()
        elsewhere.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS false')
        try:
            elsewhere.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name]
            )
            said = iter(process.stderr.readline, "")
            assert any("went away; again" in line for line in said)
        finally:
            elsewhere.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS true')
        put(tmp_path, "after")
        threading.Thread(target=process.stderr.read, daemon=True).start()  # so that it never waits for us
        eventually(lambda: states()["after"] == "succeeded", "the job after")
        if in_hand:
            assert states()["long"] != "succeeded", "another worker takes it over"
        process.send_signal(signal.SIGTERM)
        assert process.wait(60) == 0


def test_a_queue_there_is_not_is_refused_with_those_there_are() -> None:
    assert queues_named("match, deliver") == ["match", "deliver"]
    with pytest.raises(UnknownQueue, match="no queue mach; there are: crawl,deliver,match"):
        queues_named("crawl,mach")


def test_more_jobs_than_the_database_has_connections_for_are_refused(db: None) -> None:
    check_connections(2)
    with pytest.raises(TooManyJobs, match="lower --concurrency"):
        check_connections(10_000)


def test_jobs_that_judge_at_once_judge_as_one_after_another() -> None:
    drawn = random.Random(7)
    letters = "aeioubdfgklmnprst"
    batches = [
        [
            filing(f"{batch}-{number}", "".join(drawn.choices(letters, k=drawn.randint(4, 9))))
            for number in range(250)
        ]
        + [filing(f"{batch}-x", f"Haitongo {batch}")]
        for batch in range(12)
    ]
    brands = [Brand(brand_id="b", name="HAITONGO", enterprise="甲")]
    expected = [Screen(brands).matches(batch) for batch in batches]
    shared = Screen(brands)
    with ThreadPoolExecutor(6) as pool:
        assert list(pool.map(shared.matches, batches)) == expected
    assert all(expected)

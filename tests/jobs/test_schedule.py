"""When a source is due: its interval, its issue's day, its spread; one run however long the clock was off."""

import datetime as dt
import os
import subprocess
import sys
import threading
from contextlib import ExitStack
from dataclasses import replace

import pytest
from django.db import connection, transaction
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from crawlers.catalogue import find
from crawlers.source import Weekly
from crawlers.sources.gazettes.gb_ukipo_tmj import SOURCE
from jobs import clock
from jobs.clock import crawl_when_due
from jobs.schedule import MOST_SPREAD, RETRY_AFTER, due_at
from jobs.tasks import start_crawl, wanted_since
from storage import partitions
from storage.heartbeats import CLOCK
from storage.models import CanaryRun, CrawlRun, Heartbeat
from storage.runs import RunOutcome, begin_alone, finish_run, start_run
from tests.processes import eventually

GOOD = RunOutcome(state="ok", reason_zh="", reason_en="", kept=3, faults=0)
DAILY = replace(SOURCE, published=None, interval=dt.timedelta(days=1))
THURSDAY = dt.datetime(2026, 11, 26, 12, tzinfo=dt.UTC)


def ran(source: str, days_ago: float) -> None:
    run_id = start_run(source)
    finish_run(run_id, GOOD, added=3)
    when = timezone.now() - dt.timedelta(days=days_ago)
    CrawlRun.objects.filter(pk=run_id).update(started_at=when, finished_at=when)


def test_a_source_is_due_an_interval_after_its_last_good_run_and_a_little_later_each_its_own() -> None:
    sources = [replace(DAILY, name=f"source-{number}") for number in range(100)]
    dues = [due_at(source, good=THURSDAY, tried=THURSDAY) for source in sources]
    assert dues == [due_at(source, good=THURSDAY, tried=THURSDAY) for source in sources], "two clocks agree"
    late = [due - THURSDAY - DAILY.interval for due in dues]
    assert all(dt.timedelta() <= one <= MOST_SPREAD for one in late)
    assert len({int(one.total_seconds()) // 60 for one in late}) > 30, "spread over the hour"


def test_a_weekly_issue_is_asked_for_when_it_is_out_though_the_interval_is_not_over() -> None:
    due = due_at(SOURCE, good=THURSDAY, tried=THURSDAY)
    out = dt.datetime(2026, 11, 27, 18, tzinfo=dt.UTC)
    assert out <= due <= out + MOST_SPREAD


def test_a_failed_source_rests_and_one_that_never_ran_is_due_at_once() -> None:
    assert due_at(DAILY, good=None, tried=None) is None
    rested = due_at(DAILY, good=THURSDAY - dt.timedelta(days=9), tried=THURSDAY)
    assert RETRY_AFTER <= rested - THURSDAY <= RETRY_AFTER * 1.1


@pytest.mark.parametrize(
    ("after", "out"),
    [
        ("2026-03-28T12:00", "2026-03-29T17:00"),  # the clocks of Europe go forward that Sunday
        ("2026-10-24T12:00", "2026-10-25T18:00"),  # and back
        ("2026-10-25T18:00", "2026-11-01T18:00"),
    ],
)
def test_an_issue_is_out_by_the_offices_own_time_when_clocks_are_changed(after: str, out: str) -> None:
    weekly = Weekly(weekday=6, zone="Europe/London")
    moment = dt.datetime.fromisoformat(after).replace(tzinfo=dt.UTC)
    assert weekly.next_after(moment) == dt.datetime.fromisoformat(out).replace(tzinfo=dt.UTC)


def test_a_clock_that_finds_another_beginning_a_run_begins_none(live_db: None) -> None:
    ran(SOURCE.name, days_ago=4)
    other: list[int | None] = []
    with transaction.atomic():
        begin_alone(SOURCE.name)
        second = threading.Thread(target=lambda: other.append(_in_a_thread()))
        second.start()
        start_crawl(SOURCE.name)
        with connection.cursor() as cursor:  # a worker has it in hand already: its key is free again
            cursor.execute("UPDATE procrastinate_jobs SET status = 'doing'")
    second.join(60)
    assert other == [None]
    assert CrawlRun.objects.filter(source=SOURCE.name).count() == 2


def _in_a_thread() -> int | None:
    try:
        return crawl_when_due(SOURCE, timezone.now())
    finally:
        connection.close()


def test_two_clocks_after_three_days_catch_up_each_thing_once(live_db: None) -> None:
    sources = ("gb-ukipo-tmj", "br-inpi-rpi", "us-usitc-ids", "us-federal-register")
    for source in sources[:3]:
        ran(source, days_ago=4)
    environment = {**os.environ, "HAISHAO_SOURCES": ",".join(sources), "HAISHAO_CANARY": "on"}
    beats: set[dt.datetime] = set()

    def beaten(times: int) -> bool:
        beats.update(Heartbeat.objects.filter(name="clock").values_list("at", flat=True))
        return len(beats) >= times

    with ExitStack() as stack:
        command = [sys.executable, "-m", "haishao", "clock"]
        for _ in range(2):
            process = stack.enter_context(subprocess.Popen(command, env=environment))
            stack.callback(process.terminate)
        eventually(lambda: beaten(4), "beats of two clocks")
        process.terminate()
        process.wait(30)
        beats.clear()
        eventually(lambda: beaten(3), "beats of the other")
    begun = CrawlRun.objects.filter(state="running").values_list("source", flat=True)
    assert sorted(begun) == sorted(sources)
    assert CanaryRun.objects.count() == 1
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT queueing_lock, count(*) FROM procrastinate_jobs GROUP BY 1 HAVING count(*) > 1"
        )
        assert cursor.fetchall() == []
    for source in sources[:3]:
        assert wanted_since(find(source)) <= timezone.now().date() - dt.timedelta(days=5), "over the gap"


def test_a_step_that_fails_stops_no_other_and_is_no_beat(
    db: None, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(clock, "load_all", lambda: [SOURCE])
    monkeypatch.setattr(clock, "refresh_connection", lambda: None)

    def broken() -> None:
        raise OSError("made up")

    monkeypatch.setattr(partitions, "keep_partitions", broken)
    clock.tick()
    assert CrawlRun.objects.filter(source=SOURCE.name).exists()
    assert not Heartbeat.objects.filter(name=CLOCK).exists()
    assert "a step of the clock failed: partitions" in caplog.text
    put_on = set(ProcrastinateJob.objects.values_list("task_name", flat=True))
    assert {"take_over", "remind", "drop_old"} <= put_on, "what comes before it, and what comes after"

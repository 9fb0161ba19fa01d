"""A worker whose database goes away under it."""

import asyncio
import logging

import psycopg
import pytest
from django.db import OperationalError, connection
from django.utils import timezone
from procrastinate import exceptions
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.jobs import Job, Status

from jobs import lasting, tasks
from jobs.lasting import LastingJobs
from jobs.queue import defer_once
from jobs.worker import run_worker
from storage.together import database_away


def test_a_step_whose_connection_was_ended_is_run_again_on_a_live_one(
    live_db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    ended: list[int] = []

    def ends_its_connection_once(*_: object, **__: object) -> list[int]:
        with connection.cursor() as cursor:
            if not ended:
                ended.append(1)
                cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")
            cursor.execute("SELECT 1")
        return []

    monkeypatch.setattr(tasks.reminders, "open_reminders", ends_its_connection_once)
    defer_once("remind", key="remind")
    run_worker(queues=["match"], concurrency=1, wait=False)
    waiting = ProcrastinateJob.objects.get()
    assert (waiting.status, waiting.attempts, waiting.scheduled_at > timezone.now()) == ("todo", 1, True)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET scheduled_at = now()")
    run_worker(queues=["match"], concurrency=1, wait=False)
    assert ProcrastinateJob.objects.get().status == "succeeded"


class BrokenOnce:
    """A connector whose first statement breaks off; what arrived of it, nobody knows."""

    def __init__(self, *, arrived: bool) -> None:
        self.status = "doing"
        self.said: list[str] = []
        self._arrived = arrived

    async def execute_query_async(self, query: str, **arguments: object) -> None:
        self.said.append(str(arguments["status"]))
        if len(self.said) == 1:
            self.status = "succeeded" if self._arrived else "doing"
            raise exceptions.ConnectorException("the connection broke off")
        self.status = "succeeded"

    async def execute_query_all_async(self, query: str, **_: object) -> list[dict[str, object]]:
        job = {
            "id": 7,
            "status": self.status,
            "worker_id": 3,
            "lock": None,
            "queueing_lock": None,
            "priority": 0,
        }
        return [
            job
            | {"task_name": "remind", "args": {}, "queue_name": "match", "attempts": 0, "scheduled_at": None}
        ]


@pytest.mark.parametrize(("arrived", "written"), [(False, 2), (True, 1)])
def test_the_end_of_a_job_is_written_until_it_stands_and_no_further(
    arrived: bool, written: int, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lasting, "PAUSE", 0.0)
    connector = BrokenOnce(arrived=arrived)
    job = Job(
        id=7, status="doing", queue="match", lock=None, queueing_lock=None, task_name="remind", worker_id=3
    )
    with caplog.at_level(logging.ERROR):
        asyncio.run(LastingJobs(connector).finish_job(job, Status.SUCCEEDED, False))  # type: ignore[arg-type]
    assert (connector.status, len(connector.said)) == ("succeeded", written)


@pytest.mark.parametrize(
    ("fault", "away"),
    [
        (psycopg.OperationalError("the connection is lost"), True),
        (psycopg.errors.AdminShutdown("terminating connection due to administrator command"), True),
        (psycopg.errors.CannotConnectNow("the database system is starting up"), True),
        (psycopg.InterfaceError("connection already closed"), True),
        (psycopg.errors.QueryCanceled("canceling statement due to statement timeout"), False),
        (psycopg.errors.DeadlockDetected("deadlock detected"), False),
        (psycopg.errors.DiskFull("no space left"), False),
        (ValueError("a fault of ours"), False),
    ],
)
def test_only_a_lost_connection_counts_as_a_database_that_is_away(fault: Exception, away: bool) -> None:
    outer = OperationalError()
    outer.__cause__ = fault
    assert database_away(outer) is away

"""A whole installation of a measurement's own: PostgreSQL, workers, clock, web, receivers; fed, kept up, and looked into."""

import datetime as dt
import os
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from haishao.bench.counting import Counting
from haishao.bench.own_server import OwnServer
from haishao.bench.parts import Part, Parts
from haishao.demo.smtp_catcher import free_port

BEAT = 2
"""Seconds between two beats of a worker."""

_SOON = dt.timedelta(hours=6)


@dataclass(slots=True)
class Installation:
    """What runs, and where it is found."""

    folder: Path
    server: OwnServer
    receivers: Counting
    parts: Parts
    port: int

    def ready(self) -> bool:
        """True when `/readyz` says that every part is at work."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/readyz", timeout=10) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            return False


@contextmanager
def installed(
    folder: Path, *, workers: int, share: float, seed: int, settings: dict[str, str]
) -> Iterator[Installation]:
    """Starts it all; Django of this process is set up over its database."""
    with ExitStack() as stack:
        server = stack.enter_context(OwnServer(folder))
        receivers = stack.enter_context(Counting(share=share, seed=seed))
        port = free_port()
        os.environ |= receivers.environment() | {
            "DATABASE_URL": server.url,
            "HAISHAO_HOME": str(folder / "home"),
            "HAISHAO_HEARTBEAT_SECONDS": str(BEAT),
            "HAISHAO_BASE_URL": f"http://127.0.0.1:{port}",
            "HAISHAO_LOG_LEVEL": "WARNING",
            "DJANGO_SETTINGS_MODULE": "haishao.settings",
        }
        os.environ |= settings
        from haishao.database import bring_up_to_date, database

        stack.enter_context(database(migrated=False))
        bring_up_to_date()
        several = [Part(f"worker {number}", ("worker",)) for number in range(1, workers + 1)]
        parts = Parts(
            [
                *several,
                Part("clock", ("clock",)),
                Part("web", ("web", "--port", str(port), "--processes", "1")),
            ],
            folder / "logs",
        )
        yield Installation(
            folder=folder, server=server, receivers=receivers, parts=stack.enter_context(parts), port=port
        )


def asked(question: str, *values: object) -> list[tuple[object, ...]]:
    """Rows of the database, by a connection that is made anew when the old one has died. Raises OperationalError while
    there is none to be had.
    """
    from django.db import InterfaceError, OperationalError, connection

    try:
        with connection.cursor() as cursor:
            cursor.execute(question, values or None)
            return list(cursor.fetchall())
    except (OperationalError, InterfaceError):
        connection.close()
        raise OperationalError("away") from None


def peaceful() -> bool:
    """True when nothing is left to do: no job ready or running, no run open or unjudged, no delivery pending."""
    from django.utils import timezone

    from jobs.queue import jobs_left
    from storage.models import CrawlRun, Delivery

    return not (
        Delivery.objects.filter(state="pending", next_try_at__lte=timezone.now() + _SOON).exists()
        or CrawlRun.objects.filter(judged_at__isnull=True).exists()
        or jobs_left()
    )


def left_over() -> list[str]:
    """What is still to be done, in words."""
    jobs = asked(
        "SELECT status::text, task_name, count(*), max(scheduled_at) FROM procrastinate_jobs"
        " WHERE status IN ('todo', 'doing') GROUP BY 1, 2"
    )
    runs = asked("SELECT state, count(*) FROM storage_crawlrun WHERE judged_at IS NULL GROUP BY 1")
    deliveries = asked(
        "SELECT count(*), max(tries), max(next_try_at) FROM storage_delivery WHERE state = 'pending'"
    )
    return [f"left over: {rows}" for rows in (jobs, runs, deliveries)]


def waited_for(condition: Callable[[], bool], seconds: float, each: Callable[[], object]) -> float | None:
    """The seconds until a condition came about, None when it did not in time; `each` is done before each look."""
    begun = time.monotonic()
    while time.monotonic() < begun + seconds:
        each()
        if condition():
            return time.monotonic() - begun
        time.sleep(0.25)
    return None

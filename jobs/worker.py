"""A worker: runs the queue's jobs until told to stop, through a database that goes away and comes back.

Told to stop, it takes nothing new, gives the jobs in hand two beats to finish and puts the others back on the queue;
after three beats another worker would take them over. A second signal ends the waiting. So it goes when the database is
away for long: what cannot be kept alive by its beat is given up, never done twice.
"""

import asyncio
import contextlib
import logging
import signal
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from django.conf import settings
from procrastinate import App, PsycopgConnector, exceptions, utils
from procrastinate.contrib.django import app
from procrastinate.contrib.django.utils import connector_params
from procrastinate.worker import Worker

from jobs.lasting import on_live_connection, outlast
from jobs.log_context import in_job
from jobs.queue import put_back
from jobs.run_folders import beside
from jobs.stop_signals import ONE_TELLING
from storage.service_state import server_state

log = logging.getLogger(__name__)

LONGEST_REST = 30.0
"""Seconds at most between two tries to get back to a database that is away."""
MOST_POOLED = 4
BESIDES_JOBS = MOST_POOLED + 2
"""Database connections of a worker besides the one of each job: its pool's, one that listens, its own."""


@dataclass(frozen=True, slots=True)
class Ended:
    """How a worker's work ended: whether it was told to stop, and how many jobs would not finish. They are on the queue
    again, or another worker takes them over; their threads are still at them, so the process must end now.
    """

    told: bool
    left: int


class UnknownQueue(ValueError):
    """A queue no job is ever put on; the message names those there are."""


class TooManyJobs(ValueError):
    """More jobs at once than the database has connections for; the message says how many it has."""


def queues_named(names: str) -> list[str]:
    """The queues of a comma-separated list, `match@ID` among them for another machine's folder of runs. Raises UnknownQueue."""
    app.perform_import_paths()
    known = sorted({task.queue for task in app.tasks.values()} - {"builtin"})
    named = [name.strip() for name in names.split(",") if name.strip()]
    unknown = [name for name in named if name.partition("@")[0] not in known]
    if unknown or not named:
        raise UnknownQueue(
            f"没有队列 {', '.join(unknown) or names}，可用：{','.join(known)} · "
            f"no queue {', '.join(unknown) or names}; there are: {','.join(known)}"
        )
    return named


def check_connections(concurrency: int) -> None:
    """Raises TooManyJobs when the database could not serve so many jobs at once."""
    left, wanted = server_state().connections_left, concurrency + BESIDES_JOBS
    if left < wanted:
        raise TooManyJobs(
            f"并发 {concurrency} 需要 {wanted} 个数据库连接，只剩 {left} 个：请降低 --concurrency 或提高 max_connections · "
            f"{concurrency} jobs at once want {wanted} database connections and {left} are left: lower --concurrency, or "
            "raise max_connections"
        )


def run_worker(*, queues: Sequence[str] | None, concurrency: int, wait: bool) -> Ended:
    """Runs jobs until told to stop, or with `wait` false until none is ready; each job in hand has a thread. Without `wait` a
    database that goes away raises `ConnectorException`. With `queues` come those of the steps that read files in this
    machine's folder of runs; None is every queue.
    """
    if queues is not None:
        queues = [*queues, *(beside(queue, settings.RUNS_DIR) for queue in queues if "@" not in queue)]
    loop = asyncio.new_event_loop()
    loop.set_default_executor(ThreadPoolExecutor(concurrency + 2, thread_name_prefix="job"))
    ended = Ended(told=False, left=0)
    try:
        with app.replace_connector(_connector()) as worker_app:
            outlast(worker_app)
            ended = loop.run_until_complete(_Work(worker_app, queues, concurrency, wait).done())
        return ended
    finally:
        if not ended.left:  # else it would wait for the threads
            loop.run_until_complete(loop.shutdown_default_executor())
            loop.close()


def _connector() -> PsycopgConnector:
    """The worker's own connections, apart from those of its jobs; it knows within a beat that none is to be had."""
    patience = max(5.0, float(settings.HEARTBEAT_SECONDS))
    return PsycopgConnector(kwargs=connector_params(), min_size=1, max_size=MOST_POOLED, timeout=patience)


class _Work:
    """Stretches of work, each from the worker's entry in the database to its end."""

    def __init__(self, worker_app: App, queues: Sequence[str] | None, concurrency: int, wait: bool) -> None:
        self._app = worker_app
        self._wait = wait
        self._options = {"queues": queues, "concurrency": concurrency, "wait": wait}
        self._told, self._hurry = asyncio.Event(), asyncio.Event()
        self._told_at = 0.0

    async def done(self) -> Ended:
        """Works until told to stop, or until there is nothing left to do or to go on with."""
        now = asyncio.get_running_loop().time
        rest = 1.0
        with self._signals():
            while not self._told.is_set():
                began = now()
                left, trouble = await self._stretch()
                if left and not self._told.is_set():
                    await self._until_back()
                if left or self._told.is_set():
                    return Ended(told=self._told.is_set(), left=left)
                if not self._wait:
                    if trouble is not None:
                        raise trouble
                    break
                rest = 1.0 if now() - began > 2 * LONGEST_REST else rest
                rest = await self._pause(rest)
        return Ended(told=self._told.is_set(), left=0)

    async def _stretch(self) -> tuple[int, Exception | None]:
        """Jobs that would not finish, and what ended the stretch when that was an error."""
        worker = _Worker(self._hurry, self._app, **{**self._app.worker_defaults, **self._options})
        trouble: Exception | None = None
        try:
            async with self._app.open_async():
                running, telling = (
                    asyncio.create_task(worker.run()),
                    asyncio.create_task(self._told.wait()),
                )
                await asyncio.wait({running, telling}, return_when=asyncio.FIRST_COMPLETED)
                telling.cancel()
                if not running.done():
                    running.cancel()  # which is its way of being asked to stop
                with contextlib.suppress(asyncio.CancelledError):
                    await running
        except (exceptions.ConnectorException, OSError) as away:
            trouble = away
        return worker.left, trouble

    async def _until_back(self) -> None:
        """Waits until the database answers again, or somebody asks to stop."""
        rest = await self._pause(1.0)
        while not self._told.is_set():
            with contextlib.suppress(exceptions.ConnectorException, OSError):
                async with self._app.open_async():
                    if await self._app.check_connection_async():
                        return
            rest = await self._pause(rest)

    async def _pause(self, seconds: float) -> float:
        """Waits before the next try, and returns the seconds to wait before the one after it."""
        log.warning(
            "数据库连接中断，%.0f 秒后重试 · the database went away; again in %.0f s", seconds, seconds
        )
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._told.wait(), seconds)
        return min(2 * seconds, LONGEST_REST)

    @contextlib.contextmanager
    def _signals(self) -> Iterator[None]:
        loop = asyncio.get_running_loop()
        numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
        before = {number: signal.getsignal(number) for number in numbers}
        for number in numbers:
            loop.add_signal_handler(number, self._on_signal)
        try:
            yield
        finally:
            for number in numbers:
                loop.remove_signal_handler(number)
                signal.signal(number, before[number])

    def _on_signal(self) -> None:
        now = asyncio.get_running_loop().time()
        if not self._told.is_set():
            self._told_at = now
            self._told.set()
        elif now - self._told_at > ONE_TELLING:
            self._hurry.set()


class _Worker(Worker):
    """Procrastinate's worker, but for its end: that waits for jobs without bound, and without a beat."""

    def __init__(self, hurry: asyncio.Event, worker_app: App, **options: object) -> None:
        own = {
            "install_signal_handlers": False,
            "worker_middleware": [in_job],
            "task_middleware": [on_live_connection],
        }
        super().__init__(worker_app, **{**options, **own})
        self._hurry = hurry
        self.left = 0

    async def _shutdown(self, side_tasks: list[asyncio.Task[object]]) -> None:
        await utils.cancel_and_capture_errors(side_tasks)
        if self._running_jobs:
            log.info("%d jobs in hand are given time to finish", len(self._running_jobs))
            hurry = asyncio.create_task(self._hurry.wait())
            all_done = asyncio.create_task(asyncio.wait(set(self._running_jobs)))
            bound = 2.0 * settings.HEARTBEAT_SECONDS
            await asyncio.wait({hurry, all_done}, timeout=bound, return_when=asyncio.FIRST_COMPLETED)
            hurry.cancel()
        unfinished = [context.job for context in self._running_jobs.values()]
        self.left = len(unfinished)
        for job in unfinished:
            log.warning("job %s (%s) is not done; back on the queue", job.id, job.task_name)
            await put_back(self.app.job_manager, job)
        if self.worker_id is not None:
            await self.app.job_manager.unregister_worker(self.worker_id)
        self.worker_id = None

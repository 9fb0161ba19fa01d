"""What makes a worker outlast its database: jobs written down as ended for certain, begun on a live connection, and run again
when the database went away under them.
"""

import asyncio
import datetime as dt
import logging
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from django.utils import timezone
from procrastinate import BaseRetryStrategy, RetryDecision, exceptions
from procrastinate.jobs import Job, Status
from procrastinate.manager import JobManager

from storage.together import database_away, refresh_connection

if TYPE_CHECKING:
    from procrastinate import App, JobContext
    from procrastinate.worker import Worker

log = logging.getLogger(__name__)

MOST_AGAIN = 20
"""Times one step is run again because the database went away under it: what is gone for longer has stopped the worker too."""

_FIRST_WAIT, _LONGEST_WAIT = 1, 60
PAUSE = 1.0
"""Seconds between two tries to write the end of a job."""

_WRITTEN_WITHIN = 60.0
"""Seconds in which the end of a job must be written down; then the worker's heartbeat has failed as well."""


class AgainWhenAway(BaseRetryStrategy):
    """A step the database went away under is run again, soon. Every other fault is left to be seen."""

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        """When to run it again; None for never."""
        if job.attempts >= MOST_AGAIN or not database_away(exception):
            return None
        wait = min(_LONGEST_WAIT, _FIRST_WAIT * 2**job.attempts)
        return RetryDecision(retry_at=timezone.now() + dt.timedelta(seconds=wait))


class LastingJobs(JobManager):
    """Writes the end of a job again when the connection broke off: a job that ended and was not written down would look
    busy for as long as its worker lives, and hold its lock.
    """

    async def finish_job(self, job: Job, status: Status, delete_job: bool) -> None:
        """As the base class."""
        await self._written(job, lambda: super(LastingJobs, self).finish_job(job, status, delete_job))

    async def retry_job(
        self,
        job: Job,
        retry_at: dt.datetime | None = None,
        priority: int | None = None,
        queue: str | None = None,
        lock: str | None = None,
    ) -> None:
        """As the base class. A step that waits again already has nothing to wait for."""
        try:
            await self._written(
                job,
                lambda: super(LastingJobs, self).retry_job(job, retry_at, priority, queue, lock),
            )
        except exceptions.UniqueViolation:
            await self.finish_job(job, Status.FAILED, delete_job=False)

    async def _written(self, job: Job, write: Callable[[], Awaitable[None]]) -> None:
        give_up = timezone.now() + dt.timedelta(seconds=_WRITTEN_WITHIN)
        while True:
            try:
                await write()
                return
            except exceptions.UniqueViolation:
                raise
            except exceptions.ConnectorException as trouble:
                if timezone.now() > give_up:
                    raise
                log.warning("the end of job %s (%s) is written again: %s", job.id, job.task_name, trouble)
            await asyncio.sleep(PAUSE)
            if not await self._still_ours(job):
                return

    async def _still_ours(self, job: Job) -> bool:
        """False once the first try had arrived after all, whatever became of its answer."""
        try:
            found = list(await self.list_jobs_async(id=job.id))
        except exceptions.ConnectorException:
            return True
        return any(one.status == Status.DOING.value and one.worker_id == job.worker_id for one in found)


def outlast(app: "App") -> None:
    """Has the workers of this app outlast their database."""
    app.job_manager = LastingJobs(app.connector)
    for task in app.tasks.values():
        if task.retry_strategy is None:
            task.retry_strategy = AgainWhenAway()


def on_live_connection(call_next: Callable[[], object], _context: "JobContext", _worker: "Worker") -> object:
    """The queue's middleware in a job's own thread: a connection that died under the job before is not this one's."""
    refresh_connection()
    return call_next()

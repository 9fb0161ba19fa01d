"""The queue: deferring a step, and what waits there."""

from asgiref.sync import async_to_sync
from django.conf import settings
from django.utils import timezone
from procrastinate import exceptions
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.jobs import Job, Status
from procrastinate.manager import JobManager

from storage.isolation import unbound
from storage.together import together

_UNDONE = (Status.TODO.value, Status.DOING.value)

_steps = JobManager(DjangoConnector())
"""Defers over Django's connection, and so within its transaction; a worker's app has a connector of its own."""


def defer_once(
    task: str, *, key: str, lock: str = "", delay: float = 0, queue: str | None = None, **args: int | str
) -> bool:
    """Puts a step on the queue unless the same one already waits there; says whether it did.

    `key` is the step's identity among waiting jobs; steps of one `lock` (the key when not given) run one at a
    time, in the order they were put there. `delay` is the seconds before it may start, `queue` another than the
    task's own. Inside a transaction the job appears when that commits.
    """
    schedule_in = {"seconds": int(delay)} if delay else None
    with unbound():  # the queue belongs to no enterprise
        if _steps.list_jobs(status="todo", queueing_lock=key):
            return False
        where: dict[str, str] = {"queue": queue} if queue else {}
        deferrer = app.configure_task(
            task, queueing_lock=key, lock=lock or key, schedule_in=schedule_in, **where
        )
        deferrer.job_manager = _steps
        try:
            # Another worker may defer the same meanwhile; a refusal must not undo the caller's rows.
            with together():
                deferrer.defer(**args)
        except exceptions.AlreadyEnqueued:
            return False
    return True


def any_undone(lock: str) -> bool:
    """True while a step of this lock waits or runs."""
    return any(_steps.list_jobs(status=status, lock=lock) for status in _UNDONE)


def steps_of(task: str, lock: str) -> frozenset[str]:
    """The keys of all steps of a task and a lock that were ever put on the queue."""
    with unbound():
        return frozenset(job.queueing_lock or "" for job in _steps.list_jobs(task=task, lock=lock))


def undone(task: str) -> frozenset[str]:
    """The locks of a task's steps that wait or run: asked once for many of them."""
    with unbound():
        return frozenset(
            job.lock or "" for status in _UNDONE for job in _steps.list_jobs(status=status, task=task)
        )


def jobs_left() -> int:
    """How many steps wait or run, the clock's own housekeeping and what is put off to later left out.

    Told from one query: a step that changes from waiting to running between two would be seen by neither. One that
    was taken over has a time to start too, which has come.
    """
    now = timezone.now()
    return sum(
        job.status in _UNDONE
        and job.task_name != "take_over"
        and (job.scheduled_at is None or job.scheduled_at <= now)
        for job in _steps.list_jobs()
    )


def take_over_soon() -> None:
    """Has the jobs of workers that fell silent taken over. A take-over that was itself left by its worker holds the lock of all
    that come after it, and none of these could start to free it: it is ended first.
    """
    async_to_sync(_end_stalled)("take_over")
    defer_once("take_over", key="take_over")


async def _end_stalled(task: str) -> None:
    for job in await stalled_jobs(_steps, task):
        await JobManager.finish_job(_steps, job, status=Status.FAILED, delete_job=False)


async def stalled_jobs(manager: JobManager, task: str | None = None) -> list[Job]:
    """The jobs in hand of workers that are silent for three beats; of one task, where it is named."""
    silent = 3 * settings.HEARTBEAT_SECONDS
    return list(await manager.get_stalled_jobs(task_name=task, seconds_since_heartbeat=silent))


async def put_back(manager: JobManager, job: Job) -> None:
    """Puts a job that somebody had in hand back on the queue."""
    try:
        await JobManager.retry_job(
            manager, job
        )  # once: whoever is about to end does not wait for the database
    except exceptions.UniqueViolation:
        # The same step already waits again; this one must only stop looking busy.
        await JobManager.finish_job(manager, job, status=Status.FAILED, delete_job=False)

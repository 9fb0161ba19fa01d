"""Which job a log line was written in. 日志上下文."""

from collections.abc import Awaitable, Callable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from procrastinate import JobContext
    from procrastinate.worker import Worker


@dataclass(frozen=True, slots=True, kw_only=True)
class Within:
    """The job a line belongs to, with the run and source it works on where it names them."""

    job: int | None = None
    task: str = ""
    run: int | None = None
    source: str = ""


_OUTSIDE = Within()
_within: ContextVar[Within] = ContextVar("within", default=_OUTSIDE)


def within() -> Within:
    """What runs now; nothing outside a job."""
    return _within.get()


def named(job: int | None, task: str, args: Mapping[str, object]) -> Within:
    """A job with the run and source that its arguments name."""
    run, source = args.get("run_id"), args.get("source")
    return Within(
        job=job,
        task=task,
        run=run if isinstance(run, int) else None,
        source=source if isinstance(source, str) else "",
    )


async def in_job(
    call_next: Callable[[], Awaitable[object]], context: "JobContext", _worker: "Worker"
) -> object:
    """The queue's middleware: what is logged while a job runs knows which it is, in the job's own thread as well."""
    token = _within.set(named(context.job.id, context.job.task_name, context.job.task_kwargs))
    try:
        return await call_next()
    finally:
        _within.reset(token)

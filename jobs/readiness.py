"""Whether the whole service is at work: what a load balancer or a watch asks. 就绪."""

from dataclasses import dataclass

from django.conf import settings

from jobs.tasks import CRAWL_TIMEOUT
from storage.service_state import DatabaseAway, ServiceState, service_state

CLOCK_WITHIN = 300.0
"""Seconds since the clock's last beat from which it counts as stopped: it beats each minute at the least."""

STALLED_AFTER = {"match": 1800.0, "deliver": 900.0, "crawl": CRAWL_TIMEOUT + 1800.0}
"""Seconds the oldest job of a queue may be ready and not begun. A crawl may wait for one that takes its whole time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One part of the service: whether it is well, and what is to be said of it in Chinese and English."""

    name: str
    well: bool
    zh: str
    en: str


def alive_within() -> float:
    """Seconds since a worker's last beat from which it counts as gone."""
    return 3.0 * settings.HEARTBEAT_SECONDS + 5.0


def readiness() -> tuple[Part, ...]:
    """Every part; what cannot be asked without another is left out."""
    try:
        state = service_state(alive_within=alive_within())
    except DatabaseAway as away:
        return (
            Part(name="database", well=False, zh=f"无法连接（{away}）", en=f"cannot be reached ({away})"),
        )
    database = Part(name="database", well=True, zh="可用", en="answers")
    if state.pending:
        count = len(state.pending)
        return (
            database,
            Part(
                name="migrations",
                well=False,
                zh="表结构与本版本不符，请运行 haishao migrate",
                en=f"{count} app{'s are' if count > 1 else ' is'} behind; run: haishao migrate",
            ),
        )
    migrations = Part(name="migrations", well=True, zh="最新", en="current")
    return database, migrations, _workers(state), _clock(state), _queue(state)


def _workers(state: ServiceState) -> Part:
    if state.workers:
        return Part(name="workers", well=True, zh=f"{state.workers} 个在工作", en=f"{state.workers} at work")
    return Part(
        name="workers",
        well=False,
        zh=f"没有工作进程（{_since(state.worker_age, chinese=True)}），请启动 haishao worker",
        en=f"none at work ({_since(state.worker_age, chinese=False)}); start: haishao worker",
    )


def _clock(state: ServiceState) -> Part:
    age = state.clock_age
    if age is not None and age <= CLOCK_WITHIN:
        return Part(name="clock", well=True, zh=f"{age:.0f} 秒前", en=f"{age:.0f} s ago")
    return Part(
        name="clock",
        well=False,
        zh=f"定时进程未运行（{_since(age, chinese=True)}），请启动 haishao clock",
        en=f"does not tick ({_since(age, chinese=False)}); start: haishao clock",
    )


def _queue(state: ServiceState) -> Part:
    stalled = {
        queue: age
        for queue, age in state.waiting.items()
        if age > STALLED_AFTER.get(queue.partition("@")[0], 1800.0)
    }
    if not stalled:
        return Part(name="queue", well=True, zh="没有积压", en="moves")
    worst = ", ".join(f"{queue} {age / 60:.0f} min" for queue, age in sorted(stalled.items()))
    return Part(
        name="queue",
        well=False,
        zh=f"任务积压无人执行（{worst}），请检查 haishao worker --queues",
        en=f"jobs wait and none begins ({worst}); check: haishao worker --queues",
    )


def _since(age: float | None, *, chinese: bool) -> str:
    if age is None:
        return "从未运行" if chinese else "never seen"
    return f"上次 {age:.0f} 秒前" if chinese else f"last {age:.0f} s ago"

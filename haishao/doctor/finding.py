"""What a check found, and how checks are run: each in its time, none in the way of another."""

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as TooLate
from dataclasses import dataclass, replace
from enum import StrEnum

from haishao.redaction import redacted


class Level(StrEnum):
    """How well a thing is; `SKIP` is what was not looked at, and why stands beside it."""

    OK = "ok"
    WARN = "warn"
    FAIL = "fail"
    SKIP = "skip"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One line of the report: a thing by name, what was found, and the cure ("" where none is needed)."""

    name: str
    level: Level
    zh: str
    en: str
    cure_zh: str = ""
    cure_en: str = ""

    def without_secrets(self) -> "Finding":
        """The same, fit to be shown to anybody."""
        said = {name: redacted(getattr(self, name)) for name in ("zh", "en", "cure_zh", "cure_en")}
        return replace(self, **said)


@dataclass(frozen=True, slots=True)
class Check:
    """Something that is looked at: `look` within `seconds`; `needs_settings` where it asks for them."""

    name: str
    look: Callable[[], Iterable[Finding]]
    seconds: float = 15.0
    needs_settings: bool = True


def found_by(checks: Sequence[Check], *, settings: bool) -> Iterator[Finding]:
    """What the checks find, in their order; all are looked at together. One that fails, or takes too long, says so and
    stops no other. Without `settings` those that need them are left out.
    """
    able = [check for check in checks if settings or not check.needs_settings]
    pool = ThreadPoolExecutor(max_workers=max(1, len(able)), thread_name_prefix="doctor")
    begun = time.monotonic()
    looks = {check.name: pool.submit(_look, check) for check in able}
    pool.shutdown(wait=False)
    for check in checks:
        look = looks.get(check.name)
        found = _left_out(check) if look is None else _ended(check, look, begun)
        yield from (finding.without_secrets() for finding in found)


def _look(check: Check) -> tuple[Finding, ...]:
    return tuple(check.look())


def _ended(check: Check, look: "Future[tuple[Finding, ...]]", begun: float) -> tuple[Finding, ...]:
    try:
        fault = look.exception(max(0.0, begun + check.seconds - time.monotonic()))
    except TooLate:
        return (
            Finding(
                name=check.name,
                level=Level.FAIL,
                zh=f"{check.seconds:.0f} 秒内没有结果",
                en=f"no result within {check.seconds:.0f} s",
                cure_zh="请检查网络与防火墙后再试",
                cure_en="check the network and the firewall, then try again",
            ),
        )
    if fault is None:
        return look.result()
    said = f"{type(fault).__name__}: {fault}"[:300]
    return (
        Finding(
            name=check.name,
            level=Level.FAIL,
            zh=f"检查本身出错：{said}",
            en=f"the check itself failed: {said}",
        ),
    )


def _left_out(check: Check) -> tuple[Finding, ...]:
    return (
        Finding(
            name=check.name,
            level=Level.SKIP,
            zh="未查：设置有误，无法读取",
            en="not looked at: the settings cannot be read",
        ),
    )

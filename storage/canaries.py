"""The daily canary: which step it has come to, and whether it passed. 自检."""

import datetime as dt
from dataclasses import asdict, dataclass

from django.utils import timezone

from storage.models import CanaryRun


@dataclass(frozen=True, slots=True, kw_only=True)
class CanaryMail:
    """What a canary hands over, kept between the step that made it and the one that does."""

    subject: str
    text: str
    html: str
    markdown: str
    message_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Canary:
    """One day's canary at a step; `said` is what the last receiver answered."""

    day: dt.date
    step: str
    said: str
    mail: CanaryMail | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """A canary that ended at a step, `age` seconds ago."""

    day: dt.date
    step: str
    passed: bool
    said: str
    age: float


def begin(day: dt.date, step: str, *, now: dt.datetime) -> bool:
    """Opens a day's canary; false when another clock has."""
    _, made = CanaryRun.objects.get_or_create(day=day, defaults={"step": step, "started_at": now})
    return made


def begun(day: dt.date) -> bool:
    """True once a day has its canary."""
    return CanaryRun.objects.filter(pk=day).exists()


def at_work(day: dt.date) -> Canary | None:
    """A day's canary as long as it has not ended."""
    row = CanaryRun.objects.filter(pk=day, ended_at__isnull=True).first()
    return _canary(row) if row else None


def overdue(*, started_before: dt.datetime) -> list[Canary]:
    """Canaries begun before then that have not ended."""
    rows = CanaryRun.objects.filter(started_at__lt=started_before, ended_at__isnull=True).order_by("day")
    return [_canary(row) for row in rows]


def move_on(day: dt.date, *, frm: str, to: str, mail: CanaryMail | None = None) -> bool:
    """Takes a canary from one step to the next; false when it is not there, or has ended."""
    changed: dict[str, object] = {"step": to} | ({"message": asdict(mail)} if mail else {})
    return bool(CanaryRun.objects.filter(pk=day, step=frm, ended_at__isnull=True).update(**changed))


def note_answer(day: dt.date, said: str) -> None:
    """Keeps what a receiver answered that did not take it yet."""
    CanaryRun.objects.filter(pk=day, ended_at__isnull=True).update(said=said[:300])


def end(day: dt.date, *, step: str, passed: bool, said: str) -> bool:
    """Ends a canary at a step; false when it had ended. The caller tells of it in the same transaction."""
    row = CanaryRun.objects.filter(pk=day, ended_at__isnull=True)
    changed = row.update(step=step, passed=passed, said=said[:300], ended_at=timezone.now(), message=None)
    return bool(changed)


def last_ended() -> Ended | None:
    """The last canary that ended; None when none has."""
    row = CanaryRun.objects.filter(ended_at__isnull=False).order_by("-day").first()
    if row is None or row.ended_at is None:
        return None
    age = (timezone.now() - row.ended_at).total_seconds()
    return Ended(day=row.day, step=row.step, passed=row.passed, said=row.said, age=age)


def stopped_before(day: dt.date) -> bool:
    """True when the last canary that ended before a day had not passed."""
    rows = CanaryRun.objects.filter(day__lt=day, ended_at__isnull=False).order_by("-day")
    return rows.values_list("passed", flat=True).first() is False


def _canary(row: CanaryRun) -> Canary:
    return Canary(
        day=row.day, step=row.step, said=row.said, mail=CanaryMail(**row.message) if row.message else None
    )

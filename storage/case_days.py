"""The days by which something of a case must be done. 案件期限."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from domain.case import CaseDeadline as DeadlineRecord
from domain.case import CaseEventKind
from domain.deadline import Confidence
from storage.case_messages import deadline_record, withdraw
from storage.cases import add_event, case_of, locked, only_its_staff
from storage.models import CaseDeadline, CaseMessage
from storage.viewers import NotVisible, Viewer


@dataclass(frozen=True, slots=True, kw_only=True)
class NewDay:
    """A day to keep, with the rule it follows from, the page that was read, when, and how far to trust it."""

    says: str
    day: dt.date
    rule: str = ""
    says_en: str = ""
    rule_en: str = ""
    source: str = ""
    checked_on: dt.date | None = None
    confidence: Confidence | None = None


def add_days(viewer: Viewer, case_id: int, days: Iterable[NewDay], *, by: str) -> int:
    """Adds days to a case, a line of history each, and returns how many are new; one that is there already adds nothing.

    Raises `NotVisible` for anybody but staff.
    """
    only_its_staff(viewer, case_id)
    with transaction.atomic():
        locked(case_id)
        return sum(keep_day(case_id, one, user_id=viewer.user_id, by=by)[1] for one in days)


def keep_day(case_id: int, one: NewDay, *, user_id: int | None, by: str) -> tuple[int, bool]:
    """Keeps a day of a case that the caller has locked and may change; its row id, and whether it is new."""
    row, made = CaseDeadline.objects.get_or_create(
        case_id=case_id,
        says=one.says,
        day=one.day,
        defaults={
            "rule": one.rule,
            "says_en": one.says_en,
            "rule_en": one.rule_en,
            "source": one.source,
            "checked_on": one.checked_on,
            "confidence": one.confidence or "",
        },
    )
    if made:
        says = f"{one.day} {one.says}"
        add_event(case_id, user_id, by, CaseEventKind.DEADLINE_SET, says=says, shared=True)
    return row.pk, made


def meet_day(viewer: Viewer, case_id: int, deadline_id: int, *, by: str) -> None:
    """Writes down that what a day asks for is done, and withdraws what was still to be told of it. Twice is no error.

    Raises `NotVisible` for anybody but staff, and for a day of another case.
    """
    only_its_staff(viewer, case_id)
    with transaction.atomic():
        locked(case_id)
        row = CaseDeadline.objects.filter(pk=deadline_id, case_id=case_id).first()
        if row is None:
            raise NotVisible(f"day {deadline_id}")
        note_met(row, user_id=viewer.user_id, by=by)


def note_met(row: CaseDeadline, *, user_id: int | None, by: str) -> None:
    """Writes down that a day's work is done, of a case that the caller has locked and may change. Twice is no error."""
    if row.met_at is not None:
        return
    row.met_at, row.met_by = timezone.now(), by
    row.save(update_fields=["met_at", "met_by"])
    withdraw(row.case_id, deadline_id=row.pk)
    says = f"{row.day} {row.says}"
    add_event(row.case_id, user_id, by, CaseEventKind.DEADLINE_MET, says=says, shared=True)


def withdraw_day(viewer: Viewer, case_id: int, deadline_id: int, *, by: str) -> None:
    """Takes back a day that was wrong and is not met: its row goes with what was still to be told of it, the history keeps who
    took back which. Twice is no error. Raises `NotVisible` for anybody but staff.
    """
    only_its_staff(viewer, case_id)
    with transaction.atomic():
        locked(case_id)
        row = CaseDeadline.objects.filter(pk=deadline_id, case_id=case_id, met_at__isnull=True).first()
        if row is None:
            return
        withdraw(case_id, deadline_id=row.pk)
        says = f"{row.day} {row.says}"
        told = CaseMessage.objects.filter(deadline=row)
        told.update(
            deadline=None,
            subject_zh="期限（已撤销）",
            subject_en="A day, taken back",
            says_zh=says,
            says_en=says,
        )
        row.delete()
        add_event(case_id, viewer.user_id, by, CaseEventKind.DEADLINE_WITHDRAWN, says=says, shared=True)


def days_of(viewer: Viewer, case_id: int) -> tuple[DeadlineRecord, ...]:
    """The days of a case, those not met first, the nearest before. Raises `NotVisible`."""
    case_of(viewer, case_id)
    rows = CaseDeadline.objects.filter(case_id=case_id).order_by("met_at", "day", "pk")
    records = map(deadline_record, rows)
    return tuple(sorted(records, key=lambda one: one.met_at is not None))

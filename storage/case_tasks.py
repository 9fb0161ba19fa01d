"""What somebody is to do for a case. Tasks are the staff's own. 案件任务."""

import datetime as dt
import uuid

from django.db import transaction
from django.utils import timezone

from domain.case import CaseEventKind
from domain.casework import CaseTask as TaskRecord
from storage.case_facts import staff_choices
from storage.cases import add_event, locked, only_its_staff
from storage.models import CaseTask
from storage.viewers import NotVisible, Viewer


def add_task(
    viewer: Viewer,
    case_id: int,
    says: str,
    *,
    whose: int | None,
    due_on: dt.date | None,
    form: uuid.UUID,
    by: str,
) -> None:
    """Adds a task; a form sent twice adds one. Raises `NotVisible` for anybody but staff, and for who is none."""
    only_its_staff(viewer, case_id)
    if whose is not None and whose not in dict(staff_choices()):
        raise NotVisible(f"user {whose}")
    with transaction.atomic():
        locked(case_id)
        if CaseTask.objects.filter(form=form).exists():
            return
        CaseTask.objects.create(
            case_id=case_id, says=says, whose_id=whose, due_on=due_on, set_by=by, form=form
        )
        add_event(case_id, viewer.user_id, by, CaseEventKind.TASK_SET, says=says)


def finish_task(viewer: Viewer, case_id: int, task_id: int, *, by: str) -> None:
    """Writes down that a task is done; twice is no error. Raises `NotVisible` for anybody but staff."""
    only_its_staff(viewer, case_id)
    with transaction.atomic():
        locked(case_id)
        row = CaseTask.objects.filter(pk=task_id, case_id=case_id).first()
        if row is None:
            raise NotVisible(f"task {task_id}")
        if row.done_at is None:
            row.done_at, row.done_by = timezone.now(), by
            row.save(update_fields=["done_at", "done_by"])
            add_event(case_id, viewer.user_id, by, CaseEventKind.TASK_DONE, says=row.says)


def tasks_of(viewer: Viewer, case_id: int) -> tuple[TaskRecord, ...]:
    """The tasks of a case, those to be done first, the nearest before. Raises `NotVisible` for anybody but staff."""
    only_its_staff(viewer, case_id)
    rows = CaseTask.objects.filter(case_id=case_id).select_related("whose").order_by("due_on", "pk")
    records = [
        TaskRecord(
            task_id=row.pk,
            says=row.says,
            whose=row.whose.get_username() if row.whose else "",
            due_on=row.due_on,
            done_at=row.done_at,
            done_by=row.done_by,
        )
        for row in rows
    ]
    return tuple(sorted(records, key=lambda one: one.done_at is not None))

"""What the clock does for cases: reminds of their days, marks major ones, and calls the next on the list. 案件值守."""

import datetime as dt

from django.conf import settings
from django.utils import timezone
from procrastinate.contrib.django import app

from domain.major import MajorReason
from jobs.queue import defer_once
from storage import majors
from storage.case_messages import open_case_reminders
from storage.cases import only_its_staff
from storage.reminders import REMINDER_DAYS
from storage.viewers import Viewer
from watchlists.telling import at_its_hour

MOST_REMINDED = 500
BY_CRITERIA = "系统 · by the criteria"


def watch_cases(now: dt.datetime) -> None:
    """Puts the watch on the queue, unless it waits there; `now` is when the clock beat."""
    defer_once("watch_cases", key="watch_cases", at=now.isoformat())


@app.task(name="watch_cases", queue="match", priority=2)
def watch(at: str) -> None:
    """Does what is due at that moment. Safe to repeat, and by two workers at once."""
    now = dt.datetime.fromisoformat(at)
    majors.mark_those_that_are(settings.MAJOR_RULES, by=BY_CRITERIA, now=now)
    majors.call_those_due(now=now)
    open_case_reminders(
        REMINDER_DAYS,
        lambda subscription, day: at_its_hour(subscription, day, now),
        now=now,
        today=timezone.localdate(now),
        limit=MOST_REMINDED,
    )


def mark(viewer: Viewer, case_id: int, words: str, *, by: str) -> bool:
    """A person of the staff says that a case is major; the first on the call list is told at once. False where it is already.

    Raises `NotVisible`, `majors.Confidential`.
    """
    only_its_staff(viewer, case_id)
    return majors.mark_major(
        case_id, [MajorReason.SAID], words, user_id=viewer.user_id, by=by, now=timezone.now()
    )

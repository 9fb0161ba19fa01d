"""Reminders of last days nobody has decided on. 截止提醒."""

import datetime as dt
from collections.abc import Sequence

from django.db import transaction
from django.db.models import Q

from storage.models import Alert, Contact, Delivery, Reminder

NEXT_CONTACT_DAYS, STAFF_DAYS = 7, 3
"""From when contacts of rank 1, and staff, are reminded as well."""


def open_reminders(steps: Sequence[int], *, now: dt.datetime, today: dt.date, limit: int) -> list[int]:
    """Opens the reminders that are due: for each open alert the smallest step its days left have come down to, once; returns
    the ids of their deliveries. An alert that was raised within a step is not reminded of that step.
    """
    latest = today + dt.timedelta(days=max(steps))
    rows = Alert.objects.filter(open=True, last_day__gte=today, last_day__lte=latest).select_related("brand")
    told: list[int] = []
    for alert in rows.order_by("last_day", "pk").iterator(chunk_size=1_000):
        if len(told) >= limit or alert.last_day is None:
            break
        left = (alert.last_day - today).days
        step = min(step for step in steps if left <= step)
        if (alert.last_day - alert.raised_at.date()).days <= step:
            continue
        told += _open(alert, step, now)
    return told


def _open(alert: Alert, step: int, now: dt.datetime) -> list[int]:
    with transaction.atomic():
        _, opened = Reminder.objects.get_or_create(alert=alert, days=step)
        if not opened:
            return []
        ranks = (0, 1) if step <= NEXT_CONTACT_DAYS else (0,)
        whose = Q(enterprise_id=alert.brand.enterprise_id, rank__in=ranks)
        if step <= STAFF_DAYS:
            whose |= Q(enterprise__isnull=True)
        rows = [
            Delivery(alert=alert, contact=contact, revision=alert.revision, reminder=step, next_try_at=now)
            for contact in Contact.objects.filter(whose, active=True)
        ]
        return [row.pk for row in Delivery.objects.bulk_create(rows)]

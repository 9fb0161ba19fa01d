"""Reminders of last days nobody has decided on. 截止提醒."""

import datetime as dt
from collections.abc import Callable, Sequence

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q

from domain.subscription import Subscription, Telling
from storage.contacts import subscription_of
from storage.models import Alert, Contact, Delivery, Reminder
from storage.opening import tellings_of

REMINDER_DAYS = (1, 3, 7, 14, 30)
"""Days before a last day on which those are reminded who have not decided, or not met it."""

NEXT_CONTACT_DAYS, STAFF_DAYS = 7, 3
"""From when contacts of rank 1, and staff, are reminded as well."""

RemindedAt = Callable[[Subscription, Telling], dt.datetime | None]
"""When a contact is reminded, by its subscription; None for not."""


def open_reminders(
    steps: Sequence[int], when: RemindedAt, *, now: dt.datetime, today: dt.date, limit: int
) -> list[int]:
    """Opens the reminders that are due: for each open alert the smallest step its days left have come down to, once; returns
    the ids of their deliveries. An alert that was raised within a step, by the days of `TIME_ZONE`, is not reminded of it.

    At most `limit` alerts at a time; the rest are found by the next call.
    """
    told: list[int] = []
    left, above = limit, -1
    for step in sorted(steps):
        alerts = _due(step, above=above, today=today, limit=left)
        if alerts:
            told += _open(alerts, step, when, now)
        left, above = left - len(alerts), step
        if left <= 0:
            break
    return told


def _due(step: int, *, above: int, today: dt.date, limit: int) -> list[Alert]:
    reminded = Reminder.objects.filter(alert=OuterRef("pk"), days=step)
    rows = Alert.objects.filter(
        ~Exists(reminded),
        open=True,
        last_day__gt=today + dt.timedelta(days=above),
        last_day__lte=today + dt.timedelta(days=step),
        raised_at__date__lt=F("last_day") - dt.timedelta(days=step),
    )
    return list(rows.select_related("brand").order_by("last_day", "pk")[:limit])


def _open(alerts: list[Alert], step: int, when: RemindedAt, now: dt.datetime) -> list[int]:
    """Reminds of alerts whose reminder is not written yet: two clocks at once remind once."""
    with transaction.atomic():
        ids = [alert.pk for alert in alerts]
        locked = set(Alert.objects.select_for_update().filter(pk__in=ids).values_list("pk", flat=True))
        done = set(Reminder.objects.filter(alert__in=ids, days=step).values_list("alert_id", flat=True))
        alerts = [alert for alert in alerts if alert.pk in locked - done]
        Reminder.objects.bulk_create([Reminder(alert=alert, days=step) for alert in alerts])
        tellings = tellings_of(alerts, newest=False)
        rows = []
        for alert in alerts:
            for contact in _contacts(alert, step):
                staff = contact.enterprise_id is None
                at = now if staff else when(subscription_of(contact), tellings[alert.pk])
                if at is not None:
                    rows.append(
                        Delivery(
                            alert=alert,
                            contact=contact,
                            revision=alert.revision,
                            reminder=step,
                            next_try_at=at,
                        )
                    )
        return [row.pk for row in Delivery.objects.bulk_create(rows)]


def _contacts(alert: Alert, step: int) -> list[Contact]:
    """Those of rank 0; from a week before the last day the next ones too, and from three days before it the staff."""
    ranks = (0, 1) if step <= NEXT_CONTACT_DAYS else (0,)
    whose = Q(enterprise_id=alert.brand.enterprise_id, rank__in=ranks)
    if step <= STAFF_DAYS:
        whose |= Q(enterprise__isnull=True)
    return list(Contact.objects.filter(whose, active=True).order_by("pk"))

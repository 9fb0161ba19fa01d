"""Deliveries: who is still to be told of what, and what each receiver answered."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction
from django.db.models import Count
from django.utils import timezone

from domain.alert import Delivery as DeliveryRecord
from domain.match import Tier
from storage.brands import contact_from
from storage.models import Alert, Attempt, Contact, Delivery
from storage.viewers import NotVisible, Viewer


def open_deliveries(alert_ids: list[int]) -> list[int]:
    """Makes a pending delivery of each alert's latest growth to each active contact of its enterprise whose
    tier it reaches, and returns the ids of all that are pending. Safe to repeat.
    """
    now = timezone.now()
    rows = []
    for alert in Alert.objects.filter(pk__in=alert_ids).select_related("brand"):
        contacts = Contact.objects.filter(enterprise_id=alert.brand.enterprise_id, active=True)
        rows += [
            Delivery(alert=alert, contact=contact, revision=alert.revision, next_try_at=now)
            for contact in contacts
            if Tier(alert.tier).rank >= Tier(contact.least_tier).rank
        ]
    Delivery.objects.bulk_create(rows, ignore_conflicts=True)
    pending = Delivery.objects.filter(alert_id__in=alert_ids, state="pending").order_by("pk")
    return list(pending.values_list("pk", flat=True))


@contextmanager
def taken(delivery_id: int) -> Iterator[DeliveryRecord | None]:
    """The delivery, locked against every other worker for as long as the block runs; None when there is
    nothing to do: it was delivered, is a dead letter, another worker has it in hand, or its contact was made
    inactive and is told nothing.
    """
    with transaction.atomic():
        row = (
            Delivery.objects.select_for_update(skip_locked=True, of=("self",))
            .select_related("contact")
            .filter(pk=delivery_id, state="pending", contact__active=True)
            .first()
        )
        yield delivery_from(row) if row else None


def record_accepted(delivery_id: int, answer: str) -> None:
    """Writes the receiver's yes; only now is the alert delivered."""
    Attempt.objects.create(delivery_id=delivery_id, accepted=True, answer=answer)
    Delivery.objects.filter(pk=delivery_id).update(state="delivered", delivered_at=timezone.now())


def record_refused(delivery_id: int, answer: str, *, next_try_at: dt.datetime | None) -> None:
    """Writes the receiver's no. Without a next try the delivery becomes a dead letter."""
    Attempt.objects.create(delivery_id=delivery_id, accepted=False, answer=answer)
    if next_try_at is None:
        Delivery.objects.filter(pk=delivery_id).update(state="failed")
    else:
        Delivery.objects.filter(pk=delivery_id).update(next_try_at=next_try_at)


def overdue_deliveries(*, before: dt.datetime, limit: int) -> list[int]:
    """Ids of pending deliveries whose time has come, oldest first."""
    rows = Delivery.objects.filter(state="pending", next_try_at__lt=before, contact__active=True)
    rows = rows.order_by("next_try_at", "pk")
    return list(rows.values_list("pk", flat=True)[:limit])


def deliveries_of(viewer: Viewer, alert_id: int) -> tuple[DeliveryRecord, ...]:
    """The deliveries of an alert, newest first. Raises `NotVisible` as `alert_for` does."""
    alerts = Alert.objects.filter(pk=alert_id)
    if not viewer.staff:
        alerts = alerts.filter(brand__enterprise_id__in=viewer.enterprise_ids)
    if not alerts.exists():
        raise NotVisible(f"alert {alert_id}")
    rows = Delivery.objects.filter(alert_id=alert_id).select_related("contact").order_by("-pk")
    return tuple(delivery_from(row) for row in rows)


def delivery_from(row: Delivery) -> DeliveryRecord:
    """The domain record of a row."""
    last = row.attempts.order_by("-pk").first()
    return DeliveryRecord(
        delivery_id=row.pk,
        alert_id=row.alert_id,
        contact=contact_from(row.contact),
        attempts=row.attempts.count(),
        delivered_at=row.delivered_at,
        failed=row.state == "failed",
        last_answer=last.answer if last else "",
    )


def delivery_counts() -> dict[str, int]:
    """How many deliveries stand in each state."""
    rows = Delivery.objects.values("state").annotate(n=Count("pk")).values_list("state", "n")
    return dict(rows)


def delivery_states(alert_ids: list[int]) -> dict[int, str]:
    """The state of each alert's deliveries in one word: `failed` if any is, else `pending`, else `delivered`.

    An alert nobody is told of is left out.
    """
    rows = Delivery.objects.filter(alert_id__in=alert_ids).values_list("alert_id", "state")
    worst: dict[int, str] = {}
    order = ("delivered", "pending", "failed")
    for alert_id, state in rows:
        worst[alert_id] = max(worst.get(alert_id, "delivered"), state, key=order.index)
    return worst

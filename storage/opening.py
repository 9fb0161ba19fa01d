"""Deliveries opened: an alert's latest growth to everybody who is told of it, by itself or in a digest."""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from domain.match import Tier
from domain.observation import Kind
from domain.subscription import Opening, Subscription, Telling
from storage.contacts import subscription_of
from storage.models import Alert, AlertMatch, Contact, Delivery, Digest, DigestEntry

When = Callable[[Subscription, Telling], Opening | None]
"""When a contact is told of an alert, by its subscription; None for not."""

_IN_HAND = dt.timedelta(minutes=1)
"""A delivery due so soon may be on its way already; one due later will tell what its alert has grown to by then."""


def open_deliveries(alert_ids: list[int], when: When) -> list[int]:
    """Opens a delivery of each open alert's latest growth to each active contact of its enterprise, and to staff who
    want copies, for the time `when` gives, or adds the alert to the digest of that time. Returns the ids of all
    deliveries of these alerts by themselves that are pending. One transaction, safe to repeat.

    Where an earlier growth still waits, as for the end of quiet hours, it is told together with this one.
    """
    with transaction.atomic():
        alerts = list(Alert.objects.filter(pk__in=alert_ids, open=True).select_related("brand"))
        tellings = tellings_of(alerts, newest=True)
        contacts = _contacts({alert.brand.enterprise_id for alert in alerts})
        alone: list[tuple[Alert, int, dt.datetime]] = []
        together: list[tuple[int, int, dt.datetime]] = []
        for alert in alerts:
            for contact in (*contacts[alert.brand.enterprise_id], *contacts[None]):
                opening = when(contact.subscription, tellings[alert.pk])
                if opening is not None and opening.in_digest:
                    together.append((alert.pk, contact.contact_id, opening.at))
                elif opening is not None:
                    alone.append((alert, contact.contact_id, opening.at))
        _open_alone(alone)
        _open_digests(together)
    pending = Delivery.objects.filter(alert_id__in=alert_ids, state="pending").order_by("pk")
    return list(pending.values_list("pk", flat=True))


@dataclass(frozen=True, slots=True)
class _Told:
    contact_id: int
    subscription: Subscription


def _contacts(enterprise_ids: set[int]) -> dict[int | None, list[_Told]]:
    """Who is told, by enterprise; under None the staff who want copies."""
    rows = Contact.objects.filter(active=True).order_by("pk")
    found: dict[int | None, list[_Told]] = defaultdict(list)
    for row in (*rows.filter(enterprise_id__in=enterprise_ids), *rows.filter(enterprise=None, copies=True)):
        found[row.enterprise_id].append(_Told(row.pk, subscription_of(row)))
    return found


def tellings_of(alerts: list[Alert], *, newest: bool) -> dict[int, Telling]:
    """What of each alert a subscription asks for; kinds and offices are those of all its matches, or with `newest` of its
    latest growth.
    """
    grown = AlertMatch.objects.filter(alert__in=alerts)
    if newest:
        grown = grown.filter(revision=F("alert__revision"))
    kinds: dict[int, set[Kind]] = defaultdict(set)
    offices: dict[int, set[str]] = defaultdict(set)
    for alert_id, kind, office in grown.values_list(
        "alert_id", "match__observation__kind", "match__observation__office"
    ).distinct():
        kinds[alert_id].add(Kind(kind))
        offices[alert_id] |= {office} if office else set()
    return {
        alert.pk: Telling(
            tier=Tier(alert.tier),
            kinds=frozenset(kinds[alert.pk]),
            brand_id=alert.brand.brand_id,
            offices=frozenset(offices[alert.pk]),
            last_day=alert.last_day,
        )
        for alert in alerts
    }


def _open_alone(wanted: list[tuple[Alert, int, dt.datetime]]) -> None:
    later = timezone.now() + _IN_HAND
    rows = Delivery.objects.filter(
        alert__in=[alert.pk for alert, _, _ in wanted], state="pending", reminder=0, next_try_at__gt=later
    )
    waiting = {(row.alert_id, row.contact_id): row for row in rows.select_for_update(of=("self",))}
    fresh = []
    for alert, contact_id, at in wanted:
        row = waiting.get((alert.pk, contact_id))
        if row is None:
            fresh.append(
                Delivery(alert=alert, contact_id=contact_id, revision=alert.revision, next_try_at=at)
            )
        elif row.revision < alert.revision:
            row.revision = alert.revision
            row.next_try_at = min(row.next_try_at, at) if row.tries == 0 else row.next_try_at
            row.save(update_fields=["revision", "next_try_at"])
    Delivery.objects.bulk_create(fresh, ignore_conflicts=True, batch_size=2_000)


def _open_digests(wanted: list[tuple[int, int, dt.datetime]]) -> None:
    moments = sorted({(contact_id, at) for _, contact_id, at in wanted})
    if not moments:
        return
    Digest.objects.bulk_create(
        [Digest(contact_id=contact_id, due_at=at) for contact_id, at in moments], ignore_conflicts=True
    )
    rows = Digest.objects.filter(
        contact__in={contact_id for contact_id, _ in moments}, due_at__in={at for _, at in moments}
    )
    ids = {(row.contact_id, row.due_at): row.pk for row in rows}
    Delivery.objects.bulk_create(
        [
            Delivery(digest_id=ids[contact_id, at], contact_id=contact_id, next_try_at=at)
            for contact_id, at in moments
        ],
        ignore_conflicts=True,
    )
    DigestEntry.objects.bulk_create(
        [
            DigestEntry(digest_id=ids[contact_id, at], alert_id=alert_id)
            for alert_id, contact_id, at in wanted
        ],
        ignore_conflicts=True,
        batch_size=5_000,
    )

"""Deliveries: who is still to be told of what, and what each receiver answered."""

import datetime as dt
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.db.models import Count, F, OuterRef, Q, Subquery
from django.utils import timezone

from domain.alert import Channel
from domain.alert import Delivery as DeliveryRecord
from storage.brands import contact_from
from storage.models import Alert, Attempt, Contact, Delivery, DigestEntry
from storage.models.enterprises import REACHABLE
from storage.paging import nearest_page
from storage.viewers import NotVisible, Viewer


@dataclass(frozen=True, slots=True, kw_only=True)
class FailingContact:
    """A contact whose receiver said that nobody is there; `enterprise` is "" for staff."""

    name: str
    channel: Channel
    enterprise: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryLine:
    """A delivery as a list shows it: whose alert, about which brand (or a notice's subject, or a case), when last tried."""

    delivery: DeliveryRecord
    enterprise: str
    about: str
    last_at: dt.datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryPage:
    """One page of deliveries, newest first."""

    lines: tuple[DeliveryLine, ...]
    total: int
    page: int
    pages: int


_LOCK_SPACE = 0x6861_6973_0000_0000
"""Where the advisory locks of deliveries stand among those of the database: `hais` and the delivery's id."""

_LOCK_DUE = """
WITH due AS MATERIALIZED (
    SELECT d.id
      FROM storage_delivery d JOIN storage_contact c ON c.id = d.contact_id
     WHERE d.state = 'pending' AND d.next_try_at <= %(now)s AND c.active AND c.channel = ANY(%(channels)s)
     ORDER BY d.next_try_at, d.id
     LIMIT %(looked_at)s
)
SELECT id FROM due WHERE pg_try_advisory_lock(%(space)s + id) LIMIT %(limit)s
"""
_UNLOCK = "SELECT pg_advisory_unlock(%(space)s + id) FROM unnest(%(ids)s::bigint[]) AS id"
_ACCEPT = """
WITH said AS (
    INSERT INTO storage_attempt (delivery_id, at, accepted, answer) VALUES (%(id)s, now(), true, %(answer)s)
)
UPDATE storage_delivery SET state = 'delivered', delivered_at = now() WHERE id = %(id)s
"""
_LOOKED_AT = 4_000
_LOCK_ONE = "SET LOCAL lock_timeout = '30s'; SELECT pg_advisory_xact_lock(%(space)s + %(id)s)"


@contextmanager
def taken(channels: Iterable[Channel], *, limit: int) -> Iterator[tuple[DeliveryRecord, ...]]:
    """Deliveries by these channels whose time has come, oldest first, locked against every other worker for as long
    as the block runs. What was delivered, is a dead letter, is in another worker's hands, or is for a contact made
    inactive is not among them.

    Locked by the session, not by a transaction: each answer is written for good before the next message is sent,
    and a worker that is killed lets go of the rest at once. So it needs a connection that is the worker's own, as the
    queue does.
    """
    ids: list[int] = []
    try:
        with connection.cursor() as cursor:
            wanted = [channel.value for channel in channels]
            given: dict[str, Any] = {"channels": wanted, "now": timezone.now(), "limit": limit}
            given |= {"space": _LOCK_SPACE, "looked_at": _LOOKED_AT}
            cursor.execute(_LOCK_DUE, given)
            ids = [row[0] for row in cursor.fetchall()]
        # Asked again now that they are locked: another worker may have settled one in between.
        rows = Delivery.objects.filter(pk__in=ids, state="pending", next_try_at__lte=timezone.now())
        rows = rows.select_related("contact").order_by("next_try_at", "pk")
        yield tuple(_record(row, last_answer="") for row in rows)
    finally:
        if ids and connection.is_usable():
            with connection.cursor() as cursor:
                cursor.execute(_UNLOCK, {"space": _LOCK_SPACE, "ids": ids})


def record_accepted(delivery: DeliveryRecord, answer: str) -> None:
    """Writes the receiver's yes, in one statement; only now is the alert delivered. A contact that was failing is
    not any more, unless it was a bounce that said so.
    """
    with connection.cursor() as cursor:
        cursor.execute(_ACCEPT, {"id": delivery.delivery_id, "answer": answer})
    if delivery.contact.failing:
        marked = Contact.objects.filter(deliveries=delivery.delivery_id, failing_by_report=False)
        marked.update(**REACHABLE)


def record_refused(delivery_id: int, answer: str, *, next_try_at: dt.datetime | None) -> None:
    """Writes the receiver's no. Without a next try the delivery becomes a dead letter."""
    with transaction.atomic():
        Attempt.objects.create(delivery_id=delivery_id, accepted=False, answer=answer)
        changed: dict[str, Any] = {"tries": F("tries") + 1}
        changed |= {"state": "failed"} if next_try_at is None else {"next_try_at": next_try_at}
        Delivery.objects.filter(pk=delivery_id).update(**changed)


def lock_delivery(delivery_id: int) -> None:
    """Waits, for half a minute at most, until no worker is about to write the receiver's answer to this delivery, and
    keeps every worker from it until the surrounding transaction ends.
    """
    with connection.cursor() as cursor:
        cursor.execute(_LOCK_ONE, {"space": _LOCK_SPACE, "id": delivery_id})


def put_off(delivery_ids: Iterable[int], *, until: dt.datetime) -> None:
    """Leaves deliveries that were not tried until a moment; no try is counted."""
    Delivery.objects.filter(pk__in=list(delivery_ids), state="pending").update(next_try_at=until)


def mark_failing(delivery_id: int, reason: str, *, by_report: bool = False) -> FailingContact | None:
    """Marks the delivery's contact as one that can no longer be reached; None when it was marked already. `by_report`
    says that a bounce told so.
    """
    row = Contact.objects.filter(deliveries=delivery_id).select_related("enterprise").first()
    if row is None or row.failing_since is not None:
        return None
    marked = Contact.objects.filter(pk=row.pk, failing_since__isnull=True)
    if not marked.update(failing_since=timezone.now(), failing_reason=reason, failing_by_report=by_report):
        return None
    enterprise = row.enterprise.name if row.enterprise else ""
    return FailingContact(name=row.name, channel=Channel(row.channel), enterprise=enterprise, reason=reason)


def failing_contacts() -> list[FailingContact]:
    """Every active contact that can no longer be reached, longest first."""
    rows = Contact.objects.filter(failing_since__isnull=False, active=True).select_related("enterprise")
    return [
        FailingContact(
            name=row.name,
            channel=Channel(row.channel),
            enterprise=row.enterprise.name if row.enterprise else "",
            reason=row.failing_reason,
        )
        for row in rows.order_by("failing_since")
    ]


def replay(delivery_ids: Iterable[int]) -> list[int]:
    """Wakes dead letters, to be tried again at once with all their tries; returns those that were."""
    with transaction.atomic():
        rows = Delivery.objects.select_for_update().filter(pk__in=list(delivery_ids), state="failed")
        woken = sorted(rows.values_list("pk", flat=True))
        Delivery.objects.filter(pk__in=woken).update(state="pending", tries=0, next_try_at=timezone.now())
    return woken


def any_due(now: dt.datetime) -> bool:
    """True while a pending delivery's time has come."""
    due = Delivery.objects.filter(state="pending", next_try_at__lte=now, contact__active=True)
    return bool(due.exists())


def delivery_page(*, state: str, page: int = 1, per_page: int = 50) -> DeliveryPage:
    """Deliveries of one state, or of all with "", newest first, for the eyes of staff. A page out of range is the
    nearest one.
    """
    rows = Delivery.objects.filter(state=state) if state else Delivery.objects.all()
    total = rows.count()
    page, pages, cut = nearest_page(total, page, per_page)
    last = Attempt.objects.filter(delivery=OuterRef("pk")).order_by("-pk")
    rows = rows.select_related(
        "contact__enterprise",
        "alert__brand__enterprise",
        "notice",
        "advisory",
        "survey",
        "case_message__case__enterprise",
    ).annotate(last_answer=Subquery(last.values("answer")[:1]), last_at=Subquery(last.values("at")[:1]))
    chosen = rows.order_by("-pk")[cut]
    return DeliveryPage(
        lines=tuple(
            DeliveryLine(
                delivery=_record(row, last_answer=row.last_answer or ""),
                enterprise=_enterprise(row),
                about=_about(row),
                last_at=row.last_at,
            )
            for row in chosen
        ),
        total=total,
        page=page,
        pages=pages,
    )


def _enterprise(row: Delivery) -> str:
    if row.case_message:
        case = row.case_message.case
        return "" if case.confidential else str(case.enterprise.name)
    owner = row.alert.brand.enterprise if row.alert else row.contact.enterprise
    return owner.name if owner else ""


def _about(row: Delivery) -> str:
    if row.alert:
        return row.alert.brand.name
    if row.case_message:
        return f"案件 {row.case_message.case.number}"
    if row.advisory:
        return row.advisory.title
    if row.survey:
        return row.survey.title
    return row.notice.subject_zh if row.notice else "预警摘要 · digest"


def deliveries_of(viewer: Viewer, alert_id: int) -> tuple[DeliveryRecord, ...]:
    """The deliveries of an alert, by itself and in digests, newest first. Raises `NotVisible` as `alert_for` does."""
    alerts = Alert.objects.filter(pk=alert_id)
    if not viewer.staff:
        alerts = alerts.filter(brand__enterprise_id__in=viewer.enterprise_ids)
    if not alerts.exists():
        raise NotVisible(f"alert {alert_id}")
    together = DigestEntry.objects.filter(alert_id=alert_id).values_list("digest_id", flat=True)
    told = Q(alert_id=alert_id) | Q(digest__in=list(together))
    last = Attempt.objects.filter(delivery=OuterRef("pk")).order_by("-pk")
    rows = Delivery.objects.filter(told).select_related("contact").order_by("-pk")
    rows = rows.annotate(last_answer=Subquery(last.values("answer")[:1]))
    return tuple(_record(row, last_answer=row.last_answer or "") for row in rows)


def _record(row: Delivery, *, last_answer: str) -> DeliveryRecord:
    return DeliveryRecord(
        delivery_id=row.pk,
        alert_id=row.alert_id,
        notice_id=row.notice_id,
        contact_id=row.contact_id,
        digest_id=row.digest_id,
        case_message_id=row.case_message_id,
        advisory_id=row.advisory_id,
        survey_id=row.survey_id,
        revision=row.revision,
        reminder=row.reminder,
        contact=contact_from(row.contact),
        attempts=row.tries + (row.state == "delivered"),
        delivered_at=row.delivered_at,
        failed=row.state == "failed",
        last_answer=last_answer,
        next_try_at=row.next_try_at if row.state == "pending" else None,
    )


def delivery_counts() -> dict[str, int]:
    """How many deliveries stand in each state."""
    rows = Delivery.objects.values("state").annotate(n=Count("pk")).values_list("state", "n")
    return dict(rows)


def delivery_states(alert_ids: list[int]) -> dict[int, str]:
    """The state of each alert's deliveries in one word: `failed` if any is, else `pending`, else `delivered`.

    An alert nobody is told of is left out; so is what was withdrawn because somebody had decided.
    """
    alone = Delivery.objects.filter(alert__in=alert_ids).values_list("alert_id", "state")
    together = DigestEntry.objects.filter(alert__in=alert_ids).values_list(
        "alert_id", "digest__deliveries__state"
    )
    worst: dict[int, str] = {}
    order = ("delivered", "pending", "failed")
    for alert_id, state in (*alone, *together):
        if state not in order:
            continue
        worst[alert_id] = max(worst.get(alert_id, "delivered"), state, key=order.index)
    return worst

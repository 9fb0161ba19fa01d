"""Bounces written down: what they change in their delivery, those kept for staff, how far their mailbox was read."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from domain.alert import Channel
from domain.bounce import Action, Outcome
from domain.bounce import Bounce as BounceRecord
from storage.deliveries import lock_delivery
from storage.models import Attempt, Bounce, BounceMailbox, Contact, Delivery
from storage.models.enterprises import REACHABLE

MOST_KEPT = 200
"""Reports that wait for staff at once; anybody can send some, so what comes above is only logged."""

_WORDS = {Action.FAILED: "退信 · bounce", Action.DELAYED: "延迟 · delayed", Action.UNREAD: "退信 · bounce"}


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptBounce:
    """A report that staff are to read; `delivery_id` is None where it names no message provably ours."""

    bounce_id: int
    read_at: dt.datetime
    sender: str
    subject: str
    says: str
    recipient: str
    delivery_id: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MailboxState:
    """How far a mailbox was read, when last, and why it cannot be read now, in Chinese and English ("" while it can)."""

    validity: int = 0
    uid: int = 0
    read_at: dt.datetime | None = None
    trouble: tuple[str, str] = ("", "")


def address_of(delivery_id: int) -> str | None:
    """Where a delivery by mail goes now; None for one there is not."""
    rows = Delivery.objects.filter(pk=delivery_id, contact__channel=Channel.EMAIL.value)
    return rows.values_list("contact__address", flat=True).first()


def is_contact(address: str) -> bool:
    """True for the address of somebody who is told by mail."""
    rows = Contact.objects.filter(channel=Channel.EMAIL.value, active=True, address__iexact=address)
    return bool(address and rows.exists())


def record_bounce(bounce: BounceRecord, delivery_id: int, *, moved: bool) -> Outcome:
    """Writes a report beside its delivery. One that counted as delivered and did fail becomes a dead letter.

    What is on its way again is left alone: its next try will tell. So is, when the contact has `moved` to another
    address since, what failed by a report before: the second report is of the first message.
    """
    with transaction.atomic():
        lock_delivery(delivery_id)
        before = Bounce.objects.filter(delivery=delivery_id, action=Action.FAILED.value).exists()
        if not _new(bounce, delivery_id):
            return Outcome.REPEATED
        answer = f"{_WORDS[bounce.action]}: {bounce.said}"
        Attempt.objects.create(delivery_id=delivery_id, accepted=False, answer=answer)
        if bounce.action is not Action.FAILED or (moved and before):
            return Outcome.NOTED
        delivered = Delivery.objects.filter(pk=delivery_id, state="delivered")
        changed = delivered.update(state="failed", delivered_at=None, tries=F("tries") + 1)
        return Outcome.DEAD_LETTER if changed else Outcome.NOTED


def keep_bounce(bounce: BounceRecord, content: bytes, delivery_id: int | None) -> Outcome:
    """Keeps a report for staff to read, with the mail itself; `foreign` when as many wait as may."""
    with transaction.atomic():
        if Bounce.objects.filter(key=bounce.key).exists():
            return Outcome.REPEATED
        if delivery_id is None and Bounce.objects.filter(kept=True).count() >= MOST_KEPT:
            return Outcome.FOREIGN
        return Outcome.KEPT if _new(bounce, delivery_id, content) else Outcome.REPEATED


def _new(bounce: BounceRecord, delivery_id: int | None, content: bytes = b"") -> bool:
    row = {
        "delivery_id": delivery_id,
        "action": bounce.action.value,
        "recipient": bounce.recipient,
        "sender": bounce.sender,
        "subject": bounce.subject,
        "says": bounce.said,
        "kept": bool(content),
        "content": content,
    }
    return Bounce.objects.get_or_create(key=bounce.key, defaults=row)[1]


def kept_bounces(*, limit: int = 50) -> tuple[KeptBounce, ...]:
    """The reports that wait for staff, newest first."""
    rows = Bounce.objects.filter(kept=True).order_by("-read_at", "-pk").defer("content")
    return tuple(
        KeptBounce(
            bounce_id=row.pk,
            read_at=row.read_at,
            sender=row.sender,
            subject=row.subject,
            says=row.says,
            recipient=row.recipient,
            delivery_id=row.delivery_id,
        )
        for row in rows[:limit]
    )


def kept_mail(bounce_id: int) -> bytes | None:
    """The mail of a report that waits for staff; None when there is none."""
    row = Bounce.objects.filter(pk=bounce_id, kept=True).first()
    return bytes(row.content) if row else None


def settle_bounces(bounce_ids: Iterable[int]) -> None:
    """Staff have read these; their mails are dropped."""
    Bounce.objects.filter(pk__in=list(bounce_ids), kept=True).update(kept=False, content=b"")


def mailbox_state(name: str) -> MailboxState:
    """How far a mailbox was read; nothing of one never read."""
    row = BounceMailbox.objects.filter(pk=name).first()
    if row is None:
        return MailboxState()
    trouble = row.trouble_zh, row.trouble_en
    return MailboxState(validity=row.validity, uid=row.uid, read_at=row.read_at, trouble=trouble)


def move_on(name: str, *, validity: int, uid: int) -> None:
    """What a mailbox holds up to this UID is read and written down."""
    BounceMailbox.objects.update_or_create(pk=name, defaults={"validity": validity, "uid": uid})


def mailbox_answered(name: str, trouble: tuple[str, str] = ("", "")) -> None:
    """Whether a mailbox could be read just now; without `trouble`, Chinese and English, it could."""
    changed: dict[str, object] = {"trouble_zh": trouble[0], "trouble_en": trouble[1]}
    changed |= {} if any(trouble) else {"read_at": timezone.now()}
    BounceMailbox.objects.update_or_create(pk=name, defaults=changed)


def forgive(*, accepted_before: dt.datetime) -> None:
    """Takes the mark off contacts a bounce was about, once a message they were sent since has not come back."""
    arrived = Contact.objects.filter(
        failing_by_report=True,
        deliveries__state="delivered",
        deliveries__delivered_at__gt=F("failing_since"),
        deliveries__delivered_at__lt=accepted_before,
    )
    arrived.update(**REACHABLE)

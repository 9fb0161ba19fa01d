"""Warnings the centre sends to enterprises: written, read by a second person, signed, sent once to each contact. 纠纷预警发布.

    draft ──▶ reviewing ──▶ reviewed ──▶ sent ──▶ withdrawn
       ◀───────────┴───────────┘ (sent back, or changed)

A correction is a new one that follows to all who got the one it corrects; a withdrawal is told to all who got it.
"""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from domain.advisory import AdvisoryState
from storage.audit import Act, note
from storage.deliveries import lock_delivery
from storage.models import Advisory, AdvisoryRecipient, Contact, Delivery, Enterprise
from storage.viewers import NotVisible, Viewer, only_platform_admins, only_staff

SENT, WITHDRAWAL = 1, 2
"""Revisions of a delivery: the warning itself, and that it was withdrawn."""


class CannotAct(ValueError):
    """The warning does not stand where this may be done; `state` is where it stands."""

    def __init__(self, state: AdvisoryState) -> None:
        super().__init__(f"the advisory is {state}")
        self.state = state


class SameReader(ValueError):
    """Whoever wrote a warning can neither review nor sign it."""


class NobodyToTell(ValueError):
    """No enterprise was chosen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What a warning says, and what it is about."""

    title: str
    body: str
    offices: tuple[str, ...] = ()
    industries: tuple[str, ...] = ()


def write(
    viewer: Viewer,
    words: Words,
    enterprise_ids: Iterable[int],
    *,
    form: uuid.UUID,
    by: str,
    corrects: int | None = None,
) -> int:
    """A new draft for the enterprises chosen; a form sent twice is one. Raises `NotVisible` for anybody but staff, and for
    a warning to correct that was never sent.
    """
    only_staff(viewer, "advisories")
    with transaction.atomic():
        if corrects is not None and not Advisory.objects.filter(pk=corrects, sent_at__isnull=False).exists():
            raise NotVisible(f"advisory {corrects}")
        row, made = Advisory.objects.get_or_create(
            form=form,
            defaults={
                **_columns(words),
                "author_id": viewer.user_id,
                "author_name": by,
                "corrects_id": corrects,
            },
        )
        if made:
            _choose(row, enterprise_ids)
            note(Act.ADVISORY_WRITTEN, about=row.title)
    return row.pk


def change(
    viewer: Viewer, advisory_id: int, words: Words, enterprise_ids: Iterable[int], *, seen: int, by: str
) -> None:
    """Writes a draft anew: whoever does is its author from then on, and it is reviewed again.

    Raises `NotVisible`, and `CannotAct` where it was sent or changed since it was shown.
    """
    with transaction.atomic():
        row = _locked(
            viewer, advisory_id, seen, AdvisoryState.DRAFT, AdvisoryState.REVIEWING, AdvisoryState.REVIEWED
        )
        for column, value in _columns(words).items():
            setattr(row, column, value)
        row.state, row.revision = AdvisoryState.DRAFT, row.revision + 1
        row.author_id, row.author_name = viewer.user_id, by
        row.reviewer_name, row.reviewed_at, row.remark = "", None, ""
        row.save()
        _choose(row, enterprise_ids)
        note(Act.ADVISORY_WRITTEN, about=row.title)


def _choose(row: Advisory, enterprise_ids: Iterable[int]) -> None:
    """Those of the one it corrects are always among them."""
    wanted = set(Enterprise.objects.filter(pk__in=list(enterprise_ids)).values_list("pk", flat=True))
    if row.corrects_id is not None:
        before = AdvisoryRecipient.objects.filter(advisory_id=row.corrects_id)
        wanted |= set(before.values_list("enterprise_id", flat=True))
    row.recipients.exclude(enterprise_id__in=wanted).delete()
    AdvisoryRecipient.objects.bulk_create(
        [AdvisoryRecipient(advisory=row, enterprise_id=one) for one in sorted(wanted)], ignore_conflicts=True
    )


def ask_for_review(viewer: Viewer, advisory_id: int, *, seen: int) -> None:
    """Hands a draft to a second person. Raises `NotVisible`, `CannotAct`, and `NobodyToTell` without recipients."""
    with transaction.atomic():
        row = _locked(viewer, advisory_id, seen, AdvisoryState.DRAFT)
        if not row.recipients.exists():
            raise NobodyToTell(row.title)
        row.state = AdvisoryState.REVIEWING
        row.save(update_fields=["state"])


def review(
    viewer: Viewer, advisory_id: int, *, seen: int, by: str, remark: str = "", good: bool = True
) -> None:
    """A second person finds it good, or sends it back. Raises `NotVisible`, `CannotAct`, and `SameReader`."""
    with transaction.atomic():
        row = _locked(
            viewer, advisory_id, seen, AdvisoryState.REVIEWING, *([] if good else [AdvisoryState.REVIEWED])
        )
        if good and not another(row, viewer):
            raise SameReader(by)
        row.remark = remark
        row.state = AdvisoryState.REVIEWED if good else AdvisoryState.DRAFT
        row.reviewer_name, row.reviewed_at = (by, timezone.now()) if good else ("", None)
        row.save()
        note(Act.ADVISORY_REVIEWED if good else Act.ADVISORY_RETURNED, about=row.title)


def sign(viewer: Viewer, advisory_id: int, *, seen: int, by: str) -> int:
    """Signs a reviewed warning and opens its deliveries, one a contact; returns how many. Only a platform administrator does,
    and not the author. Raises `NotVisible`, `CannotAct`, and `SameReader`.
    """
    only_platform_admins(viewer, f"the signing of advisory {advisory_id}")
    with transaction.atomic():
        row = _locked(viewer, advisory_id, seen, AdvisoryState.REVIEWED)
        if not another(row, viewer):
            raise SameReader(by)
        row.state, row.signer_name, row.sent_at = AdvisoryState.SENT, by, timezone.now()
        row.save()
        chosen = row.recipients.values("enterprise_id")
        contacts = Contact.objects.filter(enterprise_id__in=chosen, active=True)
        opened = _open(row, SENT, list(contacts.values_list("pk", flat=True)))
        note(Act.ADVISORY_SENT, about=row.title)
    return opened


def withdraw(viewer: Viewer, advisory_id: int, why: str, *, seen: int, by: str) -> int:
    """Takes back what was sent: what waits is not sent any more, and whoever was told is told this; returns how many.

    Raises `NotVisible` for anybody but platform administrators, and `CannotAct`.
    """
    only_platform_admins(viewer, f"the withdrawal of advisory {advisory_id}")
    with transaction.atomic():
        row = _locked(viewer, advisory_id, seen, AdvisoryState.SENT)
        row.state, row.withdrawn_why = AdvisoryState.WITHDRAWN, why
        row.withdrawn_by, row.withdrawn_at = by, timezone.now()
        row.save()
        first = Delivery.objects.filter(advisory=row, revision=SENT)
        for waiting in first.filter(state="pending").order_by("pk").values_list("pk", flat=True):
            lock_delivery(waiting)
        first.filter(state="pending").update(state="withdrawn")
        told = first.exclude(state="withdrawn").filter(contact__active=True)
        opened = _open(row, WITHDRAWAL, list(told.values_list("contact_id", flat=True)))
        note(Act.ADVISORY_WITHDRAWN, about=f"{row.title} · {why}")
    return opened


def _open(row: Advisory, revision: int, contact_ids: list[int]) -> int:
    now = timezone.now()
    rows = [
        Delivery(advisory=row, contact_id=one, revision=revision, next_try_at=now)
        for one in sorted(contact_ids)
    ]
    Delivery.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


def another(row: Advisory, viewer: Viewer) -> bool:
    """True for anybody but whoever wrote the warning."""
    return viewer.user_id is not None and row.author_id not in (None, viewer.user_id)


def _locked(viewer: Viewer, advisory_id: int, seen: int, *states: AdvisoryState) -> Advisory:
    only_staff(viewer, f"advisory {advisory_id}")
    row = Advisory.objects.select_for_update().filter(pk=advisory_id).first()
    if row is None:
        raise NotVisible(f"advisory {advisory_id}")
    if row.state not in states or row.revision != seen:
        raise CannotAct(AdvisoryState(row.state))
    return row


def _columns(words: Words) -> dict[str, object]:
    return {
        "title": words.title,
        "body": words.body,
        "offices": list(words.offices),
        "industries": list(words.industries),
    }

"""What enterprises ask the staff about a brand, and what the staff reply. 求助."""

import datetime as dt
import uuid
from dataclasses import dataclass

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from storage.audit import Act, note
from storage.brand_lists import visible_brand
from storage.models import HelpCall
from storage.viewers import NotVisible, Viewer, only_staff

LONGEST = 2_000
"""Characters of a question, and of a reply."""


class AlreadyReplied(ValueError):
    """Somebody replied before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One question; `replied_at` is None while it waits."""

    call_id: int
    brand_row: int
    brand: str
    enterprise: str
    asked: str
    by: str
    asked_at: dt.datetime
    reply: str
    replied_by: str
    replied_at: dt.datetime | None


def ask(viewer: Viewer, brand_row: int, text: str, *, form: uuid.UUID, by: str) -> Call | None:
    """Keeps a question about a brand; None when this form was sent before. Raises `NotVisible`."""
    with transaction.atomic():
        brand = visible_brand(viewer, brand_row)
        said = {"asked": text[:LONGEST], "by": by}
        row, made = HelpCall.objects.get_or_create(brand=brand, form=form, defaults=said)
        if not made:
            return None
        note(Act.HELP_ASKED, of=brand.enterprise, about=brand.name)
    return _record(row)


def reply(viewer: Viewer, call_id: int, text: str, *, by: str) -> Call:
    """Writes the staff's reply. Raises `NotVisible` for anybody but staff and for no such question, and `AlreadyReplied`."""
    only_staff(viewer, f"help call {call_id}")
    with transaction.atomic():
        rows = HelpCall.objects.select_related("brand__enterprise").select_for_update(of=("self",))
        row = rows.filter(pk=call_id).first()
        if row is None:
            raise NotVisible(f"help call {call_id}")
        if row.replied_at is not None:
            raise AlreadyReplied(f"help call {call_id}")
        row.reply, row.replied_by, row.replied_at = text[:LONGEST], by, timezone.now()
        row.save(update_fields=["reply", "replied_by", "replied_at"])
        note(Act.HELP_ANSWERED, of=row.brand.enterprise, about=row.brand.name)
    return _record(row)


def calls(viewer: Viewer, *, brand_row: int | None = None, limit: int = 200) -> tuple[Call, ...]:
    """The questions a viewer may see, those that wait first, the longest waiting before; then the last answered."""
    rows = _visible(viewer)
    if brand_row is not None:
        rows = rows.filter(brand_id=brand_row)
    open_ones = rows.filter(replied_at__isnull=True).order_by("pk")[:limit]
    done = rows.filter(replied_at__isnull=False).order_by("-replied_at")[:limit]
    return tuple(map(_record, [*open_ones, *done]))


def waiting_calls(viewer: Viewer, *, limit: int = 20) -> tuple[Call, ...]:
    """The questions that wait for the staff, the longest waiting first."""
    return tuple(map(_record, _visible(viewer).filter(replied_at__isnull=True).order_by("pk")[:limit]))


def _visible(viewer: Viewer) -> QuerySet[HelpCall]:
    rows = HelpCall.objects.select_related("brand__enterprise")
    return rows if viewer.staff else rows.filter(brand__enterprise_id__in=viewer.enterprise_ids)


def _record(row: HelpCall) -> Call:
    return Call(
        call_id=row.pk,
        brand_row=row.brand_id,
        brand=row.brand.name,
        enterprise=row.brand.enterprise.name,
        asked=row.asked,
        by=row.by,
        asked_at=row.asked_at,
        reply=row.reply,
        replied_by=row.replied_by,
        replied_at=row.replied_at,
    )

"""Evidence that brands are known abroad: added by an enterprise's administrators or staff, never lost. 知名度证据。"""

import datetime as dt
import hashlib
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from domain.jurisdictions import SEVERAL
from domain.report_facts import amount
from domain.reputation import NewProof, Proof, ProofKind
from storage.audit import Act, note
from storage.brand_lists import visible_brand, visible_brands
from storage.models import Brand, ReputationItem
from storage.viewers import NotVisible, Viewer

MOST_ITEMS = 500
"""Standing pieces of evidence of one brand."""


class TooMuchEvidence(ValueError):
    """The brand has `MOST_ITEMS` pieces."""


def evidence_of(viewer: Viewer, brand_row: int) -> tuple[Proof, ...]:
    """The standing evidence of a brand the viewer may see, by factor's kind and country. Raises `NotVisible`."""
    visible_brand(viewer, brand_row)
    rows = _standing(brand_row).defer("content").order_by("office", "kind", "first_day", "pk")
    return tuple(map(_record, rows[:MOST_ITEMS]))


def add_evidence(
    viewer: Viewer,
    brand_row: int,
    new: NewProof,
    file: tuple[str, str, bytes] | None,
    *,
    form: uuid.UUID,
    by: str,
) -> bool:
    """Keeps a piece of evidence with its file (name, media type, content); False for a form that was sent before. Raises
    `NotVisible` for whoever may not change the brand, `TooMuchEvidence`."""
    brand = _changeable(viewer, brand_row)
    name, media_type, content = file or ("", "", b"")
    with transaction.atomic():
        if ReputationItem.objects.filter(form=form).exists():
            return False
        if _standing(brand_row).count() >= MOST_ITEMS:
            raise TooMuchEvidence(f"brand {brand_row}")
        said = {
            "enterprise_id": brand.enterprise_id,
            "brand": brand,
            "kind": new.kind.value,
            "office": new.office,
            "says": new.says,
            "first_day": new.first_day,
            "last_day": new.last_day,
            "amount": new.amount.amount if new.amount else None,
            "currency": new.amount.currency if new.amount else "",
            "valid_until": new.valid_until,
            "file": name,
            "media_type": media_type,
            "sha256": hashlib.sha256(content).hexdigest() if file else "",
            "size": len(content),
            "content": content,
            "added_by": by,
        }
        _, made = ReputationItem.objects.get_or_create(form=form, defaults=said)
        if made:
            note(Act.REPUTATION_ADDED, of=brand.enterprise, about=f"{brand.name} · {new.office} · {new.kind}")
    return made


def withdraw_evidence(viewer: Viewer, brand_row: int, item_id: int, *, by: str) -> None:
    """Takes a piece out of the file; its row stays. Twice is no error. Raises `NotVisible`."""
    brand = _changeable(viewer, brand_row)
    with transaction.atomic():
        rows = ReputationItem.objects.filter(pk=item_id, brand_id=brand_row)
        if not rows.exists():
            raise NotVisible(f"evidence {item_id}")
        if rows.filter(withdrawn_at__isnull=True).update(withdrawn_at=timezone.now(), withdrawn_by=by):
            note(Act.REPUTATION_WITHDRAWN, of=brand.enterprise, about=f"{brand.name} · {item_id}")


def evidence_file(viewer: Viewer, brand_row: int, item_id: int) -> tuple[Proof, bytes]:
    """A piece with its file. Raises `NotVisible`."""
    visible_brand(viewer, brand_row)
    row = _standing(brand_row).filter(pk=item_id).exclude(sha256="").first()
    if row is None:
        raise NotVisible(f"evidence {item_id}")
    return _record(row), bytes(row.content)


def files_of_evidence(viewer: Viewer, brand_row: int, item_ids: list[int]) -> Iterator[tuple[int, bytes]]:
    """The files of pieces, one in memory at a time. Raises `NotVisible`."""
    visible_brand(viewer, brand_row)
    rows = _standing(brand_row).filter(pk__in=item_ids).exclude(sha256="").order_by("pk")
    for item_id in rows.values_list("pk", flat=True):
        yield item_id, bytes(_standing(brand_row).values_list("content", flat=True).get(pk=item_id))


def note_taken(viewer: Viewer, brand_row: int, office: str) -> None:
    """Writes that the file of a country was taken away. Raises `NotVisible`."""
    brand = visible_brand(viewer, brand_row)
    note(Act.REPUTATION_TAKEN, of=brand.enterprise, about=f"{brand.name} · {office}")


@dataclass(frozen=True, slots=True, kw_only=True)
class AtHand:
    """A brand's row, and how many usable pieces it has for each country asked for, those of several among them."""

    brand_row: int
    counts: dict[str, int]


def at_hand(viewer: Viewer, brand_id: str, offices: Iterable[str], today: dt.date) -> AtHand | None:
    """The pieces with a file and time left that a brand has for some countries; None for a brand that is not the viewer's."""
    brand_row = visible_brands(viewer).filter(brand_id=brand_id).values_list("pk", flat=True).first()
    if brand_row is None:
        return None
    wanted = list(offices)
    in_time = Q(valid_until__isnull=True) | Q(valid_until__gte=today)
    rows = _standing(brand_row).filter(in_time, office__in=[*wanted, SEVERAL]).exclude(sha256="")
    found = dict(rows.values_list("office").annotate(Count("pk")))
    counts = {office: found.get(office, 0) + found.get(SEVERAL, 0) for office in wanted}
    return AtHand(brand_row=brand_row, counts=counts)


def _standing(brand_row: int) -> QuerySet[ReputationItem]:
    return ReputationItem.objects.filter(brand_id=brand_row, withdrawn_at__isnull=True)


def _changeable(viewer: Viewer, brand_row: int) -> Brand:
    brand = visible_brand(viewer, brand_row)
    if not viewer.may_change(brand.enterprise_id):
        raise NotVisible(f"brand {brand_row}")
    return brand


def _record(row: ReputationItem) -> Proof:
    return Proof(
        item_id=row.pk,
        said=NewProof(
            kind=ProofKind(row.kind), office=row.office, says=row.says, first_day=row.first_day, last_day=row.last_day,
            amount=amount(row.amount, row.currency), valid_until=row.valid_until,
        ),
        file=row.file, media_type=row.media_type, sha256=row.sha256, size=row.size, added_at=row.added_at, added_by=row.added_by,
    )  # fmt: skip

"""Leads from a fair, sent by phones with a poor network: each once, each photograph once. 线索."""

import uuid
from dataclasses import replace

from django.db import transaction
from django.db.models import Prefetch, QuerySet

from domain.fair_desk import LeadKept, NewLead, NewPhoto, PhotoKept
from storage.audit import Act, note
from storage.fair_cases import take_photos_along
from storage.fairs import fair_of
from storage.models import Brand, Enterprise, FairLead, FairPhoto
from storage.viewers import NotVisible, Viewer, only_staff

MOST_LEADS = 500


class LeadDiffers(ValueError):
    """A lead of that form is here and says something else: `kept`."""

    def __init__(self, kept: LeadKept) -> None:
        super().__init__(f"lead {kept.lead_id} says something else")
        self.kept = kept


class NotAnnounced(LookupError):
    """No lead of that form is here, or it names no such photograph."""


def take_lead(viewer: Viewer, fair_id: int, new: NewLead, *, by: str) -> tuple[LeadKept, bool]:
    """Keeps a lead, and says whether it came now: one sent twice is the one kept before.

    Raises `NotVisible` for anybody but staff, for a fair, enterprise or brand that is not there, and `LeadDiffers`.
    """
    only_staff(viewer, f"fair {fair_id}")
    fair = fair_of(viewer, fair_id)
    with transaction.atomic():
        enterprise = _whose(new)
        row, fresh = FairLead.objects.get_or_create(
            form=new.form,
            defaults={
                "fair_id": fair_id,
                "stand": new.stand,
                "exhibitor": new.exhibitor,
                "place": new.place,
                "seen": new.seen,
                "by": by,
                "seen_at": new.seen_at,
                "announced": list(new.photos),
                "enterprise": enterprise,
                "brand_id": new.brand_row,
            },
        )
        if fresh:
            note(Act.LEAD_FILED, of=enterprise, about=f"{fair.name} · {new.stand} · {new.exhibitor}")
        kept = lead_of(viewer, row.pk)
    if kept.fair_id != fair_id or not _same(new, kept.new):
        raise LeadDiffers(kept)
    return kept, fresh


def _same(sent: NewLead, kept: NewLead) -> bool:
    """Whether a lead says what was sent. Whose brand it is may have been found out meanwhile."""
    if sent.enterprise_id is None:
        kept = replace(kept, enterprise_id=None, brand_row=None)
    return sent == kept


def _whose(new: NewLead) -> Enterprise | None:
    """The enterprise a lead is about. Raises `NotVisible` where it, or its brand, is not there."""
    if new.enterprise_id is None:
        if new.brand_row is not None:
            raise NotVisible("a brand of no enterprise")
        return None
    enterprise = Enterprise.objects.filter(pk=new.enterprise_id).first()
    brands = Brand.objects.filter(enterprise_id=new.enterprise_id)
    if enterprise is None or (new.brand_row is not None and not brands.filter(pk=new.brand_row).exists()):
        raise NotVisible(f"enterprise {new.enterprise_id}")
    return enterprise


def waits_for(viewer: Viewer, fair_id: int, form: uuid.UUID, sha256: str) -> bool:
    """True where a lead's photograph has not come yet, False where it is here. Raises `NotVisible` and `NotAnnounced`."""
    row = _announcing(viewer, fair_id, form, sha256)
    return not FairPhoto.objects.filter(lead=row, sha256=sha256).exists()


def take_photo(viewer: Viewer, fair_id: int, form: uuid.UUID, photo: NewPhoto, *, by: str) -> bool:
    """Keeps a photograph of a lead, and of the case it has become, and says whether it came now. Its hash is whoever calls
    to have checked. The audit trail, which only grows, holds it from then on. Raises `NotVisible` and `NotAnnounced`.
    """
    with transaction.atomic():
        row = _announcing(viewer, fair_id, form, photo.sha256, hold=True)
        _, fresh = FairPhoto.objects.get_or_create(
            lead=row,
            sha256=photo.sha256,
            defaults={
                "media_type": photo.media_type,
                "content": photo.content,
                "preview": photo.preview,
                "taken_at": photo.taken_at,
                "reduced": photo.reduced,
            },
        )
        if fresh:
            note(Act.LEAD_PHOTOGRAPHED, of=row.enterprise, about=f"{row.pk} · SHA-256 {photo.sha256}")
            if row.case_id is not None:
                take_photos_along(row, row.case_id, viewer, by)
    return fresh


def _announcing(
    viewer: Viewer, fair_id: int, form: uuid.UUID, sha256: str, *, hold: bool = False
) -> FairLead:
    """The lead, with `hold` held to the transaction's end: else it could become a case while its photograph is on its way."""
    only_staff(viewer, f"fair {fair_id}")
    rows = FairLead.objects.select_related("enterprise", "fair")
    if hold:
        rows = rows.select_for_update(of=("self",))
    row = rows.filter(fair_id=fair_id, form=form, announced__contains=[sha256]).first()
    if row is None:
        raise NotAnnounced(f"{form} {sha256}")
    return row


def leads_of(viewer: Viewer, fair_id: int) -> tuple[LeadKept, ...]:
    """The leads of a fair, those seen last first. Raises `NotVisible` for anybody but staff."""
    only_staff(viewer, f"fair {fair_id}")
    fair_of(viewer, fair_id)
    return tuple(map(_lead, _rows().filter(fair_id=fair_id).order_by("-seen_at", "-pk")[:MOST_LEADS]))


def lead_of(viewer: Viewer, lead_id: int) -> LeadKept:
    """One lead. Raises `NotVisible` for anybody but staff."""
    only_staff(viewer, f"lead {lead_id}")
    row = _rows().filter(pk=lead_id).first()
    if row is None:
        raise NotVisible(f"lead {lead_id}")
    return _lead(row)


def preview_of(viewer: Viewer, fair_id: int, photo_id: int) -> bytes:
    """The small PNG of a photograph. Raises `NotVisible` for anybody but staff."""
    only_staff(viewer, f"photo {photo_id}")
    rows = FairPhoto.objects.filter(pk=photo_id, lead__fair_id=fair_id)
    content = rows.values_list("preview", flat=True).first()
    if not content:
        raise NotVisible(f"photo {photo_id}")
    return bytes(content)


def photo_content(viewer: Viewer, photo_id: int) -> bytes:
    """A photograph as it came. Raises `NotVisible` for anybody but staff."""
    only_staff(viewer, f"photo {photo_id}")
    content = FairPhoto.objects.filter(pk=photo_id).values_list("content", flat=True).first()
    if content is None:
        raise NotVisible(f"photo {photo_id}")
    return bytes(content)


def _rows() -> QuerySet[FairLead]:
    photos = FairPhoto.objects.defer("content", "preview")
    return FairLead.objects.select_related("enterprise", "brand").prefetch_related(
        Prefetch("photos", queryset=photos.order_by("pk"))
    )


def _lead(row: FairLead) -> LeadKept:
    return LeadKept(
        lead_id=row.pk,
        fair_id=row.fair_id,
        new=NewLead(
            form=row.form,
            seen=row.seen,
            seen_at=row.seen_at,
            stand=row.stand,
            exhibitor=row.exhibitor,
            place=row.place,
            enterprise_id=row.enterprise_id,
            brand_row=row.brand_id,
            photos=tuple(row.announced),
        ),
        by=row.by,
        received_at=row.received_at,
        state=row.state,
        enterprise=row.enterprise.name if row.enterprise else "",
        brand=row.brand.name if row.brand else "",
        photos=tuple(
            PhotoKept(
                photo_id=photo.pk,
                sha256=photo.sha256,
                media_type=photo.media_type,
                taken_at=photo.taken_at,
                received_at=photo.received_at,
                reduced=photo.reduced,
            )
            for photo in row.photos.all()
        ),
    )


def note_lead_packed(viewer: Viewer, lead_id: int) -> None:
    """Writes a line of the audit trail: a lead's photographs were taken away. Raises `NotVisible` for anybody but staff."""
    only_staff(viewer, f"lead {lead_id}")
    row = FairLead.objects.select_related("enterprise").get(pk=lead_id)
    note(Act.LEAD_PACKED, of=row.enterprise, about=f"{row.pk} · {row.stand} · {row.exhibitor}")

"""Leads of a fair, and the cases they become, with their photographs as documents. 展会线索转案件."""

from django.db import transaction
from django.db.models import Prefetch
from django.utils import timezone

from domain.case import Case as CaseRecord
from domain.case import CaseEventKind, CaseKind, CaseOrigin, NewCase, Opponent
from domain.fair import FairLead as LeadRecord
from domain.fair import LeadState
from storage.audit import Act, note
from storage.cases import add_event, case_of, open_case
from storage.fairs import fair_of
from storage.models import CaseDocument, FairLead, FairPhoto
from storage.viewers import NotVisible, Viewer, only_staff

MOST_LEADS = 2_000


class Whose(ValueError):
    """Nobody said whose brand a lead concerns, so it can be nobody's case."""


class NoMoreNew(ValueError):
    """A lead was dismissed, or became a case, meanwhile."""


def leads_at(viewer: Viewer, fair_id: int) -> tuple[LeadRecord, ...]:
    """The leads of a fair a viewer may see, the newest first: all to staff, their own to others. Raises `NotVisible`."""
    fair_of(viewer, fair_id)
    rows = FairLead.objects.filter(fair_id=fair_id).select_related("enterprise", "brand", "case")
    if not viewer.staff:
        rows = rows.filter(enterprise_id__in=viewer.enterprise_ids)
    numbers = Prefetch("photos", queryset=FairPhoto.objects.only("pk", "lead_id").order_by("pk"))
    rows = rows.prefetch_related(numbers).order_by("-seen_at", "-pk")
    return tuple(map(_lead, rows[:MOST_LEADS]))


def lead_to_case(
    viewer: Viewer, fair_id: int, lead_id: int, *, by: str, enterprise_id: int | None = None
) -> tuple[CaseRecord, bool]:
    """Opens a case of a lead, its photographs going along, and says whether it was opened now: asked twice, it is one case.

    `enterprise_id` says whose brand is concerned where the lead does not. Raises `NotVisible` for anybody but staff, `Whose`
    where neither says it, and `NoMoreNew` for a lead that was dismissed.
    """
    only_staff(viewer, f"lead {lead_id}")
    with transaction.atomic():
        lead = FairLead.objects.select_for_update(of=("self",)).filter(pk=lead_id, fair_id=fair_id)
        row = lead.select_related("fair", "brand").first()
        if row is None:
            raise NotVisible(f"lead {lead_id}")
        if row.case_id is not None:
            return case_of(viewer, row.case_id), False
        if row.state == LeadState.DISMISSED:
            raise NoMoreNew(f"lead {lead_id}")
        whose = row.enterprise_id or enterprise_id
        if whose is None:
            raise Whose(f"lead {lead_id}")
        case, _ = open_case(viewer, whose, _new_case(row, whose), by=by, form=row.form)
        take_photos_along(row, case.case_id, viewer, by)
        row.enterprise_id, row.case_id, row.state = whose, case.case_id, LeadState.CASE
        row.save(update_fields=["enterprise", "case", "state"])
        note(Act.LEAD_BECAME_CASE, about=f"{row.fair.name} · {case.number}")
    return case, True


def dismiss_lead(viewer: Viewer, fair_id: int, lead_id: int) -> None:
    """Says that nothing is to be done about a lead; a second time changes nothing. Raises `NotVisible` for anybody but
    staff, and `NoMoreNew` for one that became a case.
    """
    only_staff(viewer, f"lead {lead_id}")
    with transaction.atomic():
        row = FairLead.objects.select_for_update(of=("self",)).filter(pk=lead_id, fair_id=fair_id).first()
        if row is None:
            raise NotVisible(f"lead {lead_id}")
        if row.case_id is not None:
            raise NoMoreNew(f"lead {lead_id}")
        row.state = LeadState.DISMISSED
        row.save(update_fields=["state"])


def _new_case(lead: FairLead, enterprise_id: int) -> NewCase:
    fair = lead.fair
    own = lead.brand is not None and lead.brand.enterprise_id == enterprise_id
    said = f"【演示数据】{fair.name}" if fair.made_up else fair.name
    where = "，".join(part for part in (said, lead.stand and f"展位 {lead.stand}") if part)
    return NewCase(
        origin=CaseOrigin.FAIR,
        kind=CaseKind.FAIR,
        title=f"{where}：{lead.exhibitor or lead.seen}"[:200],
        summary=lead.seen,
        office=fair.office,
        body=fair.organiser,
        opponent=Opponent(name=lead.exhibitor),
        observed_on=timezone.localtime(lead.seen_at).date(),
        brand_row=lead.brand_id if own else None,
    )


def take_photos_along(lead: FairLead, case_id: int, viewer: Viewer, by: str) -> None:
    """Puts the photographs of a lead among the documents of its case, those that are there already once."""
    for number, photo in enumerate(lead.photos.order_by("pk"), 1):
        ending = photo.media_type.partition("/")[2] or "bin"
        name = f"{lead.fair.name} {lead.stand} {number}.{ending}".replace("/", "-")
        _, new = CaseDocument.objects.get_or_create(
            case_id=case_id,
            sha256=photo.sha256,
            defaults={
                "name": name,
                "media_type": photo.media_type,
                "size": len(photo.content),
                "content": photo.content,
                "shared": True,
                "added_by": by,
            },
        )
        if new:
            add_event(
                case_id,
                viewer.user_id,
                by,
                CaseEventKind.DOCUMENT_ADDED,
                says=name,
                after=photo.sha256,
                shared=True,
            )


def _lead(row: FairLead) -> LeadRecord:
    return LeadRecord(
        lead_id=row.pk,
        fair_id=row.fair_id,
        stand=row.stand,
        exhibitor=row.exhibitor,
        seen=row.seen,
        by=row.by,
        seen_at=row.seen_at,
        state=LeadState(row.state),
        enterprise_id=row.enterprise_id,
        enterprise=row.enterprise.name if row.enterprise else "",
        brand=row.brand.name if row.brand else "",
        case_id=row.case_id,
        case_number=row.case.number if row.case else "",
        photos=tuple(photo.pk for photo in row.photos.all()),
    )

"""The log of consultations that need no case; any of them can become one. 咨询登记."""

import datetime as dt
import uuid
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Count, Q, QuerySet, Sum

from domain.case import Case as CaseRecord
from domain.case import CaseChannel, CaseKind, CaseOrigin, NewCase
from domain.consultation import Consultation as ConsultationRecord
from domain.consultation import NewConsultation
from storage.audit import Act, note
from storage.cases import case_of, open_case
from storage.models import Consultation, Enterprise
from storage.viewers import NotVisible, Viewer, only_staff


class NoEnterprise(ValueError):
    """The consultation names no enterprise, and a case is one enterprise's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsultationsWanted:
    """Which consultations; whatever is empty narrows nothing. Both days belong to the time asked for."""

    first: dt.date | None = None
    last: dt.date | None = None
    channel: CaseChannel | None = None
    word: str = ""
    number: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsultationPage:
    """One page of the log, the newest first. `minutes` and `enterprises` are of all that are wanted."""

    lines: tuple[ConsultationRecord, ...]
    total: int
    minutes: int
    enterprises: int
    page: int
    pages: int


def log_consultation(viewer: Viewer, new: NewConsultation, *, form: uuid.UUID, by: str) -> int:
    """Writes a consultation down, once a form, and returns its id. Raises `NotVisible` for anybody but staff."""
    only_staff(viewer, "consultations")
    with transaction.atomic():
        enterprise = _enterprise(new.enterprise_id)
        row, made = Consultation.objects.get_or_create(
            form=form,
            defaults={
                "channel": new.channel,
                "day": new.day,
                "enterprise": enterprise,
                "who": new.who,
                "reach": new.reach,
                "subject": new.subject,
                "answer": new.answer,
                "minutes": new.minutes,
                "by": by,
            },
        )
        if made:
            note(Act.CONSULTATION_LOGGED, of=enterprise, about=f"{new.day} {new.channel} {row.pk}")
    return row.pk


def _enterprise(enterprise_id: int | None) -> Enterprise | None:
    if enterprise_id is None:
        return None
    row = Enterprise.objects.filter(pk=enterprise_id).first()
    if row is None:
        raise NotVisible(f"enterprise {enterprise_id}")
    return row


def consultation_page(
    viewer: Viewer, wanted: ConsultationsWanted, *, page: int = 1, per_page: int = 50
) -> ConsultationPage:
    """The consultations that are wanted. A page out of range is the nearest one. Raises `NotVisible` for anybody but staff."""
    only_staff(viewer, "consultations")
    rows = _narrowed(wanted)
    summed = rows.aggregate(
        total=Count("pk"), minutes=Sum("minutes"), enterprises=Count("enterprise", distinct=True)
    )
    pages = max(1, -(-summed["total"] // per_page))
    page = min(max(1, page), pages)
    chosen = rows.select_related("enterprise", "case").order_by("-day", "-pk")
    return ConsultationPage(
        lines=tuple(map(_record, chosen[(page - 1) * per_page : page * per_page])),
        total=summed["total"],
        minutes=summed["minutes"] or 0,
        enterprises=summed["enterprises"],
        page=page,
        pages=pages,
    )


def _narrowed(wanted: ConsultationsWanted) -> QuerySet[Consultation]:
    rows = Consultation.objects.all()
    if wanted.number is not None:
        rows = rows.filter(pk=wanted.number)
    if wanted.first is not None:
        rows = rows.filter(day__gte=wanted.first)
    if wanted.last is not None:
        rows = rows.filter(day__lte=wanted.last)
    if wanted.channel is not None:
        rows = rows.filter(channel=wanted.channel)
    if wanted.word:
        found = Q()
        for field in ("subject", "answer", "who", "enterprise__name"):
            found |= Q(**{f"{field}__icontains": wanted.word})
        rows = rows.filter(found)
    return rows


def into_case(
    viewer: Viewer, consultation_id: int, *, enterprise_id: int | None, by: str
) -> tuple[CaseRecord, bool]:
    """Makes a consultation a case of its enterprise, or of the one named where it has none, and says whether it was made now.

    Raises `NotVisible` for anybody but staff, `NoEnterprise`.
    """
    only_staff(viewer, "consultations")
    with transaction.atomic():
        row = Consultation.objects.select_for_update().filter(pk=consultation_id).first()
        if row is None:
            raise NotVisible(f"consultation {consultation_id}")
        if row.case_id is not None:
            return case_of(viewer, row.case_id), False
        owner = row.enterprise_id or enterprise_id
        if owner is None:
            raise NoEnterprise(str(consultation_id))
        new = NewCase(
            origin=CaseOrigin.CONSULTATION,
            kind=CaseKind.OTHER,
            title=row.subject[:200],
            summary=row.answer,
            channel=CaseChannel(row.channel),
            asked_by=row.who,
            reach=row.reach,
        )
        case, _ = open_case(viewer, owner, new, by=by)
        row.case_id = case.case_id
        row.save(update_fields=["case"])
    return case, True


def _record(row: Consultation) -> ConsultationRecord:
    return ConsultationRecord(
        consultation_id=row.pk,
        told=NewConsultation(
            channel=CaseChannel(row.channel),
            day=row.day,
            subject=row.subject,
            answer=row.answer,
            minutes=row.minutes,
            who=row.who,
            reach=row.reach,
            enterprise_id=row.enterprise_id,
        ),
        enterprise=row.enterprise.name if row.enterprise else "",
        by=row.by,
        at=row.at,
        case_id=row.case_id,
        case_number=row.case.number if row.case else "",
    )

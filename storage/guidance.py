"""Letters of guidance in and out of the database: edited as a draft, then issued and frozen. 指导意见书."""

import datetime as dt
import hashlib

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from domain.adviser import Adviser as AdviserRecord
from domain.case import CaseEventKind
from domain.guidance import Guidance, GuidanceText
from storage.advisers import adviser_record
from storage.audit import Act, note
from storage.cases import add_event, case_of, locked, only_its_staff
from storage.models import Adviser, CaseAdviser, CaseGuidance
from storage.viewers import NotVisible, Viewer

MOST_LETTERS = 50
"""Letters of one case."""


class GuidanceChanged(ValueError):
    """Somebody else changed the draft, or issued it, meanwhile; or there is none."""


class TooManyLetters(ValueError):
    """The case has `MOST_LETTERS` letters."""


def guidance_of(viewer: Viewer, case_id: int) -> tuple[Guidance, ...]:
    """The letters of a case, the newest first: to its enterprise those that were issued. Raises `NotVisible`."""
    case = case_of(viewer, case_id)
    rows = CaseGuidance.objects.filter(case_id=case_id).defer("docx")
    if not viewer.staff:
        rows = rows.filter(issued_at__isnull=False)
    return tuple(_record(row, case.number) for row in rows.order_by("-ordinal"))


def save_draft(viewer: Viewer, case_id: int, text: GuidanceText, *, seen: int, by: str) -> Guidance:
    """Keeps the text of the draft, which is made where there is none; `seen` is its revision as whoever writes was shown it, 0
    for none. The same text again changes nothing.

    Raises `NotVisible` for anybody but staff and for an adviser who was not named for the case, `GuidanceChanged`,
    `TooManyLetters`.
    """
    only_its_staff(viewer, case_id)
    named = set(CaseAdviser.objects.filter(case_id=case_id).values_list("adviser_id", flat=True))
    with transaction.atomic():
        case = locked(case_id)
        if text.adviser_id is not None and text.adviser_id not in named:
            raise NotVisible(f"adviser {text.adviser_id}")
        rows = CaseGuidance.objects.filter(case_id=case_id)
        row = rows.filter(issued_at__isnull=True).first()
        if row is not None and _text(row) == text:
            return _record(row, case.number)
        if (row.revision if row else 0) != seen:
            raise GuidanceChanged(case.number)
        if row is None:
            last = rows.aggregate(last=Max("ordinal"))["last"] or 0
            if last >= MOST_LETTERS:
                raise TooManyLetters(case.number)
            row = CaseGuidance(case_id=case_id, ordinal=last + 1, revision=0)
        row.facts, row.options, row.evidence, row.steps = text.facts, text.options, text.evidence, text.steps
        row.adviser_id, row.changed_at, row.changed_by = text.adviser_id, timezone.now(), by
        row.revision += 1
        row.save()
    return _record(row, case.number)


def issue(viewer: Viewer, case_id: int, docx: bytes, *, seen: int, by: str, now: dt.datetime) -> Guidance:
    """Issues the draft with the file made of it, for good; the enterprise sees it from then on.

    Raises `NotVisible` for anybody but staff, and `GuidanceChanged`.
    """
    only_its_staff(viewer, case_id)
    with transaction.atomic():
        case = locked(case_id)
        row = CaseGuidance.objects.filter(case_id=case_id, issued_at__isnull=True).first()
        if row is None or row.revision != seen:
            raise GuidanceChanged(case.number)
        row.docx, row.sha256 = docx, hashlib.sha256(docx).hexdigest()
        row.issued_at, row.issued_by = now, by
        row.save(update_fields=["docx", "sha256", "issued_at", "issued_by"])
        issued = _record(row, case.number)
        add_event(case_id, viewer.user_id, by, CaseEventKind.GUIDED, says=issued.number, shared=True)
        note(Act.GUIDANCE_ISSUED, of=case.enterprise, about=f"{issued.number} {issued.sha256[:16]}")
    return issued


def letter_of(viewer: Viewer, case_id: int, ordinal: int | None = None) -> tuple[Guidance, bytes]:
    """A letter that was issued, the newest where none is named, and its bytes. Raises `NotVisible`."""
    case = case_of(viewer, case_id)
    rows = CaseGuidance.objects.filter(case_id=case_id, issued_at__isnull=False)
    if ordinal is not None:
        rows = rows.filter(ordinal=ordinal)
    row = rows.order_by("-ordinal").first()
    if row is None:
        raise NotVisible(f"guidance of case {case_id}")
    return _record(row, case.number), bytes(row.docx)


def draft_of(viewer: Viewer, case_id: int) -> Guidance | None:
    """The draft, None where there is none. Raises `NotVisible` for anybody but staff."""
    only_its_staff(viewer, case_id)
    case = case_of(viewer, case_id)
    row = CaseGuidance.objects.filter(case_id=case_id, issued_at__isnull=True).defer("docx").first()
    return _record(row, case.number) if row else None


def adviser_of_letter(adviser_id: int | None) -> AdviserRecord | None:
    """The adviser a letter names; None for none."""
    row = Adviser.objects.filter(pk=adviser_id).first() if adviser_id is not None else None
    return adviser_record(row) if row else None


def _text(row: CaseGuidance) -> GuidanceText:
    return GuidanceText(
        facts=row.facts,
        options=row.options,
        evidence=row.evidence,
        steps=row.steps,
        adviser_id=row.adviser_id,
    )


def _record(row: CaseGuidance, case_number: str) -> Guidance:
    return Guidance(
        guidance_id=row.pk,
        case_id=row.case_id,
        number=f"{case_number}-{row.ordinal}",
        ordinal=row.ordinal,
        text=_text(row),
        revision=row.revision,
        changed_at=row.changed_at,
        changed_by=row.changed_by,
        issued_at=row.issued_at,
        issued_by=row.issued_by,
        sha256=row.sha256,
    )

"""What is said of a case: notes of either side, the enterprise's satisfaction, and what was learned. 沟通与评价."""

from django.db import transaction
from django.utils import timezone

from domain.case import CaseEventKind, CaseState
from domain.casework import CaseReview as ReviewRecord
from storage.cases import add_event, case_of, locked, only_its_staff
from storage.isolation import unbound
from storage.models import Case, CaseEvent, CaseReview
from storage.viewers import NotVisible, Viewer

LONGEST = 4_000
"""Characters of what is said at once."""


class NotEnded(ValueError):
    """The case is not ended, so there is nothing to rate or to learn from yet."""


def add_note(viewer: Viewer, case_id: int, says: str, *, shared: bool, by: str) -> bool:
    """Adds a note; False for one that repeats the last line of the same person: a form sent twice. What an enterprise says is
    shared. Raises `NotVisible`.
    """
    case_of(viewer, case_id)
    says, shared = says[:LONGEST], shared or not viewer.staff
    with unbound(), transaction.atomic():
        locked(case_id)
        last = CaseEvent.objects.filter(case_id=case_id).order_by("-pk").first()
        if last is not None and (last.kind, last.says, last.by, last.shared) == (
            CaseEventKind.NOTED, says, by, shared,
        ):  # fmt: skip
            return False
        add_event(case_id, viewer.user_id, by, CaseEventKind.NOTED, says=says, shared=shared)
    return True


def rate(viewer: Viewer, case_id: int, satisfaction: int, words: str, *, by: str) -> None:
    """Writes how satisfied the enterprise is, from 1 to 5; it may say so anew. Raises `NotVisible` for whoever is not of the
    enterprise, `NotEnded`, and `ValueError` for a number that is none of these.
    """
    case = case_of(viewer, case_id)
    if viewer.staff or case.enterprise_id not in viewer.enterprise_ids:
        raise NotVisible(f"case {case_id}")
    if not 1 <= satisfaction <= 5:
        raise ValueError(f"satisfaction is 1 to 5, not {satisfaction}")
    with unbound(), transaction.atomic():
        row = locked(case_id)
        if not CaseState(row.state).ended:
            raise NotEnded(f"case {case_id}")
        if (row.satisfaction, row.satisfaction_words) == (satisfaction, words[:LONGEST]):
            return
        before = "" if row.satisfaction is None else str(row.satisfaction)
        row.satisfaction, row.satisfaction_words = satisfaction, words[:LONGEST]
        row.save(update_fields=["satisfaction", "satisfaction_words"])
        add_event(
            case_id,
            viewer.user_id,
            by,
            CaseEventKind.RATED,
            says=words[:LONGEST],
            before=before,
            after=str(satisfaction),
            shared=True,
        )


def rating_words(viewer: Viewer, case_id: int) -> str:
    """What the enterprise said beside its number. Raises `NotVisible`."""
    case_of(viewer, case_id)
    return Case.objects.filter(pk=case_id).values_list("satisfaction_words", flat=True).first() or ""


def review_case(
    viewer: Viewer, case_id: int, *, lesson: str, better: str, for_library: bool, by: str
) -> None:
    """Writes what was learned from a case that ended, in place of what was written before. Raises `NotVisible` for anybody but
    staff, `NotEnded`.
    """
    only_its_staff(viewer, case_id)
    with transaction.atomic():
        row = locked(case_id)
        if not CaseState(row.state).ended:
            raise NotEnded(f"case {case_id}")
        said = {"lesson": lesson[:LONGEST], "better": better[:LONGEST], "for_library": for_library}
        before = CaseReview.objects.filter(case_id=case_id).values(*said).first()
        if before != said:
            CaseReview.objects.update_or_create(
                case_id=case_id, defaults=said | {"by": by, "at": timezone.now()}
            )
            add_event(case_id, viewer.user_id, by, CaseEventKind.REVIEWED, says=lesson[:LONGEST])


def review_of(viewer: Viewer, case_id: int) -> ReviewRecord | None:
    """What was learned from a case; None where nobody said. Raises `NotVisible` for anybody but staff."""
    only_its_staff(viewer, case_id)
    row = CaseReview.objects.filter(case_id=case_id).first()
    if row is None:
        return None
    return ReviewRecord(
        lesson=row.lesson, better=row.better, for_library=row.for_library, by=row.by, at=row.at
    )

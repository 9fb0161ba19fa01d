"""Disputes: what several enterprises' cases have in common. 并案."""

from django.db import transaction

from domain.case import Case as CaseRecord
from domain.case import CaseEventKind
from domain.casework import Counted
from storage.case_records import record_of
from storage.cases import add_event, locked, only_its_staff, visible_cases
from storage.models import Case, Dispute
from storage.viewers import NotVisible, Viewer


class NoSuchCase(LookupError):
    """No other case has this number."""


class OtherDispute(ValueError):
    """The cases cannot be of one dispute: they are of different ones already, or one of them is confidential."""


def join(viewer: Viewer, case_id: int, number: str, *, by: str) -> CaseRecord:
    """Joins a case and the one of this number into one dispute, and returns that one. Joined before is no error.

    Raises `NotVisible` for anybody but staff, `NoSuchCase`, `OtherDispute`.
    """
    only_its_staff(viewer, case_id)
    seen = visible_cases(viewer).filter(number=number).exclude(pk=case_id)
    other_id = seen.values_list("pk", flat=True).first()
    if other_id is None:
        raise NoSuchCase(number)
    with transaction.atomic():
        first, second = sorted((case_id, other_id))
        rows = {pk: locked(pk) for pk in (first, second)}
        one, other = rows[case_id], rows[other_id]
        if one.confidential or other.confidential:  # whoever may see the one might not see the other
            raise OtherDispute(number)
        if one.dispute_id and other.dispute_id and one.dispute_id != other.dispute_id:
            raise OtherDispute(number)
        dispute_id = one.dispute_id or other.dispute_id or _dispute_of(one, other)
        for row, beside in ((one, other), (other, one)):
            if row.dispute_id != dispute_id:
                row.dispute_id = dispute_id
                row.save(update_fields=["dispute"])
                add_event(row.pk, viewer.user_id, by, CaseEventKind.JOINED, says=beside.number)
    return record_of(other)


def _dispute_of(one: Case, other: Case) -> int:
    """The dispute of their docket, made where there is none."""
    docket = one.docket or other.docket
    office = one.office if one.docket else other.office
    named = {"title": one.title, "kind": one.kind, "opened_on": one.observed_on}
    if docket:
        return Dispute.objects.get_or_create(office=office, docket=docket, defaults=named)[0].pk
    return Dispute.objects.create(office=one.office, **named).pk


def joined_with(viewer: Viewer, case_id: int, *, limit: int = 200) -> tuple[CaseRecord, ...]:
    """The other cases of a case's dispute. Raises `NotVisible` for anybody but staff."""
    row = _row(viewer, case_id)
    if row.dispute_id is None:
        return ()
    rows = visible_cases(viewer).filter(dispute_id=row.dispute_id).exclude(pk=case_id)
    return tuple(map(record_of, rows.order_by("pk")[:limit]))


def of_the_same_docket(viewer: Viewer, case_id: int, *, limit: int = 50) -> tuple[CaseRecord, ...]:
    """Other cases of the same office and docket that are not of its dispute yet. Raises `NotVisible` as above."""
    row = _row(viewer, case_id)
    if not row.docket:
        return ()
    rows = visible_cases(viewer).filter(office=row.office, docket=row.docket)
    if row.dispute_id is not None:
        rows = rows.exclude(dispute_id=row.dispute_id)
    return tuple(map(record_of, rows.exclude(pk=case_id).order_by("pk")[:limit]))


def extent_of(viewer: Viewer, case_id: int) -> Counted:
    """How large the dispute of a case is, of the cases a viewer may see; a case without one is a dispute of its own. Raises
    `NotVisible` as above.
    """
    row = _row(viewer, case_id)
    if row.dispute_id is None:
        return Counted(disputes=1, cases=1, enterprises=1)
    rows = visible_cases(viewer).filter(dispute_id=row.dispute_id)
    return Counted(disputes=1, cases=rows.count(), enterprises=rows.values("enterprise").distinct().count())


def _row(viewer: Viewer, case_id: int) -> Case:
    only_its_staff(viewer, case_id)
    row = Case.objects.filter(pk=case_id).first()
    if row is None:
        raise NotVisible(f"case {case_id}")
    return row

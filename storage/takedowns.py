"""Complaints to platforms in and out of the database. 平台投诉.

What changes one writes a line of its case's history in the same transaction. It is prepared and kept by staff or by an
administrator of its enterprise; the enterprise's people see their own.
"""

import datetime as dt
import uuid
from collections.abc import Collection
from dataclasses import dataclass

from django.db import transaction
from django.db.models import QuerySet

from domain.case import CaseEventKind, CaseState
from domain.takedown import ListingOutcome, NewTakedown, Takedown
from storage.audit import Act, note
from storage.case_days import NewDay, keep_day, note_met
from storage.cases import add_event, case_of, locked, visible_cases
from storage.isolation import unbound
from storage.models import Case, TakedownListing
from storage.models import Takedown as Row
from storage.paging import nearest_page
from storage.takedown_records import columns_of, listing_of, record_of
from storage.viewers import NotVisible, Viewer

PER_PAGE = 50


class CaseOver(ValueError):
    """The case has ended, and takes no new complaint."""


class NotSent(ValueError):
    """The complaint was not sent yet, so nothing can have come of it."""


class SentBefore(ValueError):
    """The complaint was sent on another day than is said now: `on`."""

    def __init__(self, on: dt.date) -> None:
        super().__init__(f"sent on {on}")
        self.on = on


@dataclass(frozen=True, slots=True, kw_only=True)
class TakedownPage:
    """One page of complaints, the newest first."""

    takedowns: tuple[Takedown, ...]
    total: int
    page: int
    pages: int


def prepare(viewer: Viewer, case_id: int, new: NewTakedown, *, says: str, form: uuid.UUID, by: str) -> int:
    """Keeps a complaint as it is prepared, and returns its id; a form sent twice gives the one it made before.

    Raises `NotVisible` for whoever may not change the enterprise, and `CaseOver`.
    """
    case = case_of(viewer, case_id)
    if not viewer.may_change(case.enterprise_id):
        raise NotVisible(f"case {case_id}")
    with unbound(), transaction.atomic():
        row = locked(case_id)
        before = Row.objects.filter(form=form).first()
        if before is not None:
            if before.case_id != case_id:
                raise NotVisible(f"form {form}")
            return before.pk
        if CaseState(row.state).ended:
            raise CaseOver(case.number)
        made = Row.objects.create(case=row, form=form, prepared_by=by, **columns_of(new))
        TakedownListing.objects.bulk_create([listing_of(made.pk, one) for one in new.targets])
        _tell(row, viewer, by, says, Act.TAKEDOWN_PREPARED)
        return made.pk


def submit(
    viewer: Viewer,
    takedown_id: int,
    *,
    on: dt.date,
    reference: str,
    answer: NewDay | None,
    says: str,
    by: str,
) -> None:
    """Writes down that a complaint was sent, with the platform's number, and keeps the day for its answer. Said again it
    changes the number alone. Raises `NotVisible`, and `SentBefore` where it says another day.
    """
    with unbound(), transaction.atomic():
        row = _changeable(viewer, takedown_id)
        if row.submitted_on is not None and row.submitted_on != on:
            raise SentBefore(row.submitted_on)
        if (row.submitted_on, row.reference) == (on, reference):
            return
        if row.submitted_on is None and answer is not None:
            row.answer_day_id, _ = keep_day(row.case_id, answer, user_id=viewer.user_id, by=by)
        row.submitted_on, row.submitted_by, row.reference = on, row.submitted_by or by, reference
        row.save(update_fields=["submitted_on", "submitted_by", "reference", "answer_day"])
        _tell(row.case, viewer, by, says, Act.TAKEDOWN_SUBMITTED)


def settle(
    viewer: Viewer,
    takedown_id: int,
    line_ids: Collection[int],
    outcome: ListingOutcome,
    *,
    on: dt.date,
    words: str,
    reply: NewDay | None,
    says: str,
    by: str,
) -> int:
    """Writes down what became of some listings, and returns how many that changes; the day to answer a counter-notice is kept.
    Once nothing waits, the day for the platform's answer is met. Raises `NotVisible`, `NotSent`.
    """
    with unbound(), transaction.atomic():
        row = _changeable(viewer, takedown_id)
        if row.submitted_on is None:
            raise NotSent(f"takedown {takedown_id}")
        lines = TakedownListing.objects.filter(takedown=row, pk__in=line_ids)
        changed = [one for one in lines if (one.outcome, one.outcome_on, one.words) != (outcome, on, words)]
        for one in changed:
            one.outcome, one.outcome_on, one.words = outcome.value, on, words
            if outcome.answered and one.answered_on is None:
                one.answered_on = on
            if outcome is ListingOutcome.COUNTERED:
                one.countered_on = on
        if not changed:
            return 0
        TakedownListing.objects.bulk_update(
            changed, ["outcome", "outcome_on", "words", "answered_on", "countered_on"]
        )
        if reply is not None:
            keep_day(row.case_id, reply, user_id=viewer.user_id, by=by)
        waiting = TakedownListing.objects.filter(takedown=row, outcome=ListingOutcome.WAITING).exists()
        if row.answer_day is not None and not waiting:
            note_met(row.answer_day, user_id=viewer.user_id, by=by)
        _tell(row.case, viewer, by, f"{says} × {len(changed)}", Act.TAKEDOWN_ANSWERED)
        return len(changed)


def note_taken(viewer: Viewer, takedown_id: int) -> None:
    """Writes a line of the audit trail: the pack was taken away. Raises `NotVisible`."""
    row = _visible(viewer).filter(pk=takedown_id).first()
    if row is None:
        raise NotVisible(f"takedown {takedown_id}")
    note(Act.TAKEDOWN_PACKED, of=row.case.enterprise, about=f"{row.case.number} {row.platform}")


def takedown_of(viewer: Viewer, takedown_id: int) -> Takedown:
    """One complaint. Raises `NotVisible`."""
    row = _visible(viewer).filter(pk=takedown_id).first()
    if row is None:
        raise NotVisible(f"takedown {takedown_id}")
    return record_of(row)


def takedowns_of_case(viewer: Viewer, case_id: int) -> tuple[Takedown, ...]:
    """The complaints of a case, the newest first."""
    return tuple(map(record_of, _visible(viewer).filter(case_id=case_id).order_by("-pk")[:PER_PAGE]))


def takedown_page(viewer: Viewer, *, platform: str = "", page: int = 1) -> TakedownPage:
    """The complaints a viewer may see, of one platform where it is said. A page out of range is the nearest one."""
    rows = _visible(viewer)
    if platform:
        rows = rows.filter(platform=platform)
    total = rows.count()
    page, pages, cut = nearest_page(total, page, PER_PAGE)
    chosen = rows.order_by("-prepared_at", "-pk")[cut]
    return TakedownPage(takedowns=tuple(map(record_of, chosen)), total=total, page=page, pages=pages)


def _visible(viewer: Viewer) -> QuerySet[Row]:
    rows = Row.objects.select_related("case__enterprise", "case__brand").prefetch_related("listings")
    return rows.filter(case__in=visible_cases(viewer).values("pk"))


def _changeable(viewer: Viewer, takedown_id: int) -> Row:
    """The row, its case locked to the transaction's end."""
    seen = _visible(viewer).filter(pk=takedown_id).values_list("case_id", "case__enterprise_id").first()
    if seen is None or not viewer.may_change(seen[1]):
        raise NotVisible(f"takedown {takedown_id}")
    locked(seen[0])
    return Row.objects.select_related("case__enterprise", "answer_day").get(pk=takedown_id)


def _tell(case: Case, viewer: Viewer, by: str, says: str, act: Act) -> None:
    add_event(case.pk, viewer.user_id, by, CaseEventKind.NOTED, says=says, shared=True)
    note(act, of=case.enterprise, about=f"{case.number} {says}")

"""Cases in and out of the database. 案件.

What changes a case writes a line of its history in the same transaction. A case is changed by staff; an enterprise opens one by
a request, and sees its own with the lines that are shared.
"""

import uuid
from collections.abc import Iterable

from django.db import connection, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from domain.case import MOVES, CaseEvent, CaseEventKind, CaseState, Ending, NewCase
from domain.case import Case as CaseRecord
from storage.audit import Act, note
from storage.case_messages import ENDED, withdraw
from storage.case_records import amount_of, columns_of, record_of
from storage.isolation import unbound
from storage.models import Alert, Brand, Case, Enterprise
from storage.models import CaseEvent as EventRow
from storage.viewers import NotVisible, Viewer, only_staff

__all__ = [
    "CannotMove", "CaseOpen", "add_event", "case_of", "cases", "history_of", "locked", "move", "only_its_staff", "open_case",
    "record_of", "visible_cases",
]  # fmt: skip


class CannotMove(ValueError):
    """The state a case stands in does not lead there; `stands` is that state, `to` the one asked for."""

    def __init__(self, stands: CaseState, to: CaseState) -> None:
        super().__init__(f"a case that is {stands} cannot become {to}")
        self.stands, self.to = stands, to


class CaseOpen(ValueError):
    """The alert has a case that is not ended: `case`."""

    def __init__(self, case: CaseRecord) -> None:
        super().__init__(f"case {case.number} is open")
        self.case = case


def open_case(
    viewer: Viewer, enterprise_id: int, new: NewCase, *, by: str, form: uuid.UUID | None = None
) -> tuple[CaseRecord, bool]:
    """Opens a case, and says whether it was opened now: a form sent twice gives the case it opened before.

    Staff open any, an enterprise's people one of their own by a request. Raises `NotVisible` otherwise, or for a brand or
    alert that is not the enterprise's, and `CaseOpen` where the alert has one.
    """
    own = enterprise_id in viewer.enterprise_ids and new.origin.requested
    if not (viewer.staff or own):
        raise NotVisible(f"enterprise {enterprise_id}")
    with unbound(), transaction.atomic():
        enterprise = Enterprise.objects.select_for_update().filter(pk=enterprise_id).first()
        if enterprise is None or not _all_of(enterprise_id, new):
            raise NotVisible(f"enterprise {enterprise_id}")
        if form and (before := _rows().filter(form=form, enterprise=enterprise).first()):
            return record_of(before), False
        _refuse_open(new.alert_id)
        row = Case.objects.create(
            number=_next_number(), enterprise=enterprise, form=form, opened_by=by, **columns_of(new)
        )
        row.refresh_from_db()
        add_event(row.pk, viewer.user_id, by, CaseEventKind.OPENED, after=row.state, shared=True)
        note(
            Act.CASE_OPENED,
            of=enterprise,
            about=row.number if row.confidential else f"{row.number} {row.title}",
        )
        return record_of(row), True


def _all_of(enterprise_id: int, new: NewCase) -> bool:
    """True when the brand and the alert named are the enterprise's."""
    brands = Brand.objects.filter(enterprise_id=enterprise_id)
    alerts = Alert.objects.filter(brand__enterprise_id=enterprise_id)
    if new.brand_row is not None and not brands.filter(pk=new.brand_row).exists():
        return False
    return new.alert_id is None or alerts.filter(pk=new.alert_id).exists()


def _refuse_open(alert_id: int | None) -> None:
    if alert_id is None:
        return
    row = _rows().filter(alert_id=alert_id).exclude(state__in=ENDED).first()
    if row is not None:
        raise CaseOpen(record_of(row))


_NUMBER = """
INSERT INTO storage_casenumber (year, last) VALUES (%s, 1)
ON CONFLICT (year) DO UPDATE SET last = storage_casenumber.last + 1 RETURNING last
"""


def _next_number() -> str:
    """The next number of the centre's year; the row is held to the transaction's end, so that none is given twice."""
    year = timezone.localdate().year
    with connection.cursor() as cursor:
        cursor.execute(_NUMBER, [year])
        return f"{year}-{cursor.fetchone()[0]:04}"


def move(
    viewer: Viewer,
    case_id: int,
    to: CaseState,
    *,
    by: str,
    seen: CaseState,
    says: str = "",
    ending: Ending | None = None,
) -> CaseRecord:
    """Moves a case on, from the state whoever moves it was shown. A case is closed with an `ending`.

    Raises `NotVisible` for anybody but staff, and `CannotMove` where no such move is allowed, or the case stands elsewhere.
    """
    only_its_staff(viewer, case_id)
    with transaction.atomic():
        row = locked(case_id)
        stands = CaseState(row.state)
        if stands is not seen or to not in MOVES[stands] or (to is CaseState.CLOSED and ending is None):
            raise CannotMove(stands, to)
        row.state = to
        row.closed_at = timezone.now() if to.ended else None
        if ending is not None:
            _put_ending(row, ending)
        row.save()
        add_event(
            case_id, viewer.user_id, by, CaseEventKind.MOVED, says=says, before=stands, after=to, shared=True
        )
        if to.ended:
            withdraw(case_id)
        note(Act.CASE_MOVED, of=row.enterprise, about=f"{row.number} {stands} → {to}")
    return record_of(row)


def _put_ending(row: Case, ending: Ending) -> None:
    row.outcome, row.outcome_words, row.answered = ending.outcome, ending.words, ending.answered
    row.saved, row.saved_currency = amount_of(ending.saved)
    row.cost, row.cost_currency = amount_of(ending.cost)
    row.saved_how = ending.saved_how


def add_event(
    case_id: int,
    user_id: int | None,
    by: str,
    kind: CaseEventKind,
    *,
    says: str = "",
    before: str = "",
    after: str = "",
    shared: bool = False,
) -> None:
    """Writes a line of a case's history."""
    EventRow.objects.create(
        case_id=case_id,
        user_id=user_id,
        by=by,
        kind=kind,
        says=says,
        before=before,
        after=after,
        shared=shared,
    )


def locked(case_id: int) -> Case:
    """A case's row, locked to the transaction's end. Raises `NotVisible`."""
    row = _rows().select_for_update(of=("self",)).filter(pk=case_id).first()
    if row is None:
        raise NotVisible(f"case {case_id}")
    return row


def case_of(viewer: Viewer, case_id: int) -> CaseRecord:
    """One case. Raises `NotVisible`."""
    row = visible_cases(viewer).filter(pk=case_id).first()
    if row is None:
        raise NotVisible(f"case {case_id}")
    return record_of(row)


def history_of(viewer: Viewer, case_id: int) -> tuple[CaseEvent, ...]:
    """The history of a case, oldest first: all of it to staff but numbers of confidential cases they may not see, what is shared
    to the enterprise. Raises `NotVisible`.
    """
    case_of(viewer, case_id)
    unseen = Case.objects.filter(confidential=True).exclude(pk__in=visible_cases(viewer).values("pk"))
    joined_unseen = {"kind": CaseEventKind.JOINED, "says__in": unseen.values("number")}
    rows = EventRow.objects.filter(case_id=case_id).exclude(**joined_unseen)
    if not viewer.staff:
        rows = rows.filter(shared=True)
    return tuple(
        CaseEvent(
            event_id=row.pk,
            case_id=case_id,
            at=row.at,
            by=row.by,
            kind=CaseEventKind(row.kind),
            says=row.says,
            before=row.before,
            after=row.after,
            shared=row.shared,
        )
        for row in rows.order_by("pk")
    )


def cases(
    viewer: Viewer,
    *,
    states: Iterable[CaseState] = (),
    enterprise_id: int | None = None,
    alert_id: int | None = None,
    limit: int = 200,
) -> tuple[CaseRecord, ...]:
    """The cases a viewer may see, the major ones first, then the newest."""
    rows = visible_cases(viewer)
    if wanted := list(states):
        rows = rows.filter(state__in=wanted)
    if enterprise_id is not None:
        rows = rows.filter(enterprise_id=enterprise_id)
    if alert_id is not None:
        rows = rows.filter(alert_id=alert_id)
    return tuple(map(record_of, rows.order_by("-major", "-opened_at", "-pk")[:limit]))


def visible_cases(viewer: Viewer) -> QuerySet[Case]:
    """The rows of the cases a viewer may see. Of the staff a confidential one is shown to whoever has it in hand and to
    platform administrators alone.
    """
    if not viewer.staff:
        return _rows().filter(enterprise_id__in=viewer.enterprise_ids)
    if viewer.platform_admin:
        return _rows()
    open_ones = Q(confidential=False)
    if viewer.user_id is not None:
        open_ones |= Q(assigned_id=viewer.user_id)
    return _rows().filter(open_ones)


def only_its_staff(viewer: Viewer, case_id: int) -> None:
    """Raises `NotVisible` for anybody but staff, and for whoever of the staff may not see a confidential case."""
    only_staff(viewer, f"case {case_id}")
    if viewer.platform_admin:
        return
    hidden = Case.objects.filter(pk=case_id, confidential=True)
    if viewer.user_id is not None:
        hidden = hidden.exclude(assigned_id=viewer.user_id)
    if hidden.exists():
        raise NotVisible(f"case {case_id}")


def _rows() -> QuerySet[Case]:
    return Case.objects.select_related("enterprise")

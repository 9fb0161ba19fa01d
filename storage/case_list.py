"""Cases as lists show them. 案件列表."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery

from domain.case import Case as CaseRecord
from domain.case import CaseKind, CaseState
from domain.casework import CaseLine
from storage.alerts import visible_alerts
from storage.case_messages import ENDED
from storage.case_records import record_of
from storage.cases import visible_cases
from storage.models import Case, CaseDeadline
from storage.paging import nearest_page
from storage.viewers import NotVisible, Viewer


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseWanted:
    """Which cases of those a viewer may see; whatever is empty narrows nothing. Without a state those that are not ended,
    with `every` all of them. `overdue` ones have a day that passed and was not met.
    """

    state: CaseState | None = None
    kind: CaseKind | None = None
    enterprise_id: int | None = None
    office: str = ""
    assigned_to: int | None = None
    word: str = ""
    major: bool = False
    overdue: bool = False
    every: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CasePage:
    """One page of cases, those with the nearest day first, then the major ones, then the newest."""

    lines: tuple[CaseLine, ...]
    total: int
    page: int
    pages: int


def case_page(
    viewer: Viewer, wanted: CaseWanted, *, today: dt.date, page: int = 1, per_page: int = 50
) -> CasePage:
    """The cases that are wanted. A page out of range is the nearest one."""
    rows = _narrowed(visible_cases(viewer), wanted, today)
    total = rows.count()
    page, pages, cut = nearest_page(total, page, per_page)
    waiting = CaseDeadline.objects.filter(case=OuterRef("pk"), met_at__isnull=True).order_by("day", "pk")
    rows = rows.annotate(
        next_day=Subquery(waiting.values("day")[:1]),
        next_says=Subquery(waiting.values("says")[:1]),
        next_says_en=Subquery(waiting.values("says_en")[:1]),
    )
    rows = rows.order_by(F("next_day").asc(nulls_last=True), "-major", "-opened_at", "-pk")
    lines = tuple(_line(row) for row in rows[cut])
    return CasePage(lines=lines, total=total, page=page, pages=pages)


def _line(row: Case) -> CaseLine:
    ended = row.state in ENDED
    return CaseLine(
        case=record_of(row),
        next_day=None if ended else row.next_day,  # type: ignore[attr-defined]
        next_says="" if ended else row.next_says or "",  # type: ignore[attr-defined]
        next_says_en="" if ended else row.next_says_en or "",  # type: ignore[attr-defined]
    )


def _narrowed(rows: QuerySet[Case], wanted: CaseWanted, today: dt.date) -> QuerySet[Case]:
    if wanted.state is not None:
        rows = rows.filter(state=wanted.state)
    elif not wanted.every:
        rows = rows.exclude(state__in=ENDED)
    if wanted.kind is not None:
        rows = rows.filter(kind=wanted.kind)
    if wanted.enterprise_id is not None:
        rows = rows.filter(enterprise_id=wanted.enterprise_id)
    if wanted.office:
        rows = rows.filter(office=wanted.office)
    if wanted.assigned_to is not None:
        rows = rows.filter(assigned_id=wanted.assigned_to)
    if wanted.major:
        rows = rows.filter(major=True)
    if wanted.overdue:
        late = CaseDeadline.objects.filter(case=OuterRef("pk"), met_at__isnull=True, day__lt=today)
        rows = rows.filter(Exists(late)).exclude(state__in=ENDED)
    if wanted.word:
        rows = rows.filter(_holds(wanted.word))
    return rows


def _holds(word: str) -> Q:
    fields = ("number", "title", "opponent", "docket", "right_number", "enterprise__name")
    found = Q()
    for field in fields:
        found |= Q(**{f"{field}__icontains": word})
    return found


def case_ids(viewer: Viewer, numbers: Iterable[str]) -> dict[str, int]:
    """Row ids by number, of those cases a viewer may see."""
    rows = visible_cases(viewer).filter(number__in=set(numbers))
    return dict(rows.values_list("number", "pk"))


def whose_alert(viewer: Viewer, alert_id: int) -> tuple[int, int]:
    """Row ids of the enterprise and the brand an alert is about. Raises `NotVisible`."""
    rows = visible_alerts(viewer).filter(pk=alert_id).values_list("brand__enterprise_id", "brand_id")
    found: tuple[int, int] | None = rows.first()
    if found is None:
        raise NotVisible(f"alert {alert_id}")
    return found


def open_cases_of(viewer: Viewer, alert_ids: Iterable[int]) -> dict[int, CaseRecord]:
    """The case that goes on about each of these alerts, by the alert's id; alerts without one are left out."""
    rows = visible_cases(viewer).filter(alert_id__in=list(alert_ids)).exclude(state__in=ENDED)
    return {row.alert_id: record_of(row) for row in rows if row.alert_id is not None}


def case_of_alert(viewer: Viewer, alert_id: int) -> int | None:
    """The case that goes on about an alert, else the last there was; None where a viewer sees none."""
    rows = visible_cases(viewer).filter(alert_id=alert_id)
    open_first = rows.annotate(over=Q(state__in=ENDED)).order_by("over", "-pk")
    found: int | None = open_first.values_list("pk", flat=True).first()
    return found

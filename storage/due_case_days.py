"""The days of open cases that are not met, for the home page and the calendar. 办理中案件的期限."""

import datetime as dt

from domain.due import DueCaseDay
from storage.case_messages import ENDED, deadline_record
from storage.cases import visible_cases
from storage.models import CaseDeadline
from storage.viewers import Viewer


def due_case_days(
    viewer: Viewer,
    since: dt.date,
    until: dt.date,
    *,
    limit: int,
    enterprise_id: int | None = None,
    office: str = "",
) -> tuple[DueCaseDay, ...]:
    """The days between these, both included, of the open cases a viewer may see, the nearest first; `limit` of them at most.
    A confidential case is in no list but that of cases.
    """
    cases = visible_cases(viewer).exclude(state__in=ENDED).filter(confidential=False)
    if enterprise_id is not None:
        cases = cases.filter(enterprise_id=enterprise_id)
    if office:
        cases = cases.filter(office=office)
    rows = CaseDeadline.objects.filter(
        case__in=cases.values("pk"), met_at__isnull=True, day__gte=since, day__lte=until
    )
    rows = rows.select_related("case__enterprise").order_by("day", "pk")
    return tuple(map(_due, rows[:limit]))


def _due(row: CaseDeadline) -> DueCaseDay:
    return DueCaseDay(
        deadline=deadline_record(row),
        number=row.case.number,
        enterprise=row.case.enterprise.name,
        title=row.case.title,
        set_at=row.set_at,
    )

"""Who of the listed enterprises was trained within the round of three years, and who was not. 三年一轮."""

import datetime as dt

from django.utils import timezone

from domain.lists import ListKind
from domain.training import Cover, CoverLine, round_of
from storage.lists import list_entries
from storage.models import FairEntry, TrainingAttendance
from storage.viewers import Viewer, only_staff


def cover_of(viewer: Viewer, year: int) -> Cover:
    """The cover of the round that ends in a year, of those listed at its end (or today): on 重点参展企业名录 of that year, and on
    观察企业名录. Sessions they came to count, and days of training typed at a fair. Raises `NotVisible` for anybody but staff.
    """
    only_staff(viewer, "training")
    today = timezone.localdate()
    first, last = round_of(year, today)
    listed = _listed(viewer, year, None if last >= today else last)
    trained = _trained(set(listed), first, last)
    lines = [
        CoverLine(enterprise_id=row, enterprise=name, exhibitor=exhibitor, observer=observer, last_on=day, last_at=at,
                  session_id=session)
        for row, (name, exhibitor, observer) in listed.items()
        for day, at, session in (trained.get(row, (None, "", None)),)
    ]  # fmt: skip
    return Cover(
        year=year,
        first_day=first,
        last_day=last,
        lines=tuple(sorted(lines, key=lambda one: (one.enterprise, one.enterprise_id))),
    )


def _listed(viewer: Viewer, year: int, as_of: dt.date | None) -> dict[int, tuple[str, bool, bool]]:
    """Name, and whether it stands on either list, of each enterprise by its row id."""
    exhibitors = list_entries(viewer, ListKind.EXHIBITORS, as_of=as_of, year=year)
    observers = list_entries(viewer, ListKind.OBSERVERS, as_of=as_of)
    shown = {one.enterprise_id for one in exhibitors}
    watching = {one.enterprise_id for one in observers}
    return {
        one.enterprise_id: (one.item.enterprise, one.enterprise_id in shown, one.enterprise_id in watching)
        for one in (*exhibitors, *observers)
        if one.enterprise_id is not None
    }


def _trained(
    enterprise_ids: set[int], first: dt.date, last: dt.date
) -> dict[int, tuple[dt.date, str, int | None]]:
    """The last training of each: day, name of the session or fair, the session's id."""
    came = TrainingAttendance.objects.filter(
        enterprise_id__in=enterprise_ids, session__day__gte=first, session__day__lte=last
    ).values_list("enterprise_id", "session__day", "session__title", "session_id")
    typed = FairEntry.objects.filter(
        enterprise_id__in=enterprise_ids, trained_in=None, trained_on__gte=first, trained_on__lte=last
    ).values_list("enterprise_id", "trained_on", "fair__name")
    found: dict[int, tuple[dt.date, str, int | None]] = {}
    every = [
        *((row, day, title, session) for row, day, title, session in came),
        *((*one, None) for one in typed),
    ]
    for row, day, title, session in every:
        if day is not None and (row not in found or found[row][0] < day):
            found[row] = (day, title, session)
    return found

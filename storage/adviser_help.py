"""Time that experts and agencies gave cases, and how enterprises rate their help. 专家服务时长与评价.

Both only grow: a correction is a line that stands in place of another, a new rating one that counts instead of the last.
"""

import datetime as dt
import uuid
from collections.abc import Iterable

from django.db import transaction
from django.db.models import Count, Q, QuerySet, Sum

from domain.adviser_help import Given, Rating, TimeLine
from domain.case import CaseEventKind, CaseState
from storage.advisers import called
from storage.audit import Act, note
from storage.case_notes import LONGEST, NotEnded
from storage.cases import add_event, case_of, locked, only_its_staff, visible_cases
from storage.isolation import unbound
from storage.models import AdviserRating, AdviserTime, CaseAdviser
from storage.viewers import NotVisible, Viewer, only_staff

MOST_MINUTES = 24 * 60
"""Minutes of one line: a day."""

MOST_LINES = 500


class CorrectedBefore(ValueError):
    """The line was corrected already; the correction can be corrected."""


def log_time(
    viewer: Viewer,
    case_id: int,
    adviser_id: int,
    *,
    day: dt.date,
    minutes: int,
    what: str,
    paid: bool,
    form: uuid.UUID,
    by: str,
    corrects: int | None = None,
) -> None:
    """Writes down time an adviser gave a case, once a form; with `corrects` in place of that line, where 0 minutes strike it.

    Raises `NotVisible` for anybody but staff, for an adviser who was not named for the case and for a line of neither,
    `CorrectedBefore`, and `ValueError` for minutes out of range.
    """
    only_its_staff(viewer, case_id)
    if not (0 if corrects else 1) <= minutes <= MOST_MINUTES:
        raise ValueError(f"minutes are 1 to {MOST_MINUTES}, not {minutes}")
    with transaction.atomic():
        case = locked(case_id)
        named = CaseAdviser.objects.filter(case_id=case_id, adviser_id=adviser_id).select_related("adviser")
        if (one := named.first()) is None:
            raise NotVisible(f"adviser {adviser_id}")
        if AdviserTime.objects.filter(form=form).exists():
            return
        if corrects is not None:
            _refuse_corrected(case_id, adviser_id, corrects)
        AdviserTime.objects.create(
            case_id=case_id,
            adviser_id=adviser_id,
            form=form,
            day=day,
            minutes=minutes,
            what=what,
            paid=paid,
            corrects_id=corrects,
            by=by,
        )
        says = f"{one.adviser.name} {day}"
        add_event(case_id, viewer.user_id, by, CaseEventKind.HELP_LOGGED, says=says, after=str(minutes))
        note(Act.ADVISER_TIME_LOGGED, of=case.enterprise, about=f"{case.number} {says} {minutes} min")


def _refuse_corrected(case_id: int, adviser_id: int, line_id: int) -> None:
    line = AdviserTime.objects.filter(pk=line_id, case_id=case_id, adviser_id=adviser_id).first()
    if line is None:
        raise NotVisible(f"line {line_id}")
    if AdviserTime.objects.filter(corrects=line).exists():
        raise CorrectedBefore(str(line_id))


def time_of_case(viewer: Viewer, case_id: int) -> tuple[TimeLine, ...]:
    """The log of a case, the newest line first. Raises `NotVisible` for anybody but staff."""
    only_its_staff(viewer, case_id)
    return _lines(AdviserTime.objects.filter(case_id=case_id))


def time_of_adviser(viewer: Viewer, adviser_id: int) -> tuple[TimeLine, ...]:
    """The log of an adviser over the cases a viewer may see. Raises `NotVisible` for anybody but staff."""
    only_staff(viewer, f"adviser {adviser_id}")
    seen = visible_cases(viewer).values("pk")
    return _lines(AdviserTime.objects.filter(adviser_id=adviser_id, case_id__in=seen))


def _lines(rows: QuerySet[AdviserTime]) -> tuple[TimeLine, ...]:
    return tuple(
        TimeLine(
            line_id=row.pk,
            case_id=row.case_id,
            number=row.case.number,
            adviser_id=row.adviser_id,
            adviser=row.adviser.name,
            day=row.day,
            minutes=row.minutes,
            what=row.what,
            paid=row.paid,
            by=row.by,
            at=row.at,
            corrected=hasattr(row, "corrected_by"),
            corrects=row.corrects_id is not None,
        )
        for row in rows.select_related("case", "adviser", "corrected_by").order_by("-pk")[:MOST_LINES]
    )


def given_by(viewer: Viewer, adviser_ids: Iterable[int]) -> dict[int, Given]:
    """What each of these advisers gave in all, corrected lines left out; every one of them is in it. Raises `NotVisible` for
    anybody but staff.
    """
    only_staff(viewer, "advisers")
    ids = list(adviser_ids)
    stand = AdviserTime.objects.filter(adviser_id__in=ids, corrected_by__isnull=True)
    summed = stand.values("adviser_id").annotate(
        free=Sum("minutes", filter=Q(paid=False)),
        charged=Sum("minutes", filter=Q(paid=True)),
        of=Count("case", distinct=True, filter=Q(minutes__gt=0)),
    )
    times = {row["adviser_id"]: row for row in summed}
    stars: dict[int, list[int]] = {}
    for row in _last_ratings().filter(adviser_id__in=ids):
        stars.setdefault(row.adviser_id, []).append(row.stars)
    found = {}
    for one in ids:
        time, rated = times.get(one), stars.get(one, [])
        found[one] = Given(
            pro_bono=(time["free"] or 0) if time else 0,
            paid=(time["charged"] or 0) if time else 0,
            cases=time["of"] if time else 0,
            stars=sum(rated) / len(rated) if rated else None,
            rated=len(rated),
        )
    return found


def _last_ratings() -> QuerySet[AdviserRating]:
    """The last rating of each case and adviser."""
    return AdviserRating.objects.order_by("case_id", "adviser_id", "-pk").distinct("case_id", "adviser_id")


def rate_adviser(viewer: Viewer, case_id: int, adviser_id: int, stars: int, words: str, *, by: str) -> None:
    """Writes how the enterprise rates an adviser's help, from 1 to 5, once the case has ended; it may say so anew.

    Raises `NotVisible` for whoever is not of the enterprise and for an adviser who was not named for the case, `NotEnded`, and
    `ValueError` for a number that is none of these.
    """
    case = case_of(viewer, case_id)
    if viewer.staff or case.enterprise_id not in viewer.enterprise_ids:
        raise NotVisible(f"case {case_id}")
    if not 1 <= stars <= 5:
        raise ValueError(f"a rating is 1 to 5, not {stars}")
    with unbound(), transaction.atomic():
        row = locked(case_id)
        if not CaseAdviser.objects.filter(case_id=case_id, adviser_id=adviser_id).exists():
            raise NotVisible(f"adviser {adviser_id}")
        if not CaseState(row.state).ended:
            raise NotEnded(f"case {case_id}")
        last = _last_ratings().filter(case_id=case_id, adviser_id=adviser_id).first()
        if last is None or (last.stars, last.words) != (stars, words[:LONGEST]):
            AdviserRating.objects.create(
                case_id=case_id, adviser_id=adviser_id, stars=stars, words=words[:LONGEST], by=by
            )


def ratings_of_case(viewer: Viewer, case_id: int) -> tuple[Rating, ...]:
    """What the enterprise said last of each adviser of a case, to it and to staff. Raises `NotVisible`."""
    case_of(viewer, case_id)
    with unbound():
        return _ratings(_last_ratings().filter(case_id=case_id))


def ratings_of_adviser(viewer: Viewer, adviser_id: int) -> tuple[Rating, ...]:
    """What enterprises said last of an adviser, over the cases a viewer may see. Raises `NotVisible` for anybody but staff."""
    only_staff(viewer, f"adviser {adviser_id}")
    seen = visible_cases(viewer).values("pk")
    return _ratings(_last_ratings().filter(adviser_id=adviser_id, case_id__in=seen))


def _ratings(rows: QuerySet[AdviserRating]) -> tuple[Rating, ...]:
    return tuple(
        Rating(
            case_id=row.case_id,
            number=row.case.number,
            adviser_id=row.adviser_id,
            adviser=row.adviser.name,
            stars=row.stars,
            words=row.words,
            by=row.by,
            at=row.at,
        )
        for row in rows.select_related("case", "adviser")[:MOST_LINES]
    )


def helped_in(viewer: Viewer, case_id: int) -> tuple[tuple[int, str], ...]:
    """Id and name of the advisers that were named for a case, as its enterprise may know them. Raises `NotVisible`."""
    case_of(viewer, case_id)
    with unbound():
        rows = CaseAdviser.objects.filter(case_id=case_id).select_related("adviser").order_by("pk")
        return tuple((row.adviser_id, called(row.adviser)) for row in rows)

"""What a month's note is counted of beside cases and alerts. 月度取数。

Fairs, sessions and proceedings are those of the month as they are known when it is asked: a training is often written down some
days after it was held. The plan's items are told as they stood, from their history.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence

from django.db.models import Exists, OuterRef

from domain.month_facts import FairFact, MonthFacts, ProceedingFact, SessionFact
from domain.period import Period
from domain.report_facts import Firm
from domain.training import SessionState
from storage.models import (
    Fair,
    FairEntry,
    Observation,
    Proceeding,
    ProceedingSighting,
    TrainingAttendance,
    TrainingSession,
)
from storage.viewers import Viewer, only_staff
from storage.work_plan import items_as_of

MOST = 20_000
"""Of each kind in a month; where there are as many, the note says that there may be more."""

_UNREAL = ("made-up", "derived-from-schema")


def month_facts(viewer: Viewer, period: Period, as_of: dt.datetime, firms: Sequence[Firm]) -> MonthFacts:
    """The rest of what a month's note is made of; `firms` are the enterprises as the report may show them. Raises `NotVisible`
    for anybody but staff.
    """
    only_staff(viewer, "report")
    shown = {one.enterprise_id: one for one in firms}
    proceedings = _proceedings(period)
    return MonthFacts(
        fairs=_fairs(period, shown),
        sessions=_sessions(period, shown),
        proceedings=proceedings,
        cut=len(proceedings) == MOST,
        plan=items_as_of(as_of),
    )


def _fairs(period: Period, shown: dict[int, Firm]) -> tuple[FairFact, ...]:
    rows = Fair.objects.filter(opens_on__lte=period.last_day, closes_on__gte=period.first_day)
    listed = list(rows.order_by("opens_on", "pk")[:MOST])
    entered = defaultdict[int, list[Firm]](list)
    entries = FairEntry.objects.filter(fair__in=listed).order_by("pk")
    for fair_id, enterprise in entries.values_list("fair_id", "enterprise_id"):
        if enterprise in shown:
            entered[fair_id].append(shown[enterprise])
    return tuple(
        FairFact(
            fair_id=row.pk,
            name=row.name,
            opens_on=row.opens_on,
            closes_on=row.closes_on,
            firms=tuple(entered[row.pk]),
            made_up=row.made_up,
        )
        for row in listed
    )


def _sessions(period: Period, shown: dict[int, Firm]) -> tuple[SessionFact, ...]:
    rows = TrainingSession.objects.filter(day__gte=period.first_day, day__lte=period.last_day)
    listed = list(rows.order_by("day", "pk")[:MOST])
    came = defaultdict[int, list[tuple[int, Firm, int]]](list)
    attended = TrainingAttendance.objects.filter(session__in=listed).order_by("pk")
    for pk, session, enterprise, persons in attended.values_list(
        "pk", "session_id", "enterprise_id", "persons"
    ):
        if enterprise in shown:
            came[session].append((pk, shown[enterprise], persons))
    return tuple(
        SessionFact(
            session_id=row.pk,
            title=row.title,
            day=row.day,
            state=SessionState(row.state),
            attended=tuple(came[row.pk]),
        )
        for row in listed
    )


def _proceedings(period: Period) -> tuple[ProceedingFact, ...]:
    unreal = Observation.objects.filter(pk=OuterRef("observation_id"), provenance__in=_UNREAL)
    sighted = ProceedingSighting.objects.filter(Exists(unreal), proceeding=OuterRef("pk"))
    rows = Proceeding.objects.filter(found_at__gte=period.starts, found_at__lt=period.ends)
    found = (
        rows.annotate(unreal=Exists(sighted)).order_by("pk").values_list("pk", "office", "docket", "unreal")
    )
    return tuple(
        ProceedingFact(proceeding_id=pk, docket=f"{office} {docket}", made_up=made_up)
        for pk, office, docket, made_up in found[:MOST]
    )

"""Training sessions and who came, in and out of the database. 培训.

Staff keep all of it; an enterprise's people see the sessions it came to. Whoever comes to a session of a fair is trained for
that fair (`storage.fair_training`).
"""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection, transaction
from django.db.models import Count, QuerySet, Sum
from django.utils import timezone

from domain.training import Attendance, Audience, SessionState
from domain.training import TrainingSession as SessionRecord
from storage.audit import Act, note
from storage.fair_training import carry_over
from storage.models import Enterprise, Fair, TrainingAttendance, TrainingSession
from storage.viewers import NotVisible, Viewer, only_staff

MOST_SESSIONS = 500
_LOCK = "SELECT pg_advisory_xact_lock(hashtext('haishao training'))"
"""Of a year."""

MOST_ATTENDING = 2_000
_WRITTEN = ("title", "topic", "day", "place", "online", "audience", "materials", "planned")


class NotYetHeld(ValueError):
    """The session's day is still to come: nobody can have come to it."""


class SomebodyCame(ValueError):
    """Enterprises are written down as having come: the session is neither dropped nor put off."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Came:
    """What is said of an enterprise that came."""

    enterprise_id: int
    persons: int = 1
    contact: str = ""


def sessions_of_year(viewer: Viewer, year: int) -> tuple[SessionRecord, ...]:
    """The sessions of a year, by day. Raises `NotVisible` for anybody but staff."""
    only_staff(viewer, "training")
    rows = _counted(TrainingSession.objects.filter(day__year=year)).order_by("day", "pk")
    return tuple(session_record(row) for row in rows[:MOST_SESSIONS])


def training_years(viewer: Viewer) -> tuple[int, ...]:
    """The years there are sessions of, this one among them, the newest first."""
    only_staff(viewer, "training")
    found = TrainingSession.objects.dates("day", "year")
    return tuple(sorted({timezone.localdate().year, *(one.year for one in found)}, reverse=True))


def session_of(viewer: Viewer, session_id: int) -> SessionRecord:
    """One session. Raises `NotVisible` for anybody but staff."""
    only_staff(viewer, f"session {session_id}")
    row = _counted(TrainingSession.objects.filter(pk=session_id)).first()
    if row is None:
        raise NotVisible(f"session {session_id}")
    return session_record(row)


def attendances_of(viewer: Viewer, session_ids: Iterable[int]) -> dict[int, tuple[Attendance, ...]]:
    """Who came to each session, by name. Raises `NotVisible` for anybody but staff."""
    only_staff(viewer, "training")
    rows = TrainingAttendance.objects.filter(session_id__in=list(session_ids)).select_related("enterprise")
    found: dict[int, list[Attendance]] = {}
    for row in rows.order_by("enterprise__name", "pk")[: MOST_ATTENDING * 10]:
        found.setdefault(row.session_id, []).append(_attendance(row))
    return {session: tuple(came) for session, came in found.items()}


def own_trainings(viewer: Viewer) -> tuple[tuple[SessionRecord, Attendance], ...]:
    """The sessions the viewer's own enterprises came to, the newest first."""
    rows = TrainingAttendance.objects.filter(enterprise_id__in=viewer.enterprise_ids)
    rows = rows.select_related("session__fair", "enterprise").order_by("-session__day", "-pk")
    return tuple((session_record(row.session), _attendance(row)) for row in rows[:MOST_SESSIONS])


def save_session(viewer: Viewer, session: SessionRecord, *, form: uuid.UUID, by: str) -> int:
    """Adds a session, once a form, or changes the one of that id; returns its id. The fair's entries follow.

    Raises `NotVisible` for anybody but staff and for what is not there, and `NotYetHeld` where somebody came and the day is
    moved to one to come.
    """
    only_staff(viewer, f"session {session.session_id}")
    if session.fair_id is not None and not Fair.objects.filter(pk=session.fair_id).exists():
        raise NotVisible(f"fair {session.fair_id}")
    with transaction.atomic(), connection.cursor() as cursor:
        if session.session_id:
            row = _locked(session.session_id)
        else:
            cursor.execute(_LOCK)  # of one form sent twice at once, one adds
            before = TrainingSession.objects.filter(form=form).first()
            if before is not None:
                return before.pk
            row = TrainingSession(form=form, made_by=by)
        came = _came_to(row)
        if row.state == SessionState.HELD and session.day > timezone.localdate():
            raise NotYetHeld
        was_for = row.fair_id
        for name in _WRITTEN:
            setattr(row, name, getattr(session, name))
        row.teachers, row.fair_id = list(session.teachers), session.fair_id
        row.save()
        for fair_id in {was_for, row.fair_id}:
            carry_over(fair_id, came)
        note(Act.TRAINING_SAVED, about=f"{row.title} · {row.day}")
    return row.pk


def set_session_state(viewer: Viewer, session_id: int, state: SessionState) -> None:
    """Says that a session was held, is dropped, or is planned still. Raises `NotVisible`, `NotYetHeld`, `SomebodyCame`."""
    only_staff(viewer, f"session {session_id}")
    with transaction.atomic():
        row = _locked(session_id)
        if row.state == state:
            return
        if state is SessionState.HELD and row.day > timezone.localdate():
            raise NotYetHeld
        if state is not SessionState.HELD and _came_to(row):
            raise SomebodyCame
        row.state = state
        row.save(update_fields=["state"])
        note(Act.TRAINING_SAVED, about=f"{row.title} · {row.day} · {state}")


def attend(viewer: Viewer, session_id: int, came: Iterable[Came], *, by: str) -> int:
    """Writes down who came, or changes what is said of those who stand there; the session was held then. Returns how many are
    new. Raises `NotVisible`, and `NotYetHeld`.
    """
    only_staff(viewer, f"session {session_id}")
    added, named = 0, []
    with transaction.atomic():
        row = _locked(session_id)
        if row.day > timezone.localdate():
            raise NotYetHeld
        for one in came:
            enterprise = Enterprise.objects.filter(pk=one.enterprise_id).first()
            if enterprise is None:
                raise NotVisible(f"enterprise {one.enterprise_id}")
            known, new = TrainingAttendance.objects.get_or_create(
                session=row,
                enterprise=enterprise,
                defaults={"persons": one.persons, "contact": one.contact, "added_by": by},
            )
            named.append(enterprise.pk)
            if not new and (known.persons, known.contact) == (one.persons, one.contact):
                continue
            if not new:
                known.persons, known.contact = one.persons, one.contact
                known.save(update_fields=["persons", "contact"])
            added += new
            note(Act.TRAINING_ATTENDED, of=enterprise, about=f"{row.title} · {one.persons}")
        if named and row.state != SessionState.HELD:
            row.state = SessionState.HELD
            row.save(update_fields=["state"])
        carry_over(row.fair_id, named)
    return added


def unattend(viewer: Viewer, session_id: int, attendance_id: int) -> None:
    """Takes back that an enterprise came; one that is off already stays off. Raises `NotVisible`."""
    only_staff(viewer, f"session {session_id}")
    with transaction.atomic():
        row = _locked(session_id)
        known = row.attendances.filter(pk=attendance_id).select_related("enterprise").first()
        if known is not None:
            known.delete()
            carry_over(row.fair_id, [known.enterprise_id])
            note(Act.TRAINING_MISSED, of=known.enterprise, about=row.title)


def fair_choices(viewer: Viewer) -> tuple[tuple[int, str], ...]:
    """Id and name with its first day of every fair, the newest first. Raises `NotVisible` for anybody but staff."""
    only_staff(viewer, "training")
    rows = Fair.objects.order_by("-opens_on", "name").values_list("pk", "name", "opens_on")
    return tuple((pk, f"{name} · {opens_on}") for pk, name, opens_on in rows[:MOST_SESSIONS])


def sessions_of_fair(viewer: Viewer, fair_id: int) -> tuple[SessionRecord, ...]:
    """The sessions that prepare for a fair, by day. Raises `NotVisible` for anybody but staff."""
    only_staff(viewer, f"fair {fair_id}")
    rows = _counted(TrainingSession.objects.filter(fair_id=fair_id)).order_by("day", "pk")
    return tuple(session_record(row) for row in rows[:MOST_SESSIONS])


def session_record(row: TrainingSession) -> SessionRecord:
    """The domain record of a row, with its fair read along."""
    return SessionRecord(
        session_id=row.pk, title=row.title, topic=row.topic, day=row.day, place=row.place, online=row.online,
        audience=Audience(row.audience), teachers=tuple(row.teachers), materials=row.materials, planned=row.planned,
        state=SessionState(row.state), fair_id=row.fair_id, fair=row.fair.name if row.fair else "",
        enterprises=getattr(row, "came", 0), persons=getattr(row, "heads", None) or 0,
    )  # fmt: skip


def _counted(rows: QuerySet[TrainingSession]) -> QuerySet[TrainingSession]:
    return rows.select_related("fair").annotate(came=Count("attendances"), heads=Sum("attendances__persons"))


def _locked(session_id: int) -> TrainingSession:
    row = TrainingSession.objects.select_for_update().filter(pk=session_id).first()
    if row is None:
        raise NotVisible(f"session {session_id}")
    return row


def _came_to(row: TrainingSession) -> list[int]:
    return list(row.attendances.values_list("enterprise_id", flat=True)) if row.pk else []


def _attendance(row: TrainingAttendance) -> Attendance:
    return Attendance(
        attendance_id=row.pk, enterprise_id=row.enterprise_id, enterprise=row.enterprise.name, persons=row.persons,
        contact=row.contact,
    )  # fmt: skip

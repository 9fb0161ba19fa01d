"""The experts and agencies as their lists show them, and what staff change of them. 专家库与服务机构名录."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from domain.adviser import Adviser as AdviserRecord
from domain.adviser import AdviserKind
from domain.adviser_help import Given
from domain.list_fields import LIST_OF
from domain.lists import REVIEWED_FOR, Level, ListKind
from storage.adviser_help import given_by
from storage.advisers import MOST, adviser_record
from storage.audit import Act, note
from storage.case_messages import ENDED
from storage.cases import visible_cases
from storage.lists import adviser_kinds
from storage.models import Adviser, ListEntry
from storage.viewers import NotVisible, Viewer, only_staff

_WRITTEN = (
    "kind", "name", "organisation", "licence", "fees", "reach", "note", "conflicts", "active", "review_by",
)  # fmt: skip
_LISTED = ("offices", "rights", "industries", "languages")


class AdviserTaken(ValueError):
    """Another of this kind, name and organisation stands on the list."""


class WrongPair(ValueError):
    """The two are not one agency at home and one abroad."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AdviserLine:
    """An adviser with what hangs on it: the cases it was named for, those of them that are not ended, and what it gave."""

    adviser: AdviserRecord
    pair_id: int | None
    referrals: int
    open_cases: int
    given: Given


@dataclass(frozen=True, slots=True, kw_only=True)
class Referral:
    """A case an adviser was named for."""

    case_id: int
    number: str
    title: str
    state: str
    enterprise: str


def advisers(viewer: Viewer, kind: ListKind, *, stopped: bool = True) -> tuple[AdviserLine, ...]:
    """The advisers of a list, the active ones first, by name. Raises `NotVisible` for anybody but staff."""
    only_staff(viewer, f"list {kind}")
    rows = _rows().filter(kind__in=adviser_kinds(kind))
    if not stopped:
        rows = rows.filter(active=True)
    listed = list(rows.order_by("-active", "kind", "name", "pk")[:MOST])
    given = given_by(viewer, [row.pk for row in listed])
    return tuple(_line(row, given[row.pk]) for row in listed)


def adviser_line(viewer: Viewer, adviser_id: int) -> AdviserLine:
    """One adviser. Raises `NotVisible` for anybody but staff."""
    only_staff(viewer, f"adviser {adviser_id}")
    row = _rows().filter(pk=adviser_id).first()
    if row is None:
        raise NotVisible(f"adviser {adviser_id}")
    return _line(row, given_by(viewer, [adviser_id])[adviser_id])


def referrals_of(viewer: Viewer, adviser_id: int, *, limit: int = 50) -> tuple[Referral, ...]:
    """The newest cases an adviser was named for. Raises `NotVisible` for anybody but staff."""
    only_staff(viewer, f"adviser {adviser_id}")
    rows = visible_cases(viewer).filter(advisers__adviser_id=adviser_id)
    return tuple(
        Referral(
            case_id=row.pk,
            number=row.number,
            title=row.title,
            state=row.state,
            enterprise=row.enterprise.name,
        )
        for row in rows.order_by("-opened_at", "-pk")[:limit]
    )


def save_adviser(viewer: Viewer, adviser: AdviserRecord, *, by: str) -> int:
    """Keeps an adviser, a new one where its id is 0, and returns its id; its pair is kept by `pair_agencies`. Whoever comes
    onto the list or is stopped leaves a row of the list's past. Raises `NotVisible` for anybody but staff, and `AdviserTaken`.
    """
    only_staff(viewer, "adviser")
    with transaction.atomic():
        row = Adviser.objects.select_for_update(of=("self",)).filter(pk=adviser.adviser_id).first()
        if row is None and adviser.adviser_id:
            raise NotVisible(f"adviser {adviser.adviser_id}")
        row = row or Adviser()
        for field in _WRITTEN:
            setattr(row, field, getattr(adviser, field))
        for field in _LISTED:
            setattr(row, field, list(getattr(adviser, field)))
        try:
            with transaction.atomic():
                row.save()
        except IntegrityError as taken:
            raise AdviserTaken(adviser.name) from taken
        _keep_past(row, by)
        note(Act.ADVISER_SAVED, about=f"{adviser.kind} · {adviser.name}")
    return row.pk


def _keep_past(row: Adviser, by: str) -> None:
    """The list's past follows: an entry from the day somebody came until the day they were stopped."""
    kind = LIST_OF[AdviserKind(row.kind)]
    now = timezone.now()
    standing = ListEntry.objects.filter(adviser=row, until__isnull=True)
    if row.active and not standing.exists():
        ListEntry.objects.create(
            kind=kind, adviser=row, level=Level.MEDIUM, first_at=now, since=now, since_by=by
        )
    if not row.active:
        standing.update(until=now, until_by=by, removed=True)


def review_adviser(viewer: Viewer, adviser_id: int, *, by: str) -> None:
    """Writes that an adviser was reviewed today, and is to be again in a year. Raises `NotVisible`."""
    only_staff(viewer, f"adviser {adviser_id}")
    today = timezone.localdate()
    with transaction.atomic():
        row = Adviser.objects.filter(pk=adviser_id).first()
        if row is None:
            raise NotVisible(f"adviser {adviser_id}")
        Adviser.objects.filter(pk=adviser_id).update(reviewed_on=today, review_by=today + REVIEWED_FOR)
        note(Act.LISTING_REVIEWED, about=f"{row.kind} · {row.name}", who=by)


def pair_agencies(viewer: Viewer, adviser_id: int, other_id: int | None) -> None:
    """Pairs an agency at home and one abroad, each with the other alone; whoever was paired with one of them stands alone
    then. With nobody named the pair ends. Raises `NotVisible` for anybody but staff, and `WrongPair`.
    """
    only_staff(viewer, f"adviser {adviser_id}")
    with transaction.atomic():
        wanted = [one for one in (adviser_id, other_id) if one is not None]
        rows = {row.pk: row for row in Adviser.objects.select_for_update().filter(pk__in=wanted)}
        if len(rows) != len(set(wanted)):
            raise NotVisible(f"adviser {adviser_id}")
        ends = {row.kind for row in rows.values()}
        if other_id is not None and ends != {AdviserKind.AGENCY_HOME, AdviserKind.AGENCY_ABROAD}:
            raise WrongPair(f"{adviser_id} {other_id}")
        if other_id is not None and (rows[adviser_id].pair_id, rows[other_id].pair_id) == (
            other_id,
            adviser_id,
        ):
            return
        _part(wanted)
        if other_id is not None:
            Adviser.objects.filter(pk=adviser_id).update(pair_id=other_id)
            Adviser.objects.filter(pk=other_id).update(pair_id=adviser_id)
        about = " ↔ ".join(rows[one].name for one in wanted)
        note(Act.ADVISER_SAVED, about=about if other_id is not None else f"{about} ↔ –")


def _part(adviser_ids: Iterable[int]) -> None:
    ids = list(adviser_ids)
    Adviser.objects.filter(Q(pk__in=ids) | Q(pair_id__in=ids)).update(pair=None)


def pair_choices(viewer: Viewer, kind: AdviserKind) -> tuple[tuple[int, str], ...]:
    """Id and name of the active agencies at the other end."""
    only_staff(viewer, "agencies")
    other = AdviserKind.AGENCY_ABROAD if kind is AdviserKind.AGENCY_HOME else AdviserKind.AGENCY_HOME
    rows = Adviser.objects.filter(kind=other, active=True).order_by("name", "pk")
    return tuple(rows.values_list("pk", "name")[:MOST])


def _rows() -> QuerySet[Adviser]:
    still = ~Q(cases__case__state__in=ENDED) & Q(cases__isnull=False)
    return Adviser.objects.select_related("pair").annotate(
        referrals=Count("cases", distinct=True), still=Count("cases", filter=still, distinct=True)
    )


def _line(row: Adviser, given: Given) -> AdviserLine:
    return AdviserLine(
        adviser=adviser_record(row),
        pair_id=row.pair_id,
        referrals=getattr(row, "referrals", 0),
        open_cases=getattr(row, "still", 0),
        given=given,
    )

"""Trade fairs in and out of the database: the fair, who exhibits, who is on duty. 展会.

Staff keep all of it; an enterprise's people see the fairs it exhibits at, its own entry, and whom to call.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Count, QuerySet

from domain.fair import Fair as FairRecord
from domain.fair import FairDuty as DutyRecord
from domain.fair import FairEntry as EntryRecord
from storage.audit import Act, note
from storage.fair_training import carry_over
from storage.models import Enterprise, Fair, FairDuty, FairEntry
from storage.viewers import NotVisible, Viewer, only_staff

MOST_FAIRS = 500
MOST_ENTRIES = 2_000


class FairThere(ValueError):
    """A fair of that name opens on that day already: `fair_id`."""

    def __init__(self, fair_id: int) -> None:
        super().__init__(f"fair {fair_id} has that name and opens on that day")
        self.fair_id = fair_id


def fair_of(viewer: Viewer, fair_id: int) -> FairRecord:
    """One fair. Raises `NotVisible`."""
    row = visible_fairs(viewer).filter(pk=fair_id).first()
    if row is None:
        raise NotVisible(f"fair {fair_id}")
    return fair_from(row)


def fairs(viewer: Viewer, *, closing_from: dt.date | None = None) -> tuple[FairRecord, ...]:
    """The fairs a viewer may see, by the day they open; with a day, those that close on it or later."""
    rows = visible_fairs(viewer)
    if closing_from is not None:
        rows = rows.filter(closes_on__gte=closing_from)
    return tuple(fair_from(row) for row in rows.order_by("opens_on", "name")[:MOST_FAIRS])


def closing_days(today: dt.date) -> dict[tuple[str, str], dt.date]:
    """The last day of each fair whose list of exhibitors is read, by source and name there: of the edition that is on or comes
    next, or where none does of the last one.
    """
    found: dict[tuple[str, str], dt.date] = {}
    rows = Fair.objects.exclude(source="").order_by("-closes_on").values_list("source", "event", "closes_on")
    for source, event, closes_on in rows:
        if closes_on >= today or (source, event) not in found:
            found[source, event] = closes_on
    return found


def visible_fairs(viewer: Viewer) -> QuerySet[Fair]:
    """The rows of the fairs a viewer may see: all to staff, to others those their enterprises exhibit at."""
    if viewer.staff:
        return Fair.objects.all()
    own = FairEntry.objects.filter(enterprise_id__in=viewer.enterprise_ids)
    return Fair.objects.filter(pk__in=own.values("fair_id"))


def entries_of(viewer: Viewer, fair_id: int) -> tuple[EntryRecord, ...]:
    """Who exhibits, by name: everybody to staff, their own to others. Raises `NotVisible`."""
    fair_of(viewer, fair_id)
    rows = FairEntry.objects.filter(fair_id=fair_id).select_related("enterprise")
    if not viewer.staff:
        rows = rows.filter(enterprise_id__in=viewer.enterprise_ids)
    return tuple(entry_from(row) for row in rows.order_by("enterprise__name")[:MOST_ENTRIES])


def entry_counts(viewer: Viewer, fair_ids: Iterable[int]) -> dict[int, int]:
    """How many entries of each fair a viewer may see."""
    rows = FairEntry.objects.filter(fair_id__in=list(fair_ids))
    if not viewer.staff:
        rows = rows.filter(enterprise_id__in=viewer.enterprise_ids)
    return dict(rows.values_list("fair_id").annotate(count=Count("pk")))


def duties_of(fair_id: int) -> tuple[DutyRecord, ...]:
    """Who is on duty at a fair, by day. For a fair the viewer was shown: whom to call is for everybody who exhibits."""
    rows = FairDuty.objects.filter(fair_id=fair_id).order_by("since", "name", "pk")
    return tuple(
        DutyRecord(
            duty_id=row.pk, name=row.name, role=row.role, reach=row.reach, since=row.since, until=row.until
        )
        for row in rows
    )


def save_fair(viewer: Viewer, fair: FairRecord) -> int:
    """Adds a fair, or changes the one of that id where the id is not 0; returns its id.

    Raises `NotVisible` for anybody but staff and for a fair that is not there, and `FairThere`.
    """
    only_staff(viewer, f"fair {fair.fair_id}")
    with transaction.atomic():
        same = Fair.objects.filter(name=fair.name, opens_on=fair.opens_on).exclude(pk=fair.fair_id).first()
        if same is not None:
            raise FairThere(same.pk)
        row = Fair.objects.select_for_update().filter(pk=fair.fair_id).first() if fair.fair_id else Fair()
        if row is None:
            raise NotVisible(f"fair {fair.fair_id}")
        for name in _COLUMNS:
            setattr(row, name, getattr(fair, name))
        row.save()
        note(Act.FAIR_SAVED, about=f"{fair.name} · {fair.opens_on}")
    return row.pk


_COLUMNS = (
    "name", "office", "city", "opens_on", "closes_on", "organiser", "site", "source", "event", "route_zh", "route_en",
    "checklist", "made_up",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Exhibits:
    """What is said of an enterprise's entry at a fair."""

    enterprise_id: int
    stand: str = ""
    goods: str = ""
    classes: tuple[int, ...] = ()


def save_entries(viewer: Viewer, fair_id: int, exhibiting: Iterable[Exhibits]) -> int:
    """Writes down that these enterprises exhibit, or changes what is said of those that do already; returns how many are new.

    Raises `NotVisible` for anybody but staff, and for a fair or enterprise that is not there.
    """
    only_staff(viewer, f"fair {fair_id}")
    fair = fair_of(viewer, fair_id)
    added = 0
    with transaction.atomic():
        for one in exhibiting:
            enterprise = Enterprise.objects.filter(pk=one.enterprise_id).first()
            if enterprise is None:
                raise NotVisible(f"enterprise {one.enterprise_id}")
            said = {"stand": one.stand, "goods": one.goods, "classes": list(one.classes)}
            _, new = FairEntry.objects.update_or_create(fair_id=fair_id, enterprise=enterprise, defaults=said)
            if new:
                carry_over(fair_id, [enterprise.pk])
            added += new
            note(Act.FAIR_ENTERED, of=enterprise, about=f"{fair.name} · {one.stand}")
    return added


def drop_entry(viewer: Viewer, fair_id: int, entry_id: int) -> None:
    """Takes an enterprise off a fair; one that is off already stays off. Raises `NotVisible` for anybody but staff."""
    only_staff(viewer, f"fair {fair_id}")
    with transaction.atomic():
        row = FairEntry.objects.select_related("enterprise", "fair").filter(pk=entry_id, fair_id=fair_id)
        if (entry := row.first()) is not None:
            entry.delete()
            note(Act.FAIR_LEFT, of=entry.enterprise, about=entry.fair.name)


def make_ready(
    viewer: Viewer, fair_id: int, entry_id: int, *, ready: Iterable[str], trained_on: dt.date | None
) -> None:
    """Writes down what of the fair's checklist an enterprise has, and the day of its training, which stands as it is where it is
    that of a session. Raises `NotVisible`.
    """
    only_staff(viewer, f"fair {fair_id}")
    fair = fair_of(viewer, fair_id)
    lines = checklist_of(fair)
    has = [line for line in lines if line in set(ready)]
    changed = FairEntry.objects.filter(pk=entry_id, fair_id=fair_id)
    with transaction.atomic():
        if not changed.update(ready=has):
            raise NotVisible(f"entry {entry_id}")
        changed.filter(trained_in=None).update(trained_on=trained_on)


def checklist_of(fair: FairRecord) -> tuple[str, ...]:
    """The lines of a fair's checklist, each once."""
    lines = (line.strip() for line in fair.checklist.splitlines())
    return tuple(dict.fromkeys(line for line in lines if line))


def add_duty(viewer: Viewer, fair_id: int, duty: DutyRecord) -> None:
    """Puts somebody on duty; the same person for the same days once. Raises `NotVisible`."""
    only_staff(viewer, f"fair {fair_id}")
    fair_of(viewer, fair_id)
    said = {"role": duty.role, "reach": duty.reach}
    FairDuty.objects.update_or_create(
        fair_id=fair_id, name=duty.name, since=duty.since, until=duty.until, defaults=said
    )


def drop_duty(viewer: Viewer, fair_id: int, duty_id: int) -> None:
    """Takes somebody off duty. Raises `NotVisible` for anybody but staff."""
    only_staff(viewer, f"fair {fair_id}")
    FairDuty.objects.filter(pk=duty_id, fair_id=fair_id).delete()


def fair_from(row: Fair) -> FairRecord:
    """The domain record of a row."""
    return FairRecord(fair_id=row.pk, **{name: getattr(row, name) for name in _COLUMNS})


def entry_from(row: FairEntry) -> EntryRecord:
    """The domain record of a row, with its enterprise read along."""
    return EntryRecord(
        entry_id=row.pk,
        fair_id=row.fair_id,
        enterprise_id=row.enterprise_id,
        enterprise=row.enterprise.name,
        stand=row.stand,
        goods=row.goods,
        classes=tuple(row.classes),
        trained_on=row.trained_on,
        trained_in=row.trained_in_id,
        ready=tuple(row.ready),
    )

"""The centre's plan of a year, in and out of the database, with all that became of it. 推进计划.

For staff. An item is never deleted: one that is given up is dropped, and its history only grows.
"""

import datetime as dt
import re
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.db import connection, transaction
from django.db.models import Exists, F, OuterRef, QuerySet
from django.utils import timezone

from domain.work_plan import REMIND_AT, Due, PlanEvent, PlanEventKind, PlanState
from domain.work_plan import PlanItem as ItemRecord
from storage import models
from storage.audit import Act, note
from storage.case_facts import staff_choices
from storage.models import PlanItem, PlanItemEvent
from storage.viewers import NotVisible, Viewer, only_staff

MOST_ITEMS = 1_000
_LOCK = "SELECT pg_advisory_xact_lock(hashtext('haishao plan'))"
_STANDING = [one.value for one in PlanState if not one.ended]
"""Of a year."""

_WORDS = ("year", "says", "paper", "mechanism", "lead", "support", "evidence", "shows", "done_on")
COMPARED = (
    "says", "paper", "mechanism", "lead", "lead_name", "support", "due", "state", "evidence", "shows", "done_on",
)  # fmt: skip
"""The fields whose changes the history tells."""

_PAGE = re.compile(r"/(reports|fairs|cases|advisories|training|library|proceedings)/(\d{1,18})")
_SHOWS = {
    "reports": models.ReportIssue, "fairs": models.Fair, "cases": models.Case, "advisories": models.Advisory,
    "training": models.TrainingSession, "library": models.LibraryEntry, "proceedings": models.Proceeding,
}  # fmt: skip


class NothingToShow(ValueError):
    """Somebody says that an item is done, and nothing shows it."""


class NoSuchPage(ValueError):
    """The address is of no report, fair, case, advisory, training, library entry or proceeding of this service."""


class SaidTwice(ValueError):
    """The year's plan has an item of these words."""


class PlanOutdated(ValueError):
    """The item was changed since it was shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanImported:
    """What became of a file's items."""

    added: int
    changed: int
    same: int


def items_of(viewer: Viewer, year: int) -> tuple[ItemRecord, ...]:
    """The items of a year, the nearest due first, standing ones last. Raises `NotVisible` for anybody but staff."""
    only_staff(viewer, "work plan")
    rows = _rows().filter(year=year)
    return tuple(_record(row) for row in rows.order_by("due_on", "pk")[:MOST_ITEMS])


def plan_years(viewer: Viewer) -> tuple[int, ...]:
    """The years there is a plan of, this one among them, the newest first."""
    only_staff(viewer, "work plan")
    found = PlanItem.objects.values_list("year", flat=True).distinct()
    return tuple(sorted({timezone.localdate().year, *found}, reverse=True))


def item_of(viewer: Viewer, item_id: int) -> ItemRecord:
    """One item. Raises `NotVisible` for anybody but staff."""
    only_staff(viewer, f"item {item_id}")
    row = _rows().filter(pk=item_id).first()
    if row is None:
        raise NotVisible(f"item {item_id}")
    return _record(row)


def history_of_item(viewer: Viewer, item_id: int, *, limit: int = 200) -> tuple[PlanEvent, ...]:
    """What became of an item, the newest first. Raises `NotVisible` for anybody but staff."""
    only_staff(viewer, f"item {item_id}")
    rows = PlanItemEvent.objects.filter(item_id=item_id).order_by("-pk")[:limit]
    return tuple(
        PlanEvent(
            at=row.at,
            by=row.by,
            kind=PlanEventKind(row.kind),
            changes=tuple((field, before, after) for field, before, after in row.changes),
            says=row.says,
        )
        for row in rows
    )


def save_item(viewer: Viewer, item: ItemRecord, *, form: uuid.UUID, by: str) -> int:
    """Adds an item, once a form, or changes the one of that id over the revision that was shown; returns its id.

    Raises `NotVisible`, `NothingToShow`, `NoSuchPage`, `SaidTwice` and `PlanOutdated`.
    """
    only_staff(viewer, f"item {item.item_id}")
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_LOCK)
        if not item.item_id and (before := PlanItem.objects.filter(form=form).first()):
            return before.pk
        row = _locked(item.item_id) if item.item_id else PlanItem(form=form, revision=0)
        if row.revision != item.revision:
            raise PlanOutdated
        if PlanItem.objects.filter(year=item.year, says=item.says).exclude(pk=row.pk).exists():
            raise SaidTwice
        _write(row, _checked(item), dict(staff_choices()), by=by)
    return row.pk


def import_items(viewer: Viewer, items: Iterable[ItemRecord], *, by: str) -> PlanImported:
    """Adds the items of a file, or changes those of the same year and words; all of it or nothing. Done items must have something
    to show and known pages, as `save_item` says. Raises `NotVisible`, `NothingToShow`, `NoSuchPage`.
    """
    only_staff(viewer, "work plan")
    added = changed = same = 0
    names = dict(staff_choices())
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_LOCK)
        for item in items:
            row = _rows().select_for_update(of=("self",)).filter(year=item.year, says=item.says).first()
            new = row is None
            if _write(row or PlanItem(form=uuid.uuid4(), revision=0), _checked(item), names, by=by):
                added, changed = added + new, changed + (not new)
            else:
                same += 1
    return PlanImported(added=added, changed=changed, same=same)


def page_shown(typed: str) -> str:
    """The address within this service that was typed or pasted, "" for none. Raises `NoSuchPage`."""
    if not typed.strip():
        return ""
    found = re.search(_PAGE.pattern + r"(?:[/?#].*)?$", typed.strip())
    if found is None or not _SHOWS[found[1]]._default_manager.filter(pk=int(found[2])).exists():
        raise NoSuchPage(typed[:80])
    return f"/{found[1]}/{found[2]}"


def items_due(today: dt.date, *, limit: int) -> tuple[ItemRecord, ...]:
    """Items that are not ended and have come down to a step of `REMIND_AT` at which nobody was reminded, the longest overdue
    first. For the clock.
    """
    found: list[PlanItem] = []
    rows = _rows().filter(state__in=_STANDING)
    for step in sorted(REMIND_AT):
        told = PlanItemEvent.objects.filter(
            item=OuterRef("pk"), kind=PlanEventKind.REMINDED, due=OuterRef("due"), step__lte=step
        )
        here = rows.filter(~Exists(told), due_on__lte=today + dt.timedelta(days=step))
        found += here.order_by("due_on", "pk")[: limit - len(found)]
        rows = rows.filter(due_on__gt=today + dt.timedelta(days=step))
    return tuple(map(_record, found))


def begin_reminder(item: ItemRecord, step: int, *, by: str) -> bool:
    """Writes down that the lead is reminded at a step, and that it is to be done now; False where it was before, by this step or
    a later one, of the same due time. Within a transaction, of two clocks at once one.
    """
    still = PlanItem.objects.filter(pk=item.item_id, state__in=_STANDING, due=item.due.kept)
    if still.select_for_update().values_list("pk", flat=True).first() is None:
        return False
    told = PlanItemEvent.objects.filter(item_id=item.item_id, kind=PlanEventKind.REMINDED, due=item.due.kept)
    if told.filter(step__lte=step).exists():
        return False
    PlanItemEvent.objects.create(
        item_id=item.item_id,
        by=by,
        kind=PlanEventKind.REMINDED,
        step=step,
        due=item.due.kept,
        says=item.lead_name,
    )
    return True


def items_as_of(as_of: dt.datetime) -> tuple[ItemRecord, ...]:
    """Every item as it stood at an instant, from its history. For reports."""
    rows = PlanItemEvent.objects.filter(at__lt=as_of, row__isnull=False).order_by("item_id", "-at", "-pk")
    found = rows.distinct("item_id")[: 10 * MOST_ITEMS]
    return tuple(_from_past(row.item_id, row.row) for row in found if row.row)


def _checked(item: ItemRecord) -> ItemRecord:
    shown = replace(item, shows=page_shown(item.shows))
    if item.state is not PlanState.DONE:
        return replace(shown, done_on=None)
    if not (shown.evidence or shown.shows):
        raise NothingToShow
    return replace(shown, done_on=shown.done_on or timezone.localdate())


def _write(row: PlanItem, item: ItemRecord, names: dict[int, str], *, by: str) -> bool:
    """Writes an item and its line of history; False where nothing differs. `names` are the staff who may lead it."""
    if item.lead_user is not None and item.lead_user not in names and item.lead_user != row.lead_user_id:
        raise NotVisible(f"user {item.lead_user}")
    new = row.pk is None
    before = {} if new else _said(_record(row))
    after = _said(replace(item, lead_name=names.get(item.lead_user, "") if item.lead_user else ""))
    changes = [
        [one, before.get(one, ""), after[one]] for one in COMPARED if before.get(one, "") != after[one]
    ]
    if not changes:
        return False
    for name in _WORDS:
        setattr(row, name, getattr(item, name))
    row.lead_user_id, row.state = item.lead_user, item.state
    row.due, row.due_on = item.due.kept, item.due.last_day
    row.revision += 1
    row.save()
    kind = PlanEventKind.ADDED if new else PlanEventKind.CHANGED
    PlanItemEvent.objects.create(
        item=row, by=by, kind=kind, changes=[] if new else changes, row={"year": item.year, **after}
    )
    note(Act.PLAN_SAVED, about=f"{item.year} · {item.says}")
    return True


def _said(item: ItemRecord) -> dict[str, str]:
    """The fields that are compared, each as text."""
    said: dict[str, Any] = {one: getattr(item, one) for one in COMPARED}
    said |= {"due": item.due.kept, "state": item.state.value}
    return {one: "" if value is None else str(value) for one, value in said.items()}


def _from_past(item_id: int, row: dict[str, Any]) -> ItemRecord:
    words = {one: row[one] for one in COMPARED if one not in ("due", "state", "done_on")}
    return ItemRecord(
        item_id=item_id, year=row["year"], due=Due(kept=row["due"]), state=PlanState(row["state"]),
        done_on=dt.date.fromisoformat(row["done_on"]) if row["done_on"] else None, **words,
    )  # fmt: skip


def _rows() -> QuerySet[PlanItem]:
    """With the lead's name alone: workers may read no more of a user."""
    return PlanItem.objects.annotate(lead_username=F("lead_user__username"))


def _locked(item_id: int) -> PlanItem:
    row = _rows().select_for_update(of=("self",)).filter(pk=item_id).first()
    if row is None:
        raise NotVisible(f"item {item_id}")
    return row


def _record(row: PlanItem) -> ItemRecord:
    return ItemRecord(
        item_id=row.pk, due=Due(kept=row.due), state=PlanState(row.state), lead_user=row.lead_user_id,
        lead_name=getattr(row, "lead_username", None) or "", revision=row.revision,
        **{name: getattr(row, name) for name in _WORDS},
    )  # fmt: skip

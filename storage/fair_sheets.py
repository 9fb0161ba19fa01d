"""Risk sheets in and out of the database: rounds of them, asked for by staff, made by the queue. 展前风险排查单."""

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from domain.fair import FairEntry as EntryRecord
from domain.fair_sheet import RiskSheet
from domain.kept_json import from_data, to_data
from domain.match import Tier
from storage.audit import Act, note
from storage.fairs import entry_from, fair_of
from storage.models import Fair, FairEntry, FairSheet, FairSheetRound
from storage.viewers import NotVisible, Viewer, only_staff

ABANDONED_AFTER = dt.timedelta(hours=2)
"""From the asking for a round until it no longer stands in the way of the next."""


class NobodyExhibits(ValueError):
    """No enterprise is entered for the fair, so there is nothing to make a sheet of."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """A round of sheets and how far it has come."""

    round_id: int
    fair_id: int
    asked_at: dt.datetime
    asked_by: str
    wanted: int
    made: int
    ended_at: dt.datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetLine:
    """That there is a sheet of an entry: the newest one."""

    entry_id: int
    made_at: dt.datetime
    tier: Tier


def start_round(viewer: Viewer, fair_id: int, *, by: str) -> tuple[Round, bool]:
    """Opens a round for all who exhibit, and says whether it was opened now: one that is being made is that one.

    Raises `NotVisible` for anybody but staff, and `NobodyExhibits`.
    """
    only_staff(viewer, f"fair {fair_id}")
    fair = fair_of(viewer, fair_id)
    with transaction.atomic():
        Fair.objects.select_for_update().get(pk=fair_id)
        begun = timezone.now() - ABANDONED_AFTER
        standing = FairSheetRound.objects.filter(fair_id=fair_id, ended_at=None, asked_at__gt=begun).first()
        if standing is not None:
            return _round(standing), False
        wanted = FairEntry.objects.filter(fair_id=fair_id).count()
        if not wanted:
            raise NobodyExhibits(fair.name)
        row = FairSheetRound.objects.create(fair_id=fair_id, asked_by=by, wanted=wanted)
        row.refresh_from_db()
        note(Act.FAIR_SHEETS_MADE, about=fair.name)
        return _round(row), True


def last_round(viewer: Viewer, fair_id: int) -> Round | None:
    """The last round of a fair, None before the first. Raises `NotVisible` for anybody but staff."""
    only_staff(viewer, f"fair {fair_id}")
    row = FairSheetRound.objects.filter(fair_id=fair_id).order_by("-pk").first()
    return _round(row) if row else None


def entries_left(round_id: int, *, limit: int) -> list[EntryRecord]:
    """Entries of a round that have no sheet of it yet, in order."""
    made = FairSheet.objects.filter(round_id=round_id).values("entry_id")
    rows = FairEntry.objects.filter(fair__rounds=round_id).exclude(pk__in=made).select_related("enterprise")
    return [entry_from(row) for row in rows.order_by("pk")[:limit]]


def keep_sheet(round_id: int, sheet: RiskSheet) -> None:
    """Keeps a sheet; one that was made twice is kept once, one of an entry that is gone not at all."""
    with transaction.atomic():
        if not FairEntry.objects.select_for_update().filter(pk=sheet.entry.entry_id).exists():
            return
        row = FairSheet(
            round_id=round_id,
            entry_id=sheet.entry.entry_id,
            made_at=sheet.made_at,
            tier=sheet.tier,
            sheet=to_data(sheet),
            rests_on=list(sheet.rests_on),
        )
        FairSheet.objects.bulk_create([row], ignore_conflicts=True)


def rounds_left(*, limit: int) -> list[int]:
    """Rounds that are not made to their end and not given up."""
    begun = timezone.now() - ABANDONED_AFTER
    rows = FairSheetRound.objects.filter(ended_at=None, asked_at__gt=begun).order_by("pk")
    return list(rows.values_list("pk", flat=True)[:limit])


def end_round(round_id: int) -> None:
    """Marks a round as made."""
    FairSheetRound.objects.filter(pk=round_id, ended_at=None).update(ended_at=timezone.now())


def fair_of_round(round_id: int) -> int:
    """The fair a round is of."""
    return FairSheetRound.objects.values_list("fair_id", flat=True).get(pk=round_id)


def sheet_lines(viewer: Viewer, fair_id: int) -> dict[int, SheetLine]:
    """The newest sheet of each entry a viewer may see, by entry. Raises `NotVisible`."""
    newest = _newest(viewer, fair_id).values_list("entry_id", "made_at", "tier")
    return {
        entry: SheetLine(entry_id=entry, made_at=made_at, tier=Tier(tier)) for entry, made_at, tier in newest
    }


def newest_sheets(viewer: Viewer, fair_id: int, *, most: int) -> dict[int, RiskSheet]:
    """The newest sheet of the first `most` entries a viewer may see that have one, by entry. Raises `NotVisible`."""
    found = _newest(viewer, fair_id).values_list("entry_id", "sheet")[:most]
    return {entry: from_data(RiskSheet, sheet) for entry, sheet in found}


def _newest(viewer: Viewer, fair_id: int) -> QuerySet[FairSheet]:
    fair_of(viewer, fair_id)
    rows = _seen_by(viewer).filter(entry__fair_id=fair_id)
    return rows.order_by("entry_id", "-pk").distinct("entry_id")


def _seen_by(viewer: Viewer) -> QuerySet[FairSheet]:
    rows = FairSheet.objects.all()
    return rows if viewer.staff else rows.filter(entry__enterprise_id__in=viewer.enterprise_ids)


def sheet_of(viewer: Viewer, entry_id: int) -> RiskSheet:
    """The newest sheet of an entry. Raises `NotVisible` where there is none, or none for this viewer."""
    row = _seen_by(viewer).filter(entry_id=entry_id).order_by("-pk").first()
    if row is None:
        raise NotVisible(f"sheet of entry {entry_id}")
    return from_data(RiskSheet, row.sheet)


def _round(row: FairSheetRound) -> Round:
    return Round(
        round_id=row.pk,
        fair_id=row.fair_id,
        asked_at=row.asked_at,
        asked_by=row.asked_by,
        wanted=row.wanted,
        made=row.sheets.count(),
        ended_at=row.ended_at,
    )

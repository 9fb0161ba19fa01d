"""Sources in trouble: begun once, told once, over once, however many clocks look. 来源异常."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from django.db import transaction

from storage.models import SourceTrouble


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """A source's trouble that is not over; `told` once staff were."""

    source: str
    state: str
    reason_zh: str
    reason_en: str
    since: dt.datetime
    told: bool


def standing_troubles() -> dict[str, Trouble]:
    """The troubles that are not over, by source."""
    return {row.source: _trouble(row) for row in SourceTrouble.objects.filter(over_at__isnull=True)}


def begin_trouble(source: str, state: str, reason: tuple[str, str], *, since: dt.datetime) -> None:
    """Opens a source's trouble, or brings the one that stands up to date: one trouble, whatever its kind becomes."""
    said = {"state": state, "reason_zh": reason[0], "reason_en": reason[1]}
    SourceTrouble.objects.bulk_create(
        [SourceTrouble(source=source, since=since, **said)], ignore_conflicts=True
    )
    SourceTrouble.objects.filter(source=source, over_at__isnull=True).update(**said)


def take_to_tell(sources: Collection[str], *, now: dt.datetime) -> list[Trouble]:
    """Of these sources' troubles those staff were not told of, marked as told. The caller tells them in the same
    transaction.
    """
    with transaction.atomic():
        rows = SourceTrouble.objects.select_for_update().filter(
            source__in=sources, over_at__isnull=True, told_at__isnull=True
        )
        taken = [_trouble(row) for row in rows.order_by("source")]
        rows.update(told_at=now)
    return taken


def end_troubles(sources: Collection[str], *, now: dt.datetime) -> list[Trouble]:
    """Ends these sources' troubles, and returns those that staff had been told of."""
    with transaction.atomic():
        rows = SourceTrouble.objects.select_for_update().filter(source__in=sources, over_at__isnull=True)
        ended = [_trouble(row) for row in rows.order_by("source")]
        rows.update(over_at=now)
    return [trouble for trouble in ended if trouble.told]


def _trouble(row: SourceTrouble) -> Trouble:
    return Trouble(
        source=row.source,
        state=row.state,
        reason_zh=row.reason_zh,
        reason_en=row.reason_en,
        since=row.since,
        told=row.told_at is not None,
    )

"""Observations that wait to be judged: their signs first, and whole only those that met something. 待判断的观察."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import F, Max, QuerySet, Window
from django.db.models.functions import Mod, RowNumber

from domain.observation import Kind, Observation
from storage.models import Observation as Row
from storage.observations import WAITING, observation_from


@dataclass(frozen=True, slots=True)
class KeptSign:
    """The row id of an observation and its sign."""

    row_id: int
    sign: str


def signs_of(run_id: int, *, after_id: int, until_id: int) -> list[KeptSign]:
    """The signs of a run's new, current observations with ids above `after_id` and up to `until_id`, in id order.

    Those that wait for their picture are left out: `storage.looks` gives them.
    """
    rows = _waiting_of(run_id, after_id).filter(pk__lte=until_id).order_by("pk")
    return [KeptSign(row_id, sign) for row_id, sign in rows.values_list("pk", "sign")]


def proceedings_of(run_id: int, *, after_id: int, until_id: int) -> set[int]:
    """The row ids of the proceedings among those observations: what counts of them is their parties, not their titles."""
    rows = _waiting_of(run_id, after_id).filter(pk__lte=until_id, kind=Kind.PROCEEDING.value)
    return set(rows.values_list("pk", flat=True))


def proceedings_between(after_id: int, until_id: int) -> set[int]:
    """The row ids of all current proceedings above `after_id` and up to `until_id`."""
    rows = Row.objects.filter(kind=Kind.PROCEEDING.value, current=True, pk__gt=after_id, pk__lte=until_id)
    return set(rows.exclude(WAITING).values_list("pk", flat=True))


def part_ends(run_id: int, *, after_id: int, size: int) -> list[int]:
    """The ids with which each `size` of those observations end, the last of them included; [] when there are none."""
    rows = _waiting_of(run_id, after_id)
    last: int | None = rows.aggregate(last=Max("pk"))["last"]
    if last is None:
        return []
    placed = rows.annotate(place=Mod(Window(RowNumber(), order_by=F("pk").asc()), size))
    ends = list(placed.filter(place=0).order_by("pk").values_list("pk", flat=True))
    return ends if ends and ends[-1] == last else [*ends, last]


def observations_at(row_ids: Iterable[int]) -> list[tuple[int, Observation]]:
    """The observations of these row ids, in id order."""
    rows = Row.objects.filter(pk__in=list(row_ids)).order_by("pk")
    return [(row.pk, observation_from(row)) for row in rows]


def _waiting_of(run_id: int, after_id: int) -> QuerySet[Row]:
    return Row.objects.filter(run_id=run_id, current=True, pk__gt=after_id).exclude(WAITING)

"""Rescreens in and out of the database: brands held against everything kept, in parts. 回查。

Why nothing falls between a rescreen and the judging of what comes in meanwhile. A brand and its rescreen are written in
one transaction, and the rescreen is cut into parts, up to the highest observation there is, by a job that sees both, so
after the commit. Judging reads its observations first and the watchlist after them. So whatever was judged without the
brand was there before the commit: it lies in a part, and the part sees it. Whatever a part does not see, because it has
a higher id or because its intake had not committed, is judged later, and so with the brand.
"""

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db import connection, transaction
from django.db.models import Q, QuerySet, Sum
from django.utils import timezone

from domain.brand import Brand as BrandRecord
from domain.history import holder_key_of
from domain.observation import Observation as ObservationRecord
from storage.audit import acting
from storage.brands import brand_from
from storage.isolation import unbound
from storage.models import AlertMatch, Brand, Match, Rescreen, RescreenPart


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A range of observations that is still to be held against brands, given by their rows, or with `everything` all."""

    part_id: int
    rescreen_id: int
    number: int
    after_id: int
    until_id: int
    brands: tuple[int, ...]
    everything: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a rescreen has come: `seen` of `rows` observations, `matched` of them so far. `brands` counts its brands."""

    rescreen_id: int
    brands: int
    everything: bool
    by: str
    created_at: dt.datetime
    finished_at: dt.datetime | None
    superseded: bool
    planned: bool
    rows: int
    seen: int
    matched: int

    @property
    def open(self) -> bool:
        """Whether there is anything left of it to do."""
        return self.finished_at is None and not self.superseded


def _open() -> QuerySet[Rescreen]:
    return Rescreen.objects.filter(finished_at__isnull=True, superseded_at__isnull=True)


def open_rescreen(brands: Collection[int], *, everything: bool = False) -> int:
    """Opens a rescreen of brands given by their rows, or of everything watched, and returns its id. An earlier one that
    is not finished goes on without these brands, or not at all when it has no other.
    """
    rows = sorted(set(brands))
    by = acting().name
    with unbound(), transaction.atomic():
        earlier = _open().select_for_update().order_by("pk")
        if not everything:
            earlier = earlier.filter(everything=False, brands__overlap=rows)
        for one in earlier:
            one.brands = [] if everything else [row for row in one.brands if row not in set(rows)]
            if not one.brands:
                one.superseded_at = timezone.now()
            one.save(update_fields=["brands", "superseded_at"])
        return Rescreen.objects.create(brands=[] if everything else rows, everything=everything, by=by).pk


def rows_of_brands(brand_ids: Collection[str]) -> list[int]:
    """The rows of brands given by their ids; unknown ones are left out."""
    found = Brand.objects.filter(brand_id__in=list(brand_ids)).order_by("pk")
    return list(found.values_list("pk", flat=True))


def brands_of_rescreen(rescreen_id: int) -> int | None:
    """How many brands it is of; None for one that is finished, superseded or cut into parts already."""
    row = _open().filter(pk=rescreen_id, planned_at__isnull=True).first()
    if row is None:
        return None
    return Brand.objects.filter(unwatched_at__isnull=True).count() if row.everything else len(row.brands)


_CUT = """
INSERT INTO storage_rescreenpart (rescreen_id, number, after_id, until_id, rows, seen, matched)
SELECT %s, slice, coalesce(lag(last) OVER (ORDER BY slice), 0), last, count, 0, 0
  FROM (SELECT slice, max(id) AS last, count(*) AS count
          FROM (SELECT id, (row_number() OVER (ORDER BY id) - 1) / %s AS slice FROM storage_observation) numbered
         GROUP BY slice) slices
"""


def cut(rescreen_id: int, *, rows: int) -> int:
    """Cuts everything kept into parts of so many observations, and returns how many parts there are; one without any is
    finished. Once cut, or superseded, nothing happens.
    """
    with transaction.atomic():
        row = _open().select_for_update().filter(pk=rescreen_id, planned_at__isnull=True).first()
        if row is None:
            return 0
        with connection.cursor() as cursor:
            cursor.execute(_CUT, [rescreen_id, rows])
            parts = int(cursor.rowcount)
        row.planned_at = timezone.now()
        last = row.parts.order_by("-number").first()
        row.highest = last.until_id if last else 0
        row.finished_at = None if last else row.planned_at
        row.save(update_fields=["planned_at", "highest", "finished_at"])
        return parts


def parts_from(rescreen_id: int, number: int, *, limit: int) -> list[int]:
    """Ids of up to `limit` parts that are not done, from this number on."""
    rows = RescreenPart.objects.filter(rescreen_id=rescreen_id, done_at__isnull=True, number__gte=number)
    return list(rows.order_by("number").values_list("pk", flat=True)[:limit])


def open_part(part_id: int) -> Part | None:
    """A part that is to be done; None once it is done or its rescreen superseded."""
    rows = RescreenPart.objects.filter(pk=part_id, done_at__isnull=True, rescreen__superseded_at__isnull=True)
    row = rows.select_related("rescreen").first()
    if row is None:
        return None
    return Part(
        part_id=part_id,
        rescreen_id=row.rescreen_id,
        number=row.number,
        after_id=row.after_id,
        until_id=row.until_id,
        brands=tuple(row.rescreen.brands),
        everything=row.rescreen.everything,
    )


def hold_part(part: Part) -> Part | None:
    """The part as it stands now, which nobody else closes until the transaction ends; None when there is nothing left to
    do. Of brands that were changed meanwhile it is no longer.
    """
    if not Rescreen.objects.select_for_update().filter(pk=part.rescreen_id).exists():
        return None
    return open_part(part.part_id)


def close_part(part: Part, *, seen: int, matched: int) -> bool:
    """Marks a part that is held as done; true when it was the rescreen's last."""
    now = timezone.now()
    RescreenPart.objects.filter(pk=part.part_id).update(done_at=now, seen=seen, matched=matched)
    if RescreenPart.objects.filter(rescreen_id=part.rescreen_id, done_at__isnull=True).exists():
        return False
    Rescreen.objects.filter(pk=part.rescreen_id).update(finished_at=now)
    return True


def brands_in_rows(rows: Iterable[int]) -> tuple[BrandRecord, ...]:
    """The watched brands among these rows, by brand id."""
    found = Brand.objects.filter(pk__in=list(rows), unwatched_at__isnull=True).select_related("enterprise")
    return tuple(brand_from(row) for row in found.order_by("brand_id"))


def ids_in_rows(rows: Iterable[int]) -> frozenset[str]:
    """The ids of the watched brands among these rows."""
    found = Brand.objects.filter(pk__in=list(rows), unwatched_at__isnull=True)
    return frozenset(found.values_list("brand_id", flat=True))


def of_same_holders(
    seen: Iterable[ObservationRecord], *, after_id: int, until_id: int, limit: int
) -> list[int]:
    """Ids of observations of a range that other alerts about these holders rest on: a holder who files for many brands
    weighs more, and those of other brands met nothing here.
    """
    keys = sorted({key for one in seen if (key := holder_key_of(one))})
    rows = AlertMatch.objects.filter(
        alert__holder_key__in=keys,
        match__observation_id__gt=after_id,
        match__observation_id__lte=until_id,
    )
    ids = rows.order_by("match__observation_id").values_list("match__observation_id", flat=True).distinct()
    return list(ids[:limit])


def rescreens_left() -> list[tuple[int, bool]]:
    """Id of each rescreen that is not finished, and whether it was cut into parts."""
    return [(row.pk, row.planned_at is not None) for row in _open().order_by("pk")]


def progress(*, limit: int) -> list[Progress]:
    """The newest rescreens, those that go on first. For whoever may see all of them."""
    newest = Rescreen.objects.order_by("-pk").values_list("pk", flat=True)[:limit]
    rows = Rescreen.objects.filter(Q(pk__in=list(newest)) | Q(pk__in=_open().values("pk")))
    found = [_progress(row) for row in rows.order_by("-pk")]
    return sorted(found, key=lambda one: not one.open)


def progress_of_brand(brand_row: int) -> Progress | None:
    """The newest rescreen that goes on and is of this brand, whose `matched` counts this brand alone. Only for a brand the
    viewer was found to see.
    """
    with unbound():  # how far it is tells nothing of others
        rows = _open().filter(Q(brands__contains=[brand_row]) | Q(everything=True))
        row = rows.order_by("-pk").first()
        if row is None:
            return None
        found = Match.objects.filter(brand_id=brand_row, judged_at__gte=row.created_at)
        return _progress(row, matched=found.count())


def _progress(row: Rescreen, *, matched: int | None = None) -> Progress:
    done = Q(done_at__isnull=False)
    sums = row.parts.aggregate(kept=Sum("rows"), gone=Sum("rows", filter=done), found=Sum("matched"))
    return Progress(
        rescreen_id=row.pk,
        brands=len(row.brands),
        everything=row.everything,
        by=row.by,
        created_at=row.created_at,
        finished_at=row.finished_at,
        superseded=row.superseded_at is not None,
        planned=row.planned_at is not None,
        rows=sums["kept"] or 0,
        seen=sums["gone"] or 0,
        matched=(sums["found"] or 0) if matched is None else matched,
    )

"""Brands added, changed, watched no longer and watched again by somebody who may change them; each a line of the audit
trail. Whoever changes two at once waits for the other.
"""

from collections.abc import Iterable
from dataclasses import replace

from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from domain.brand import Brand as BrandRecord
from domain.brand_fields import changed_fields, values_of
from storage.audit import Act, note
from storage.brand_lists import BrandLine, brand_line, taken_ids
from storage.brands import BrandTaken, columns_of
from storage.isolation import unbound
from storage.logos import save_logos
from storage.models import Brand, Enterprise
from storage.viewers import NotVisible, Viewer

_BRANDS_OF = 4_207
"""The first key of the lock by which the changes of one enterprise's brands queue up; the second is the enterprise."""


class BrandKnown(ValueError):
    """The enterprise has a brand of this id already; `row_id` is its row."""

    def __init__(self, row_id: int) -> None:
        super().__init__(f"brand {row_id} has this id already")
        self.row_id = row_id


class StaleBrand(ValueError):
    """The brand was changed after a form was made from it; `line` is how it stands now."""

    def __init__(self, line: BrandLine) -> None:
        super().__init__(f"brand {line.row_id} was changed meanwhile")
        self.line = line


def hold_brands(viewer: Viewer, enterprise_id: int) -> Enterprise:
    """Until the transaction ends nobody else changes this enterprise's brands. Raises `NotVisible` for a viewer who may not."""
    enterprise = Enterprise.objects.filter(pk=enterprise_id).first()
    if enterprise is None or not viewer.may_change(enterprise_id):
        raise NotVisible(f"enterprise {enterprise_id}")
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_BRANDS_OF, enterprise_id % (1 << 31)])
    return enterprise


def add_brand(viewer: Viewer, enterprise_id: int, brand: BrandRecord) -> int:
    """Adds a brand and returns its row. Raises `BrandKnown`, `BrandTaken` for an id of another enterprise, `NotVisible`."""
    with transaction.atomic():
        enterprise = hold_brands(viewer, enterprise_id)
        known = Brand.objects.filter(brand_id=brand.brand_id, enterprise=enterprise).first()
        if known is not None:
            raise BrandKnown(known.pk)
        if taken_ids([brand.brand_id], outside=enterprise_id):
            raise BrandTaken(brand.brand_id)
        return _add(enterprise, brand)


def change_brand(viewer: Viewer, row_id: int, brand: BrandRecord, *, version: str) -> bool:
    """Gives a brand these values, all but its id and enterprise; says whether that changed anything. Raises `NotVisible`, and
    `StaleBrand` when it is no longer as the form saw it.
    """
    with transaction.atomic():
        line = brand_line(viewer, row_id)
        enterprise = hold_brands(viewer, line.enterprise_id)
        line = brand_line(viewer, row_id)
        after = replace(brand, brand_id=line.brand.brand_id, enterprise=line.brand.enterprise)
        if after == line.brand:
            return False
        if line.version != version:
            raise StaleBrand(line)
        _change(enterprise, line.row_id, line.brand, after)
    return True


def set_watched(viewer: Viewer, row_id: int, *, watched: bool) -> bool:
    """Watches a brand no longer, or again, and says whether that changed anything. Raises `NotVisible`."""
    with transaction.atomic():
        line = brand_line(viewer, row_id)
        enterprise = hold_brands(viewer, line.enterprise_id)
        now = timezone.now()
        rows = Brand.objects.filter(pk=row_id, unwatched_at__isnull=not watched)
        if not rows.update(unwatched_at=None if watched else now, changed_at=now):
            return False
        note(
            Act.BRAND_WATCHED if watched else Act.BRAND_UNWATCHED,
            of=enterprise,
            about=_called(line.brand),
        )
    return True


def write_import(
    enterprise: Enterprise, added: Iterable[BrandRecord], changed: Iterable[tuple[BrandRecord, BrandRecord]]
) -> None:
    """Writes what an import adds, and what it changes from and to; all are watched then. Only after `hold_brands`. Raises
    `BrandTaken`.
    """
    for brand in added:
        _add(enterprise, brand)
    for before, after in changed:
        rows = Brand.objects.filter(brand_id=after.brand_id, enterprise=enterprise)
        if rows.filter(unwatched_at__isnull=False).update(unwatched_at=None, changed_at=timezone.now()):
            note(Act.BRAND_WATCHED, of=enterprise, about=_called(before))
        if before != after:
            _change(enterprise, rows.values_list("pk", flat=True)[0], before, after)


def set_logos(viewer: Viewer, row_id: int, *, add: Iterable[bytes] = (), drop: Iterable[str] = ()) -> int:
    """Adds logos to a brand and takes others, by SHA-256, away; returns how many it has then. Raises `NotVisible`."""
    with transaction.atomic():
        line = brand_line(viewer, row_id)
        enterprise = hold_brands(viewer, line.enterprise_id)
        gone = set(drop)
        with unbound():  # a file is kept once, whichever enterprises have it
            row = Brand.objects.get(pk=row_id)
            kept = [bytes(logo.content) for logo in row.logos.order_by("pk") if logo.sha256 not in gone]
            now_kept = save_logos(row.brand_id, list(dict.fromkeys([*kept, *add])))
        if set(now_kept) != set(line.logos):
            note(
                Act.LOGOS_CHANGED,
                of=enterprise,
                about=f"{line.brand.name} · {len(line.logos)} → {len(now_kept)}",
            )
    return len(now_kept)


def _add(enterprise: Enterprise, brand: BrandRecord) -> int:
    try:
        with transaction.atomic():
            row = Brand.objects.create(enterprise=enterprise, brand_id=brand.brand_id, **columns_of(brand))
    except IntegrityError as error:  # another enterprise took the id since it was asked about
        raise BrandTaken(brand.brand_id) from error
    note(Act.BRAND_ADDED, of=enterprise, about=_called(brand))
    return row.pk


def _change(enterprise: Enterprise, row_id: int, before: BrandRecord, after: BrandRecord) -> None:
    Brand.objects.filter(pk=row_id).update(**columns_of(after), changed_at=timezone.now())
    changes = "; ".join(_difference(before, after, field) for field in changed_fields(before, after))
    note(Act.BRAND_CHANGED, of=enterprise, about=f"{before.name} · {changes}")


def _difference(before: BrandRecord, after: BrandRecord, field: str) -> str:
    """What went from a field and what came: `markets −US +EM|JP`."""
    had, has = values_of(before, field), values_of(after, field)
    gone = "|".join(value for value in had if value not in has)
    come = "|".join(value for value in has if value not in had)
    return " ".join([field, *([f"−{gone}"] if gone else []), *([f"+{come}"] if come else [])])


def _called(brand: BrandRecord) -> str:
    return f"{brand.name} · {brand.brand_id}"

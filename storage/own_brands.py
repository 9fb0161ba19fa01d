"""An enterprise's own brands, read and changed by those who keep them. 自有品牌."""

from dataclasses import dataclass, replace

from django.db import transaction

from domain.brand import Brand as BrandRecord
from storage.audit import Act, note
from storage.brands import BrandTaken, brand_from, save_brands
from storage.isolation import unbound
from storage.models import Alert, Brand, Enterprise
from storage.viewers import NotVisible, Viewer


class HasAlerts(ValueError):
    """A brand of which an alert was raised: its history is kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BrandLine:
    """A brand as a list shows it; `row_id` is its place in the order."""

    row_id: int
    brand: BrandRecord


def brands_after(viewer: Viewer, row_id: int, *, limit: int) -> list[BrandLine]:
    """The next brands a viewer may see, in the order they were added."""
    rows = Brand.objects.select_related("enterprise").filter(pk__gt=row_id).order_by("pk")
    if not viewer.staff:
        rows = rows.filter(enterprise_id__in=viewer.enterprise_ids)
    return [BrandLine(row_id=row.pk, brand=brand_from(row)) for row in rows[:limit]]


def brand_of(viewer: Viewer, brand_id: str) -> BrandRecord:
    """One brand. Raises `NotVisible`."""
    return brand_from(_row(viewer, brand_id))


def add_brand(viewer: Viewer, brand: BrandRecord) -> None:
    """Adds a brand to an enterprise the viewer may change. Raises `NotVisible`, and `BrandTaken` when its id is in use,
    without saying whose.
    """
    owner = Enterprise.objects.filter(name=brand.enterprise).first()
    if owner is None or not viewer.may_change(owner.pk):
        raise NotVisible(brand.enterprise)
    with unbound(), transaction.atomic():  # members may not write brands
        if Brand.objects.filter(brand_id=brand.brand_id).exists():
            raise BrandTaken(brand.brand_id)
        save_brands([brand])
    note(Act.BRAND_ADDED, of=owner, about=brand.name)


def change_brand(viewer: Viewer, brand: BrandRecord) -> BrandRecord:
    """Writes a brand in place of what it was, its logo aside, and returns it. Raises `NotVisible`."""
    row = _changeable(viewer, brand.brand_id)
    written = replace(brand, enterprise=row.enterprise.name, logo=row.logo)
    with unbound():  # members may not write brands
        save_brands([written])
    note(Act.BRAND_CHANGED, of=row.enterprise, about=brand.name)
    return written


def remove_brand(viewer: Viewer, brand_id: str) -> None:
    """Watches a brand no more. Raises `NotVisible`, and `HasAlerts` where an alert was raised of it."""
    row = _changeable(viewer, brand_id)
    with unbound(), transaction.atomic():  # members may not delete brands
        locked = list(
            Brand.objects.select_for_update().filter(pk=row.pk)
        )  # no alert is raised of it meanwhile
        if Alert.objects.filter(brand_id=row.pk).exists():
            raise HasAlerts(brand_id)
        for brand in locked:
            brand.delete()
    note(Act.BRAND_REMOVED, of=row.enterprise, about=row.name)


def _row(viewer: Viewer, brand_id: str) -> Brand:
    rows = Brand.objects.select_related("enterprise").filter(brand_id=brand_id)
    if not viewer.staff:
        rows = rows.filter(enterprise_id__in=viewer.enterprise_ids)
    row = rows.first()
    if row is None:
        raise NotVisible(f"brand {brand_id}")
    return row


def _changeable(viewer: Viewer, brand_id: str) -> Brand:
    row = _row(viewer, brand_id)
    if not viewer.may_change(row.enterprise_id):
        raise NotVisible(f"brand {brand_id}")
    return row

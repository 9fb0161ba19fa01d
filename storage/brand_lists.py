"""Brands as their pages show them, for one viewer. 品牌清单."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Count, F, Prefetch, Q, QuerySet

from domain.brand import Brand as BrandRecord
from storage.brands import brand_from
from storage.isolation import unbound
from storage.models import Brand, Enterprise, Logo
from storage.paging import nearest_page
from storage.viewers import NotVisible, Viewer


@dataclass(frozen=True, slots=True, kw_only=True)
class BrandLine:
    """A brand with what hangs on it. `logos` are the SHA-256 of its logos; `unwatched_at` is None while it is watched."""

    row_id: int
    enterprise_id: int
    brand: BrandRecord
    added_at: dt.datetime
    changed_at: dt.datetime
    unwatched_at: dt.datetime | None
    open_alerts: int
    logos: tuple[str, ...]

    @property
    def version(self) -> str:
        """Changes with each change of the brand: what a form says it was made from."""
        return self.changed_at.isoformat()


@dataclass(frozen=True, slots=True, kw_only=True)
class BrandPage:
    """One page of brands; `watched` counts those that are watched among all that were found."""

    lines: tuple[BrandLine, ...]
    total: int
    watched: int
    page: int
    pages: int


def brand_page(viewer: Viewer, *, word: str = "", page: int = 1, per_page: int = 50) -> BrandPage:
    """The brands a viewer may see whose name, alias, id or enterprise holds a word; those no longer watched come last. A page
    out of range is the nearest one.
    """
    rows = visible_brands(viewer)
    if word:
        rows = rows.filter(
            Q(name__icontains=word)
            | Q(aliases__icontains=word)
            | Q(brand_id__icontains=word)
            | Q(enterprise__name__icontains=word)
        )
    total = rows.count()
    page, pages, cut = nearest_page(total, page, per_page)
    still_watched_first = F("unwatched_at").asc(nulls_first=True)
    ordered = _loaded(rows).order_by(still_watched_first, "enterprise__name", "name", "pk")
    chosen = ordered[cut]
    return BrandPage(
        lines=tuple(map(_line, chosen)),
        total=total,
        watched=rows.filter(unwatched_at__isnull=True).count(),
        page=page,
        pages=pages,
    )


def brands_after(viewer: Viewer, row_id: int, *, limit: int) -> list[BrandLine]:
    """The next brands a viewer may see, in the order they were added."""
    return [
        _line(row) for row in _loaded(visible_brands(viewer)).filter(pk__gt=row_id).order_by("pk")[:limit]
    ]


def brand_called(viewer: Viewer, brand_id: str) -> BrandLine:
    """The brand of an id. Raises `NotVisible`."""
    row = _loaded(visible_brands(viewer)).filter(brand_id=brand_id).first()
    if row is None:
        raise NotVisible(f"brand {brand_id}")
    return _line(row)


def brand_line(viewer: Viewer, row_id: int) -> BrandLine:
    """One brand. Raises `NotVisible`."""
    row = _loaded(visible_brands(viewer)).filter(pk=row_id).first()
    if row is None:
        raise NotVisible(f"brand {row_id}")
    return _line(row)


def brands_of(viewer: Viewer, enterprise_id: int) -> tuple[BrandLine, ...]:
    """Every brand of one enterprise, by id. Raises `NotVisible` for an enterprise that is not the viewer's."""
    if not viewer.staff and enterprise_id not in viewer.enterprise_ids:
        raise NotVisible(f"enterprise {enterprise_id}")
    return tuple(map(_line, _loaded(Brand.objects.filter(enterprise_id=enterprise_id)).order_by("brand_id")))


def brand_lines(viewer: Viewer, row_ids: Collection[int]) -> dict[int, BrandLine]:
    """Those of these brands that a viewer may see, by row id."""
    return {row.pk: _line(row) for row in _loaded(visible_brands(viewer)).filter(pk__in=list(row_ids))}


def brands_in(enterprise_id: int) -> tuple[str, tuple[BrandRecord, ...]]:
    """The name of an enterprise and its brands, for the jobs, which look with nobody's eyes."""
    name = Enterprise.objects.values_list("name", flat=True).get(pk=enterprise_id)
    rows = Brand.objects.filter(enterprise_id=enterprise_id).select_related("enterprise").order_by("brand_id")
    return name, tuple(map(brand_from, rows))


def own_brands(viewer: Viewer, *, limit: int = 200) -> tuple[tuple[str, str], ...]:
    """Id and name of the brands of a viewer's own enterprises, by name."""
    rows = Brand.objects.filter(enterprise_id__in=viewer.enterprise_ids).order_by("name", "pk")
    return tuple(rows.values_list("brand_id", "name")[:limit])


def taken_ids(brand_ids: Collection[str], *, outside: int) -> frozenset[str]:
    """Which of these brand ids another enterprise than this one uses; not whose they are."""
    with unbound():
        rows = Brand.objects.filter(brand_id__in=list(brand_ids)).exclude(enterprise_id=outside)
        return frozenset(rows.values_list("brand_id", flat=True))


def logo_of(viewer: Viewer, row_id: int, sha256: str) -> bytes:
    """The file of a brand's logo. Raises `NotVisible`."""
    row = Logo.objects.filter(brands__in=visible_brands(viewer).filter(pk=row_id), sha256=sha256).first()
    if row is None:
        raise NotVisible(f"logo {sha256}")
    return bytes(row.content)


def visible_brands(viewer: Viewer) -> QuerySet[Brand]:
    """The brands a viewer may see."""
    return (
        Brand.objects.all() if viewer.staff else Brand.objects.filter(enterprise_id__in=viewer.enterprise_ids)
    )


def visible_brand(viewer: Viewer, brand_row: int) -> Brand:
    """The row of a brand with its enterprise. Raises `NotVisible`."""
    brand = visible_brands(viewer).select_related("enterprise").filter(pk=brand_row).first()
    if brand is None:
        raise NotVisible(f"brand {brand_row}")
    return brand


def _loaded(rows: QuerySet[Brand]) -> QuerySet[Brand]:
    logos = Prefetch("logos", queryset=Logo.objects.defer("content"))
    counted = rows.annotate(open_alerts=Count("alerts", filter=Q(alerts__open=True)))
    return counted.select_related("enterprise").prefetch_related(logos)


def _line(row: Brand) -> BrandLine:
    return BrandLine(
        row_id=row.pk,
        enterprise_id=row.enterprise_id,
        brand=brand_from(row),
        added_at=row.added_at,
        changed_at=row.changed_at,
        unwatched_at=row.unwatched_at,
        open_alerts=row.open_alerts,  # type: ignore[attr-defined]  # counted by _loaded
        logos=tuple(sorted(logo.sha256 for logo in row.logos.all())),
    )

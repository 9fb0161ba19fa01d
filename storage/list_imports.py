"""What an import of a list is held against, and how it is written. 名录导入."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from django.db import connection

from domain.adviser import Adviser as AdviserRecord
from domain.list_fields import Listed
from domain.lists import ListItem, ListKind
from storage.adviser_lists import advisers, pair_agencies, save_adviser
from storage.audit import Act, note
from storage.list_changes import add_entry, change_entry
from storage.lists import adviser_kinds, list_entries
from storage.models import Adviser, Brand, Enterprise, ListEntry
from storage.viewers import Viewer, only_staff

_LOCK = "SELECT pg_advisory_xact_lock(hashtext('haishao lists'))"


@dataclass(frozen=True, slots=True, kw_only=True)
class Nameable:
    """An enterprise or a brand a row may name: for an enterprise its credit code, industry and district."""

    name: str
    credit_code: str = ""
    industry: str = ""
    district: str = ""
    brand_id: str = ""
    enterprise: str = ""


def hold_lists() -> None:
    """One import at a time, to the end of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute(_LOCK)


def listed_now(viewer: Viewer, kind: ListKind) -> tuple[Listed, ...]:
    """What stands on a list, as exports write it; advisers that were stopped too."""
    if kind.of_advisers:
        return tuple(line.adviser for line in advisers(viewer, kind))
    return tuple(entry.item for entry in list_entries(viewer, kind))


def enterprises_to_name(viewer: Viewer) -> tuple[Nameable, ...]:
    """Every enterprise. Raises `NotVisible` for anybody but staff."""
    only_staff(viewer, "enterprises")
    rows = Enterprise.objects.order_by("pk").values_list("name", "credit_code", "industry", "district")
    return tuple(
        Nameable(name=name, credit_code=code, industry=industry, district=district)
        for name, code, industry, district in rows
    )


def brands_to_name(viewer: Viewer) -> tuple[Nameable, ...]:
    """Every brand that is watched. Raises `NotVisible` for anybody but staff."""
    only_staff(viewer, "brands")
    rows = Brand.objects.filter(unwatched_at__isnull=True).order_by("pk")
    return tuple(
        Nameable(name=name, brand_id=brand_id, enterprise=enterprise)
        for name, brand_id, enterprise in rows.values_list("name", "brand_id", "enterprise__name")
    )


def write_list(
    viewer: Viewer,
    kind: ListKind,
    *,
    added: Iterable[Listed],
    changed: Iterable[tuple[Listed, Listed]],
    file: str,
    by: str,
) -> None:
    """Writes an import within its transaction. Raises `NotVisible` for anybody but staff."""
    only_staff(viewer, f"list {kind}")
    new, pairs = list(added), list(changed)
    if kind.of_advisers:
        _write_advisers(viewer, [*new, *(after for _, after in pairs)], by)
    else:
        for item in (*new, *(after for _, after in pairs)):
            if isinstance(item, ListItem):
                _write_profile(item)
        for item in new:
            if isinstance(item, ListItem):
                add_entry(viewer, item, by=by)
        for before, after in pairs:
            if isinstance(before, ListItem) and isinstance(after, ListItem):
                change_entry(viewer, _standing(before), after, by=by)
    note(Act.LIST_IMPORTED, about=f"{kind} · {file} · +{len(new)} ~{len(pairs)}")


def _write_profile(item: ListItem) -> None:
    """The enterprise a row names, made where it is new, with what the row says of it."""
    if item.kind not in (ListKind.EXHIBITORS, ListKind.OBSERVERS):
        return
    enterprise, _ = Enterprise.objects.get_or_create(name=item.enterprise)
    said = {one: getattr(item, one) for one in ("credit_code", "industry", "district")}
    Enterprise.objects.filter(pk=enterprise.pk).update(**{one: value for one, value in said.items() if value})


def _standing(item: ListItem) -> int:
    rows = ListEntry.objects.filter(kind=item.kind, until__isnull=True, year=item.year)
    if item.kind is ListKind.BRANDS:
        rows = rows.filter(brand__brand_id=item.brand_id)
    elif item.kind is ListKind.MARKETS:
        rows = rows.filter(office=item.office, platform=item.platform, site=item.site)
    else:
        rows = rows.filter(enterprise__name=item.enterprise)
    return rows.values_list("pk", flat=True)[0]


def _write_advisers(viewer: Viewer, every: Sequence[Listed], by: str) -> None:
    """Advisers first, then their pairs: whoever is named may come later in the file."""
    ids: dict[str, list[int]] = {}
    written = [one for one in every if isinstance(one, AdviserRecord)]
    for one in written:
        had = Adviser.objects.filter(kind=one.kind, name=one.name, organisation=one.organisation).first()
        saved = save_adviser(viewer, replace(one, adviser_id=had.pk if had else 0), by=by)
        ids.setdefault(f"{one.kind} {one.name} {one.organisation}", []).append(saved)
        if had is not None and had.pair and not one.pair:
            pair_agencies(viewer, saved, None)
    for one in written:
        if one.pair:
            (saved,) = ids[f"{one.kind} {one.name} {one.organisation}"]
            other = Adviser.objects.filter(kind__in=adviser_kinds(ListKind.AGENCIES), name=one.pair).exclude(
                kind=one.kind
            )
            pair_agencies(viewer, saved, other.values_list("pk", flat=True)[0])

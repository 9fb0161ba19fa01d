"""The lists a centre keeps, as they stand or stood on a day. 名录与清单.

Staff see all of them; an enterprise sees the entries that are of itself.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch, Q, QuerySet
from django.utils import timezone

from domain.list_fields import ADVISERS_OF, name_of
from domain.lists import (
    REVIEW_SOON,
    BrandRight,
    Level,
    ListedFair,
    ListItem,
    ListKind,
    Shop,
    one_value,
)
from domain.lists import ListEntry as EntryRecord
from storage.models import Adviser, FairEntry, ListEntry
from storage.viewers import NotVisible, Viewer, only_staff

MOST = 5_000
"""Entries of a list that are read at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListCount:
    """How many stand on a list now, and whose review is overdue or due soon."""

    kind: ListKind
    entries: int
    overdue: int
    soon: int


def list_entries(
    viewer: Viewer, kind: ListKind, *, as_of: dt.date | None = None, year: int = 0
) -> tuple[EntryRecord, ...]:
    """The entries of a list, as it stands or as it stood at the end of a day, by name; of one year where one is named. What is
    known of fairs, shops and registrations is what is known now. Raises `NotVisible` for anybody but staff.
    """
    only_staff(viewer, f"list {kind}")
    rows = _loaded(_standing(ListEntry.objects.filter(kind=kind), as_of)).select_related(
        "enterprise", "brand", "adviser"
    )
    if year:
        rows = rows.filter(year=year)
    found = [entry_record(row) for row in rows.order_by("pk")[:MOST]]
    return tuple(sorted(found, key=lambda one: (-one.item.year, one.item.enterprise, name_of(one.item))))


def own_entries(viewer: Viewer) -> tuple[EntryRecord, ...]:
    """The entries that are of the viewer's own enterprises."""
    rows = ListEntry.objects.filter(enterprise_id__in=viewer.enterprise_ids)
    return tuple(map(entry_record, _loaded(_standing(rows, None)).order_by("kind", "-year", "pk")[:MOST]))


def entries_of(viewer: Viewer, enterprise_id: int) -> tuple[EntryRecord, ...]:
    """The entries that are of one enterprise now. Raises `NotVisible`."""
    if not viewer.staff and enterprise_id not in viewer.enterprise_ids:
        raise NotVisible(f"enterprise {enterprise_id}")
    rows = _standing(ListEntry.objects.filter(enterprise_id=enterprise_id), None)
    return tuple(map(entry_record, _loaded(rows).order_by("kind", "-year", "pk")[:MOST]))


def entry_of(viewer: Viewer, entry_id: int) -> EntryRecord:
    """One entry, as it stands or stood. Raises `NotVisible` for anybody but staff."""
    only_staff(viewer, f"entry {entry_id}")
    row = _loaded(ListEntry.objects.filter(pk=entry_id)).first()
    if row is None:
        raise NotVisible(f"entry {entry_id}")
    return entry_record(row)


def history_of_entry(viewer: Viewer, entry_id: int) -> tuple[EntryRecord, ...]:
    """Everything that is known of the same subject on the same list, the newest first. Raises `NotVisible`."""
    only_staff(viewer, f"entry {entry_id}")
    row = ListEntry.objects.filter(pk=entry_id).first()
    if row is None:
        raise NotVisible(f"entry {entry_id}")
    return tuple(map(entry_record, _loaded(same_subject(row)).order_by("-pk")[:200]))


def list_counts(viewer: Viewer) -> tuple[ListCount, ...]:
    """What stands on every list now. Raises `NotVisible` for anybody but staff."""
    only_staff(viewer, "lists")
    today = timezone.localdate()
    return tuple(_count(kind, today) for kind in ListKind)


def _count(kind: ListKind, today: dt.date) -> ListCount:
    rows: QuerySet[Adviser] | QuerySet[ListEntry]
    if kind.of_advisers:
        rows = Adviser.objects.filter(active=True, kind__in=adviser_kinds(kind))
    else:
        rows = _standing(ListEntry.objects.filter(kind=kind), None)
    return ListCount(
        kind=kind,
        entries=rows.count(),
        overdue=rows.filter(review_by__lt=today).count(),
        soon=rows.filter(review_by__gte=today, review_by__lte=today + REVIEW_SOON).count(),
    )


def adviser_kinds(kind: ListKind) -> tuple[str, ...]:
    """The kinds of advisers on a list."""
    return tuple(one.value for one in ADVISERS_OF[kind])


def list_years(viewer: Viewer, kind: ListKind) -> tuple[int, ...]:
    """The years a list was kept for, the newest first."""
    only_staff(viewer, f"list {kind}")
    rows = ListEntry.objects.filter(kind=kind, removed=False).exclude(year=0)
    return tuple(rows.values_list("year", flat=True).distinct().order_by("-year")[:50])


def watched_markets(viewer: Viewer) -> dict[str, Level]:
    """The level of each market on 重点关注市场名录, by its ST.3 code; the highest where several entries name it. Raises
    `NotVisible` for anybody but staff.
    """
    order = list(Level)
    found: dict[str, Level] = {}
    for entry in list_entries(viewer, ListKind.MARKETS):
        had = found.get(entry.item.office)
        if had is None or order.index(entry.item.level) < order.index(had):
            found[entry.item.office] = entry.item.level
    return found


_SUBJECT = ("kind", "enterprise_id", "brand_id", "adviser_id", "office", "platform", "site", "year")


def same_subject(row: ListEntry) -> QuerySet[ListEntry]:
    """Every row of what a row is of, on the same list."""
    subject: dict[str, Any] = {one: getattr(row, one) for one in _SUBJECT}
    return ListEntry.objects.filter(**subject)


def _standing(rows: QuerySet[ListEntry], as_of: dt.date | None) -> QuerySet[ListEntry]:
    """Those that stand, or stood at the end of a day of the centre's calendar."""
    if as_of is None:
        return rows.filter(until__isnull=True)
    midnight = dt.datetime.combine(as_of + dt.timedelta(days=1), dt.time(), timezone.get_default_timezone())
    return rows.filter(since__lt=midnight).filter(Q(until__isnull=True) | Q(until__gte=midnight))


def _loaded(rows: QuerySet[ListEntry]) -> QuerySet[ListEntry]:
    fairs = FairEntry.objects.select_related("fair").order_by("fair__opens_on", "pk")
    return rows.select_related("enterprise", "brand").prefetch_related(
        Prefetch("enterprise__fair_entries", queryset=fairs), "enterprise__shops", "brand__rights"
    )


def entry_record(row: ListEntry) -> EntryRecord:
    """The domain record of a row."""
    return EntryRecord(
        entry_id=row.pk,
        item=_item(row),
        since=row.since,
        since_by=row.since_by,
        first_at=row.first_at,
        until=row.until,
        until_by=row.until_by,
        removed=row.removed,
        removed_why=row.removed_why,
        reviewed_on=row.reviewed_on,
        reviewed_by=row.reviewed_by,
        enterprise_id=row.enterprise_id,
        brand_row=row.brand_id,
        adviser_id=row.adviser_id,
    )


def _item(row: ListEntry) -> ListItem:
    kind, enterprise, brand = ListKind(row.kind), row.enterprise, row.brand
    profiled = enterprise is not None and kind in (ListKind.EXHIBITORS, ListKind.OBSERVERS)
    return ListItem(
        kind=kind,
        enterprise=enterprise.name if enterprise else (row.adviser.name if row.adviser else ""),
        credit_code=enterprise.credit_code if enterprise and profiled else "",
        industry=enterprise.industry if enterprise and profiled else "",
        district=enterprise.district if enterprise and profiled else "",
        brand=brand.name if brand else "",
        brand_id=brand.brand_id if brand else "",
        office=row.office,
        platform=row.platform,
        site=row.site,
        year=row.year,
        level=Level(row.level),
        reason=row.reason,
        review_by=row.review_by,
        contact=row.contact,
        last_contact=row.last_contact,
        fairs=_fairs(enterprise.fair_entries.all(), row.year)
        if enterprise and kind is ListKind.EXHIBITORS
        else (),
        shops=_shops(row) if kind is ListKind.EXHIBITORS else (),
        rights=_rights(row) if kind is ListKind.BRANDS else (),
    )


def _fairs(entries: Iterable[FairEntry], year: int) -> tuple[ListedFair, ...]:
    return tuple(
        ListedFair(
            name=one_value(one.fair.name),
            office=one.fair.office,
            city=one_value(one.fair.city),
            opens_on=one.fair.opens_on,
            closes_on=one.fair.closes_on,
            stand=one_value(one.stand),
        )
        for one in entries
        if one.fair.opens_on.year == year
    )


def _shops(row: ListEntry) -> tuple[Shop, ...]:
    if row.enterprise is None:
        return ()
    return tuple(
        sorted(
            Shop(platform=one.platform, site=one.site, store=one.store) for one in row.enterprise.shops.all()
        )
    )


def _rights(row: ListEntry) -> tuple[BrandRight, ...]:
    if row.brand is None:
        return ()
    ordered = sorted(row.brand.rights.all(), key=lambda one: (one.office != "CN", one.office, one.number))
    return tuple(
        BrandRight(office=one.office, number=one.number, classes=tuple(one.classes), agent=one.agent)
        for one in ordered
    )

"""What staff change of the lists: each change ends an entry's row and makes the next, so that its past stays. 名录变更."""

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from domain.list_fields import name_of
from domain.lists import REVIEWED_FOR, BrandRight, ListedFair, ListItem, ListKind, Shop, one_value
from domain.lists import ListEntry as EntryRecord
from storage.audit import Act, note
from storage.lists import entry_of, entry_record, same_subject
from storage.models import Brand, Enterprise, EnterpriseShop, Fair, FairEntry, ListEntry
from storage.models import BrandRight as RightRow
from storage.viewers import NotVisible, Viewer, only_staff

_STANDS = ("level", "reason", "review_by", "contact", "last_contact")
"""What a change may change of an entry itself."""


class EntryChanged(ValueError):
    """The entry is no longer what was shown: somebody changed or removed it meanwhile. `now` is how it stands, None for gone."""

    def __init__(self, now: EntryRecord | None) -> None:
        super().__init__("the entry was changed meanwhile")
        self.now = now


def add_entry(viewer: Viewer, item: ListItem, *, by: str) -> tuple[EntryRecord, bool]:
    """Puts something on a list, and says whether it was put there now: one that stands on it already is given as it stands.

    Raises `NotVisible` for anybody but staff, and for an enterprise or a brand that is not there.
    """
    only_staff(viewer, f"list {item.kind}")
    with transaction.atomic():
        row = _new_row(item, by)
        had = same_subject(row).select_for_update(of=("self",)).filter(until__isnull=True).first()
        if had is not None:
            return entry_of(viewer, had.pk), False
        row.save()
        write_about(item, row)
        note(Act.LISTED, of=row.enterprise, about=_about(item))
        return entry_of(viewer, row.pk), True


def _new_row(item: ListItem, by: str) -> ListEntry:
    enterprise, brand = None, None
    if item.kind is ListKind.BRANDS:
        brand = Brand.objects.select_related("enterprise").filter(brand_id=item.brand_id).first()
        enterprise = brand.enterprise if brand else None
    elif item.kind.of_enterprises:
        enterprise = Enterprise.objects.select_for_update().filter(name=item.enterprise).first()
    if item.kind.of_enterprises and enterprise is None:
        raise NotVisible(f"{item.enterprise} {item.brand_id}")
    now = timezone.now()
    row = ListEntry(kind=item.kind, enterprise=enterprise, brand=brand, first_at=now, since=now, since_by=by)
    row.office, row.platform, row.site, row.year = item.office, item.platform, item.site, item.year
    _put(row, item)
    return row


def _put(row: ListEntry, item: ListItem) -> None:
    for field in _STANDS:
        setattr(row, field, getattr(item, field))


def change_entry(viewer: Viewer, entry_id: int, item: ListItem, *, by: str) -> EntryRecord:
    """Changes level, reason, review day and contact of an entry that stands as it was shown, with what is known of the
    subject. The same form sent twice changes nothing the second time. Raises `NotVisible` and `EntryChanged`.
    """
    with transaction.atomic():
        row = _held(viewer, entry_id, unless=item)
        if row is None:
            return _now(viewer, entry_id)
        if any(getattr(row, field) != getattr(item, field) for field in _STANDS):
            row = _next(row, by)
            _put(row, item)
            row.save()
        write_about(item, row)
        note(Act.LISTING_CHANGED, of=row.enterprise, about=_about(item))
    return entry_of(viewer, row.pk)


def review_entry(viewer: Viewer, entry_id: int, *, by: str) -> EntryRecord:
    """Writes that an entry was reviewed today, and is to be again in a year. Raises `NotVisible` and `EntryChanged`."""
    today = timezone.localdate()
    with transaction.atomic():
        row = _held(viewer, entry_id)
        if row is None:
            raise NotVisible(f"entry {entry_id}")
        row = _next(row, by)
        row.reviewed_on, row.reviewed_by, row.review_by = today, by, today + REVIEWED_FOR
        row.save()
        note(Act.LISTING_REVIEWED, of=row.enterprise, about=_about(entry_of(viewer, row.pk).item))
    return entry_of(viewer, row.pk)


def remove_entry(viewer: Viewer, entry_id: int, *, why: str, by: str) -> None:
    """Takes an entry off its list; its past stays. One that is off already stays off. Raises `NotVisible` and
    `EntryChanged`.
    """
    with transaction.atomic():
        only_staff(viewer, f"entry {entry_id}")
        row = ListEntry.objects.select_for_update(of=("self",)).filter(pk=entry_id).first()
        if row is not None and row.removed:
            return
        row = _held(viewer, entry_id)
        if row is None:
            raise NotVisible(f"entry {entry_id}")
        item = entry_of(viewer, entry_id).item
        ListEntry.objects.filter(pk=row.pk).update(
            until=timezone.now(), until_by=by, removed=True, removed_why=why
        )
        note(Act.UNLISTED, of=row.enterprise, about=_about(item) + (f" · {why}" if why else ""))


def renew_list(viewer: Viewer, kind: ListKind, year: int, *, by: str) -> int:
    """Puts everything that stands on a list for one year on that of the next, and returns how many were not there yet."""
    only_staff(viewer, f"list {kind}")
    with transaction.atomic():
        standing = ListEntry.objects.filter(kind=kind, year=year, until__isnull=True)
        there = ListEntry.objects.filter(kind=kind, year=year + 1, until__isnull=True)
        missing = standing.exclude(enterprise_id__in=there.values("enterprise_id"))
        now = timezone.now()
        rows = [
            ListEntry(
                kind=kind,
                enterprise_id=one.enterprise_id,
                year=year + 1,
                level=one.level,
                reason=one.reason,
                review_by=one.review_by,
                first_at=now,
                since=now,
                since_by=by,
            )
            for one in missing.order_by("pk")
        ]
        ListEntry.objects.bulk_create(rows, batch_size=500)
        if rows:
            note(Act.LIST_RENEWED, about=f"{kind} {year} → {year + 1} · +{len(rows)}")
    return len(rows)


def _held(viewer: Viewer, entry_id: int, *, unless: ListItem | None = None) -> ListEntry | None:
    """The row of an entry that stands as it was shown, held to the transaction's end; None where it was changed already into
    what is asked for.
    """
    only_staff(viewer, f"entry {entry_id}")
    row = ListEntry.objects.select_for_update(of=("self",)).filter(pk=entry_id).first()
    if row is None:
        raise NotVisible(f"entry {entry_id}")
    if row.until is None:
        return row
    now = same_subject(row).filter(until__isnull=True).first()
    if now is not None and unless and all(getattr(now, one) == getattr(unless, one) for one in _STANDS):
        return None
    raise EntryChanged(entry_record(now) if now else None)


def _now(viewer: Viewer, entry_id: int) -> EntryRecord:
    row = ListEntry.objects.get(pk=entry_id)
    return entry_of(viewer, same_subject(row).filter(until__isnull=True).values_list("pk", flat=True)[0])


def _next(row: ListEntry, by: str) -> ListEntry:
    """Ends a row and gives the one that follows it, not saved yet."""
    now = timezone.now()
    ListEntry.objects.filter(pk=row.pk).update(until=now, until_by=by)
    row.pk, row.since, row.since_by = None, now, by
    row._state.adding = True
    return row


def write_about(item: ListItem, row: ListEntry) -> None:
    """Keeps what an entry says of its subject: fairs and shops of an enterprise, registrations of a brand. Nothing that is
    known goes.
    """
    if row.enterprise_id is not None and item.kind is ListKind.EXHIBITORS:
        _keep_fairs(row.enterprise_id, item.fairs)
        keep_shops(row.enterprise_id, item.shops)
    if row.brand_id is not None:
        _keep_rights(row.brand_id, item.rights)


def keep_shops(enterprise_id: int, shops: Iterable[Shop]) -> None:
    """Adds shops to those an enterprise is known to have."""
    for one in shops:
        EnterpriseShop.objects.get_or_create(
            enterprise_id=enterprise_id, platform=one.platform, site=one.site, store=one.store
        )


def _keep_fairs(enterprise_id: int, fairs: Iterable[ListedFair]) -> None:
    """The enterprise shows at these fairs. One that is not known yet is made; the days of one that is stay."""
    for one in fairs:
        fair = _fair(one)
        entry, made = FairEntry.objects.get_or_create(
            fair=fair, enterprise_id=enterprise_id, defaults={"stand": one.stand}
        )
        if not made and one.stand and one_value(entry.stand) != one.stand:
            FairEntry.objects.filter(pk=entry.pk).update(stand=one.stand)


def _fair(one: ListedFair) -> Fair:
    day = Fair.objects.filter(opens_on=one.opens_on)
    had = next((fair for fair in day if one_value(fair.name) == one.name), None)
    return had or Fair.objects.create(
        name=one.name, office=one.office, city=one.city, opens_on=one.opens_on, closes_on=one.closes_on
    )


def _keep_rights(brand_row: int, rights: Iterable[BrandRight]) -> None:
    for one in rights:
        RightRow.objects.update_or_create(
            brand_id=brand_row,
            office=one.office,
            number=one.number,
            defaults={"classes": list(one.classes), "agent": one.agent},
        )


def _about(item: ListItem) -> str:
    year = f" {item.year}" if item.year else ""
    return f"{item.kind}{year} · {name_of(item)}"

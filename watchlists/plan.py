"""What a watchlist would add to an enterprise's brands and change in them, before anything is written. 导入预览."""

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from domain.brand import Brand
from domain.brand_fields import FIELDS, changed_fields
from domain.fault import Fault
from domain.fault_kind import FaultKind
from watchlists.read import WatchlistRead, derived_id, same_words

MOST_ID = 100
"""Characters of a brand id."""

_UNREAD = (FaultKind.CELL_IS_DATE, FaultKind.CELL_IS_FORMULA)


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """A row of the list and the brand it becomes; `before` is None for one that is new, `fields` are those that differ.
    `again` marks one that is not watched now, and will be.
    """

    row: str
    before: Brand | None
    after: Brand
    fields: tuple[str, ...] = ()
    again: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportPlan:
    """What an import would do. `left` are brands that stay as they are, `unnamed` how many watched ones the list does not
    name: they stay too. `key` changes with anything that would be written.
    """

    added: tuple[Planned, ...]
    changed: tuple[Planned, ...]
    left: tuple[Planned, ...]
    unnamed: int
    faults: tuple[Fault, ...]

    @property
    def key(self) -> str:
        """Says, in a form that is sent back, which plan was seen."""
        written = repr([(one.before, one.after, one.again) for one in (*self.added, *self.changed)])
        return hashlib.sha256(written.encode("utf-8", "surrogatepass")).hexdigest()

    @property
    def rows(self) -> dict[str, str]:
        """The row of each brand that was taken, by its id."""
        return {one.after.brand_id: one.row for one in (*self.added, *self.changed, *self.left)}

    @property
    def brands(self) -> tuple[Brand, ...]:
        """The brands that were taken, as they will stand."""
        return tuple(one.after for one in (*self.added, *self.changed, *self.left))


def plan_import(
    read: WatchlistRead,
    *,
    file: str,
    enterprise: str,
    known: Sequence[Brand],
    unwatched: Collection[str] = (),
    taken: Collection[str] = (),
) -> ImportPlan:
    """The plan for a list read from `file`, for one enterprise with its brands and the ids of those not watched now. `taken`
    are ids that are somebody else's.

    A row that names another enterprise is refused. One without an id is the brand of that name, where there is one. What
    the list has no column for, or a cell that could not be read, stays as it is.
    """
    by_id = {brand.brand_id: brand for brand in known}
    by_name = {same_words(brand.name): brand for brand in reversed(known)}
    faults = list(read.faults)
    unread = {(one.record, one.column) for one in read.faults if one.kind in _UNREAD}
    planned: dict[str, Planned] = {}
    for listed in read.brands:
        row = read.rows[listed.brand_id]
        owned = _owned(listed, enterprise, by_id, by_name)
        kind = _refused(listed, owned, enterprise, by_id, taken, planned)
        if kind is not None:
            found = _found(kind, listed, owned, planned)
            faults.append(Fault(kind=kind, file=file, record=row, detail=f"{owned.name[:60]}{found}"))
            continue
        stated = {field for field, heading in read.columns.items() if (row, heading) not in unread}
        planned[owned.brand_id] = _planned(row, owned, by_id.get(owned.brand_id), stated, unwatched)
    every = planned.values()
    return ImportPlan(
        added=tuple(one for one in every if one.before is None),
        changed=tuple(one for one in every if one.before is not None and (one.fields or one.again)),
        left=tuple(one for one in every if one.before is not None and not (one.fields or one.again)),
        unnamed=len(by_id.keys() - planned.keys() - set(unwatched)),
        faults=tuple(faults),
    )


def ids_named(read: WatchlistRead, enterprise: str, known: Sequence[Brand]) -> frozenset[str]:
    """The ids the brands of a list will have in an enterprise."""
    by_id = {brand.brand_id: brand for brand in known}
    by_name = {same_words(brand.name): brand for brand in reversed(known)}
    return frozenset(_owned(brand, enterprise, by_id, by_name).brand_id for brand in read.brands)


def _owned(listed: Brand, enterprise: str, by_id: dict[str, Brand], by_name: dict[str, Brand]) -> Brand:
    """The brand in its enterprise. An id that was derived for want of one is that of the brand of this name, or derived anew."""
    brand_id = listed.brand_id
    if brand_id == derived_id(listed.enterprise, listed.name):
        same = by_name.get(same_words(listed.name))
        brand_id = same.brand_id if same else derived_id(enterprise, listed.name)
    return replace(listed, enterprise=enterprise, brand_id=brand_id)


def _refused(
    listed: Brand,
    owned: Brand,
    enterprise: str,
    by_id: dict[str, Brand],
    taken: Collection[str],
    planned: dict[str, Planned],
) -> FaultKind | None:
    if listed.enterprise and same_words(listed.enterprise) != same_words(enterprise):
        return FaultKind.OTHER_ENTERPRISE
    if owned.brand_id in planned:
        return FaultKind.DUPLICATE_BRAND
    if owned.brand_id in taken and owned.brand_id not in by_id:
        return FaultKind.BRAND_ID_TAKEN
    return FaultKind.CELL_TOO_LONG if len(owned.brand_id) > MOST_ID else None


def _found(kind: FaultKind, listed: Brand, owned: Brand, planned: dict[str, Planned]) -> str:
    """What a refused row says of its brand: the earlier row of a repeated one, else the enterprise or the id that was given."""
    if kind is FaultKind.DUPLICATE_BRAND:
        return f"; {planned[owned.brand_id].row}"
    said = listed.enterprise if kind is FaultKind.OTHER_ENTERPRISE else owned.brand_id
    return f": {said[:120]}"


def _planned(
    row: str, owned: Brand, before: Brand | None, stated: Collection[str], unwatched: Collection[str]
) -> Planned:
    if before is None:
        return Planned(row=row, before=None, after=owned)
    stay = {field: getattr(before, field) for field in FIELDS if field not in stated}
    if "aliases" not in stated and len(owned.aliases):
        stay["aliases"] = tuple(dict.fromkeys((*before.aliases, *owned.aliases)))
    after = replace(owned, **stay)
    return Planned(
        row=row,
        before=before,
        after=after,
        fields=changed_fields(before, after),
        again=before.brand_id in unwatched,
    )

"""What a file would add to a list and change in it, before anything is written. 名录导入预览."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace

from domain.adviser import Adviser
from domain.fault import Fault
from domain.fault_kind import FaultKind
from domain.list_fields import FIELDS, Listed, changed_fields, key_of, name_of
from domain.lists import BrandRight, ListedFair, ListItem, ListKind
from watchlists.list_read import ListRead, ReadRow
from watchlists.read import same_words


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownEnterprise:
    """An enterprise as it is known before the import."""

    name: str
    credit_code: str = ""
    industry: str = ""
    district: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownBrand:
    """A brand that can stand on a list."""

    brand_id: str
    name: str
    enterprise: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What a file is held against: what stands on the list now, and whatever its rows may name."""

    listed: Sequence[Listed]
    enterprises: Sequence[KnownEnterprise] = ()
    brands: Sequence[KnownBrand] = ()
    industries: Sequence[str] = ()
    year: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedEntry:
    """A row and what it becomes; `before` is None for one that is new to the list, `fields` are those that differ."""

    row: str
    before: Listed | None
    after: Listed
    fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ListPlan:
    """What an import would do. `left` stay as they are, `unnamed` says how many the file does not name: they stay too.
    `enterprises` are those that are made. `key` changes with anything that would be written.
    """

    added: tuple[PlannedEntry, ...]
    changed: tuple[PlannedEntry, ...]
    left: tuple[PlannedEntry, ...]
    enterprises: tuple[str, ...]
    unnamed: int
    faults: tuple[Fault, ...]

    @property
    def key(self) -> str:
        """Says, in a form that is sent back, which plan was seen."""
        written = repr([(one.before, one.after) for one in (*self.added, *self.changed)])
        return hashlib.sha256(written.encode("utf-8", "surrogatepass")).hexdigest()


class _Refused(Exception):
    """A row that is not taken."""

    def __init__(self, kind: FaultKind, detail: str, field: str) -> None:
        super().__init__(detail)
        self.kind, self.detail, self.field = kind, detail, field


def plan_list(kind: ListKind, read: ListRead, *, file: str, known: Known) -> ListPlan:
    """The plan for a file. What it has no column for, or a cell that could not be read, stays as it is; fairs, shops and
    registrations are added to those known, and an enterprise's profile is not emptied by an empty cell.
    """
    planning = _Planning(kind, read, file, known)
    for row in read.rows:
        try:
            planning.take(row)
        except _Refused as refused:
            planning.fault(refused.kind, row, refused.detail, refused.field)
    if kind is ListKind.AGENCIES:
        planning.part_loose_pairs()
    return planning.plan()


class _Planning:
    """A plan in the making."""

    def __init__(self, kind: ListKind, read: ListRead, file: str, known: Known) -> None:
        self._kind, self._read, self._file, self._known = kind, read, file, known
        self._listed = {key_of(one): one for one in known.listed}
        self._faults = list(read.faults)
        self._planned: dict[tuple[str, ...], PlannedEntry] = {}
        self._rows: dict[tuple[str, ...], ReadRow] = {}
        self._claimed: dict[str, str] = {}

    def fault(self, of: FaultKind, row: ReadRow, detail: str, field: str = "") -> None:
        heading = self._read.columns.heading(field)
        self._faults.append(
            Fault(kind=of, file=self._file, record=row.place, detail=detail[:200], column=heading)
        )

    def take(self, row: ReadRow) -> None:
        """Plans a row. Raises `_Refused` for one that is not taken."""
        says, left_out = _resolved(self._kind, row.says, self._known)
        for wrong, field, detail in left_out:
            self.fault(wrong, row, detail, field)
        key = key_of(says)
        if key in self._planned:
            raise _Refused(FaultKind.LISTED_TWICE, f"{name_of(says)}; {self._planned[key].row}", "")
        code, owner = (says.credit_code, says.enterprise) if isinstance(says, ListItem) else ("", "")
        if code and self._claimed.setdefault(code, owner) != owner:
            detail = f"{owner}: {code} = {self._claimed[code]}"
            raise _Refused(FaultKind.OTHER_CREDIT_CODE, detail, "credit_code")
        before = self._listed.get(key)
        after = _merged(self._kind, before, says, row)
        fields = changed_fields(self._kind, before, after) if before else ()
        self._planned[key] = PlannedEntry(row=row.place, before=before, after=after, fields=fields)
        self._rows[key] = row

    def part_loose_pairs(self) -> None:
        """Agencies that do not name each other stay as they were paired."""
        for key, detail in _loose_pairs(self._listed, self._planned):
            self.fault(FaultKind.UNKNOWN_PAIR, self._rows[key], detail, "pair")
            self._planned[key] = _unpaired(self._kind, self._planned[key])

    def plan(self) -> ListPlan:
        every = tuple(self._planned.values())
        known = {one.name for one in self._known.enterprises}
        named = (one.after.enterprise for one in every if isinstance(one.after, ListItem))
        return ListPlan(
            added=tuple(one for one in every if one.before is None),
            changed=tuple(one for one in every if one.before is not None and one.fields),
            left=tuple(one for one in every if one.before is not None and not one.fields),
            enterprises=tuple(dict.fromkeys(one for one in named if one and one not in known)),
            unnamed=len(self._listed.keys() - self._planned.keys()),
            faults=tuple(self._faults),
        )


_LeftOut = list[tuple[FaultKind, str, str]]
"""Values that are not taken: why, of which field, and what is told."""


def _resolved(kind: ListKind, says: Listed, known: Known) -> tuple[Listed, _LeftOut]:
    """The row with the names of what it means as they are known, and what of it is left out. Raises `_Refused`."""
    if isinstance(says, Adviser):
        bad = [one for one in says.industries if one not in known.industries]
        good = tuple(one for one in says.industries if one in known.industries)
        return replace(says, industries=good), [_no_industry(one, "industries", known) for one in bad]
    if kind is ListKind.MARKETS:
        return says, []
    if kind is ListKind.BRANDS:
        return _brand_resolved(says, known), []
    says = _enterprise_resolved(says, known)
    left_out: _LeftOut = []
    if kind is ListKind.EXHIBITORS:
        says = replace(says, year=says.year or known.year)
        of_year = tuple(one for one in says.fairs if one.opens_on.year == says.year)
        others = [one for one in says.fairs if one not in of_year]
        says = replace(says, fairs=of_year)
        left_out = [
            (FaultKind.BAD_FAIR, "fairs", f"{one.name}: {one.opens_on.isoformat()} ≠ {says.year}")
            for one in others
        ]
    if says.industry and says.industry not in known.industries:
        left_out.append(_no_industry(says.industry, "industry", known))
        says = replace(says, industry="")
    return says, left_out


def _no_industry(found: str, field: str, known: Known) -> tuple[FaultKind, str, str]:
    return FaultKind.UNKNOWN_INDUSTRY, field, f"{found}: {'、'.join(known.industries)}"


def _enterprise_resolved(says: ListItem, known: Known) -> ListItem:
    same = next(
        (one for one in known.enterprises if same_words(one.name) == same_words(says.enterprise)), None
    )
    if says.credit_code:
        holder = next((one for one in known.enterprises if one.credit_code == says.credit_code), None)
        if (holder and holder is not same) or (
            same and same.credit_code and same.credit_code != says.credit_code
        ):
            stands = (holder or same or KnownEnterprise(name="")).name
            raise _Refused(
                FaultKind.OTHER_CREDIT_CODE,
                f"{says.enterprise}: {says.credit_code} ≠ {stands} {same.credit_code if same else ''}".strip(),
                "credit_code",
            )
    if same is None:
        return says
    return replace(
        says,
        enterprise=same.name,
        credit_code=says.credit_code or same.credit_code,
        industry=says.industry or same.industry,
        district=says.district or same.district,
    )


def _brand_resolved(says: ListItem, known: Known) -> ListItem:
    fitting = [
        one
        for one in known.brands
        if (
            one.brand_id == says.brand_id if says.brand_id else same_words(one.name) == same_words(says.brand)
        )
        and (not says.enterprise or same_words(one.enterprise) == same_words(says.enterprise))
    ]
    if len(fitting) != 1:
        said = " · ".join(filter(None, (says.enterprise, says.brand, says.brand_id)))
        raise _Refused(FaultKind.UNKNOWN_BRAND, f"{said}: {len(fitting)}", "brand")
    (found,) = fitting
    return replace(says, enterprise=found.enterprise, brand=found.name, brand_id=found.brand_id)


_KEPT_WHEN_BLANK = frozenset({"credit_code", "industry", "district", "level", "active", "year", "kind"})
_ADDED_TO = frozenset({"fairs", "shops"})


def _merged(kind: ListKind, before: Listed | None, says: Listed, row: ReadRow) -> Listed:
    """The entry as it will stand. A field the row fills with nothing that could be taken stays."""
    if before is None:
        return says
    changes: dict[str, object] = {}
    for field in FIELDS[kind]:
        value, had = getattr(says, field), getattr(before, field)
        if field in _ADDED_TO or (field == "rights" and not kind.of_advisers):
            changes[field] = _joined(had, value)
        elif field in row.filled:
            changes[field] = had if value in ("", ()) else value
        elif field in row.stated and field not in _KEPT_WHEN_BLANK:
            changes[field] = value
    return replace(before, **changes)  # type: ignore[arg-type]


def _joined(had: tuple[object, ...], new: tuple[object, ...]) -> tuple[object, ...]:
    """What was there, each with what is said of the same anew, then what is added."""
    said = {_same(one): one for one in new}
    return (*(_anew(one, said.pop(_same(one), one)) for one in had), *said.values())


def _same(one: object) -> tuple[object, ...]:
    if isinstance(one, ListedFair):
        return (one.name, one.opens_on)
    return (one.office, one.number) if isinstance(one, BrandRight) else (one,)


def _anew(had: object, said: object) -> object:
    """A fair that is known keeps its place and days: other enterprises show at it too."""
    if isinstance(had, ListedFair) and isinstance(said, ListedFair):
        return replace(had, stand=said.stand or had.stand)
    return said


def _loose_pairs(
    listed: dict[tuple[str, ...], Listed], planned: dict[tuple[str, ...], PlannedEntry]
) -> list[tuple[tuple[str, ...], str]]:
    """The rows whose pair is not there or is of the same end, and those not named back in a row of the same file."""
    stand = {**listed, **{key: one.after for key, one in planned.items()}}
    found = []
    for key, one in planned.items():
        after = one.after
        if not isinstance(after, Adviser) or not after.pair:
            continue
        others = [
            (other_key, other)
            for other_key, other in stand.items()
            if isinstance(other, Adviser) and other.name == after.pair and other.kind is not after.kind
        ]
        if len(others) != 1:
            found.append((key, after.pair))
            continue
        other_key, other = others[0]
        if other_key in planned and other.pair != after.name:
            found.append((key, f"{after.pair} ↔ {other.pair}"))
        elif rival := next(
            (
                two.after.name
                for two_key, two in planned.items()
                if two_key != key
                and isinstance(two.after, Adviser)
                and two.after.pair == after.pair
                and two.after.kind is after.kind
            ),
            "",
        ):
            found.append((key, f"{after.pair} ↔ {rival}"))
    return found


def _unpaired(kind: ListKind, one: PlannedEntry) -> PlannedEntry:
    """The row without its pair, which stays what it was."""
    if not isinstance(one.after, Adviser):
        return one
    before = one.before if isinstance(one.before, Adviser) else None
    after = replace(one.after, pair=before.pair if before else "")
    return replace(one, after=after, fields=changed_fields(kind, before, after) if before else ())

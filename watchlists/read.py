"""A watchlist file becomes brands, with a fault for all that could not be taken. 监测清单。

Only the column `name` is mandatory. Several values in a cell are parted by | or ; (full-width too), classes
and markets also by commas. The first value of `name` is the brand, further ones are aliases. A class or
market that is none is left out and told; where none of a filled cell is left, the row is: it would be watched in all.
"""

import dataclasses
import hashlib
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from domain.brand import Brand
from domain.fault import Fault
from domain.fault_kind import FaultKind
from watchlists import cells
from watchlists.columns import Columns, known_columns, read_header
from watchlists.files import rows_of
from watchlists.tables import MAX_ROWS, Row, Unreadable, read_bytes

_MOST_CHARACTERS = 20_000
"""Of all values of one field together."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchlistRead:
    """The brands of a file in its order, everything in it that could not be taken, and the row of each brand by its id.
    `columns` are the fields the file has a column for, each with its heading.
    """

    brands: tuple[Brand, ...]
    faults: tuple[Fault, ...]
    rows: dict[str, str]
    columns: Mapping[str, str] = dataclasses.field(default_factory=dict)


def read_watchlist(path: Path) -> WatchlistRead:
    """Read a CSV or XLSX watchlist; what is wrong comes back as faults, never as an exception."""
    try:
        data = read_bytes(path)
    except Unreadable as unreadable:
        return WatchlistRead(brands=(), faults=(unreadable.fault,), rows={})
    return read_content(data, str(path))


def read_content(data: bytes, file: str, *, most: int = MAX_ROWS) -> WatchlistRead:
    """As `read_watchlist`, from the bytes of a file called `file`, and no more than `most` brands, in four times as many rows."""
    brands: dict[str, Brand] = {}
    places: dict[str, str] = {}
    faults: list[Fault] = []
    columns: dict[str, str] = {}
    try:
        for found in _brands(file, rows_of(data, file, known_columns, min(MAX_ROWS, 4 * most))):
            if isinstance(found, Columns):
                columns = {one: found.heading(one) for one in found.fields if one}
                continue
            if isinstance(found, Fault):
                faults.append(found)
                continue
            if len(brands) == most:
                faults.append(
                    Fault(kind=FaultKind.TOO_MANY_BRANDS, file=file, record=found[0], detail=f"> {most:,}")
                )
                break
            place, brand = found
            if brand.brand_id in brands:
                faults.append(_duplicate(file, place, places[brand.brand_id], brand))
            else:
                brands[brand.brand_id] = brand
                places[brand.brand_id] = place
    except Unreadable as unreadable:
        faults.append(unreadable.fault)
    else:
        if not brands:
            faults.append(Fault(kind=FaultKind.EMPTY_WATCHLIST, file=file))
    return WatchlistRead(brands=tuple(brands.values()), faults=tuple(faults), rows=places, columns=columns)


def _brands(file: str, rows: Iterator[Row | Fault]) -> Iterator[tuple[str, Brand] | Fault | Columns]:
    """The columns once, then the brands, and faults among them."""
    columns: Columns | None = None
    for row in rows:
        if isinstance(row, Fault):
            yield row
        elif all(map(cells.is_blank, row.cells)):
            continue
        elif columns is None:
            columns = read_header(row.cells)
            if not columns.has_name:
                missing = Fault(
                    kind=FaultKind.COLUMN_MISSING,
                    file=file,
                    record=row.place,
                    detail=", ".join(columns.headings),
                    column="品牌名称 / name",
                )
                raise Unreadable(missing)
            yield columns
            for heading in columns.unknown:
                yield Fault(kind=FaultKind.COLUMN_UNKNOWN, file=file, record=row.place, detail=heading)
        else:
            yield from _brand(file, row, columns)


def _brand(file: str, row: Row, columns: Columns) -> Iterator[tuple[str, Brand] | Fault]:
    """The brand of one row after the faults of its cells, or the fault that spoils the row."""

    def fault(kind: FaultKind, detail: str = "", field: str = "") -> Fault:
        return Fault(kind=kind, file=file, record=row.place, detail=detail, column=columns.heading(field))

    extra = [cell for cell in row.cells[len(columns.fields) :] if not cells.is_blank(cell)]
    if extra:
        detail = f"{len(columns.fields)} → {len(row.cells)} cells; quote a cell that holds the delimiter"
        yield fault(FaultKind.ROW_MALFORMED, detail)
        return
    filled: dict[str, list[object]] = {}
    for field, cell in zip(columns.fields, row.cells, strict=False):
        if field and field != "shown" and cells.is_date(cell):
            yield fault(FaultKind.CELL_IS_DATE, f"{field}: {cell}", field)
        elif field and cells.is_formula(cell):
            yield fault(FaultKind.CELL_IS_FORMULA, str(cell)[:80], field)
        elif field:
            filled.setdefault(field, []).append(cell)
    names = _values(filled, "name")
    if not names:
        yield fault(FaultKind.ROW_WITHOUT_NAME, field="name")
        return
    if long := next((field for field in filled if len(_joined(filled, field)) > _MOST_CHARACTERS), ""):
        yield fault(FaultKind.CELL_TOO_LONG, f"> {_MOST_CHARACTERS:,}", long)
        return
    classes, bad_classes = cells.nice_classes(_joined(filled, "classes"))
    markets, bad_markets = cells.market_codes(_joined(filled, "markets"))
    shown, bad_shown = cells.exposures(_joined(filled, "shown"))
    prices, bad_prices = cells.prices(_joined(filled, "prices"))
    for kind, field, bad in (
        (FaultKind.BAD_CLASS, "classes", bad_classes),
        (FaultKind.BAD_MARKET, "markets", bad_markets),
        (FaultKind.BAD_EXPOSURE, "shown", bad_shown),
        (FaultKind.BAD_LEAST_PRICE, "prices", bad_prices),
    ):
        for value in bad:
            yield fault(kind, value, field)
    for field, good, bad in (("classes", classes, bad_classes), ("markets", markets, bad_markets)):
        if bad and not good:
            yield fault(FaultKind.NONE_LEFT, _joined(filled, field)[:80], field)
            return
    brand = _taken(filled, names, classes, markets)
    yield row.place, replace(brand, shown=shown, prices=prices)


def _taken(
    filled: dict[str, list[object]],
    names: tuple[str, ...],
    classes: tuple[int, ...],
    markets: tuple[str, ...],
) -> Brand:
    enterprise = _joined(filled, "enterprise")
    others = dict.fromkeys((*names[1:], *_values(filled, "aliases")))
    return Brand(
        brand_id=_joined(filled, "brand_id") or derived_id(enterprise, names[0]),
        name=names[0],
        enterprise=enterprise,
        aliases=tuple(alias for alias in others if alias != names[0]),
        owners=_values(filled, "owners"),
        authorised=_values(filled, "authorised"),
        classes=classes,
        markets=markets,
        goods=_joined(filled, "goods"),
        logo=_joined(filled, "logo"),
        addresses=_values(filled, "addresses"),
    )


def derived_id(enterprise: str, name: str) -> str:
    """The id of a brand that was given none: the same on every read, whatever the width or case it is typed in."""
    digest = hashlib.sha256(
        f"{same_words(enterprise)}\x1f{same_words(name)}".encode("utf-8", "surrogatepass")
    ).hexdigest()
    return f"brand-{digest[:16]}"


def same_words(typed: str) -> str:
    """Words as they are compared, whatever the width, case and spacing they are typed in."""
    return " ".join(unicodedata.normalize("NFKC", typed).casefold().split())


def _values(filled: dict[str, list[object]], field: str) -> tuple[str, ...]:
    return cells.values(_joined(filled, field))


def _joined(filled: dict[str, list[object]], field: str) -> str:
    return "|".join(filter(None, map(cells.text, filled.get(field, ()))))


def _duplicate(file: str, place: str, first: str, brand: Brand) -> Fault:
    given = "" if brand.brand_id == derived_id(brand.enterprise, brand.name) else f"{brand.brand_id} "
    detail = f"{given}{brand.name}; {first}"
    return Fault(kind=FaultKind.DUPLICATE_BRAND, file=file, record=place, detail=detail)

"""A file becomes rows of a list, with a fault for all that could not be taken. 名录文件。

Several values in a cell are parted by | or ; or a line break (full-width too). A value that is none is left out and told; a row
without what it is about is skipped.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from domain.adviser import Adviser, AdviserKind
from domain.fault import Fault
from domain.fault_kind import FaultKind
from domain.list_fields import REQUIRED, Listed
from domain.lists import ListItem, ListKind
from watchlists import cells
from watchlists.files import rows_of
from watchlists.list_cells import MOST_CHARACTERS, reader_of
from watchlists.list_columns import NO_COLUMNS, ListColumns, read_list_header
from watchlists.tables import Row, Unreadable

MOST_ENTRIES = 5_000


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadRow:
    """A row: where it stands, what it says, the fields it says something of, be it that they are empty, and those it fills."""

    place: str
    says: Listed
    stated: frozenset[str]
    filled: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class ListRead:
    """The rows of a file in its order, everything in it that could not be taken, and the heading of each field."""

    rows: tuple[ReadRow, ...]
    faults: tuple[Fault, ...]
    columns: ListColumns = NO_COLUMNS


def read_list(kind: ListKind, data: bytes, file: str, *, most: int = MOST_ENTRIES) -> ListRead:
    """Reads a CSV file or a workbook of one list; what is wrong comes back as faults, never as an exception."""
    rows: list[ReadRow] = []
    faults: list[Fault] = []
    columns: ListColumns | None = None

    def score(header: tuple[object, ...]) -> int:
        return sum(map(bool, read_list_header(kind, header).fields))

    try:
        for row in rows_of(data, file, score, 4 * most):
            if isinstance(row, Fault):
                faults.append(row)
            elif all(map(cells.is_blank, row.cells)):
                continue
            elif columns is None:
                columns = _header(kind, row, file, faults)
            elif len(rows) == most:
                faults.append(
                    Fault(kind=FaultKind.TOO_MANY_ENTRIES, file=file, record=row.place, detail=f"> {most:,}")
                )
                break
            else:
                rows.extend(_row(kind, row, file, columns, faults))
    except Unreadable as unreadable:
        faults.append(unreadable.fault)
    else:
        if not rows and not any(one.fatal for one in faults):
            faults.append(Fault(kind=FaultKind.NO_RECORDS, file=file))
    return ListRead(rows=tuple(rows), faults=tuple(faults), columns=columns or NO_COLUMNS)


def _header(kind: ListKind, row: Row, file: str, faults: list[Fault]) -> ListColumns:
    columns = read_list_header(kind, row.cells)
    if missing := columns.missing(kind):
        found = ", ".join(filter(None, columns.written))
        detail = f"{', '.join(missing)}; {row.place}: {found}"[:300]
        raise Unreadable(Fault(kind=FaultKind.COLUMN_MISSING, file=file, detail=detail))
    for heading in columns.unknown:
        faults.append(Fault(kind=FaultKind.COLUMN_UNKNOWN, file=file, record=row.place, detail=heading[:80]))
    return columns


def _row(kind: ListKind, row: Row, file: str, columns: ListColumns, faults: list[Fault]) -> Iterator[ReadRow]:
    """The row, or nothing where something spoils it; the faults of its cells are added."""

    def fault(of: FaultKind, detail: str, field: str) -> None:
        heading = columns.heading(field)
        faults.append(Fault(kind=of, file=file, record=row.place, detail=detail, column=heading))

    if any(not cells.is_blank(cell) for cell in row.cells[len(columns.fields) :]):
        fault(FaultKind.ROW_MALFORMED, f"{len(columns.fields)} → {len(row.cells)} cells", "")
        return
    said: dict[str, object] = {}
    stated: set[str] = set()
    for field, cell in zip(columns.fields, row.cells, strict=False):
        if not field:
            continue
        if cells.is_formula(cell):
            fault(FaultKind.CELL_IS_FORMULA, str(cell)[:80], field)
            continue
        if len(cells.text(cell)) > MOST_CHARACTERS:
            fault(FaultKind.CELL_TOO_LONG, f"> {MOST_CHARACTERS:,}", field)
            return
        if cells.is_blank(cell):
            stated.add(field)
            continue
        read, wrong = reader_of(field, kind)
        found = read(cell)
        for bad in found.bad:
            fault(wrong, bad, field)
        if found.bad and field == "year":
            return
        if found.value not in (None, ()):
            said[field] = found.value
            stated.add(field)
    for field in REQUIRED[kind]:
        if not said.get(field):
            fault(FaultKind.ROW_WITHOUT_SUBJECT, columns.heading(field), field)
            return
    yield ReadRow(place=row.place, says=_says(kind, said), stated=frozenset(stated), filled=frozenset(said))


def _says(kind: ListKind, said: dict[str, object]) -> Listed:
    if kind.of_advisers:
        whose = {"kind": AdviserKind.EXPERT} if kind is ListKind.EXPERTS else {}
        return Adviser(adviser_id=0, **{**whose, **said})  # type: ignore[arg-type]
    return ListItem(kind=kind, **said)  # type: ignore[arg-type]

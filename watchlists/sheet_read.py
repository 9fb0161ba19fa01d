"""A table that was handed in becomes rows of named cells, with a fault for what is no row. 表格读取."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from domain.fault import Fault
from domain.fault_kind import FaultKind
from watchlists import cells
from watchlists.columns import heading_key
from watchlists.files import rows_of
from watchlists.tables import Row, Unreadable

Headings = Mapping[str, Sequence[str]]
"""The headings each field is known by; the first two are how exports write it, in Chinese and English."""

MOST_CHARACTERS = 2_000
"""Of one cell."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetRow:
    """A row: where it stands, and its cells by field, those left blank not among them."""

    place: str
    cells: Mapping[str, object]

    def text(self, field: str) -> str:
        """A cell as it was typed, "" for a blank one."""
        return cells.text(self.cells.get(field))


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetRead:
    """The rows of a file in its order, and what could not be taken."""

    rows: tuple[SheetRow, ...]
    faults: tuple[Fault, ...]


def read_sheet(data: bytes, file: str, headings: Headings, needed: Sequence[str], *, most: int) -> SheetRead:
    """Reads a CSV file or a workbook; what is wrong comes back as faults, never as an exception. `needed` are the fields without
    which there is no table, and without which a row is none.
    """
    known = {heading_key(said): field for field, names in headings.items() for said in (field, *names)}
    rows: list[SheetRow] = []
    faults: list[Fault] = []
    fields: tuple[str, ...] = ()
    try:
        for row in rows_of(data, file, lambda header: _known(header, known), 4 * most):
            if isinstance(row, Fault):
                faults.append(row)
            elif all(map(cells.is_blank, row.cells)):
                continue
            elif not fields:
                fields = _header(row, file, headings, needed, known, faults)
            elif len(rows) == most:
                faults.append(
                    Fault(kind=FaultKind.TOO_MANY_ENTRIES, file=file, record=row.place, detail=f"> {most:,}")
                )
                break
            elif (read := _row(row, file, fields, headings, needed, faults)) is not None:
                rows.append(read)
    except Unreadable as unreadable:
        faults.append(unreadable.fault)
    else:
        if not rows and not any(one.fatal for one in faults):
            faults.append(Fault(kind=FaultKind.NO_RECORDS, file=file))
    return SheetRead(rows=tuple(rows), faults=tuple(faults))


def _known(header: Sequence[object], known: Mapping[str, str]) -> int:
    return sum(heading_key(cell) in known for cell in header if not cells.is_blank(cell))


def _header(
    row: Row,
    file: str,
    headings: Headings,
    needed: Sequence[str],
    known: Mapping[str, str],
    faults: list[Fault],
) -> tuple[str, ...]:
    fields: list[str] = []
    for cell in row.cells:
        field = "" if cells.is_blank(cell) else known.get(heading_key(cell), "")
        fields.append("" if field in fields else field)
        if not fields[-1] and not cells.is_blank(cell):
            said = cells.text(cell)[:80]
            faults.append(Fault(kind=FaultKind.COLUMN_UNKNOWN, file=file, record=row.place, detail=said))
    if missing := [headings[one][0] for one in needed if one not in fields]:
        detail = f"{'、'.join(missing)}; {row.place}"
        raise Unreadable(Fault(kind=FaultKind.COLUMN_MISSING, file=file, detail=detail))
    return tuple(fields)


def _row(
    row: Row, file: str, fields: Sequence[str], headings: Headings, needed: Sequence[str], faults: list[Fault]
) -> SheetRow | None:
    """The row, or None where something spoils it, which is added to the faults."""
    said = {
        field: cell
        for field, cell in zip(fields, row.cells, strict=False)
        if field and not cells.is_blank(cell)
    }

    def spoilt(kind: FaultKind, field: str, detail: str = "") -> None:
        faults.append(Fault(kind=kind, file=file, record=row.place, column=headings[field][0], detail=detail))

    for field, cell in said.items():
        if cells.is_formula(cell):
            spoilt(FaultKind.CELL_IS_FORMULA, field, str(cell)[:80])
            return None
        if len(cells.text(cell)) > MOST_CHARACTERS:
            spoilt(FaultKind.CELL_TOO_LONG, field, f"> {MOST_CHARACTERS:,}")
            return None
    for field in needed:
        if field not in said:
            spoilt(FaultKind.ROW_WITHOUT_SUBJECT, field)
            return None
    return SheetRow(place=row.place, cells=said)

"""A yearly calendar of fairs, CSV or XLSX, becomes fairs, with a fault for each row that could not be taken. 年度展会计划表."""

import datetime as dt
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from domain.fair import Fair
from domain.fault import Fault
from domain.fault_kind import FaultKind
from watchlists import cells
from watchlists.files import rows_of
from watchlists.tables import Row, Unreadable

MOST_FAIRS = 500

COLUMNS: dict[str, tuple[str, ...]] = {
    "name": ("展会名称", "展会", "名称", "name", "fair"),
    "office": ("国家/地区", "国家", "举办国", "国别", "country", "office"),
    "city": ("城市", "city"),
    "opens_on": ("开幕日", "开幕", "开始日期", "opens", "opens_on", "from"),
    "closes_on": ("闭幕日", "闭幕", "结束日期", "closes", "closes_on", "to"),
    "organiser": ("主办方", "主办", "organiser", "organizer"),
    "site": ("网址", "官网", "site", "website"),
    "source": ("名录来源", "source"),
    "event": ("名录届次", "event"),
}
"""The columns, each with the headings it is known by; the first is how the page names it."""

NEEDED = ("name", "office", "opens_on", "closes_on")
_PLAIN = ("city", "organiser", "site", "source", "event")
_DAY = re.compile(r"(\d{4})\D(\d{1,2})\D(\d{1,2})\D*")


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarRead:
    """The fairs of a calendar in its order, and what could not be taken."""

    fairs: tuple[Fair, ...]
    faults: tuple[Fault, ...]


def read_calendar(data: bytes, file: str) -> CalendarRead:
    """Reads a calendar; what is wrong comes back as faults, never as an exception."""
    fairs: list[Fair] = []
    faults: list[Fault] = []
    fields: tuple[str, ...] = ()
    try:
        for row in rows_of(data, file, _known, most=4 * MOST_FAIRS):
            if isinstance(row, Fault):
                faults.append(row)
            elif all(map(cells.is_blank, row.cells)):
                continue
            elif not fields:
                fields = _header(row, file)
            elif len(fairs) < MOST_FAIRS:
                read = _fair(row, fields, file)
                if isinstance(read, Fault):
                    faults.append(read)
                else:
                    fairs.append(read)
    except Unreadable as unreadable:
        faults.append(unreadable.fault)
    return CalendarRead(fairs=tuple(fairs), faults=tuple(faults))


def _known(cells_of_row: Sequence[object]) -> int:
    return sum(bool(_field(cell)) for cell in cells_of_row)


def _field(cell: object) -> str:
    said = unicodedata.normalize("NFKC", cells.text(cell)).casefold()
    return next((field for field, headings in COLUMNS.items() if said in headings), "")


def _header(row: Row, file: str) -> tuple[str, ...]:
    fields = tuple(map(_field, row.cells))
    missing = [COLUMNS[one][0] for one in NEEDED if one not in fields]
    if missing:
        detail = f"{'、'.join(missing)}; {row.place}"
        raise Unreadable(Fault(kind=FaultKind.COLUMN_MISSING, file=file, detail=detail))
    return fields


def _fair(row: Row, fields: tuple[str, ...], file: str) -> Fair | Fault:
    said = {field: cell for field, cell in zip(fields, row.cells, strict=False) if field}

    def fault(kind: FaultKind, field: str) -> Fault:
        found = cells.text(said.get(field, ""))[:80]
        return Fault(kind=kind, file=file, record=row.place, column=COLUMNS[field][0], detail=found)

    name = cells.text(said.get("name", ""))
    codes, _ = cells.market_codes(said.get("office", ""))
    opens_on, closes_on = _day(said.get("opens_on")), _day(said.get("closes_on"))
    if not name:
        return fault(FaultKind.ROW_WITHOUT_NAME, "name")
    if len(codes) != 1:
        return fault(FaultKind.BAD_MARKET, "office")
    if opens_on is None:
        return fault(FaultKind.BAD_DATE, "opens_on")
    if closes_on is None or closes_on < opens_on:
        return fault(FaultKind.BAD_DATE, "closes_on")
    city, organiser, site, source, event = (cells.text(said.get(one, "")) for one in _PLAIN)
    return Fair(
        fair_id=0,
        name=name,
        office=codes[0],
        city=city,
        opens_on=opens_on,
        closes_on=closes_on,
        organiser=organiser,
        site=site,
        source=source,
        event=event,
    )


def _day(cell: object) -> dt.date | None:
    if isinstance(cell, dt.datetime):
        return cell.date()
    if isinstance(cell, dt.date):
        return cell
    found = _DAY.fullmatch(cells.text(cell))
    try:
        return dt.date(*map(int, found.groups())) if found else None
    except ValueError:
        return None

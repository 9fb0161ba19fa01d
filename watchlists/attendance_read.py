"""A list of who came to a training becomes enterprises with a number of persons. 培训签到表.

No more of a person is taken than the name of one contact, if it is there at all.
"""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from domain.fault import Fault
from domain.fault_kind import FaultKind
from watchlists.sheet_read import SheetRow, read_sheet

MOST_ROWS = 2_000
MOST_PERSONS = 9_999
HEADINGS = {
    "enterprise": ("企业名称", "Enterprise", "企业", "单位", "单位名称", "公司", "公司名称"),
    "credit_code": ("统一社会信用代码", "Credit code", "信用代码"),
    "persons": ("人数", "Persons", "参训人数", "参加人数"),
    "contact": ("联系人", "Contact", "姓名"),
}
"""The columns; anything else in the file is left out and told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CameRow:
    """An enterprise of the file, by its row id."""

    enterprise_id: int
    persons: int
    contact: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AttendanceRead:
    """Who came, each enterprise once, and what could not be taken."""

    came: tuple[CameRow, ...]
    faults: tuple[Fault, ...]


def read_attendance(
    data: bytes, file: str, names: Mapping[str, int], codes: Mapping[str, int]
) -> AttendanceRead:
    """Reads the list. `names` and `codes` lead to the row id of each enterprise there is; the code decides where both are given.
    An enterprise on several rows came with all their persons together.
    """
    read = read_sheet(data, file, HEADINGS, ("enterprise",), most=MOST_ROWS)
    faults, found = list(read.faults), dict[int, CameRow]()
    plain = {_plain(name): row for name, row in names.items()}

    def fault(row: SheetRow, kind: FaultKind, field: str) -> None:
        column, detail = HEADINGS[field][0], row.text(field)[:80]
        faults.append(Fault(kind=kind, file=file, record=row.place, column=column, detail=detail))

    for row in read.rows:
        persons = _persons(row)
        code = row.text("credit_code").upper()
        whose = codes.get(code) if code else plain.get(_plain(row.text("enterprise")))
        if whose is None:
            fault(row, FaultKind.UNKNOWN_ENTERPRISE, "credit_code" if code else "enterprise")
        elif persons is None:
            fault(row, FaultKind.BAD_PERSONS, "persons")
        else:
            before = found.get(whose)
            found[whose] = CameRow(
                enterprise_id=whose,
                persons=min(persons + (before.persons if before else 0), MOST_PERSONS),
                contact=(before.contact if before else "") or row.text("contact")[:80],
            )
    return AttendanceRead(came=tuple(found.values()), faults=tuple(faults))


def _persons(row: SheetRow) -> int | None:
    said = unicodedata.normalize("NFKC", row.text("persons")).removesuffix("人").strip() or "1"
    number = int(said) if said.isascii() and said.isdigit() and len(said) <= 4 else 0
    return number or None


def _plain(name: str) -> str:
    return "".join(unicodedata.normalize("NFKC", name).split())

"""The table of a year's plan, as the centre's office keeps it, becomes items. 推进计划表."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from domain.fault import Fault
from domain.fault_kind import FaultKind
from domain.work_plan import MECHANISMS, BadDue, Due, PlanItem, PlanState, paper_named
from watchlists.list_cells import day
from watchlists.sheet_read import SheetRow, read_sheet

MOST_ITEMS = 500
MOST_WORDS = 300
"""Characters of an item: it is found again by its words."""

HEADINGS = {
    "says": ("事项", "Item", "工作事项", "任务", "工作任务", "重点任务"),
    "paper": ("文件依据", "Paper", "文件", "来源文件"),
    "mechanism": ("机制编号", "Mechanism", "机制"),
    "lead": ("牵头", "Lead", "牵头单位", "牵头部门", "责任单位", "牵头人"),
    "lead_name": ("负责人账号", "Lead's account", "账号"),
    "support": ("配合", "Support", "配合单位", "配合部门", "协办单位"),
    "due": ("时限", "Due", "完成时限", "完成时间", "时间安排"),
    "state": ("状态", "State", "进展"),
    "evidence": ("完成依据", "Evidence", "完成情况", "进展情况"),
    "shows": ("依据页面", "Page", "链接"),
    "done_on": ("完成日期", "Done on"),
}
"""The columns, by field."""

NEEDED = ("says", "due")
STATE_NAMES: dict[PlanState, tuple[str, str]] = {
    PlanState.OPEN: ("未开始", "open"),
    PlanState.GOING: ("推进中", "under way"),
    PlanState.DONE: ("已完成", "done"),
    PlanState.DROPPED: ("已取消", "dropped"),
}
_STATES = {said: state for state, both in STATE_NAMES.items() for said in (state.value, *both)}


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkPlanRead:
    """The items of a file, each once, and what could not be taken."""

    items: tuple[PlanItem, ...]
    faults: tuple[Fault, ...]


class _Refused(Exception):
    def __init__(self, kind: FaultKind, field: str, detail: str = "") -> None:
        super().__init__(field)
        self.kind, self.field, self.detail = kind, field, detail


def read_work_plan(data: bytes, file: str, year: int, accounts: Mapping[str, int]) -> WorkPlanRead:
    """Reads a year's plan; `accounts` leads from the names of the staff to their ids."""
    read = read_sheet(data, file, HEADINGS, NEEDED, most=MOST_ITEMS)
    faults, found = list(read.faults), dict[str, PlanItem]()
    for row in read.rows:
        try:
            item = _item(row, year, accounts)
            if item.says in found:
                raise _Refused(FaultKind.LISTED_TWICE, "says", item.says[:80])
            found[item.says] = item
        except _Refused as one:
            column, detail = HEADINGS[one.field][0], one.detail or row.text(one.field)[:80]
            faults.append(Fault(kind=one.kind, file=file, record=row.place, column=column, detail=detail))
    return WorkPlanRead(items=tuple(found.values()), faults=tuple(faults))


def _item(row: SheetRow, year: int, accounts: Mapping[str, int]) -> PlanItem:
    says = " ".join(row.text("says").split())
    if len(says) > MOST_WORDS:
        raise _Refused(FaultKind.CELL_TOO_LONG, "says", f"> {MOST_WORDS}")
    account = row.text("lead_name")
    if account and account not in accounts:
        raise _Refused(FaultKind.BAD_CHOICE, "lead_name", f"{account[:40]}: {'、'.join(list(accounts)[:20])}")
    state = _state(row)
    if state is PlanState.DONE and not (row.text("evidence") or row.text("shows")):
        raise _Refused(FaultKind.NOTHING_TO_SHOW, "evidence", says[:80])
    done_on = day(row.cells["done_on"]) if "done_on" in row.cells else None
    if "done_on" in row.cells and done_on is None:
        raise _Refused(FaultKind.BAD_DAY, "done_on")
    return PlanItem(
        item_id=0, year=year, says=says, due=_due(row), paper=paper_named(row.text("paper")[:200]), mechanism=_mechanism(row),
        lead=row.text("lead")[:200], lead_user=accounts.get(account), lead_name=account, support=row.text("support")[:400],
        state=state, evidence=row.text("evidence"), shows=row.text("shows")[:200],
        done_on=done_on if state is PlanState.DONE else None,
    )  # fmt: skip


def _due(row: SheetRow) -> Due:
    cell = row.cells["due"]
    kept = day(cell)
    try:
        return Due.of(kept.isoformat() if kept else row.text("due"))
    except BadDue as bad:
        raise _Refused(FaultKind.BAD_DUE, "due") from bad


def _state(row: SheetRow) -> PlanState:
    said = row.text("state")
    if said and said.casefold() not in _STATES:
        choices = "、".join(zh for zh, _ in STATE_NAMES.values())
        raise _Refused(FaultKind.BAD_CHOICE, "state", f"{said[:40]}: {choices}")
    return _STATES[said.casefold()] if said else PlanState.OPEN


def _mechanism(row: SheetRow) -> str:
    said = unicodedata.normalize("NFKC", row.text("mechanism")).upper()
    if said and said not in MECHANISMS:
        raise _Refused(FaultKind.BAD_CHOICE, "mechanism", f"{said[:40]}: M1–M15、R1–R16、P1–P8、K1–K12")
    return said

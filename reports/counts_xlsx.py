"""The counts of a report alone, without the cases, enterprises and alerts behind them: what an assessment asks for. 考核计数
[漯办〔2020〕19号 三(四)].
"""

from collections.abc import Sequence
from decimal import Decimal

from reports.canonical import FrozenFigure
from reports.plain_sheets import Sheet, sheets_xlsx

_HEADINGS = ("章", "表", "指标", "数值", "单位", "说明")


def counts_xlsx(title: str, figures: Sequence[FrozenFigure]) -> bytes:
    """A line a figure, table by table: where it stands, its value, its unit, and its reservation. No id, and no enterprise's
    name, is in it."""
    rows = [
        [one.chapter.zh, one.table.zh, one.within.zh, _value(one), one.unit.zh, _reserved(one)]
        for one in figures
    ]
    return sheets_xlsx([Sheet(title=title, headings=_HEADINGS, rows=rows)])


def _value(one: FrozenFigure) -> str | int:
    if not one.value:
        return "—"
    number = Decimal(one.value)
    return int(number) if number == number.to_integral_value() else str(number)


def _reserved(one: FrozenFigure) -> str:
    """A gap names sources, which are no secret; a lower bound says that it is one."""
    return f"{'下限。' if one.at_least else ''}{one.why.zh}"

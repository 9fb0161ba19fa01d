"""A figure as it is shown, and what is drawn of a table of them. 数据的写法。"""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from domain.report import Chapter, Figure, FigureTable, Report, Said, Unit
from reports.bar_chart import Bars
from reports.unit_words import UNIT

NONE = "—"
BESIDE = " · "
"""Between the table, the line and the column a figure stands in."""
_MOST_BARS = 12
_HEAT = ("FFFFFF", "EAF1F8", "CFE0F0", "A9C7E3", "7FABD3")
"""Five grounds on all of which black type can be read, in print too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A figure with where it stands: its chapter, the table's name, and the table, the line and the column in words."""

    number: int
    figure: Figure
    chapter: Said
    table: str
    where: Said


def placed(report: Report) -> tuple[Placed, ...]:
    """Every figure of a report in the order of its pages, numbered from 1."""
    return tuple(
        Placed(number=number, figure=figure, chapter=chapter, table=table, where=where)
        for number, (figure, chapter, table, where) in enumerate(_all(report.chapters), 1)
    )


def _all(chapters: Iterable[Chapter]) -> Iterator[tuple[Figure, Said, str, Said]]:
    for chapter in chapters:
        for table in chapter.tables:
            for says, figures in table.rows:
                for column, figure in zip(table.columns, figures, strict=True):
                    if figure is not None:
                        yield figure, chapter.says, table.name, _joined(table.says, says, column)


def _joined(*said: Said) -> Said:
    return Said(zh=BESIDE.join(one.zh for one in said), en=BESIDE.join(one.en for one in said))


def value_of(figure: Figure) -> str:
    """The value as it stands in a table: "≥" before a lower bound, "—" for none."""
    return bounded(plain_value(figure), at_least=figure.at_least)


def plain_value(figure: Figure) -> str:
    """The value without what says that it is a bound; "" for none."""
    if figure.value is None:
        return ""
    return f"{figure.value:,.2f}" if figure.unit is Unit.MONEY else f"{figure.value:,}"


def bounded(value: str, *, at_least: bool) -> str:
    """A written value with "≥" before it where it is a lower bound, "—" for none."""
    return f"≥{value}" if value and at_least else value or NONE


def unit_of(figure: Figure) -> str:
    """The unit in Chinese, or the currency."""
    return unit_said(figure.unit, figure.currency).zh


def unit_said(unit: Unit, currency: str) -> Said:
    """The unit in words, or the currency of an amount."""
    return Said(zh=currency, en=currency) if currency else UNIT[unit]


def listed(figure: Figure, most: int) -> str:
    """The ids behind a figure: all of them, or how many there are and the SHA-256 of the whole list, a line each."""
    if len(figure.ids) <= most:
        return "、".join(figure.ids) or NONE
    return f"{'、'.join(figure.ids[:most])}……共{len(figure.ids)}项（SHA-256 {ids_hash(figure)[:16]}）"


def ids_hash(figure: Figure) -> str:
    """The SHA-256 of the ids, a line each."""
    return hashlib.sha256("\n".join(figure.ids).encode()).hexdigest()


def reservations(table: FigureTable) -> tuple[Said, ...]:
    """The table's own note, and why figures are missing or bounds, each reason once; of a missing one it says which."""
    note = [table.note] if table.note else []
    said = [
        _of_missing(figure.why) if figure.value is None and figure.why not in note else figure.why
        for _, figures in table.rows
        for figure in figures
        if figure and figure.why
    ]
    return tuple(dict.fromkeys([*note, *said]))


def _of_missing(why: Said) -> Said:
    return Said(zh=f"标“{NONE}”的：{why.zh}", en=f"Where it says “{NONE}”: {why.en}")


def bars_of(table: FigureTable) -> Bars | None:
    """What is drawn of a table of bars: its first column, for units are not mixed in a drawing, without the line of all; None
    where fewer than two numbers are shown. One that is not shown has no bar, and its label says so."""
    rows = [(says.zh, figures) for says, figures in table.rows if says.zh != "合计"][:_MOST_BARS]
    drawn = tuple((says, _drawn(figures[0])) for says, figures in rows)
    if table.drawn != "bars" or sum(value is not None for _, value in drawn) < 2:
        return None
    return Bars(
        series=(table.columns[0].zh,),
        rows=tuple((says if value is not None else f"{says}：{NONE}", (value,)) for says, value in drawn),
    )


def _drawn(figure: Figure | None) -> float | None:
    return _number(figure) if figure is None or figure.value is not None else None


def heat_of(table: FigureTable) -> dict[str, str]:
    """The grounds of a heat table's figures, by name: the more, the darker; totals have none."""
    if table.drawn != "heat":
        return {}
    inner = [
        f for says, row in table.rows if says.zh != "合计" for f in row[:-1] if f is not None and f.value
    ]
    most = max((_number(one) for one in inner), default=0.0)
    steps = len(_HEAT) - 1
    return {one.name: _HEAT[max(1, round(_number(one) * steps / most))] for one in inner}


def _number(figure: Figure | None) -> float:
    return float(figure.value) if figure is not None and figure.value is not None else 0.0

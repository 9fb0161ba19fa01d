"""Tables of figures with a bar beside each line: how long it is, of the longest in its table. 结果条形."""

from collections.abc import Iterable
from dataclasses import dataclass

from console.charts import Bar, stacked_across
from domain.report import Chapter, Figure, FigureTable, Said, Unit, WordTable

_ALL = "合计"
_TREND = "trend."


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawnRow:
    """A line: its figures, each with its share in the table's last line or "", and the bar of the first."""

    says: Said
    cells: tuple[tuple[Figure | None, str], ...]
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawnTable:
    """A table and its lines, the column of all first. `drawn` has bars, `summed` a last line that is all of the others."""

    table: FigureTable
    columns: tuple[Said, ...]
    rows: tuple[DrawnRow, ...]
    drawn: bool
    summed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawnChapter:
    """A chapter as the page shows it."""

    says: Said
    tables: tuple[DrawnTable, ...]
    lists: tuple[WordTable, ...]
    sentences: tuple[str, ...]


def drawn(chapters: Iterable[Chapter]) -> tuple[DrawnChapter, ...]:
    """Every chapter with its bars."""
    return tuple(
        DrawnChapter(
            says=one.says, tables=tuple(map(_table, one.tables)), lists=one.lists, sentences=one.sentences
        )
        for one in chapters
    )


def _table(table: FigureTable) -> DrawnTable:
    """Where all lines count enterprises they have shares of the last; bars too, but over periods, where columns are the point."""
    units = {one.unit for _, figures in table.rows for one in figures if one is not None}
    counts = units == {Unit.ENTERPRISE} and len(table.rows) > 1
    trend = table.name.startswith(_TREND)
    all_first = bool(table.columns) and table.columns[-1].zh == _ALL
    order = [-1, *range(len(table.columns) - 1)] if all_first else list(range(len(table.columns)))
    whole = [_value(one) for one in table.rows[-1][1]] if counts else []
    draws = counts and not trend
    rows = []
    for at, (says, figures) in enumerate(table.rows):
        last = at == len(table.rows) - 1
        cells = tuple(
            (
                figures[n],
                _part(figures[n], whole[n]) if counts and not last and (trend or n == order[0]) else "",
            )
            for n in order
        )
        bars = (
            stacked_across([("decided", _value(figures[order[0]]))], whole[order[0]])
            if draws and not last
            else ()
        )
        rows.append(DrawnRow(says=says, cells=cells, bars=bars))
    columns = tuple(table.columns[n] for n in order)
    return DrawnTable(table=table, columns=columns, rows=tuple(rows), drawn=draws, summed=counts)


def _part(figure: Figure | None, whole: int) -> str:
    return f"{100 * _value(figure) / whole:.0f}%" if whole and figure is not None else ""


def _value(figure: Figure | None) -> int:
    return int(figure.value) if figure is not None and figure.value is not None else 0

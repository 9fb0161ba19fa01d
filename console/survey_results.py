"""Tables of figures with a bar beside each line: how long it is, of the longest in its table. 结果条形."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from console.charts import Bar, stacked_across
from domain.report import Chapter, Figure, FigureTable, Said, Unit, WordTable


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawnRow:
    """A line; `bars` is empty where nothing is drawn, `part` the share of its last figure in the table's last line, or ""."""

    says: Said
    figures: tuple[Figure | None, ...]
    bars: tuple[Bar, ...]
    part: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawnTable:
    """A table and its lines."""

    table: FigureTable
    rows: tuple[DrawnRow, ...]
    drawn: bool


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
    """Lines are drawn where all count enterprises: the last figure of each, the last line being all of them."""
    units = {one.unit for _, figures in table.rows for one in figures if one is not None}
    draws = units == {Unit.ENTERPRISE} and len(table.rows) > 1
    whole = _last(table.rows[-1][1]) if draws else 0
    rows = tuple(
        DrawnRow(
            says=says,
            figures=figures,
            bars=stacked_across([("decided", _last(figures))], whole)
            if draws and at < len(table.rows) - 1
            else (),
            part=f"{100 * _last(figures) / whole:.0f}%"
            if draws and whole and at < len(table.rows) - 1
            else "",
        )
        for at, (says, figures) in enumerate(table.rows)
    )
    return DrawnTable(table=table, rows=rows, drawn=draws)


def _last(figures: Sequence[Figure | None]) -> int:
    last = figures[-1] if figures else None
    return int(last.value) if last is not None and last.value is not None else 0

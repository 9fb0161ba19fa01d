"""What a published report does not show: figures behind which there are fewer than three enterprises. 小样本不公布。

A single hidden cell could be reckoned from its line's total, so where a line or a column with a total hides one, the
smallest of the others is hidden with it, or without one the total.
"""

from dataclasses import replace

from domain.report import Chapter, Figure, FigureTable, Said, Unit

LEAST = 3
"""Enterprises behind a figure that is published."""

WHY = Said(
    zh=f"涉及企业不足{LEAST}家的数据，以及由此可推算的数据，按规则不公布。",
    en=f"Not published: fewer than {LEAST} enterprises, or what would tell them.",
)
_TOTAL = "合计"
_Grid = list[list[Figure | None]]


def published(chapters: tuple[Chapter, ...]) -> tuple[Chapter, ...]:
    """The chapters with small figures hidden, each by its reason."""
    return tuple(replace(one, tables=tuple(map(_table, one.tables))) for one in chapters)


def hidden(figure: Figure) -> Figure:
    """A figure that is not shown, nor what it was counted of."""
    return replace(figure, value=None, ids=(), at_least=False, why=WHY)


def _table(table: FigureTable) -> FigureTable:
    grid: _Grid = [[hidden(f) if f and _small(f) else f for f in figures] for _, figures in table.rows]
    across = bool(table.columns) and table.columns[-1].zh == _TOTAL
    down = bool(table.rows) and table.rows[-1][0].zh == _TOTAL
    for _ in range(len(grid) + len(table.columns)):  # each pass hides one more of some line, or ends it
        before = sum(_is_hidden(one) for line in grid for one in line)
        if across:
            grid = [_line(line) for line in grid]
        if down:
            grid = [
                list(row)
                for row in zip(*(_line(list(column)) for column in zip(*grid, strict=True)), strict=True)
            ]
        if before == sum(_is_hidden(one) for line in grid for one in line):
            break
    rows = tuple((says, tuple(line)) for (says, _), line in zip(table.rows, grid, strict=True))
    return replace(table, rows=rows)


def _line(line: list[Figure | None]) -> list[Figure | None]:
    """A line whose last is its total: where that is shown, none or two of the others are hidden."""
    inner, total = line[:-1], line[-1]
    if sum(map(_is_hidden, inner)) != 1 or total is None or _is_hidden(total):
        return line
    others = [at for at, one in enumerate(inner) if one is not None and one.value]
    smallest = min(others, key=lambda at: inner[at].value or 0, default=len(line) - 1)  # type: ignore[union-attr]
    found = line[smallest]
    return [*line[:smallest], hidden(found) if found else None, *line[smallest + 1 :]]


def _small(figure: Figure) -> bool:
    tells = bool(figure.value) or (figure.unit is Unit.ANSWER and figure.value is not None)
    return figure.unit not in (Unit.SOURCE, Unit.BRAND) and tells and 0 < figure.enterprises < LEAST


def _is_hidden(figure: Figure | None) -> bool:
    return figure is not None and figure.why is WHY

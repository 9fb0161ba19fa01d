"""Where the parts of a chart stand, for templates that draw them as SVG: sizes alone, no colours and no words. 图表.

Charts are drawn 440 wide, so that their letters can be read on a phone as well.
"""

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 440, 168
_LEFT, _RIGHT, _TOP, _BOTTOM = 34, 6, 10, 22
_STEPS = (1, 2, 5, 10, 20, 25, 50, 100, 200, 250, 500, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000)
_MOST_LINES = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """A rectangle of one kind, which its style is named by."""

    kind: str
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """The bars over one place of the axis; `label` is "" where the axis has no room for it. `title` says them in words."""

    x: float
    width: float
    middle: float
    label: str
    title: str
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line across at a value."""

    y: float
    value: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnChart:
    """Columns over an axis that begins at zero."""

    columns: tuple[Column, ...]
    lines: tuple[Line, ...]
    base: float
    left: float = _LEFT
    right: float = WIDTH - _RIGHT
    top: float = _TOP
    width: int = WIDTH
    height: int = HEIGHT
    label_y: float = HEIGHT - 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Amounts:
    """What stands at one place of the axis: amounts by kind, in their order."""

    label: str
    title: str
    amounts: tuple[tuple[str, int], ...]


def stacked(places: Sequence[Amounts], *, label_every: int) -> ColumnChart:
    """The amounts of each place one upon the other, the first at the bottom."""
    scale, lines = _axis(max((sum(n for _, n in one.amounts) for one in places), default=0))
    columns = []
    for number, one in enumerate(places):
        x, width = _place(number, len(places))
        bars, base = [], float(HEIGHT - _BOTTOM)
        for kind, amount in one.amounts:
            if amount:
                height = amount * scale
                base -= height
                bars.append(_bar(kind, x, base, width, height))
        columns.append(_column(one, x, width, tuple(bars), labelled=number % label_every == 0))
    return ColumnChart(columns=tuple(columns), lines=lines, base=HEIGHT - _BOTTOM)


def side_by_side(places: Sequence[Amounts], *, label_every: int) -> ColumnChart:
    """The amounts of each place beside each other."""
    scale, lines = _axis(max((n for one in places for _, n in one.amounts), default=0))
    columns = []
    for number, one in enumerate(places):
        x, width = _place(number, len(places))
        each = width / max(1, len(one.amounts))
        bars = tuple(
            _bar(kind, x + which * each, HEIGHT - _BOTTOM - amount * scale, each, amount * scale)
            for which, (kind, amount) in enumerate(one.amounts)
            if amount
        )
        columns.append(_column(one, x, width, bars, labelled=number % label_every == 0))
    return ColumnChart(columns=tuple(columns), lines=lines, base=HEIGHT - _BOTTOM)


def _axis(most: int) -> tuple[float, tuple[Line, ...]]:
    """Pixels for each one, and the lines across, at round numbers."""
    step = next((one for one in _STEPS if most <= one * _MOST_LINES), _STEPS[-1])
    top = step * max(1, -(-most // step))
    scale = (HEIGHT - _TOP - _BOTTOM) / top
    values = range(0, top + 1, step) if top // step <= 2 * _MOST_LINES else (0, top)
    return scale, tuple(Line(y=round(HEIGHT - _BOTTOM - n * scale, 1), value=n) for n in values)


def _place(number: int, count: int) -> tuple[float, float]:
    """Left edge and width of a place's bars."""
    each = (WIDTH - _LEFT - _RIGHT) / max(1, count)
    return round(_LEFT + number * each + each * 0.12, 2), round(each * 0.76, 2)


def _bar(kind: str, x: float, y: float, width: float, height: float) -> Bar:
    return Bar(
        kind=kind,
        x=round(x, 2),
        y=round(y, 2),
        width=round(max(width, 1.0), 2),
        height=round(max(height, 0.8), 2),
    )


def _column(one: Amounts, x: float, width: float, bars: tuple[Bar, ...], *, labelled: bool) -> Column:
    return Column(
        x=x,
        width=width,
        middle=round(x + width / 2, 2),
        label=one.label if labelled else "",
        title=one.title,
        bars=bars,
    )


BAR_WIDTH = 200


def stacked_across(amounts: Sequence[tuple[str, int]], most: int) -> tuple[Bar, ...]:
    """Amounts one after the other from the left, `most` as wide as `BAR_WIDTH`."""
    bars, x = [], 0.0
    for kind, amount in amounts:
        if amount:
            width = BAR_WIDTH * amount / max(1, most)
            bars.append(Bar(kind=kind, x=round(x, 2), y=0, width=round(max(width, 1.5), 2), height=12))
            x += max(width, 1.5)
    return tuple(bars)

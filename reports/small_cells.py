"""What a published report does not show: figures behind which there are fewer than three enterprises. 小样本不公布。

What is hidden could be reckoned from what is shown: a line's total, the same count in another table, what was in hand before.
Where the sums that are known tell a hidden figure, the smallest figure they tell it by is hidden too, until they tell none
(complementary suppression: Hundepool and others, Statistical Disclosure Control, Wiley 2012). Counts of one thing in several
units (起, 家次, 家) are hidden together, and a share with what it is worked out of.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace

from domain.report import Chapter, Figure, FigureTable, Said, Unit, figures_in
from reports.reckoning import Sum, reckonable

LEAST = 3
"""Enterprises behind a figure that is published."""

WHY = Said(
    zh=f"涉及企业不足{LEAST}家的数据，以及由此可推算的数据，按规则不公布。",
    en=f"Not published: fewer than {LEAST} enterprises, or what would tell them.",
)
_TOTAL = "合计"
_SHOWN_ALWAYS = (Unit.SOURCE, Unit.BRAND)
_OTHER_UNITS = {
    Unit.DISPUTE: (Unit.CASE, Unit.ENTERPRISE),
    Unit.CASE: (Unit.DISPUTE, Unit.ENTERPRISE),
    Unit.ALERT: (Unit.ENTERPRISE,),
    Unit.ENTERPRISE: (Unit.DISPUTE, Unit.CASE, Unit.ALERT),
}
"""In which the same may be counted."""
_NO_SUM = (Unit.SHARE, Unit.ANSWER)


def published(chapters: tuple[Chapter, ...], sums: Sequence[Sum] = ()) -> tuple[Chapter, ...]:
    """The chapters with small figures hidden, each by its reason, and what would tell them by the totals of their tables and by
    these sums."""
    figures = {one.name: one for one in figures_in(chapters)}
    known = [one for one in (*sums, *_totals(chapters)) if one.these and one.those]
    gone = {name for name, one in figures.items() if _small(one)}
    while True:  # each pass hides at least one figure more, or is the last
        gone |= _of_one_thing(figures, gone)
        more = _telling(known, figures, gone)
        if not more:
            break
        gone |= more
    gone |= {name for name, one in figures.items() if gone.intersection(one.of)}
    return tuple(replace(one, tables=tuple(_table(table, gone) for table in one.tables)) for one in chapters)


def hidden(figure: Figure) -> Figure:
    """A figure that is not shown, nor what it was counted of."""
    return replace(figure, value=None, ids=(), at_least=False, why=WHY)


def _table(table: FigureTable, gone: Collection[str]) -> FigureTable:
    rows = tuple(
        (says, tuple(hidden(one) if one and one.name in gone else one for one in figures))
        for says, figures in table.rows
    )
    return replace(table, rows=rows)


def _totals(chapters: tuple[Chapter, ...]) -> Iterator[Sum]:
    """Every line and column of a table whose last is its total."""
    for table in (one for chapter in chapters for one in chapter.tables):
        lines = [figures for _, figures in table.rows]
        if table.columns and table.columns[-1].zh == _TOTAL:
            yield from filter(None, map(_total, lines))
        if table.rows and table.rows[-1][0].zh == _TOTAL:
            yield from filter(None, map(_total, zip(*lines, strict=True)))


def _total(line: Sequence[Figure | None]) -> Sum | None:
    *found, total = line
    parts = tuple(one.name for one in found if one is not None)
    if total is None or total.unit in _NO_SUM or not parts:
        return None
    return Sum(these=(total.name,), those=parts)


def _small(figure: Figure) -> bool:
    return figure.unit not in _SHOWN_ALWAYS and figure.value is not None and 0 < figure.enterprises < LEAST


def _of_one_thing(figures: Mapping[str, Figure], gone: Collection[str]) -> set[str]:
    """Counts of what is hidden in one unit, in the others: names that differ in the unit alone."""
    found = set()
    for name in gone:
        unit = figures[name].unit
        thing = name.removesuffix(f".{unit}")
        found |= {f"{thing}.{other}" for other in _OTHER_UNITS.get(unit, ())}
    return {name for name in found if name in figures and figures[name].value}


def _telling(sums: Sequence[Sum], figures: Mapping[str, Figure], gone: Collection[str]) -> set[str]:
    """Figures that are still shown, by which a hidden one can be reckoned: one for each that can."""
    unknown = {*gone, *(name for one in sums for name in one.names if name not in figures)}
    found: set[str] = set()
    for name, numbers in reckonable(sums, unknown).items():
        shown = {
            other for number in numbers for other in sums[number].names
            if other in figures and other not in gone and figures[other].unit not in _SHOWN_ALWAYS
        }  # fmt: skip
        if name in gone and shown and not shown & found:
            found.add(min(shown, key=lambda other: _order(figures[other])))
    return found


def _order(figure: Figure) -> tuple[bool, object, str]:
    return (not figure.value, figure.value or 0, figure.name)

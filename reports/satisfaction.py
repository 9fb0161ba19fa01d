"""How satisfied enterprises are with cases that ended, quarter by quarter. 社会满意度趋势。"""

from collections.abc import Sequence
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal

from domain.period import Period
from domain.report import Figure, FigureTable, Said, Unit
from domain.report_facts import CaseFact
from domain.satisfaction import RatedCase
from reports.counting import counted, share

RATINGS = (5, 4, 3, 2, 1)
_NO_CASES = Said(zh="该季没有结案，无法计算。", en="No case ended in this quarter: it cannot be computed.")
_NO_RATINGS = Said(
    zh="该季结案均未评分，无法计算。", en="No case that ended in it was rated: it cannot be computed."
)
_CASES = Said(
    zh="按结案所在季度计，结案含不予受理与撤回；重新办理的不计。评分由企业在结案后给出，1 至 5 分，以最后一次为准。",
    en="By the quarter in which cases ended, refused and withdrawn ones among them; not those opened again. Enterprises rate "
    "from 1 to 5 once a case has ended; the last rating counts.",
)
_BY_THEN = Said(
    zh="本季结案、截至季末已评分的案件；企业可在结案后任何时候评分（1 至 5 分），季末以后的评分不计入。",
    en="Cases that ended in the quarter and were rated, from 1 to 5, by its end; what was rated later is not in it.",
)
COLUMNS = (
    Said(zh="平均分", en="Mean"),
    Said(zh="已评分（家次）", en="Rated"),
    Said(zh="结案（家次）", en="Cases ended"),
    Said(zh="评分率（%）", en="Rated, %"),
    *(Said(zh=f"{one}分", en=str(one)) for one in RATINGS),
)


def satisfaction_table(cases: Sequence[RatedCase], periods: Sequence[Period]) -> FigureTable:
    """A line each quarter, in the order given: cases that ended, how many were rated and how. Figures name their cases."""
    return FigureTable(
        name="satisfaction",
        says=Said(zh="满意度趋势", en="Satisfaction over the quarters"),
        corner=Said(zh="季度", en="Quarter"),
        columns=COLUMNS,
        rows=tuple(
            (Said(zh=str(period), en=str(period)), _line(period, [one for one in cases if _in(period, one)]))
            for period in periods
        ),
        note=_CASES,
    )


def rated_table(ended: Sequence[CaseFact], title: Said) -> FigureTable:
    """Of the cases that ended in a period, those that were rated by its end and the mean, for its report."""
    rated = [one for one in ended if one.satisfaction is not None]
    those = counted("satisfaction.rated", Unit.CASE, rated, COLUMNS[1])
    total = sum(one.satisfaction or 0 for one in rated)
    mean = Figure(
        name="satisfaction.mean",
        unit=Unit.ANSWER,
        value=_rounded(total, len(rated)) if rated else None,
        ids=those.ids,
        says=COLUMNS[0],
        means=_BY_THEN,
        enterprises=those.enterprises,
        why=None if rated else _NO_RATINGS if ended else _NO_CASES,
    )
    return FigureTable(
        name="satisfaction",
        says=title,
        corner=Said(zh="满意度", en="Satisfaction"),
        columns=(Said(zh="数值", en="Value"),),
        rows=((those.says, (those,)), (mean.says, (mean,))),
        note=_BY_THEN,
    )


def _rounded(total: int, count: int) -> Decimal:
    return (Decimal(total) / count).quantize(Decimal("0.01"), ROUND_HALF_UP)


def _line(period: Period, ended: Sequence[RatedCase]) -> tuple[Figure, ...]:
    name = f"satisfaction.{period}"
    rated = [one for one in ended if one.rating is not None]
    those, all_of = _counted(f"{name}.rated", rated, COLUMNS[1]), _counted(f"{name}.ended", ended, COLUMNS[2])
    part = share(f"{name}.share", those, all_of, COLUMNS[3], _CASES)
    return (
        _mean(f"{name}.mean", rated, any_ended=bool(ended)),
        those,
        all_of,
        replace(part, why=_NO_CASES) if part.value is None else part,
        *(
            _counted(f"{name}.{rating}", [one for one in rated if one.rating == rating], COLUMNS[4 + at])
            for at, rating in enumerate(RATINGS)
        ),
    )


def _mean(name: str, rated: Sequence[RatedCase], *, any_ended: bool) -> Figure:
    total = sum(one.rating or 0 for one in rated)
    return Figure(
        name=name,
        unit=Unit.ANSWER,
        value=_rounded(total, len(rated)) if rated else None,
        ids=tuple(sorted(one.number for one in rated)),
        says=COLUMNS[0],
        means=_CASES,
        enterprises=len({one.enterprise_id for one in rated}),
        why=None if rated else _NO_RATINGS if any_ended else _NO_CASES,
    )


def _counted(name: str, cases: Sequence[RatedCase], says: Said) -> Figure:
    return Figure(
        name=name,
        unit=Unit.CASE,
        value=Decimal(len(cases)),
        ids=tuple(sorted(one.number for one in cases)),
        says=says,
        means=_CASES,
        enterprises=len({one.enterprise_id for one in cases}),
    )


def _in(period: Period, one: RatedCase) -> bool:
    return period.first_day <= one.closed_on <= period.last_day

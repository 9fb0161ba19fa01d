"""Answers that are numbers: how many answered, median, mean and sum, each by group. 数值题。"""

from collections.abc import Callable, Sequence
from decimal import ROUND_HALF_UP, Decimal
from statistics import median

from domain.report import Figure, FigureTable, Said, Unit
from domain.survey import Asked, Question
from reports.survey_words import NOBODY_ANSWERED, counted_asks

_KINDS: tuple[tuple[str, Said, Callable[[list[Decimal]], Decimal]], ...] = (
    ("median", Said(zh="中位数", en="Median"), median),
    ("mean", Said(zh="平均数", en="Mean"), lambda values: sum(values, Decimal()) / len(values)),
    ("sum", Said(zh="总和", en="Sum"), lambda values: sum(values, Decimal())),
)
_MEANS = Said(
    zh="按答了此题的企业所填数值计，单位见题目。", en="Of the numbers given, in the unit of the question."
)


def number_table(
    name: str, says: Said, question: Question, groups: Sequence[Sequence[Asked]], heads: tuple[Said, ...],
    names: Sequence[str],
) -> FigureTable:  # fmt: skip
    """A line each for how many answered, the median, the mean and the sum; a column each group, with its head and name."""
    given = [_given(question, asked) for asked in groups]
    answered = Said(zh="答题企业（家）", en="Enterprises that answered")
    rows = [(answered, tuple(
        counted_asks(f"{name}.n.{at}", [one for one, _ in found], answered) for at, found in zip(names, given, strict=True)
    ))]  # fmt: skip
    for kind, words, work_out in _KINDS:
        figures = tuple(
            _figure(f"{name}.{kind}.{at}", found, words, work_out)
            for at, found in zip(names, given, strict=True)
        )
        rows.append((words, figures))
    return FigureTable(name=name, says=says, corner=Said(zh="", en=""), columns=heads, rows=tuple(rows))


def _given(question: Question, asked: Sequence[Asked]) -> list[tuple[Asked, Decimal]]:
    replies = [(one, one.replies.to(question.key)) for one in asked if one.replies]
    return [(one, reply.number) for one, reply in replies if reply is not None and reply.number is not None]


def _figure(
    name: str,
    found: Sequence[tuple[Asked, Decimal]],
    says: Said,
    work_out: Callable[[list[Decimal]], Decimal],
) -> Figure:
    values = [number for _, number in found]
    return Figure(
        name=name,
        unit=Unit.ANSWER,
        value=_rounded(work_out(values)) if values else None,
        ids=counted_asks(name, [one for one, _ in found], says).ids if values else (),
        says=says,
        means=_MEANS,
        enterprises=len(values),
        why=None if values else NOBODY_ANSWERED,
    )


def _rounded(value: Decimal) -> Decimal:
    """To two places, without zeros at the end."""
    found = value.quantize(Decimal("0.01"), ROUND_HALF_UP)
    return found.quantize(Decimal(1)) if found == found.to_integral_value() else found.normalize()

"""Enterprises that were asked, in groups by industry, and figures of them."""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from domain.report import Figure, Said, Unit
from domain.survey import Asked

ALL = Said(zh="合计", en="All")
COUNTED_ASKS = Said(
    zh="按家数计，一家企业无论答复几次只计一次，以截止前最后一次答复为准。",
    en="Enterprises, each once, by its last answer.",
)
NOBODY_ASKED = Said(zh="没有发出对象，无法计算。", en="Nobody was asked: it cannot be computed.")
NOBODY_ANSWERED = Said(zh="无人作答，无法计算。", en="Nobody answered it: it cannot be computed.")
_OTHERS, _NONE = "其他行业", "未填行业"
_MOST_INDUSTRIES = 5

Groups = Sequence[tuple[str, Sequence[Asked]]]


def grouped_asks(asked: Sequence[Asked]) -> list[tuple[str, list[Asked]]]:
    """By industry, the largest first, the rest together; last of all, everybody. One industry alone is everybody."""
    found: dict[str, list[Asked]] = {}
    for one in asked:
        found.setdefault(one.industry or _NONE, []).append(one)
    order = sorted(found.items(), key=lambda item: (item[0] == _NONE, -len(item[1]), item[0]))
    kept, rest = order[:_MOST_INDUSTRIES], order[_MOST_INDUSTRIES:]
    if rest:
        kept.append((_OTHERS, [one for _, those in rest for one in those]))
    return [*(kept if len(kept) > 1 else []), (ALL.zh, list(asked))]


def columns_of(groups: Groups) -> tuple[Said, ...]:
    """The heads of columns of groups."""
    english = {ALL.zh: ALL.en, _OTHERS: "Other industries", _NONE: "No industry given"}
    return tuple(Said(zh=name, en=english.get(name, name)) for name, _ in groups)


def counted_asks(name: str, asked: Iterable[Asked], says: Said, *, among: int = 0) -> Figure:
    """How many enterprises these are. Behind none of so many lie all of them: among one or two, none tells what they did say."""
    numbers = tuple(sorted({one.number for one in asked}, key=lambda one: (len(one), one)))
    return Figure(
        name=name,
        unit=Unit.ENTERPRISE,
        value=Decimal(len(numbers)),
        ids=numbers,
        says=says,
        means=COUNTED_ASKS,
        enterprises=len(numbers) or among,
    )

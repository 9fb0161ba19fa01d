"""Figures made of facts: each names what it counted. 计数。"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal
from typing import TypeVar

from domain.case import Money
from domain.report import Figure, MixedUnits, Said, Unit
from domain.report_facts import AlertFact, CaseFact, Firm
from reports.unit_words import COUNTED

_PERCENT = Decimal("0.1")
Row = TypeVar("Row", CaseFact, AlertFact)


def counted(
    name: str, unit: Unit, cases: Iterable[CaseFact], says: Said, means: Said | None = None
) -> Figure:
    """Disputes, cases or enterprises among some cases."""
    listed = list(cases)
    ids = _CASE_IDS[unit](listed)
    return Figure(
        name=name, unit=unit, value=Decimal(len(ids)), ids=tuple(sorted(ids)), says=says, means=_meaning(unit, means),
        enterprises=len({one.firm.enterprise_id for one in listed}),
    )  # fmt: skip


def told(name: str, unit: Unit, alerts: Iterable[AlertFact], says: Said, means: Said | None = None) -> Figure:
    """Alerts, or the enterprises they are of."""
    listed = list(alerts)
    ids = {str(one.alert_id) for one in listed} if unit is Unit.ALERT else _shown(one.firm for one in listed)
    return Figure(
        name=name, unit=unit, value=Decimal(len(ids)), ids=tuple(sorted(ids, key=_in_order)), says=says,
        means=_meaning(unit, means), enterprises=len({one.firm.enterprise_id for one in listed}),
    )  # fmt: skip


def amounts(
    name: str, cases: Iterable[CaseFact], of: Callable[[CaseFact], Money | None], says: Said, means: Said
) -> tuple[Figure, ...]:
    """What cases come to, a figure for each currency."""
    by_currency: dict[str, list[tuple[CaseFact, Decimal]]] = {}
    for case in cases:
        if (money := of(case)) is not None:
            by_currency.setdefault(money.currency, []).append((case, money.amount))
    return tuple(
        Figure(
            name=f"{name}.{currency}", unit=Unit.MONEY, currency=currency, value=sum((value for _, value in rows), Decimal()),
            ids=tuple(sorted(case.number for case, _ in rows)), says=says, means=_meaning(Unit.MONEY, means),
            enterprises=len({case.firm.enterprise_id for case, _ in rows}),
        )
        for currency, rows in sorted(by_currency.items())
    )  # fmt: skip


def share(name: str, part: Figure, whole: Figure, says: Said, means: Said) -> Figure:
    """What part of a whole, in per cent to one place. Raises `MixedUnits` for unlike units."""
    if part.measure != whole.measure:
        raise MixedUnits(part, whole)
    base = Figure(
        name=name,
        unit=Unit.SHARE,
        value=None,
        says=says,
        means=means,
        why=_NOTHING,
        enterprises=whole.enterprises,
        of=(part.name, whole.name),
    )
    return _in_per_cent(base, part.value, whole.value, part.ids)


def change(name: str, now: Figure, before: Figure, says: Said) -> Figure:
    """By how many per cent a figure is above (or below) the one before. Raises `MixedUnits` for unlike units."""
    if now.measure != before.measure:
        raise MixedUnits(now, before)
    means = Said(
        zh=f"（{now.says.zh}－对比期）÷对比期。",
        en=f"({now.says.en} less the period compared with) by the latter.",
    )
    base = Figure(
        name=name,
        unit=Unit.SHARE,
        value=None,
        says=says,
        means=means,
        why=_FROM_NOTHING,
        of=(now.name, before.name),
    )
    above = None if now.value is None or before.value is None else now.value - before.value
    return _in_per_cent(base, above, before.value, before.ids)


def _in_per_cent(empty: Figure, part: Decimal | None, whole: Decimal | None, ids: tuple[str, ...]) -> Figure:
    """The figure with its value to one place; as it is where there is nothing to work it out of."""
    if part is None or not whole:
        return empty
    value = (part * 100 / whole).quantize(_PERCENT, ROUND_HALF_UP)
    return replace(empty, value=value, ids=ids, why=None)


def renamed(figure: Figure, name: str) -> Figure:
    """The same figure by another name."""
    return replace(figure, name=name)


def at_least(figure: Figure, why: Said | None) -> Figure:
    """The figure as a lower bound, where something says why it is one."""
    return replace(figure, at_least=True, why=why) if why and figure.value is not None else figure


def grouped(rows: Iterable[Row], by: Callable[[Row], Iterable[str]]) -> dict[str, list[Row]]:
    """Rows by key, a row under each of its keys; the keys with the most rows first."""
    found: dict[str, list[Row]] = {}
    for row in rows:
        for key in by(row):
            found.setdefault(key, []).append(row)
    return dict(sorted(found.items(), key=lambda one: (-len(one[1]), one[0])))


def _dispute_ids(cases: Sequence[CaseFact]) -> set[str]:
    together: dict[object, list[str]] = {}
    for case in cases:
        together.setdefault(case.dispute or case.number, []).append(case.number)
    return {"+".join(sorted(numbers)) for numbers in together.values()}


def _shown(firms: Iterable[Firm]) -> set[str]:
    return {firm.shown for firm in firms}


_CASE_IDS: dict[Unit, Callable[[Sequence[CaseFact]], set[str]]] = {
    Unit.DISPUTE: _dispute_ids,
    Unit.CASE: lambda cases: {one.number for one in cases},
    Unit.ENTERPRISE: lambda cases: _shown(one.firm for one in cases),
}

_NOTHING = Said(zh="没有可计算的对象，不计算。", en="Nothing to compute it of.")
_FROM_NOTHING = Said(
    zh="对比期为0或没有数据，不计算。", en="The period compared with has none; not computed."
)


def _meaning(unit: Unit, more: Said | None) -> Said:
    if more is None:
        return COUNTED[unit]
    return Said(zh=more.zh + COUNTED[unit].zh, en=f"{more.en} {COUNTED[unit].en}")


def _in_order(one: str) -> tuple[int, str]:
    return (int(one) if one.isdigit() else 0, one)

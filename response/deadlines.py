"""A window's end with everything that moves it: closed days, extensions, cooling-off. 截止日.

Extensions (`extensions.csv`) are given by the whole length of the window once extended, counted from the same
day and in the same way: the US first extension of 30 days makes 60 days from publication (TBMP 209.02), the GB
TM7A makes three months, day of publication included. Rows of kind `remark` have no length.
"""

import datetime as dt
from dataclasses import dataclass
from functools import cache

from domain.deadline import CoolingOff, Deadline, Extension, NoWindow, Origin
from response.counting import Unit
from response.offices import next_open_day
from response.rules import rules_of_offices
from response.tables import Row, by_office, number_of, origin_of, read_table, span_of
from response.windows import Counted, count_window


@dataclass(frozen=True, slots=True, kw_only=True)
class _ExtensionRule:
    n: int | None
    unit: Unit | None
    says_zh: str
    says_en: str
    fee: int | None
    currency: str
    valid_from: dt.date
    valid_to: dt.date
    origin: Origin
    caveat_zh: str
    caveat_en: str


def deadline(office: str, published_on: dt.date | None, *, madrid: bool = False) -> Deadline | NoWindow:
    """Nominal and rolled last day to oppose, extensions and cooling-off; or why there is no such day.

    Without a publication day there is nothing to count from, and that is said. The rules are those valid on
    the day of publication.
    """
    if published_on is None:
        without = _no_opposition(office)
        if without is not None:
            return without
        return NoWindow(
            reason_zh="没有公告日期，异议期无从起算；公布后请立即重新计算",
            reason_en="no day of publication, so there is nothing to count from; count again once it is published",
        )
    counted = count_window(office, published_on, madrid=madrid)
    if isinstance(counted, NoWindow):
        return counted
    code = counted.rule.office
    return Deadline(
        office=code,
        madrid=madrid,
        published_on=published_on,
        last_day=counted.last_day,
        rolled=next_open_day(code, counted.last_day.day),
        before_registration=counted.window.before_registration,
        extensions=_extensions(counted),
        cooling_off=_cooling_off(code, published_on),
    )


def _no_opposition(office: str) -> NoWindow | None:
    """The reason an office never has a window, which needs no publication day to be said."""
    rules = rules_of_offices().get(office.strip().upper(), ())
    if not rules or any(rule.window is not None for rule in rules):
        return None
    first = rules[0]
    return NoWindow(
        reason_zh=f"{first.name_zh}：{first.caveat_zh}",
        reason_en=f"{first.name_en}: {first.caveat_en}",
        source=first.source,
    )


def _extensions(counted: Counted) -> tuple[Extension, ...]:
    code = counted.rule.office
    return tuple(
        _extension(rule, counted)
        for rule in _extension_rules().get(code, ())
        if rule.valid_from <= counted.published_on <= rule.valid_to
    )


def _extension(rule: _ExtensionRule, counted: Counted) -> Extension:
    day = counted.extended_to(rule.n, rule.unit) if rule.n is not None and rule.unit is not None else None
    return Extension(
        day=day,
        rolled=next_open_day(counted.rule.office, day) if day else None,
        says_zh=rule.says_zh,
        says_en=rule.says_en,
        fee=rule.fee,
        currency=rule.currency,
        origin=rule.origin,
        caveat_zh=rule.caveat_zh,
        caveat_en=rule.caveat_en,
    )


@cache
def _extension_rules() -> dict[str, tuple[_ExtensionRule, ...]]:
    return by_office(read_table("extensions.csv", _extension_rule))


def _extension_rule(row: Row) -> tuple[str, _ExtensionRule]:
    if (row["kind"] == "extend") != bool(row["n"]):
        raise ValueError(f"kind {row['kind']!r} with n {row['n']!r}")
    valid_from, valid_to = span_of(row)
    return row["office"], _ExtensionRule(
        n=number_of(row["n"]),
        unit=Unit(row["unit"]) if row["unit"] else None,
        says_zh=row["cause_zh"],
        says_en=row["cause_en"],
        fee=number_of(row["fee"]),
        currency=row["currency"],
        valid_from=valid_from,
        valid_to=valid_to,
        origin=origin_of(row),
        caveat_zh=row["caveat_zh"],
        caveat_en=row["caveat_en"],
    )


def _cooling_off(office: str, published_on: dt.date) -> CoolingOff | None:
    for valid_from, valid_to, found in _cooling_offs().get(office, ()):
        if valid_from <= published_on <= valid_to:
            return found
    return None


@cache
def _cooling_offs() -> dict[str, tuple[tuple[dt.date, dt.date, CoolingOff], ...]]:
    return by_office(read_table("cooling_off.csv", _cooling_off_row))


def _cooling_off_row(row: Row) -> tuple[str, tuple[dt.date, dt.date, CoolingOff]]:
    found = CoolingOff(
        months=number_of(row["months"]),
        most_months=number_of(row["most_months"]),
        remark_zh=row["remark_zh"],
        remark_en=row["remark_en"],
        origin=origin_of(row),
    )
    return row["office"], (*span_of(row), found)

"""Export figures by HS code, country and month, and what they come to beside a year before. 海外贸易数据。

Nothing here is an index: sums, and the change on the same months a year before, or why it cannot be told.
"""

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

_PERCENT = Decimal("0.1")


class TradeSource(StrEnum):
    """Whose figures they are."""

    CUSTOMS = "customs"
    """海关统计数据在线查询平台 (stats.customs.gov.cn)"""
    COMTRADE = "comtrade"
    """UN Comtrade"""


@dataclass(frozen=True, slots=True, kw_only=True)
class TradeFigure:
    """What was exported under a code to a country in a month.

    `region` is 注册地 of the exporters, "" for the whole of China; `mode` 贸易方式, "" for all. `partner` is a WIPO ST.3 code,
    or the name as the file has it where it is none we know. `month` is the month's first day, `value` is of `currency`
    (CNY, USD), `quantity` of `unit` as the file calls it, `weight_kg` in kilograms; None where the file says none.
    """

    source: TradeSource
    region: str = ""
    mode: str = ""
    hs: str
    partner: str
    month: dt.date
    currency: str
    value: Decimal
    quantity: Decimal | None = None
    unit: str = ""
    weight_kg: Decimal | None = None

    @property
    def key(self) -> tuple[str, str, str, str, str, dt.date, str]:
        """What it is a figure of: a later figure of the same supersedes it."""
        return (self.source.value, self.region, self.mode, self.hs, self.partner, self.month, self.currency)


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """Figures that may be added: of one source, region and currency, with how many there are and of which months."""

    source: TradeSource
    region: str
    currency: str
    figures: int
    first: dt.date
    last: dt.date

    @property
    def key(self) -> str:
        """How an address names it."""
        return f"{self.source}.{self.currency}.{self.region}"


@dataclass(frozen=True, slots=True, kw_only=True)
class IndustryCode:
    """An HS code (2 to 10 digits) that is counted as an industry's, with who says so. `checked_on` is None where nobody did."""

    industry: str
    hs: str
    says_zh: str = ""
    says_en: str = ""
    source: str = ""
    checked_on: dt.date | None = None
    confidence: str = "general"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sum:
    """Figures of one partner and month under one code of an industry, added where their codes have `digits` digits.
    `whole` says that they are of all modes of trade; `imports` are the imports they came with."""

    partner: str
    month: dt.date
    code: str
    digits: int
    whole: bool
    value: Decimal
    imports: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MarketTrade:
    """Exports to one partner in the months there are figures of, and in the same months a year before; `before` is None where a
    month of that year has no figures at all."""

    partner: str
    now: Decimal
    before: Decimal | None
    imports: tuple[int, ...] = ()

    @property
    def growth(self) -> Decimal | None:
        """The change on the year before in per cent, to one place; None where it cannot be told."""
        if not self.before:
            return None
        return ((self.now - self.before) * 100 / self.before).quantize(_PERCENT, ROUND_HALF_UP)


@dataclass(frozen=True, slots=True, kw_only=True)
class Exports:
    """An industry's exports in a period by partner, the largest first. `months` have figures; `missing` are those of the year
    before that would be needed to compare and have none."""

    markets: tuple[MarketTrade, ...]
    months: tuple[dt.date, ...]
    missing: tuple[dt.date, ...]

    @property
    def total(self) -> MarketTrade:
        """All partners together."""
        before = [one.before for one in self.markets if one.before is not None]
        return MarketTrade(
            partner="",
            now=sum((one.now for one in self.markets), Decimal()),
            before=None if self.missing or not self.months else sum(before, Decimal()),
            imports=tuple(sorted({number for one in self.markets for number in one.imports})),
        )


def is_code(partner: str) -> bool:
    """True for a partner known by its ST.3 code, false for one that stands by its name as a file has it."""
    return len(partner) == 2 and partner.isascii() and partner.isupper()


def outermost(codes: Iterable[str]) -> tuple[str, ...]:
    """The codes that do not begin with another of them, so that nothing is added twice."""
    every = sorted(set(codes))
    return tuple(one for one in every if not any(one != other and one.startswith(other) for other in every))


def exports_of(sums: Sequence[Sum], months: Collection[dt.date]) -> Exports:
    """What sums of a period's `months` and of the year before come to.

    Where one month has figures of several depths under a code (4009 and 40092100), the shortest count, of which the longer are
    parts; where it has figures of all modes of trade and of single ones, those of all.
    """
    counted = _counted(sums)
    seen = {one.month for one in counted}
    present = tuple(sorted(month for month in months if month in seen))
    missing = tuple(year_before(month) for month in present if year_before(month) not in seen)
    now: dict[str, Decimal] = {}
    before: dict[str, Decimal] = {}
    imports: dict[str, set[int]] = {}
    earlier = {year_before(month) for month in present}
    for one in counted:
        if one.month in present:
            now[one.partner] = now.get(one.partner, Decimal()) + one.value
        elif one.month in earlier:
            before[one.partner] = before.get(one.partner, Decimal()) + one.value
        else:
            continue
        imports.setdefault(one.partner, set()).update(one.imports)
    markets = [
        MarketTrade(
            partner=partner, now=now.get(partner, Decimal()), imports=tuple(sorted(imports[partner])),
            before=None if missing else before.get(partner, Decimal()),
        )
        for partner in imports
    ]  # fmt: skip
    markets.sort(key=lambda one: (-one.now, one.partner))
    return Exports(markets=tuple(markets), months=present, missing=missing)


def _counted(sums: Sequence[Sum]) -> list[Sum]:
    places: dict[tuple[str, dt.date], int] = {}
    for one in sums:
        place = (one.code, one.month)
        places[place] = min(places.get(place, one.digits), one.digits)
    level = [one for one in sums if one.digits == places[one.code, one.month]]
    whole = {(one.code, one.month) for one in level if one.whole}
    return [one for one in level if one.whole or (one.code, one.month) not in whole]


def year_before(month: dt.date) -> dt.date:
    """The same month of the year before."""
    return month.replace(year=month.year - 1)


def months_of(first: dt.date, last: dt.date) -> tuple[dt.date, ...]:
    """The first days of the months from one day to another, in order."""
    count = (last.year - first.year) * 12 + last.month - first.month + 1
    return tuple(
        dt.date(first.year + (first.month - 1 + at) // 12, (first.month - 1 + at) % 12 + 1, 1)
        for at in range(max(0, count))
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class IndustryTrade:
    """An industry's exports in a period by one series, and the codes that were counted."""

    industry: str
    series: Series
    codes: tuple[IndustryCode, ...]
    exports: Exports

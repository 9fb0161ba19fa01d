"""Period: the month, quarter or year a report is of. 报告期。"""

import datetime as dt
import re
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Shanghai")
"""In which quarters and years begin and end."""

_PERIOD = re.compile(r"(\d{4})(?:[Qq]([1-4])|[-年](0?[1-9]|1[0-2])月?)?")


class BadPeriod(ValueError):
    """What was typed is no month, quarter or year; the message names the cure."""

    def __init__(self, typed: str) -> None:
        super().__init__(
            f"{typed!r}: 不是报告期，请写季度如 2026Q3（第一至第四季度），月份如 2026-10，或年度如 2026 · no period; write a "
            f"quarter as 2026Q3 (Q1 to Q4), a month as 2026-10, or a year as 2026"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """A month, a quarter, or (both 0) a year, of the calendar of `ZONE`."""

    year: int
    quarter: int = 0
    month: int = 0

    @staticmethod
    def of(typed: str) -> "Period":
        """The period somebody typed: "2026Q3", "2026-10" or "2026". Raises `BadPeriod`."""
        found = _PERIOD.fullmatch(typed.strip())
        if found is None or not 2000 <= int(found[1]) <= 2999:
            raise BadPeriod(typed)
        return Period(year=int(found[1]), quarter=int(found[2] or 0), month=int(found[3] or 0))

    @staticmethod
    def holding(day: dt.date) -> "Period":
        """The quarter a day lies in."""
        return Period(year=day.year, quarter=(day.month + 2) // 3)

    @staticmethod
    def month_of(day: dt.date) -> "Period":
        """The month a day lies in."""
        return Period(year=day.year, month=day.month)

    @staticmethod
    def over_on(day: dt.date, months: int) -> "Period":
        """The last one of so many months (1, 3 or 12) that was over on a day."""
        now = {1: Period.month_of(day), 3: Period.holding(day), 12: Period(year=day.year)}[months]
        return now.before

    def __str__(self) -> str:
        if self.month:
            return f"{self.year}-{self.month:02}"
        return f"{self.year}Q{self.quarter}" if self.quarter else str(self.year)

    @property
    def months(self) -> int:
        """How many months it has: 1, 3 or 12."""
        return 1 if self.month else 3 if self.quarter else 12

    @property
    def first_day(self) -> dt.date:
        """Its first day."""
        return dt.date(self.year, self.month or (self.quarter * 3 - 2 if self.quarter else 1), 1)

    @property
    def last_day(self) -> dt.date:
        """Its last day."""
        return self.after.first_day - dt.timedelta(days=1)

    @property
    def starts(self) -> dt.datetime:
        """Its first instant."""
        return dt.datetime.combine(self.first_day, dt.time(), ZONE)

    @property
    def ends(self) -> dt.datetime:
        """The first instant after it."""
        return self.after.starts

    def over_before(self, as_of: dt.datetime) -> dt.date:
        """The day before which its days were over at an instant: the first one after it where all of it was."""
        return min(self.after.first_day, as_of.astimezone(ZONE).date())

    @property
    def after(self) -> "Period":
        """The next one."""
        return self._moved(1)

    @property
    def before(self) -> "Period":
        """The one before: what 环比 compares with."""
        return self._moved(-1)

    @property
    def year_before(self) -> "Period":
        """The same a year before: what 同比 compares with."""
        return replace(self, year=self.year - 1)

    @property
    def says_zh(self) -> str:
        """2026年10月, 2026年第三季度, 2026年度."""
        if self.month:
            return f"{self.year}年{self.month}月"
        return f"{self.year}年第{'一二三四'[self.quarter - 1]}季度" if self.quarter else f"{self.year}年度"

    def _moved(self, by: int) -> "Period":
        years, month = divmod(self.first_day.month - 1 + by * self.months, 12)
        year = self.year + years
        if self.month:
            return Period(year=year, month=month + 1)
        return Period(year=year, quarter=month // 3 + 1 if self.quarter else 0)

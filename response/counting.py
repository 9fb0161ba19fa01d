"""Counting of legal periods, in days, months and working days. 期间计算.

The end of a period of months is the day with the same number, or the month's last day where there is
none: WIPO Madrid Regulations Rule 4, Regulation (EEC, Euratom) 1182/71 Art. 3, Trade Marks Act 1995 (AU)
s. 6A, and most national laws say the same. What differs is whether the day of the event is counted.
"""

import calendar
import datetime as dt
from collections.abc import Callable
from enum import StrEnum


class Unit(StrEnum):
    """What the length of a window is given in."""

    DAYS = "days"
    MONTHS = "months"
    WORKING_DAYS = "working-days"


class CountMode(StrEnum):
    """Where the count begins.

    `EVENT_DAY_EXCLUDED`: the day after the event is day 1 (most offices; Madrid Rule 4(3)).
    `EVENT_DAY_INCLUDED`: the event is day 1 ("beginning with the date": GB Trade Marks Rules 2008 r. 17
    and TPN 4/2010; HK Trade Marks Rules r. 16).
    `WORKING_DAYS_AFTER`: the first working day after the event is day 1 (CL, and Decision 486 for CO, PE).
    """

    EVENT_DAY_EXCLUDED = "event-day-excluded"
    EVENT_DAY_INCLUDED = "event-day-included"
    WORKING_DAYS_AFTER = "working-days-after"


class StartShift(StrEnum):
    """How far the start of a Madrid designation's window lies behind its publication.

    `ONE_MONTH_LATER`: EUTMR (EU) 2017/1001 Art. 196(2). `FIRST_OF_NEXT_MONTH`: the period begins with the
    first day of the month after the WIPO Gazette's (CH TmPO Art. 50 and the like).
    """

    NONE = "none"
    ONE_MONTH_LATER = "one-month-later"
    FIRST_OF_NEXT_MONTH = "first-of-next-month"


def add_months(day: dt.date, months: int) -> dt.date:
    """The day with the same number `months` later, or that month's last day where there is none."""
    year, month0 = divmod(day.year * 12 + day.month - 1 + months, 12)
    month = month0 + 1
    return dt.date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def first_of_next_month(day: dt.date) -> dt.date:
    """The first day of the month after `day`'s."""
    return add_months(day.replace(day=1), 1)


def last_day_after(event: dt.date, n: int, unit: Unit) -> dt.date:
    """Last day of `n` days or months when the day of the event is not counted."""
    return add_months(event, n) if unit is Unit.MONTHS else event + dt.timedelta(days=n)


def last_day_from(first: dt.date, n: int, unit: Unit) -> dt.date:
    """Last day of `n` days or months when `first` itself is day 1.

    Months end the day before the corresponding day; where the last month has no corresponding day they end
    on its last day, not a day before it (GB: published 2025-12-31, two months, last day 2026-02-28).
    """
    if unit is Unit.DAYS:
        return first + dt.timedelta(days=n - 1)
    corresponding = add_months(first, n)
    return corresponding - dt.timedelta(days=1) if corresponding.day == first.day else corresponding


def working_days_after(event: dt.date, n: int, closed: Callable[[dt.date], bool]) -> dt.date:
    """The `n`-th day after the event that is not `closed`.

    A closure that is not known counts as a working day: the result errs on the early side.
    """
    day = event
    counted = 0
    while counted < n:
        day += dt.timedelta(days=1)
        counted += not closed(day)
    return day


def last_day_of(
    published_on: dt.date,
    *,
    n: int,
    unit: Unit,
    mode: CountMode,
    shift: StartShift,
    closed: Callable[[dt.date], bool],
) -> dt.date:
    """Nominal last day of a window, before any move off a closed day.

    A shift of one month is applied before the length, so that both clip to the end of the month: published
    on 31 January, the EU's month and three months end on 28 May, not 31 May. Where a period starts on the
    first of a month, that day is day 1.
    """
    if shift is StartShift.FIRST_OF_NEXT_MONTH:
        return last_day_from(first_of_next_month(published_on), n, unit)
    event = add_months(published_on, 1) if shift is StartShift.ONE_MONTH_LATER else published_on
    match mode:
        case CountMode.EVENT_DAY_EXCLUDED:
            return last_day_after(event, n, unit)
        case CountMode.EVENT_DAY_INCLUDED:
            return last_day_from(event, n, unit)
        case CountMode.WORKING_DAYS_AFTER:
            return working_days_after(event, n, closed)

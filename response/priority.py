"""Until when a first filing gives priority abroad. 优先权期限.

Six months for marks, the day of filing not counted, and where the last day is one on which the office of the later filing is
closed, to its next open day: Paris Convention Art. 4 C (1) to (3).
"""

import datetime as dt
from dataclasses import dataclass

from response.counting import add_months
from response.offices import next_open_day, offices

MONTHS = 6
SOURCE = "https://www.wipo.int/wipolex/en/text/287556"
"""The Paris Convention, at WIPO."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Priority:
    """The last day to claim the priority of a filing: as counted, and as moved off closed days of the later office."""

    filed_on: dt.date
    day: dt.date
    rolled: dt.date


def priority_last_day(filed_on: dt.date, office: str) -> Priority:
    """The last day for a first filing of a mark made on `filed_on`, claimed at `office` (ST.3)."""
    day = add_months(filed_on, MONTHS)
    return Priority(
        filed_on=filed_on, day=day, rolled=next_open_day(office, day) if office in offices() else day
    )

"""The offices: who they are, on which days they are closed. 主管局与闭厅日.

`offices.csv` has one row an office; `holidays` is the code of the `holidays` library (with a subdivision after
a dash, or one of its financial calendars), "" where none is known and only weekends count as closed.
`closed_days.csv` holds an office's own closures that come every year, as MM-DD. Other closures (a typhoon, a
decree) are not known, so a rolled day is always shown beside the nominal one.
"""

import datetime as dt
import warnings
from dataclasses import dataclass
from functools import cache

import holidays

from domain.deadline import Confidence
from response.tables import Row, by_office, read_table, span_of

_WEEKENDS = {"sat-sun": frozenset({5, 6}), "fri-sat": frozenset({4, 5})}
_MOST_CLOSED = 40
"""Days in a row an office may be closed; a bound on the search."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """One office.

    `basis` is `use`, `file`, `mixed` or "": what gives the right to a mark there. `madrid_since` is None for
    an office that takes no Madrid designations as far as known. `examines_earlier_marks` is None when unknown.
    """

    code: str
    authority_zh: str
    authority_en: str
    basis: str
    weekend: frozenset[int]
    holidays: str
    madrid_since: dt.date | None
    examines_earlier_marks: bool | None
    confidence: Confidence


@dataclass(frozen=True, slots=True, kw_only=True)
class _Closure:
    first: str
    last: str
    valid_from: dt.date
    valid_to: dt.date

    def covers(self, day: dt.date) -> bool:
        at = f"{day:%m-%d}"
        inside = (
            self.first <= at <= self.last if self.first <= self.last else at >= self.first or at <= self.last
        )
        return inside and self.valid_from <= day <= self.valid_to


@cache
def offices() -> dict[str, Office]:
    """Every office known, by WIPO ST.3 code."""
    return {office.code: office for office in read_table("offices.csv", _office)}


def is_closed(office: str, day: dt.date) -> bool:
    """True on a weekend, a public holiday or a yearly closure of the office."""
    known = offices()[office]
    if day.weekday() in known.weekend or day in _public_holidays(known.holidays, day.year):
        return True
    return any(closure.covers(day) for closure in _closures().get(office, ()))


def next_open_day(office: str, day: dt.date) -> dt.date:
    """The first day on or after `day` on which the office is not known to be closed."""
    for ahead in range(_MOST_CLOSED):
        candidate = day + dt.timedelta(days=ahead)
        if not is_closed(office, candidate):
            return candidate
    raise ValueError(f"{office} would be closed for {_MOST_CLOSED} days from {day}")


def _office(row: Row) -> Office:
    return Office(
        code=row["office"],
        authority_zh=row["authority_zh"],
        authority_en=row["authority_en"],
        basis=row["basis"],
        weekend=_WEEKENDS[row["weekend"]],
        holidays=row["holidays"],
        madrid_since=dt.date.fromisoformat(row["madrid_since"]) if row["madrid_since"] else None,
        examines_earlier_marks={"yes": True, "no": False, "": None}[row["examines_earlier_marks"]],
        confidence=Confidence(row["confidence"]),
    )


@cache
def _closures() -> dict[str, tuple[_Closure, ...]]:
    return by_office(read_table("closed_days.csv", _closure))


def _closure(row: Row) -> tuple[str, _Closure]:
    valid_from, valid_to = span_of(row)
    closure = _Closure(first=row["first"], last=row["last"], valid_from=valid_from, valid_to=valid_to)
    return row["office"], closure


@cache
def _public_holidays(code: str, year: int) -> frozenset[dt.date]:
    """Outside the years the library knows (it warns) what it still gives is used."""
    if not code:
        return frozenset()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        if code.startswith("X"):
            return frozenset(holidays.financial_holidays(code, years=year))
        country, _, subdivision = code.partition("-")
        return frozenset(holidays.country_holidays(country, subdiv=subdivision or None, years=year))

"""Reading the dated rows of this package's CSV files. 带日期的规则行.

Every file is UTF-8 with a header. A wrong row is a ValueError that names file and row, at the first reading.
"""

import csv
import datetime as dt
from collections.abc import Callable, Iterable
from importlib import resources
from typing import TypeVar

from domain.deadline import Confidence, Origin

Row = dict[str, str]
Kind = TypeVar("Kind")


def read_table(file: str, build: Callable[[Row], Kind]) -> tuple[Kind, ...]:
    """What `build` makes of each row of a file of this package, in order."""
    text = resources.files("response").joinpath(file).read_text("utf-8")
    built: list[Kind] = []
    for number, row in enumerate(csv.DictReader(text.splitlines(), strict=True), start=2):
        try:
            built.append(build(row))
        except (KeyError, ValueError, TypeError) as wrong:
            raise ValueError(f"{file} row {number}: {wrong}") from wrong
    return tuple(built)


def by_office(rows: Iterable[tuple[str, Kind]]) -> dict[str, tuple[Kind, ...]]:
    """Rows under their office's code, in order."""
    found: dict[str, list[Kind]] = {}
    for office, row in rows:
        found.setdefault(office, []).append(row)
    return {office: tuple(kept) for office, kept in found.items()}


def origin_of(row: Row) -> Origin:
    """Source, day of checking and confidence of a row."""
    return Origin(
        source=row["source"],
        checked_on=dt.date.fromisoformat(row["checked_on"]),
        confidence=Confidence(row["confidence"]),
    )


def span_of(row: Row) -> tuple[dt.date, dt.date]:
    """First and last day a row is valid on; an empty cell is open."""
    first = dt.date.fromisoformat(row["valid_from"]) if row["valid_from"] else dt.date.min
    last = dt.date.fromisoformat(row["valid_to"]) if row["valid_to"] else dt.date.max
    return first, last


def number_of(text: str) -> int | None:
    """A whole number, None for an empty cell."""
    return int(text) if text else None

"""The dated rows of opposition_windows.csv: which window an office had on which day. 异议期规则.

One row is one rule of one office for the publications of one span of days. Rows that overlap are
candidates of which the sources do not settle one; the earliest last day then counts. `route` says whose
publications a row is for: `direct` filings, `madrid` designations, or `both`. `timing` is `pre` or `post`
registration, or `none` where there is no opposition: such a row carries the reason in its caveat. An empty
`valid_from` means in force for as long as the sources look back. `source` is the page the rule was read
from on `checked_on`.
"""

import datetime as dt
from dataclasses import dataclass
from functools import cache

from domain.deadline import Confidence
from response.counting import CountMode, StartShift, Unit
from response.tables import Row, by_office, read_table, span_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """Length of a window and how it is counted."""

    start_zh: str
    start_en: str
    n: int
    unit: Unit
    mode: CountMode
    shift: StartShift
    before_registration: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class WindowRule:
    """One row; `window` is None where the office has no opposition, or none of a fixed length."""

    office: str
    name_zh: str
    name_en: str
    route: str
    window: Window | None
    valid_from: dt.date
    valid_to: dt.date
    source: str
    checked_on: dt.date
    confidence: Confidence
    caveat_zh: str
    caveat_en: str

    def valid_on(self, day: dt.date) -> bool:
        """True when a publication of that day falls under this rule."""
        return self.valid_from <= day <= self.valid_to


@cache
def rules_of_offices() -> dict[str, tuple[WindowRule, ...]]:
    """Every rule, by ST.3 code, in the order of the file. Raises ValueError naming the row that is wrong."""
    return by_office((rule.office, rule) for rule in read_table("opposition_windows.csv", _rule))


def _rule(row: Row) -> WindowRule:
    if row["route"] not in ("direct", "madrid", "both"):
        raise ValueError(f"route {row['route']!r}")
    valid_from, valid_to = span_of(row)
    return WindowRule(
        office=row["office"],
        name_zh=row["name_zh"],
        name_en=row["name_en"],
        route=row["route"],
        window=_window(row),
        valid_from=valid_from,
        valid_to=valid_to,
        source=row["source"],
        checked_on=dt.date.fromisoformat(row["checked_on"]),
        confidence=Confidence(row["confidence"]),
        caveat_zh=row["caveat_zh"],
        caveat_en=row["caveat_en"],
    )


def _window(row: Row) -> Window | None:
    if row["timing"] == "none":
        return None
    if row["timing"] not in ("pre", "post"):
        raise ValueError(f"timing {row['timing']!r}")
    return Window(
        start_zh=row["start_zh"],
        start_en=row["start_en"],
        n=int(row["n"]),
        unit=Unit(row["unit"]),
        mode=CountMode(row["count_mode"]),
        shift=StartShift(row["start_shift"]),
        before_registration=row["timing"] == "pre",
    )

"""Dates, numbers and texts as offices write them."""

import datetime as dt
import re
from functools import lru_cache

from domain.fault import Fault
from domain.fault_kind import FaultKind
from domain.observation import Goods

_DATE = re.compile(
    r"(?:(?P<y>\d{4})(?P<m>\d{2})(?P<d>\d{2})"
    r"|(?P<y2>\d{4})-(?P<m2>\d{2})-(?P<d2>\d{2})(?:Z|[+-]\d{2}:\d{2}|T.*)?"
    r"|(?P<d3>\d{2})/(?P<m3>\d{2})/(?P<y3>\d{4}))",
    re.ASCII,
)
_COUNTRY = re.compile(r"[A-Z]{2}", re.ASCII)

NICE_CLASSES = range(1, 46)
_NICE_CLASSES = {f"{c:0{width}}": c for c in NICE_CLASSES for width in (1, 2, 3)}


@lru_cache(maxsize=4096)
def read_date(text: str) -> dt.date | None:
    """The day a gazette wrote; None for an empty or all-zero one, which offices use for "not yet".

    Read are YYYYMMDD (USPTO), ISO 8601 with or without time or offset (ST.66, ST.96: `1995-02-07-05:00`)
    and dd/mm/yyyy (INPI). Raises ValueError for anything else.
    """
    text = text.strip()
    if not text.strip("0"):
        return None
    match = _DATE.fullmatch(text)
    if match is None:
        raise ValueError(text)
    parts = {name[0]: int(value) for name, value in match.groupdict().items() if value is not None}
    return dt.date(parts["y"], parts["m"], parts["d"])


def one_line(text: str | None) -> str:
    """The text with every run of white space as one space."""
    return " ".join(text.split()) if text else ""


@lru_cache(maxsize=4096)
def country_code(text: str | None) -> str:
    """A WIPO ST.3 code, or "" when the text is none."""
    code = (text or "").strip().upper()
    return code if _COUNTRY.fullmatch(code) else ""


class Notes:
    """The faults of one record, gathered while its values are read. `record` names it: its number, or its place."""

    def __init__(self, file: str) -> None:
        self.faults: list[Fault] = []
        self.record = ""
        self._file = file

    def add(self, kind: FaultKind, detail: str = "") -> None:
        """Notes a fault of the record being read."""
        self.faults.append(Fault(kind=kind, file=self._file, record=self.record, detail=detail))

    def taken(self) -> list[Fault]:
        """The faults noted so far, which are then forgotten."""
        faults, self.faults = self.faults, []
        return faults

    def date(self, text: str | None, name: str) -> dt.date | None:
        """The day, or None with a fault when `text` is no date; `name` is the field's."""
        if not text:
            return None
        try:
            return read_date(text)
        except ValueError:
            self.add(FaultKind.BAD_DATE, f"{name}: {text.strip()[:40]}")
            return None

    def nice_class(self, text: str | None, national: frozenset[str] = frozenset()) -> int | None:
        """The Nice class, or None: silently for an office's own codes in `national`, else with a fault."""
        code = (text or "").strip()
        known = _NICE_CLASSES.get(code)
        if known is not None:
            return known
        if code and code.upper() not in national:
            self.add(FaultKind.BAD_CLASS, code[:40])
        return None


def joined_goods(goods: list[Goods]) -> tuple[Goods, ...]:
    """Goods with the texts of one class and language as one, in order of first mention."""
    together: dict[tuple[int | None, str], list[str]] = {}
    for item in goods:
        texts = together.setdefault((item.nice_class, item.language), [])
        if item.text:
            texts.append(item.text)
    return tuple(
        Goods(nice_class=nice_class, text="; ".join(texts), language=language)
        for (nice_class, language), texts in together.items()
    )

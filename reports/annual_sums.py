"""What comes to the same in an annual report, as its readers know without being told. 年度报告数据之间的关系。"""

from collections.abc import Collection, Iterable, Iterator
from itertools import chain

from domain.report import Chapter, Unit, figures_in
from reports.reckoning import Sum
from reports.stock import UNITS

_PARTS = ("new", "ended", "open")
_ADDED = (Unit.DISPUTE, Unit.CASE)
"""Enterprises are not added up: one may be in several cases."""


def annual_sums(chapters: Collection[Chapter]) -> tuple[Sum, ...]:
    """Of the figures these chapters have."""
    names = [one.name for one in figures_in(chapters)]
    industries = [
        table.name.removesuffix("-stock") for chapter in chapters for table in chapter.tables if table.name.endswith("-stock")
    ]  # fmt: skip
    return tuple(
        chain(_of_cases(names), _of_industries(names, industries), _of_alerts(names), _of_markets(names))
    )


def _of_cases(names: Collection[str]) -> Iterator[Sum]:
    """What was in hand and came is what ended and is in hand; the year before stands beside it."""
    for unit in UNITS:
        yield from (Sum(these=(f"{part}.{unit}",), those=(f"compared.{part}.{unit}",)) for part in _PARTS)
    for unit in _ADDED:
        touched = (f"open.{unit}", f"ended.{unit}")
        yield Sum(these=touched, those=(f"before.open.{unit}", f"new.{unit}"))
        yield Sum(these=touched, those=(f"industry.all.{unit}",))
        yield Sum(these=(f"ended.{unit}",), those=_like(names, "outcome.", f".{unit}"))
    yield Sum(these=("place.all.all",), those=(f"industry.all.{Unit.DISPUTE}",))


def _of_industries(names: Collection[str], industries: Collection[str]) -> Iterator[Sum]:
    """An enterprise is of one industry, so that those of a report add up to its whole."""
    if not industries:
        return
    whole = {name for name in names if name.startswith(("new.", "ended.", "open.", "late.", "place."))}
    for name in sorted(whole):
        yield Sum(
            these=(name,), those=tuple(f"{one}.{name}" for one in industries if f"{one}.{name}" in names)
        )
    for one in industries:
        yield Sum(these=(f"{one}.place.all.all",), those=(f"industry.{one}.{Unit.DISPUTE}",))
        yield from (
            Sum(these=(f"{one}.open.{unit}", f"{one}.ended.{unit}"), those=(f"industry.{one}.{unit}",))
            for unit in _ADDED
        )


def _of_alerts(names: Collection[str]) -> Iterator[Sum]:
    """The filings alerts of a year were of, by one thing and by another; and the windows that ended."""
    tail = f".{Unit.ALERT}"
    for by in ("applicant.", "applicant-country.", "applicant-often."):
        yield Sum(these=("filings of the year",), those=_like(names, by, tail))
    yield Sum(these=(f"applicant-often.2个及以上{tail}",), those=_like(names, "again.", tail))
    yield Sum(these=("window.due",), those=("window.dismissed", "window.used", "window.missed"))
    yield Sum(these=("window.missed",), those=_like(names, "missed.", tail))


def _of_markets(names: Collection[str]) -> Iterator[Sum]:
    """A market's alerts are those of its industries."""
    tail = f".{Unit.ALERT}"
    for name in _like(names, "market.", tail):
        found = _like(names, "trade.", name.removeprefix("market"))
        if found:
            yield Sum(these=(name,), those=found)


def _like(names: Iterable[str], head: str, tail: str) -> tuple[str, ...]:
    return tuple(one for one in names if one.startswith(head) and one.endswith(tail))

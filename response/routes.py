"""What is left besides opposition: observations, invalidation, non-use; fees and papers. 异议之外的途径.

`later_routes.csv` has dated rows. For `invalidation`, `years` is the limit on earlier rights from registration
("" where none was seen), `bad_faith` the limit against bad faith: `any` time, a number of years, or "" where
not known. For `non-use`, `years` and `months` are how long a mark must have stood registered and unused.
"""

import datetime as dt
from dataclasses import dataclass
from functools import cache

from domain.deadline import Fee, Origin
from domain.plan import Paper
from response.tables import Row, by_office, number_of, origin_of, read_table, span_of

ANY_TIME = "any"


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """One dated row of `later_routes.csv`."""

    route: str
    years: int | None
    months: int
    bad_faith: str
    where_zh: str
    where_en: str
    caveat_zh: str
    caveat_en: str
    valid_from: dt.date
    valid_to: dt.date
    origin: Origin


def routes(office: str, route: str, today: dt.date) -> tuple[Route, ...]:
    """The rows of one route (`observations`, `invalidation`, `non-use`) in force today; several if sources conflict."""
    return tuple(
        row
        for row in _routes().get(office, ())
        if row.route == route and row.valid_from <= today <= row.valid_to
    )


def fee_of(office: str, act: str, today: dt.date) -> Fee | None:
    """The official fee of an act in force today, None when it is not known here."""
    for valid_from, valid_to, known_act, fee in _fees().get(office, ()):
        if known_act == act and valid_from <= today <= valid_to:
            return fee
    return None


def papers_of(office: str, route: str) -> tuple[Paper, ...]:
    """The papers of a step: the office's own replace the usual power of attorney, the rest is usual everywhere.

    Observations need no power of attorney.
    """
    usual = _papers().get("*", ())
    if route == "observations":
        return tuple(paper for known, paper in usual if known == route)
    own = tuple(paper for known, paper in _papers().get(office, ()) if known in (route, "any"))
    authority = own or tuple(paper for known, paper in usual if known == "any")
    return (*authority, *(paper for known, paper in usual if known == route))


@cache
def _routes() -> dict[str, tuple[Route, ...]]:
    return by_office(read_table("later_routes.csv", _route))


def _route(row: Row) -> tuple[str, Route]:
    if row["bad_faith"] not in ("", ANY_TIME) and not row["bad_faith"].isdecimal():
        raise ValueError(f"bad_faith {row['bad_faith']!r}")
    valid_from, valid_to = span_of(row)
    return row["office"], Route(
        route=row["route"],
        years=number_of(row["years"]),
        months=number_of(row["months"]) or 0,
        bad_faith=row["bad_faith"],
        where_zh=row["where_zh"],
        where_en=row["where_en"],
        caveat_zh=row["caveat_zh"],
        caveat_en=row["caveat_en"],
        valid_from=valid_from,
        valid_to=valid_to,
        origin=origin_of(row),
    )


@cache
def _fees() -> dict[str, tuple[tuple[dt.date, dt.date, str, Fee], ...]]:
    return by_office(read_table("fees.csv", _fee))


def _fee(row: Row) -> tuple[str, tuple[dt.date, dt.date, str, Fee]]:
    fee = Fee(
        amount=int(row["amount"]),
        currency=row["currency"],
        per_zh=row["per_zh"],
        per_en=row["per_en"],
        origin=origin_of(row),
    )
    return row["office"], (*span_of(row), row["act"], fee)


@cache
def _papers() -> dict[str, tuple[tuple[str, Paper], ...]]:
    return by_office(read_table("papers.csv", _paper))


def _paper(row: Row) -> tuple[str, tuple[str, Paper]]:
    paper = Paper(
        says_zh=row["paper_zh"],
        says_en=row["paper_en"],
        lead_days=int(row["lead_days"]),
        origin=origin_of(row),
    )
    return row["office"], (row["route"], paper)

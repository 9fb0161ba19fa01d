"""Bodies for settling, mediating and arbitrating a dispute, and the providers of domain name proceedings. 多元化解机构.

[国知发保字〔2021〕33号 14; 沪知局保〔2022〕18号 14] Recommended clauses are linked and not copied: they are their body's.
"""

from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from domain.deadline import Origin
from response.country import EVERYWHERE
from response.tables import Row, origin_of, read_table


class BodyKind(StrEnum):
    """What a body does."""

    MEDIATION = "mediation"
    ARBITRATION = "arbitration"
    DOMAIN = "domain"


@dataclass(frozen=True, slots=True, kw_only=True)
class DisputeBody:
    """A body: what it does and takes, in which languages, and where it says so. `offices` are the ST.3 codes of the countries
    whose disputes it takes, empty for any; `clauses_url` leads to its recommended clauses, "" where none are known here.
    """

    code: str
    name_zh: str
    name_en: str
    kinds: tuple[BodyKind, ...]
    offices: frozenset[str]
    takes_zh: str
    takes_en: str
    languages_zh: str
    languages_en: str
    url: str
    clauses_url: str
    origin: Origin
    caveat_zh: str
    caveat_en: str


@cache
def dispute_bodies() -> tuple[DisputeBody, ...]:
    """Every body, in the file's order: those of one office before those for any."""
    return read_table("dispute_bodies.csv", _body)


def bodies_for(office: str) -> tuple[DisputeBody, ...]:
    """The bodies for a dispute in a country, its own first; "" gives those for any."""
    fitting = [one for one in dispute_bodies() if not one.offices or office in one.offices]
    return tuple(sorted(fitting, key=lambda one: not one.offices))


def _body(row: Row) -> DisputeBody:
    offices = frozenset(row["offices"].split(";"))
    return DisputeBody(
        code=row["code"],
        name_zh=row["name_zh"],
        name_en=row["name_en"],
        kinds=tuple(BodyKind(one) for one in row["kinds"].split(";")),
        offices=frozenset() if offices == {EVERYWHERE} else offices,
        takes_zh=row["takes_zh"],
        takes_en=row["takes_en"],
        languages_zh=row["languages_zh"],
        languages_en=row["languages_en"],
        url=row["url"],
        clauses_url=row["clauses_url"],
        origin=origin_of(row),
        caveat_zh=row["caveat_zh"],
        caveat_en=row["caveat_en"],
    )

"""Adviser: an expert or a service agency that can be asked to help with a case. 专家与服务机构."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from domain.case import Right


class AdviserKind(StrEnum):
    """Who advises."""

    EXPERT = "expert"
    """专家"""
    AGENCY_HOME = "agency-home"
    """境内服务机构"""
    AGENCY_ABROAD = "agency-abroad"
    """境外服务机构"""
    THINK_TANK = "think-tank"
    """研究智库"""
    COMMISSIONER = "commissioner"
    """特派员"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Adviser:
    """One entry of the lists 专家库, 服务机构名录 and 智库与特派员.

    `offices` are the ST.3 codes of the countries it works in, `rights` and `industries` its fields, `languages` BCP 47;
    each empty where nobody said. `licence` is the agency's licence number, `fees` its range in words, `reach` how it is
    reached, `conflicts` what is known of whom it cannot act against. `pair` names the agency at the other end of a 1+1 pair,
    "" without one. Review is due on `review_by`.
    """

    adviser_id: int
    kind: AdviserKind
    name: str
    organisation: str = ""
    offices: tuple[str, ...] = ()
    rights: tuple[Right, ...] = ()
    industries: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    licence: str = ""
    fees: str = ""
    reach: str = ""
    note: str = ""
    conflicts: str = ""
    pair: str = ""
    active: bool = True
    reviewed_on: dt.date | None = None
    review_by: dt.date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment:
    """An adviser that looks after an enterprise from `since` until `until`, None while it does. 派驻."""

    assignment_id: int
    enterprise_id: int
    enterprise: str
    says: str
    since: dt.date
    until: dt.date | None = None

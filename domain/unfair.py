"""Unfair treatment abroad, reported by the enterprise that met it. 不公平待遇反馈.

[国知发保字〔2021〕33号 13; 沪知局保〔2022〕18号 20]

Such a report is a case of its own kind. One that is confidential is seen by its enterprise, by whoever has it in hand and by
platform administrators, and stands in no report.
"""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from domain.case import Right


class UnfairBody(StrEnum):
    """Who treated the enterprise unfairly."""

    OFFICE = "office"
    """知识产权主管机关"""
    CUSTOMS = "customs"
    COURT = "court"
    PLATFORM = "platform"
    FAIR = "fair"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewUnfair:
    """What a report says: the right, the country (ST.3), the body's kind and name, a title, the facts, the evidence there is, and
    what the enterprise wishes done.
    """

    right: Right
    office: str
    body_kind: UnfairBody
    body: str
    title: str
    facts: str
    evidence: str
    wishes: str
    confidential: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Referred:
    """To whom a report was referred, by what way and when; `answered_on` is None until they answered."""

    referral_id: int
    to: str
    way: str
    sent_on: dt.date
    by: str
    answer: str = ""
    answered_on: dt.date | None = None
    answered_by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unfair:
    """What a report says beyond its case, and to staff where it went."""

    body_kind: UnfairBody
    evidence: str
    wishes: str
    referred: tuple[Referred, ...] = ()

"""FairAdvice: what to carry to a fair and what to do there in trouble, with where it was read. 参展提示."""

from dataclasses import dataclass
from enum import StrEnum

from domain.deadline import Origin


class Situation(StrEnum):
    """What a piece of advice is for."""

    CARRY = "carry"
    BEFORE = "before"
    WARNING_LETTER = "warning-letter"
    INJUNCTION = "injunction"
    CUSTOMS = "customs"
    ORGANISER = "organiser"
    POLICE = "police"


EMERGENCIES = (
    Situation.WARNING_LETTER,
    Situation.INJUNCTION,
    Situation.CUSTOMS,
    Situation.ORGANISER,
    Situation.POLICE,
)
"""What the emergency card is about, in this order. 紧急应对卡."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FairAdvice:
    """One piece of advice. `office` is the country it is special to (ST.3), `*` for everywhere."""

    office: str
    situation: Situation
    says_zh: str
    says_en: str
    origin: Origin

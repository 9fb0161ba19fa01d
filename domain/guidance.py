"""A letter of guidance: what the centre advises an enterprise to do about its case, in writing. 指导意见书.

[漯市监办〔2021〕81号 三(一)(四)] asks for guidance in each dispute that is received. Its text is the staff's; days, rules and
fees are drawn from what the case and the country's rows say, each with its source.
"""

import datetime as dt
from dataclasses import dataclass

from domain.adviser import Adviser
from domain.case import Case, CaseDeadline
from domain.deadline import Origin


@dataclass(frozen=True, slots=True, kw_only=True)
class GuidanceText:
    """What the staff write of a letter: the facts, a word on the options, the evidence to keep, the steps recommended."""

    facts: str = ""
    options: str = ""
    evidence: str = ""
    steps: str = ""
    adviser_id: int | None = None


GUIDANCE_FIELDS = ("facts", "options", "evidence", "steps")
"""What of it is words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Guidance:
    """A letter as it stands. `number` is that of the case and a count, "2026-0012-1"; `revision` grows with every change of a
    draft; `issued_at` is None for one, and `sha256` that of the file's bytes once it is issued.
    """

    guidance_id: int
    case_id: int
    number: str
    ordinal: int
    text: GuidanceText
    revision: int
    changed_at: dt.datetime
    changed_by: str
    issued_at: dt.datetime | None = None
    issued_by: str = ""
    sha256: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """A procedure that is open, as the rows of the country have it. `last_day` is nominal, None where there is none; `fee` is
    in words, "" where no official fee is known here.
    """

    name: str
    says: str
    last_day: dt.date | None = None
    fee: str = ""
    origin: Origin | None = None
    caveat: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """All a letter says. `options_of` tells what the options were drawn from, or why there are none; `day` is the letter's."""

    case: Case
    number: str
    text: GuidanceText
    days: tuple[CaseDeadline, ...]
    options: tuple[Option, ...]
    options_of: str
    adviser: Adviser | None
    day: dt.date
    draft: bool

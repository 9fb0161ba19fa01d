"""LastDay: until when one can act, and by which rule."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum


class Confidence(StrEnum):
    """How far a legal fact can be trusted."""

    VERIFIED = "verified"
    GENERAL = "general"
    CONFLICTING = "conflicting"


@dataclass(frozen=True, slots=True, kw_only=True)
class LastDay:
    """The last day of an opposition window, with the rule it follows from.

    `day` is the nominal last day, before any move off a closed day: the safe one to work by.
    `rule_zh` and `rule_en` say the rule in a sentence, `rule_source` is the page it was read from on
    `checked_on`. `caveat_zh` and `caveat_en` say what is open or conflicting, "" when nothing is.
    """

    day: dt.date
    rule_zh: str
    rule_en: str
    rule_source: str
    checked_on: dt.date
    confidence: Confidence
    caveat_zh: str = ""
    caveat_en: str = ""

    def days_left(self, today: dt.date) -> int:
        """Days from `today` to the last day; negative once it has passed."""
        return (self.day - today).days


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where a legal fact was read: the page ("" for general knowledge), the day it was checked, how far to trust it."""

    source: str
    checked_on: dt.date
    confidence: Confidence


@dataclass(frozen=True, slots=True, kw_only=True)
class Fee:
    """An official fee. `amount` in units of `currency` (ISO 4217); `per` says what it is charged for."""

    amount: int
    currency: str
    per_zh: str
    per_en: str
    origin: Origin


@dataclass(frozen=True, slots=True, kw_only=True)
class Extension:
    """A later last day that can be asked for, or (`day` None) a remark on extensions without one.

    `fee` is the amount in `currency` with the request, None when not known. Asked for before the window's
    own last day.
    """

    day: dt.date | None
    rolled: dt.date | None
    says_zh: str
    says_en: str
    fee: int | None
    currency: str
    origin: Origin
    caveat_zh: str = ""
    caveat_en: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CoolingOff:
    """Time to negotiate once opposition is filed, in months; `months` None when no length is laid down."""

    months: int | None
    most_months: int | None
    remark_zh: str
    remark_en: str
    origin: Origin


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline:
    """An opposition window's end at one office, before and after moving off closed days. 截止日（名义/顺延）.

    `rolled` is the first day on or after the nominal last day on which the office is known to be open.
    `before_registration` is false where opposition follows registration.
    """

    office: str
    madrid: bool
    published_on: dt.date
    last_day: LastDay
    rolled: dt.date
    before_registration: bool
    extensions: tuple[Extension, ...] = ()
    cooling_off: CoolingOff | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NoWindow:
    """Why there is no last day to show. `source` is the page that says so, "" when none is needed."""

    reason_zh: str
    reason_en: str
    source: str = ""

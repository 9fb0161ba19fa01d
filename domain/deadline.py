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

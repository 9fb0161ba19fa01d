"""Decision: what a person said of an alert, and the rule that follows from it. 处理决定."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

LONGEST_WORDS = 300
"""Characters of a reason in somebody's own words that are kept."""


class Answer(StrEnum):
    """What a recipient can say of an alert. All but `HELP` close it and are remembered as a rule."""

    OURS = "is-ours"
    AUTHORISED = "authorised"
    NOT_RELEVANT = "not-relevant"
    HELP = "help"


class Ground(StrEnum):
    """Why staff dismiss an alert as not relevant, in the order of the desk's keys 1 to 6. 排除理由."""

    DIFFERENT_GOODS = "different-goods"
    COMMON_WORD = "common-word"
    OTHER_TRADE = "other-trade"
    NOT_ALIKE = "not-alike"
    MARKET = "market-not-watched"
    OTHER = "other-ground"


@dataclass(frozen=True, slots=True, kw_only=True)
class Why:
    """The reason given for an answer: a ground, "" for none, and what was added in words."""

    ground: Ground | None = None
    words: str = ""


NO_WHY = Why()


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """One answer to one alert. While it stands (`undone_at` None) it is a rule: no filing of this holder, met by this brand
    for this reason, is told again. `by` is the contact's or user's name.
    """

    decision_id: int
    alert_id: int
    enterprise: str
    brand_id: str
    brand: str
    holder: str
    answer: Answer
    by: str
    made_at: dt.datetime
    why: Why = NO_WHY
    undone_at: dt.datetime | None = None
    undone_by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A decision one of the staff would make, and another must agree to first. 待复核的处理意见.

    Until then the alert is open. `agreed` is None while it waits; `opinion` is what the second person said.
    `grown` is true when the alert holds more than it did when this was proposed.
    """

    proposal_id: int
    alert_id: int
    answer: Answer
    why: Why
    by: str
    user_id: int | None
    made_at: dt.datetime
    grown: bool = False
    agreed: bool | None = None
    second_by: str = ""
    opinion: str = ""
    settled_at: dt.datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PastDecision:
    """What people said of an alert like the one looked at, and in what the two are alike.

    `said` is an answer, or `confirmed` for one that was taken seriously.
    """

    alert_id: int
    brand: str
    holder: str
    sign: str
    said: str
    why: Why
    by: str
    made_at: dt.datetime
    same_sign: bool
    same_holder: bool
    same_brand: bool

    @property
    def likeness(self) -> tuple[int, bool, bool, bool]:
        """To order by: in how many of the three they agree, then the sign before the holder before the brand."""
        same = (self.same_sign, self.same_holder, self.same_brand)
        return (sum(same), *same)

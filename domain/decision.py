"""Decision: what a person said of an alert, and the rule that follows from it. 处理决定."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum


class Answer(StrEnum):
    """What a recipient can say of an alert. All but `HELP` close it and are remembered as a rule."""

    OURS = "is-ours"
    AUTHORISED = "authorised"
    NOT_RELEVANT = "not-relevant"
    HELP = "help"


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """One answer to one alert. While it stands (`undone_at` None) it is a rule: no filing of this holder, met by this brand
    for this reason, is told again. `by` is the contact's or user's name, `note` why it was given.
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
    undone_at: dt.datetime | None = None
    undone_by: str = ""
    note: str = ""

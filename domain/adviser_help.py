"""What an expert or agency did for cases: time, 公益 or paid, and what the enterprises say of it. 专家服务时长与评价.

[国知发保字〔2021〕33号 13: 公益咨询; 沪知局保〔2022〕18号 5, 20]
"""

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeLine:
    """A line of the log, in minutes. `corrected` is true of one that another stands in place of; `case_id` and `number` are
    the case's.
    """

    line_id: int
    case_id: int
    number: str
    adviser_id: int
    adviser: str
    day: dt.date
    minutes: int
    what: str
    paid: bool
    by: str
    at: dt.datetime
    corrected: bool = False
    corrects: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What an adviser gave in all: minutes of 公益 and paid time, and the ratings there are. `stars` is their mean, None
    without any; `rated` is how many cases were rated.
    """

    pro_bono: int = 0
    paid: int = 0
    cases: int = 0
    stars: float | None = None
    rated: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Rating:
    """What an enterprise said last of an adviser's help with a case; `stars` from 1 to 5."""

    case_id: int
    number: str
    adviser_id: int
    adviser: str
    stars: int
    words: str
    by: str
    at: dt.datetime

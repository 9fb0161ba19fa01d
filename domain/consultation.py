"""A consultation that needs no case: somebody asked at the window, by telephone, on the web or at a visit. 咨询登记.

[沪知局保〔2022〕18号 4, 20; 国知发保字〔2021〕33号 13] Its unit is 件次, of its own, and is never added to 起, 家次 or 家.
"""

import datetime as dt
from dataclasses import dataclass

from domain.case import CaseChannel


@dataclass(frozen=True, slots=True, kw_only=True)
class NewConsultation:
    """What is written down. `enterprise_id` is None for who is none of the centre's; `minutes` is what it took."""

    channel: CaseChannel
    day: dt.date
    subject: str
    answer: str
    minutes: int
    who: str = ""
    reach: str = ""
    enterprise_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Consultation:
    """A consultation as the log shows it; `case_id` is that of the case it became, None for none, `case_number` its number."""

    consultation_id: int
    told: NewConsultation
    enterprise: str
    by: str
    at: dt.datetime
    case_id: int | None = None
    case_number: str = ""

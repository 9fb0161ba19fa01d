"""RatedCase: a case that ended, and how satisfied its enterprise is with what the centre did. 社会满意度."""

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class RatedCase:
    """A case that ended. `rating` is from 1 to 5, None while the enterprise has not said; `closed_on` a day of the
    centre's calendar.
    """

    number: str
    enterprise_id: int
    closed_on: dt.date
    rating: int | None

"""Kinds of values that several resources take."""

import datetime as dt
import re
from typing import Annotated

from pydantic import AfterValidator, AwareDatetime, BeforeValidator, Field, StringConstraints

RowId = Annotated[int, Field(ge=1, le=(1 << 63) - 1)]

_CONTROLS = "\\u0000-\\u001f\\u007f"

Words = Annotated[
    str,
    StringConstraints(
        min_length=1, max_length=200, pattern=f"^[^{_CONTROLS}]*[^{_CONTROLS}\\s][^{_CONTROLS}]*$"
    ),
]
"""One line that says something."""

Lines = Annotated[str, StringConstraints(max_length=5_000, pattern="^[^\\u0000]*$")]
"""Text of any number of lines, or none."""

Chosen = Annotated[str, StringConstraints(max_length=200, pattern=f"^[^{_CONTROLS}]*$")]
"""What a list is narrowed to; "" for all."""

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}.*", re.ASCII)


def _day(said: object) -> object:
    """A number is no day, though pydantic takes it for one since 1970."""
    if not (isinstance(said, str) and _DAY.fullmatch(said)):
        raise ValueError("须为日期，如 2026-12-01 · is a day, as 2026-12-01")
    return said


def _moment(said: object) -> object:
    if not (isinstance(said, str) and _MOMENT.fullmatch(said)):
        raise ValueError(
            "须为带时区的时刻，如 2026-12-01T09:00:00+08:00 · is a moment with its zone, as 2026-12-01T09:00:00+08:00"
        )
    return said


def _in_utc(said: dt.datetime) -> dt.datetime:
    """PostgreSQL knows no zone beyond 16 hours, Python any below 24."""
    try:
        return said.astimezone(dt.UTC)
    except OverflowError:
        raise ValueError("超出可用的年份 · is beyond the years there are") from None


Day = Annotated[dt.date, BeforeValidator(_day)]
"""ISO 8601."""

Moment = Annotated[AwareDatetime, BeforeValidator(_moment), AfterValidator(_in_utc)]
"""RFC 3339."""

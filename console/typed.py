"""Numbers, days and lines as addresses and forms bring them: typed by people and by others, so anything."""

import datetime as dt
import uuid

from django.http import HttpRequest


def page_number(request: HttpRequest) -> int:
    """The page asked for, 1 where that is no number."""
    number = request.GET.get("page", "")
    return int(number) if number.isdecimal() and len(number) < 10 else 1


def row_id(text: str) -> int | None:
    """The id of a row; None for what can be none."""
    return int(text) if text.isdecimal() and len(text) < 19 else None


def form_number(text: str) -> uuid.UUID | None:
    """The number a form was given, by which sending it twice is known; None for what can be none."""
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


def day(text: str) -> dt.date | None:
    """A day as 2026-12-01; None for none, and for what is no day."""
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None


FARTHEST = dt.timedelta(days=3653)
"""How far from today a day of a case's work may lie: ten years."""


def near(day: dt.date, today: dt.date, *, past: bool = False) -> bool:
    """Whether a day lies within ten years of today; with `past` within the last ten, today the latest."""
    return today - FARTHEST <= day <= (today if past else today + FARTHEST)


def line(text: object, most: int) -> str:
    """A field as typed, without what the database cannot hold, at most so many characters."""
    return str(text).replace("\0", "").strip()[:most]

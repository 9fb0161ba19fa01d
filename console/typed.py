"""Numbers as addresses and forms bring them: typed by people and by others, so anything."""

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

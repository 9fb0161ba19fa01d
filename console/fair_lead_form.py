"""A lead as a phone sends it: read, and refused with what is wrong and where. 线索表单."""

import datetime as dt
import json
import re
import uuid
from typing import Final

from django.utils import timezone
from django.utils.dateparse import parse_datetime

from console.typed import form_number
from domain.fair_desk import NewLead

LIMITS: Final = {
    "photos": 12,
    "photo_bytes": 10 * 1024**2,
    "pixels": 2_000,
    "stand": 80,
    "exhibitor": 200,
    "place": 200,
    "seen": 2_000,
}
"""Photographs of a lead, bytes of one, pixels of the longer side of one drawn smaller on the phone, characters of each field."""

MEDIA_TYPES: Final = ("image/jpeg", "image/png", "image/webp")

MOST_BYTES: Final = 64 * 1024
"""Bytes of a lead without its photographs."""

_SHA256 = re.compile(r"[0-9a-f]{64}")
_EARLIEST = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
_AHEAD = dt.timedelta(days=2)
"""How far a phone's clock may be ahead."""


class BadLead(ValueError):
    """A lead that cannot be taken: `key` of the words, `field` the part it is about."""

    def __init__(self, key: str, field: str) -> None:
        super().__init__(f"{key}: {field}")
        self.key, self.field = key, field


def lead_from(body: bytes) -> tuple[NewLead, int | None]:
    """The lead in a request's body, and the id of the user who wrote it down. Raises `BadLead`."""
    try:
        said = json.loads(body)
    except ValueError as error:
        raise BadLead("fd_bad_form", "JSON") from error
    if not isinstance(said, dict):
        raise BadLead("fd_bad_form", "JSON")
    lead = NewLead(
        form=_form(said.get("form")),
        seen=_words(said, "seen", wanted=True),
        seen_at=moment(said.get("seen_at"), "seen_at"),
        stand=_words(said, "stand"),
        exhibitor=_words(said, "exhibitor"),
        place=_words(said, "place"),
        enterprise_id=_id(said, "enterprise"),
        brand_row=_id(said, "brand"),
        photos=_photos(said.get("photos")),
    )
    return lead, _id(said, "user")


def _form(said: object) -> uuid.UUID:
    found = form_number(str(said))
    if found is None:
        raise BadLead("fd_bad_form", "form")
    return found


def _words(said: dict[str, object], name: str, *, wanted: bool = False) -> str:
    words = said.get(name, "")
    if not isinstance(words, str) or "\0" in words:
        raise BadLead("fd_bad_form", name)
    words = words.strip()
    if wanted and not words:
        raise BadLead("fd_nothing_seen", name)
    if len(words) > LIMITS[name]:
        raise BadLead("fd_too_long", name)
    return words


def _id(said: dict[str, object], name: str) -> int | None:
    number = said.get(name)
    if number is None:
        return None
    if not isinstance(number, int) or isinstance(number, bool) or not 0 < number < 2**63:
        raise BadLead("fd_bad_form", name)
    return number


def _photos(said: object) -> tuple[str, ...]:
    if not isinstance(said, list) or not all(isinstance(one, str) and _SHA256.fullmatch(one) for one in said):
        raise BadLead("fd_bad_form", "photos")
    if len(said) > LIMITS["photos"] or len(set(said)) < len(said):
        raise BadLead("fd_too_many_photos", "photos")
    return tuple(said)


def moment(said: object, name: str) -> dt.datetime:
    """An instant with its offset, neither of long ago nor of the day after tomorrow. Raises `BadLead`."""
    try:
        found = parse_datetime(said) if isinstance(said, str) else None
    except ValueError:
        found = None
    if found is None or found.tzinfo is None or not _EARLIEST <= found <= timezone.now() + _AHEAD:
        raise BadLead("fd_bad_time", name)
    return found

"""Secret addresses of calendars: made, renewed, withdrawn, and found again by their token. 日历订阅地址.

A person's own rows alone are read and written here, and a member's role may read none: `unbound`.
"""

import datetime as dt
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.utils import timezone

from storage.audit import Act, note
from storage.isolation import bound_to, unbound
from storage.models import CalendarFeed, Enterprise
from storage.shown_once import hash_of, new_secret
from storage.viewers import Viewer, viewer_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """A person's address: whose eyes it is read with, in which language, since when."""

    viewer: Viewer
    language: str
    made_at: dt.datetime


class NoSuchFeed(LookupError):
    """An address nobody has, or not any more: withdrawn, renewed, or its owner may see nothing now."""


def made_at(viewer: Viewer) -> dt.datetime | None:
    """When the viewer's address was made; None for one without."""
    with unbound():
        return CalendarFeed.objects.filter(user_id=viewer.person_id).values_list("made_at", flat=True).first()


def make_feed(viewer: Viewer, language: str) -> str:
    """Gives the viewer a new address in place of the old, and returns its token, which is kept nowhere."""
    token = new_secret()
    now = timezone.now()
    fresh = {
        "token_hash": hash_of(token).hex(), "language": language, "made_at": now, "body_hash": "", "changed_at": now,
    }  # fmt: skip
    with unbound():
        CalendarFeed.objects.update_or_create(user_id=viewer.person_id, defaults=fresh)
    _note(viewer, Act.CALENDAR_MADE)
    return token


def withdraw_feed(viewer: Viewer) -> None:
    """Takes the viewer's address back. Doing so twice is no error."""
    with unbound():
        gone, _ = CalendarFeed.objects.filter(user_id=viewer.person_id).delete()
    if gone:
        _note(viewer, Act.CALENDAR_WITHDRAWN)


def feed_of(token: str) -> Feed:
    """The feed behind a token. Raises `NoSuchFeed`, also where its owner was shut out or belongs to nobody now."""
    with unbound():
        row = CalendarFeed.objects.filter(token_hash=hash_of(token).hex()).select_related("user").first()
        if row is None or not row.user.is_active:
            raise NoSuchFeed
        viewer = viewer_of(row.user_id, staff=row.user.is_staff, platform_admin=row.user.is_superuser)
    if not viewer.staff and not viewer.enterprise_ids:
        raise NoSuchFeed
    return Feed(viewer=viewer, language=row.language, made_at=row.made_at)


@contextmanager
def as_owner(feed: Feed) -> Iterator[None]:
    """A block that sees what the feed's owner may: a member the rows of the own enterprises, staff all."""
    with unbound() if feed.viewer.staff else bound_to(feed.viewer.enterprise_ids):
        yield


def last_change(feed: Feed, body: bytes) -> dt.datetime:
    """When what stands at the address became what it is; remembered, so that a calendar may ask only whether it did."""
    body_hash = hashlib.sha256(body).hexdigest()
    with unbound():
        row = CalendarFeed.objects.filter(user_id=feed.viewer.person_id).first()
        if row is None:  # withdrawn while it was read
            return feed.made_at
        if row.body_hash != body_hash:
            row.body_hash, row.changed_at = body_hash, timezone.now()
            row.save(update_fields=["body_hash", "changed_at"])
        return row.changed_at


def _note(viewer: Viewer, did: Act) -> None:
    """A line for each enterprise that is seen through the address, one without any for staff."""
    if viewer.staff:
        note(did)
    for one in Enterprise.objects.filter(pk__in=viewer.enterprise_ids).order_by("pk"):
        note(did, of=one)

"""The bulletin: what the public is told of proceedings, and what is held back. 案件公告.

Whoever is not signed in reads it as the role that row-level security shows published entries alone.
"""

import datetime as dt
import uuid
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from domain.observation import Provenance
from storage.audit import Act, note
from storage.models import BulletinEntry, Enterprise, Proceeding
from storage.viewers import NotVisible, Viewer, only_staff

MOST_SHOWN = 100
"""Entries of the page and the feeds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BulletinText:
    """The words of an entry, Chinese and English."""

    title_zh: str
    title_en: str
    says_zh: str
    says_en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A published entry. `uid` stays when it is changed, held and published again."""

    uid: uuid.UUID
    text: BulletinText
    url: str
    provenance: Provenance
    published_at: dt.datetime
    changed_at: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """What staff decided of a proceeding, and who did."""

    published: bool
    text: BulletinText
    changed_at: dt.datetime
    decided_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NotNamed:
    """An enterprise that is not named: its name, the owners of its brands (itself in other scripts, its affiliates), and what
    else it is known by.
    """

    name: str
    owners: tuple[str, ...] = ()
    known_by: tuple[str, ...] = ()


def published() -> tuple[Entry, ...]:
    """The published entries, newest first, for everybody."""
    rows = BulletinEntry.objects.filter(published=True).order_by("-published_at", "uid")
    return tuple(
        Entry(
            uid=row["uid"],
            text=BulletinText(**{name: row[name] for name in _WORDS}),
            url=row["url"],
            provenance=Provenance(row["provenance"]),
            published_at=row["published_at"],
            changed_at=row["changed_at"],
        )
        for row in rows.values("uid", *_WORDS, "url", "provenance", "published_at", "changed_at")[:MOST_SHOWN]
    )


_WORDS = ("title_zh", "title_en", "says_zh", "says_en")


def decided_on(viewer: Viewer, proceeding_id: int) -> Decided | None:
    """What was decided of a proceeding, for staff; None while nothing was. Raises `NotVisible`."""
    only_staff(viewer, f"bulletin of proceeding {proceeding_id}")
    row = BulletinEntry.objects.filter(proceeding=proceeding_id).first()
    if row is None:
        return None
    return Decided(
        published=row.published,
        text=BulletinText(**{name: getattr(row, name) for name in _WORDS}),
        changed_at=row.changed_at,
        decided_by=row.decided_by,
    )


def publish(
    viewer: Viewer, proceeding_id: int, text: BulletinText, *, url: str, provenance: Provenance, by: str
) -> bool:
    """Publishes an entry, or changes the words of a published one; false where nothing changed. Raises `NotVisible`.

    The words are published as they are given: `jobs.bulletin` checks that they name nobody who did not consent.
    """
    with transaction.atomic():
        row, docket = _row(viewer, proceeding_id)
        before = (row.published, *(getattr(row, name) for name in _WORDS))
        wanted = (True, *(getattr(text, name) for name in _WORDS))
        if before == wanted:
            return False
        for name in _WORDS:
            setattr(row, name, getattr(text, name))
        row.published, row.decided_by, row.changed_at = True, by, timezone.now()
        row.published_at = row.published_at or row.changed_at
        row.url, row.provenance = url, provenance.value
        row.save()
        note(Act.BULLETIN_PUBLISHED, about=docket, who=by)
    return True


def hold(viewer: Viewer, proceeding_id: int, *, by: str) -> bool:
    """Holds an entry back, taking it off the page and the feeds; false where it is held already. Raises `NotVisible`."""
    with transaction.atomic():
        row, docket = _row(viewer, proceeding_id)
        if not row.published and row.decided_by:
            return False
        row.published, row.decided_by, row.changed_at = False, by, timezone.now()
        row.save()
        note(Act.BULLETIN_HELD, about=docket, who=by)
    return True


def _row(viewer: Viewer, proceeding_id: int) -> tuple[BulletinEntry, str]:
    only_staff(viewer, f"bulletin of proceeding {proceeding_id}")
    proceeding = Proceeding.objects.select_for_update().filter(pk=proceeding_id).first()
    if proceeding is None:
        raise NotVisible(f"proceeding {proceeding_id}")
    row, _ = BulletinEntry.objects.get_or_create(proceeding=proceeding)
    return row, proceeding.docket


def not_to_be_named(viewer: Viewer, *, enterprise_id: int | None = None) -> tuple[NotNamed, ...]:
    """Every enterprise that has not consented to be named, or one of them. Raises `NotVisible` for anybody but staff."""
    only_staff(viewer, "enterprises that are not named")
    rows = Enterprise.objects.exclude(named_from__lte=timezone.localdate())
    if enterprise_id is not None:
        rows = rows.filter(pk=enterprise_id)
    found = []
    for row in rows.prefetch_related("brand_set").order_by("pk"):
        brands = row.brand_set.all()
        owners = dict.fromkeys(owner for brand in brands for owner in brand.owners)
        others = (word for brand in brands for word in (*brand.authorised, brand.name, *brand.aliases))
        found.append(
            NotNamed(name=row.name, owners=tuple(owners), known_by=tuple(dict.fromkeys((*owners, *others))))
        )
    return tuple(found)


def shown_now(viewer: Viewer) -> tuple[tuple[int, BulletinText], ...]:
    """Every published entry, as proceeding and words. Raises `NotVisible` for anybody but staff."""
    only_staff(viewer, "the whole bulletin")
    rows = BulletinEntry.objects.filter(published=True).order_by("pk")
    return tuple(
        (row.proceeding_id, BulletinText(**{name: getattr(row, name) for name in _WORDS})) for row in rows
    )

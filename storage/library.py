"""The library of cases: entries that name nobody, for everybody. 案例库。"""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from domain.case import CaseKind, Outcome, Right
from domain.library import WORDS, LibraryWords
from storage.audit import Act, note
from storage.models import LibraryDraft, LibraryEntry
from storage.viewers import NotVisible, Viewer, only_staff


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A published case."""

    entry_id: int
    words: LibraryWords
    published_at: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is looked for in the library; "" asks for anything."""

    office: str = ""
    right: str = ""
    kind: str = ""
    industry: str = ""
    word: str = ""


def withdraw(viewer: Viewer, entry_id: int) -> None:
    """Shows an entry to nobody any more; its draft can be changed and published again. Raises `NotVisible`."""
    only_staff(viewer, f"library entry {entry_id}")
    with transaction.atomic():
        row = LibraryEntry.objects.select_for_update().filter(pk=entry_id, withdrawn_at__isnull=True).first()
        if row is None:
            raise NotVisible(f"library entry {entry_id}")
        row.withdrawn_at = timezone.now()
        row.save(update_fields=["withdrawn_at"])
        LibraryDraft.objects.filter(pk=row.draft_id or 0).update(state="withdrawn")
        note(Act.LIBRARY_WITHDRAWN, about=row.title)


def entries(wanted: Wanted, *, limit: int = 200) -> tuple[Entry, ...]:
    """The published cases that are looked for, newest first."""
    rows = LibraryEntry.objects.filter(withdrawn_at__isnull=True)
    for field in ("office", "right", "kind", "industry"):
        if asked := getattr(wanted, field):
            rows = rows.filter(**{field: asked})
    if wanted.word:
        anywhere = Q()
        for field in WORDS:
            anywhere |= Q(**{f"{field}__icontains": wanted.word})
        rows = rows.filter(anywhere)
    return tuple(map(_entry, rows.order_by("-published_at", "-pk")[:limit]))


def entry_of(entry_id: int) -> Entry:
    """One published case. Raises `NotVisible`."""
    row = LibraryEntry.objects.filter(pk=entry_id, withdrawn_at__isnull=True).first()
    if row is None:
        raise NotVisible(f"library entry {entry_id}")
    return _entry(row)


def industries() -> tuple[str, ...]:
    """The industries of the published cases."""
    rows: QuerySet[LibraryEntry, Any] = LibraryEntry.objects.filter(withdrawn_at__isnull=True).exclude(
        industry=""
    )
    return tuple(rows.order_by("industry").values_list("industry", flat=True).distinct())


def words_of(row: LibraryDraft | LibraryEntry) -> LibraryWords:
    """What a row of the library, or of its drafts, says."""
    return LibraryWords(
        title=row.title,
        right=Right(row.right),
        kind=CaseKind(row.kind),
        office=row.office,
        industry=row.industry,
        outcome=Outcome(row.outcome) if row.outcome else None,
        facts=row.facts,
        law=row.law,
        steps=row.steps,
        result=row.result,
        lesson=row.lesson,
    )


def _entry(row: LibraryEntry) -> Entry:
    return Entry(entry_id=row.pk, words=words_of(row), published_at=row.published_at)

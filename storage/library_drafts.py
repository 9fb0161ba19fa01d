"""Drafts of the library of cases, for staff alone. 案例库草稿。

A draft is published by another person than the one who changed it last, and never while anything in it still names an enterprise
of this service, or the brands, people, contacts and numbers of the one it is about.
"""

import datetime as dt
import uuid
from dataclasses import dataclass, replace

from django.db import transaction
from django.utils import timezone

from domain.anonymous import Left, Secret, anonymous, secrets_of, still_named
from domain.case import CaseEventKind
from domain.library import LibraryWords
from storage.audit import Act, note
from storage.cases import case_of, history_of, only_its_staff, record_of
from storage.library import words_of
from storage.library_names import others_named, things_named
from storage.models import Case, LibraryDraft, LibraryEntry
from storage.viewers import NotVisible, Viewer, only_staff


class SamePerson(ValueError):
    """Whoever changed a draft last cannot publish it."""


class Stale(ValueError):
    """The draft was changed, or published, since it was shown."""


class StillNamed(ValueError):
    """The draft still names somebody: `left` says whom, and in which field."""

    def __init__(self, left: tuple[Left, ...]) -> None:
        super().__init__("; ".join(f"{one.field}: {one.secret.name}" for one in left))
        self.left = left


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A draft as staff see it; `case` is the number of the case it was made from, "" for one written by hand."""

    draft_id: int
    words: LibraryWords
    state: str
    revision: int
    case_id: int | None
    case: str
    enterprise: str
    remark: str
    changed_by: str
    changed_user: int | None
    changed_at: dt.datetime
    left: tuple[Left, ...] = ()


def draft_from_case(viewer: Viewer, case_id: int, *, form: uuid.UUID, by: str) -> int:
    """A draft of an ended case, its names taken out as far as they are known; a form sent twice is one draft.

    Raises `NotVisible` for anybody but staff, for no such case and for one that has not ended.
    """
    only_its_staff(viewer, case_id)
    case = case_of(viewer, case_id)
    if not case.state.ended or case.opened_with.confidential:
        raise NotVisible(f"case {case_id} has not ended, or is confidential")
    row = Case.objects.select_related("enterprise").get(pk=case_id)
    told, ending = case.opened_with, case.ending
    steps = [
        f"- {timezone.localtime(one.at):%Y-%m} {one.says}"
        for one in history_of(viewer, case_id)
        if one.says and one.kind in (CaseEventKind.MOVED, CaseEventKind.NOTED, CaseEventKind.REFERRED)
    ]
    words = LibraryWords(
        title=told.title,
        right=told.right,
        kind=told.kind,
        office=told.office,
        industry=row.enterprise.industry,
        outcome=ending.outcome if ending else None,
        facts=told.summary,
        steps="\n".join(steps),
        result=ending.words if ending else "",
    )
    secrets = secrets_of(things_named(row.enterprise, row))
    return add_draft(
        viewer,
        _without_names(words, secrets),
        form=form,
        by=by,
        case_id=case_id,
        enterprise_id=case.enterprise_id,
    )


def add_draft(
    viewer: Viewer,
    words: LibraryWords,
    *,
    form: uuid.UUID,
    by: str,
    case_id: int | None = None,
    enterprise_id: int | None = None,
) -> int:
    """Keeps a new draft, and returns its id; a form sent twice is one. Raises `NotVisible` for anybody but staff."""
    only_staff(viewer, "drafts")
    with transaction.atomic():
        row, made = LibraryDraft.objects.get_or_create(
            form=form,
            defaults={
                **_columns(words),
                "case_id": case_id,
                "enterprise_id": enterprise_id,
                "made_by": by,
                "changed_by": by,
                "changed_user_id": viewer.user_id,
            },
        )
        if made:
            note(Act.LIBRARY_DRAFTED, of=row.enterprise, about=row.title)
    return row.pk


def change_draft(viewer: Viewer, draft_id: int, words: LibraryWords, *, seen: int, by: str) -> None:
    """Writes the words anew; a draft that waited for its second person waits no more. Raises `NotVisible` and `Stale`."""
    only_staff(viewer, f"draft {draft_id}")
    with transaction.atomic():
        row = _locked(draft_id, seen)
        for column, value in _columns(words).items():
            setattr(row, column, value)
        row.revision, row.state, row.remark = row.revision + 1, "draft", ""
        row.changed_by, row.changed_user_id = by, viewer.user_id
        row.save()
        note(Act.LIBRARY_CHANGED, of=row.enterprise, about=row.title)


def take_names_out(viewer: Viewer, draft_id: int, *, seen: int, by: str) -> None:
    """Replaces every name known by its stand-in. Raises `NotVisible` and `Stale`."""
    only_staff(viewer, f"draft {draft_id}")
    row = _row(draft_id)
    change_draft(viewer, draft_id, _without_names(words_of(row), _secrets(row)), seen=seen, by=by)


def ask_for_review(viewer: Viewer, draft_id: int, *, seen: int) -> None:
    """Hands a draft to a second person. Raises `NotVisible`, `Stale` and `StillNamed`."""
    only_staff(viewer, f"draft {draft_id}")
    with transaction.atomic():
        row = _locked(draft_id, seen)
        _check_names(row)
        row.state = "waiting"
        row.save(update_fields=["state"])


def send_back(viewer: Viewer, draft_id: int, remark: str, *, seen: int) -> None:
    """Gives a draft back to whoever wrote it, with a remark. Raises `NotVisible` and `Stale`."""
    only_staff(viewer, f"draft {draft_id}")
    with transaction.atomic():
        row = _locked(draft_id, seen)
        row.state, row.remark = "draft", remark
        row.save(update_fields=["state", "remark"])


def publish(viewer: Viewer, draft_id: int, *, seen: int, by: str) -> int:
    """Shows a draft to everybody, and returns the entry's id.

    Raises `NotVisible`, `Stale`, `SamePerson` for whoever changed it last, and `StillNamed`.
    """
    only_staff(viewer, f"draft {draft_id}")
    with transaction.atomic():
        row = _locked(draft_id, seen)
        if row.state != "waiting":
            raise Stale(f"draft {draft_id} does not wait for a review")
        if viewer.user_id is None or row.changed_user_id in (None, viewer.user_id):
            raise SamePerson(by)
        _check_names(row)
        told = _columns(words_of(row)) | {"published_at": timezone.now(), "withdrawn_at": None}
        entry, _ = LibraryEntry.objects.update_or_create(draft=row, defaults=told)
        row.state = "published"
        row.save(update_fields=["state"])
        note(Act.LIBRARY_PUBLISHED, of=row.enterprise, about=row.title)
    return entry.pk


def draft_of(viewer: Viewer, draft_id: int) -> Draft:
    """A draft with what still names somebody in it. Raises `NotVisible` for anybody but staff."""
    only_staff(viewer, f"draft {draft_id}")
    row = _row(draft_id)
    return replace(_draft(row), left=_left(row))


def drafts(viewer: Viewer) -> tuple[Draft, ...]:
    """The drafts that are not published, those that wait first. Raises `NotVisible` for anybody but staff."""
    only_staff(viewer, "drafts")
    rows = LibraryDraft.objects.select_related("case", "enterprise").exclude(state="published")
    return tuple(map(_draft, rows.order_by("-state", "-changed_at")[:200]))


def ended_cases(viewer: Viewer) -> tuple[tuple[int, str], ...]:
    """Id and name of the ended cases no draft was made from, newest first. Raises `NotVisible` for anybody but staff."""
    only_staff(viewer, "cases")
    told = LibraryDraft.objects.filter(case__isnull=False).values("case")
    rows = (
        Case.objects.select_related("enterprise")
        .filter(state="closed", confidential=False)
        .exclude(pk__in=told)
    )
    records = [record_of(row) for row in rows.order_by("-closed_at")[:100]]
    return tuple(
        (one.case_id, f"{one.number} {one.opened_with.title}（{one.enterprise}）") for one in records
    )


def _row(draft_id: int) -> LibraryDraft:
    row = LibraryDraft.objects.select_related("case", "enterprise").filter(pk=draft_id).first()
    if row is None:
        raise NotVisible(f"draft {draft_id}")
    return row


def _locked(draft_id: int, seen: int) -> LibraryDraft:
    rows = LibraryDraft.objects.select_related("case", "enterprise").select_for_update(of=("self",))
    row = rows.filter(pk=draft_id).first()
    if row is None:
        raise NotVisible(f"draft {draft_id}")
    if row.revision != seen or row.state == "published":
        raise Stale(f"draft {draft_id} stands at {row.revision}, {row.state}")
    return row


def _check_names(row: LibraryDraft) -> None:
    if left := _left(row):
        raise StillNamed(left)


def _left(row: LibraryDraft) -> tuple[Left, ...]:
    return still_named(words_of(row).worded(), _secrets(row))


def _secrets(row: LibraryDraft) -> tuple[Secret, ...]:
    return (*secrets_of(things_named(row.enterprise, row.case)), *others_named(row.enterprise_id))


def _without_names(words: LibraryWords, secrets: tuple[Secret, ...]) -> LibraryWords:
    told = {
        field: anonymous(text, secrets, industry=words.industry) for field, text in words.worded().items()
    }
    return replace(
        words,
        title=told["title"],
        facts=told["facts"],
        law=told["law"],
        steps=told["steps"],
        result=told["result"],
        lesson=told["lesson"],
    )


def _columns(words: LibraryWords) -> dict[str, object]:
    return {
        **words.worded(),
        "office": words.office,
        "right": words.right.value,
        "kind": words.kind.value,
        "outcome": words.outcome.value if words.outcome else "",
    }


def _draft(row: LibraryDraft) -> Draft:
    return Draft(
        draft_id=row.pk,
        words=words_of(row),
        state=row.state,
        revision=row.revision,
        case_id=row.case_id,
        case=row.case.number if row.case else "",
        enterprise=row.enterprise.name if row.enterprise else "",
        remark=row.remark,
        changed_by=row.changed_by,
        changed_user=row.changed_user_id,
        changed_at=row.changed_at,
    )

"""What the staff wrote on a country, by its ST.3 code, or on a platform, by `platform:` and its key; every version of it.
国别与平台指南（编辑文字）.
"""

import datetime as dt
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.db.models import OuterRef, Subquery

from storage.audit import Act, note
from storage.models import CountryText
from storage.viewers import Viewer, only_staff

LONGEST = 40_000
"""Characters of a text."""


class TextChanged(ValueError):
    """Somebody saved another version meanwhile; `newest` is that."""

    def __init__(self, newest: "EditorText") -> None:
        super().__init__(f"version {newest.version} of {newest.office} was saved meanwhile")
        self.newest = newest


@dataclass(frozen=True, slots=True, kw_only=True)
class EditorText:
    """One version. It is to be read again on `review_by`, None where nobody said so."""

    office: str
    version: int
    text: str
    review_by: dt.date | None
    by: str
    at: dt.datetime


def text_of(office: str) -> EditorText | None:
    """The newest version; None where nothing was written."""
    row = CountryText.objects.filter(office=office).order_by("-version").first()
    return _record(row) if row else None


def texts() -> dict[str, EditorText]:
    """The newest version of every country and platform that has one."""
    newest = CountryText.objects.filter(office=OuterRef("office")).order_by("-version").values("pk")[:1]
    rows = CountryText.objects.filter(pk=Subquery(newest))
    return {row.office: _record(row) for row in rows}


def versions(viewer: Viewer, office: str) -> tuple[EditorText, ...]:
    """Every version, newest first. Raises `NotVisible` for anybody but staff."""
    only_staff(viewer, f"versions of {office}")
    return tuple(map(_record, CountryText.objects.filter(office=office).order_by("-version")[:100]))


def save_text(
    viewer: Viewer, office: str, text: str, *, review_by: dt.date | None, after: int, by: str
) -> EditorText:
    """Writes the version that follows `after`; the same words again are no new version.

    Raises `NotVisible` for anybody but staff, and `TextChanged` where another version stands.
    """
    only_staff(viewer, f"the text of {office}")
    newest = text_of(office)
    stands = newest.version if newest else 0
    if newest and (newest.text, newest.review_by) == (text, review_by):
        return newest
    if newest and stands != after:
        raise TextChanged(newest)
    try:
        with transaction.atomic():
            row = CountryText.objects.create(
                office=office,
                version=stands + 1,
                text=text,
                review_by=review_by,
                user_id=viewer.user_id,
                by=by,
            )
            row.refresh_from_db()
            note(Act.COUNTRY_WRITTEN, about=f"{office} · {row.version}")
    except IntegrityError as twice:
        found = text_of(office)
        if found is None:
            raise
        raise TextChanged(found) from twice
    return _record(row)


def _record(row: CountryText) -> EditorText:
    return EditorText(
        office=row.office,
        version=row.version,
        text=row.text,
        review_by=row.review_by,
        by=row.by,
        at=row.at,
    )

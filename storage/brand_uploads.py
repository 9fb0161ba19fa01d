"""Watchlists that were handed in and wait for their confirmation. 待确认的导入."""

import datetime as dt
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from storage.isolation import unbound
from storage.models import BrandUpload
from storage.viewers import NotVisible, Viewer

KEPT = dt.timedelta(days=1)
"""How long a file waits for its confirmation, and its logos may be read."""

REMEMBERED = dt.timedelta(days=30)
"""How long it is known what became of one."""

MOST_WAITING = 5
"""Files of one enterprise that wait at a time; the oldest gives way."""


class UploadExpired(LookupError):
    """The file waited too long, or gave way to later ones; it has to be handed in again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """A file that was handed in. `confirmed_at` is None while it waits; `logo_faults` are pairs, Chinese and English."""

    upload_id: int
    enterprise_id: int
    enterprise: str
    file: str
    sha256: str
    size: int
    by: str
    uploaded_at: dt.datetime
    confirmed_at: dt.datetime | None
    added: int
    changed: int
    logos_wanted: bool
    logos_at: dt.datetime | None
    logos_kept: int
    logo_faults: tuple[tuple[str, str], ...]


def keep_upload(viewer: Viewer, enterprise_id: int, file: str, content: bytes, *, by: str) -> int:
    """Keeps a file for its preview and returns its id; the same file waiting already is that one. Raises `NotVisible`."""
    if not viewer.may_change(enterprise_id):
        raise NotVisible(f"enterprise {enterprise_id}")
    sha256 = hashlib.sha256(content).hexdigest()
    with transaction.atomic():
        waiting = BrandUpload.objects.filter(
            enterprise_id=enterprise_id, confirmed_at__isnull=True, uploaded_at__gt=timezone.now() - KEPT
        )
        same = waiting.filter(sha256=sha256, file=file).exclude(content=b"").first()
        if same is not None:
            return same.pk
        row = BrandUpload.objects.create(
            enterprise_id=enterprise_id, file=file, sha256=sha256, content=content, size=len(content), by=by
        )
        too_many = waiting.order_by("-pk").values_list("pk", flat=True)[MOST_WAITING:]
        BrandUpload.objects.filter(pk__in=list(too_many)).update(content=b"")
    return row.pk


def upload_of(viewer: Viewer, upload_id: int) -> Upload:
    """What was handed in. Raises `NotVisible` for what this viewer may not import."""
    return _record(_row(viewer, upload_id))


def upload_content(viewer: Viewer, upload_id: int) -> bytes:
    """The file. Raises `NotVisible`, and `UploadExpired` once it is gone."""
    row = _row(viewer, upload_id, with_content=True)
    content = bytes(row.content)
    if not content or timezone.now() - row.uploaded_at > KEPT:
        raise UploadExpired(f"upload {upload_id}")
    return content


def close_upload(upload_id: int, *, added: int, changed: int, logos_wanted: bool, by: str) -> bool:
    """Writes that a file was imported, once; False when it was before. One without logos to be read is emptied."""
    rows = BrandUpload.objects.filter(pk=upload_id, confirmed_at__isnull=True)
    closed = rows.update(
        confirmed_at=timezone.now(),
        confirmed_by=by,
        added=added,
        changed=changed,
        logos_wanted=logos_wanted,
        **({} if logos_wanted else {"content": b""}),
    )
    return bool(closed)


def logos_wanted(upload_id: int) -> tuple[int, str, bytes] | None:
    """Enterprise, file name and file of a confirmed import whose logos are still to be read; None when there is none."""
    rows = BrandUpload.objects.filter(
        pk=upload_id, confirmed_at__isnull=False, logos_wanted=True, logos_at__isnull=True
    )
    row = rows.exclude(content=b"").first()
    return (row.enterprise_id, row.file, bytes(row.content)) if row else None


def logos_left(*, limit: int = 20) -> list[int]:
    """Ids of confirmed imports whose logos are still to be read."""
    rows = BrandUpload.objects.filter(confirmed_at__isnull=False, logos_wanted=True, logos_at__isnull=True)
    return list(rows.exclude(content=b"").order_by("pk").values_list("pk", flat=True)[:limit])


def close_logos(upload_id: int, *, kept: int, faults: Sequence[tuple[str, str]]) -> None:
    """Writes what became of an import's logos, and empties its file."""
    told = [list(one) for one in faults]
    BrandUpload.objects.filter(pk=upload_id).update(
        logos_at=timezone.now(), logos_kept=kept, logo_faults=told, content=b""
    )


def drop_uploads() -> None:
    """Empties the files past their time, and forgets what is past remembering."""
    now = timezone.now()
    with unbound():
        BrandUpload.objects.filter(uploaded_at__lt=now - REMEMBERED).delete()
        BrandUpload.objects.filter(uploaded_at__lt=now - KEPT).exclude(content=b"").update(content=b"")


def _row(viewer: Viewer, upload_id: int, *, with_content: bool = False) -> BrandUpload:
    rows = BrandUpload.objects.select_related("enterprise")
    row = (rows if with_content else rows.defer("content")).filter(pk=upload_id).first()
    if row is None or not viewer.may_change(row.enterprise_id):
        raise NotVisible(f"upload {upload_id}")
    return row


def _record(row: BrandUpload) -> Upload:
    return Upload(
        upload_id=row.pk,
        enterprise_id=row.enterprise_id,
        enterprise=row.enterprise.name,
        file=row.file,
        sha256=row.sha256,
        size=row.size,
        by=row.by,
        uploaded_at=row.uploaded_at,
        confirmed_at=row.confirmed_at,
        added=row.added,
        changed=row.changed,
        logos_wanted=row.logos_wanted,
        logos_at=row.logos_at,
        logos_kept=row.logos_kept,
        logo_faults=tuple((zh, en) for zh, en in row.logo_faults),
    )

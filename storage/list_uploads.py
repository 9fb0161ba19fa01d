"""Files of lists that were handed in and wait for their confirmation. 待确认的名录导入."""

import datetime as dt
import hashlib
from dataclasses import dataclass

from django.utils import timezone

from domain.lists import ListKind
from storage.brand_uploads import KEPT, REMEMBERED, UploadExpired
from storage.models import ListUpload
from storage.viewers import NotVisible, Viewer, only_staff


@dataclass(frozen=True, slots=True, kw_only=True)
class HandedIn:
    """A file that was handed in. `confirmed_at` is None while it waits."""

    upload_id: int
    kind: ListKind
    file: str
    sha256: str
    by: str
    uploaded_at: dt.datetime
    confirmed_at: dt.datetime | None
    added: int
    changed: int


def keep_list_upload(viewer: Viewer, kind: ListKind, file: str, content: bytes, *, by: str) -> int:
    """Keeps a file for its preview and returns its id; the same file waiting already is that one. Raises `NotVisible` for
    anybody but staff.
    """
    only_staff(viewer, f"list {kind}")
    now = timezone.now()
    sha256 = hashlib.sha256(content).hexdigest()
    waiting = ListUpload.objects.filter(kind=kind, sha256=sha256, file=file, confirmed_at__isnull=True)
    same = waiting.filter(uploaded_at__gt=now - KEPT).first()
    if same is not None:
        return same.pk
    return ListUpload.objects.create(kind=kind, file=file, sha256=sha256, content=content, by=by).pk


def list_upload(viewer: Viewer, upload_id: int, *, hold: bool = False) -> HandedIn:
    """What was handed in, with `hold` held to the transaction's end. Raises `NotVisible` for anybody but staff."""
    only_staff(viewer, f"upload {upload_id}")
    rows = ListUpload.objects.defer("content").filter(pk=upload_id)
    row = (rows.select_for_update() if hold else rows).first()
    if row is None:
        raise NotVisible(f"upload {upload_id}")
    return HandedIn(
        upload_id=row.pk,
        kind=ListKind(row.kind),
        file=row.file,
        sha256=row.sha256,
        by=row.by,
        uploaded_at=row.uploaded_at,
        confirmed_at=row.confirmed_at,
        added=row.added,
        changed=row.changed,
    )


def list_upload_content(viewer: Viewer, upload_id: int) -> bytes:
    """The file. Raises `NotVisible`, and `UploadExpired` once it is gone."""
    only_staff(viewer, f"upload {upload_id}")
    row = ListUpload.objects.filter(pk=upload_id).first()
    if row is None:
        raise NotVisible(f"upload {upload_id}")
    content = bytes(row.content)
    if not content or timezone.now() - row.uploaded_at > KEPT:
        raise UploadExpired(f"upload {upload_id}")
    return content


def close_list_upload(upload_id: int, *, added: int, changed: int, by: str) -> None:
    """Writes what an import did, and empties its file."""
    ListUpload.objects.filter(pk=upload_id).update(
        confirmed_at=timezone.now(), confirmed_by=by, added=added, changed=changed, content=b""
    )


def drop_list_uploads() -> None:
    """Empties the files past their time, and forgets what is past remembering."""
    now = timezone.now()
    ListUpload.objects.filter(uploaded_at__lt=now - REMEMBERED).delete()
    ListUpload.objects.filter(uploaded_at__lt=now - KEPT).exclude(content=b"").update(content=b"")

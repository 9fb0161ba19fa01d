"""Files of a case: kept once each, shown to the enterprise where they are shared. 案件材料."""

import hashlib

from django.db import transaction

from domain.case import CaseEventKind
from domain.casework import CaseDocument as DocumentRecord
from storage.cases import add_event, case_of, locked, only_its_staff
from storage.isolation import unbound
from storage.models import CaseDocument
from storage.viewers import NotVisible, Viewer

MOST_DOCUMENTS = 200
"""Files of one case."""


class TooManyDocuments(ValueError):
    """The case has `MOST_DOCUMENTS` files."""


def add_document(
    viewer: Viewer, case_id: int, name: str, media_type: str, content: bytes, *, shared: bool, by: str
) -> bool:
    """Keeps a file; False for one the case has, which is shared now if it is to be. What an enterprise adds is shared.

    Raises `NotVisible`, `TooManyDocuments`.
    """
    case_of(viewer, case_id)
    shared = shared or not viewer.staff
    sha256 = hashlib.sha256(content).hexdigest()
    with unbound(), transaction.atomic():
        locked(case_id)
        rows = CaseDocument.objects.filter(case_id=case_id)
        known = rows.filter(sha256=sha256).first()
        if known is not None and (known.shared or not shared):
            return False
        if known is not None:
            rows.filter(pk=known.pk).update(shared=True)
        elif rows.count() >= MOST_DOCUMENTS:
            raise TooManyDocuments(f"case {case_id}")
        else:
            CaseDocument.objects.create(
                case_id=case_id,
                name=name,
                media_type=media_type,
                sha256=sha256,
                size=len(content),
                content=content,
                shared=shared,
                added_by=by,
            )
        add_event(
            case_id,
            viewer.user_id,
            by,
            CaseEventKind.DOCUMENT_ADDED,
            says=known.name if known else name,
            shared=shared,
        )
    return known is None


def share_document(viewer: Viewer, case_id: int, document_id: int, *, by: str) -> None:
    """Shares a file with the enterprise; twice is no error. Raises `NotVisible` for anybody but staff."""
    only_its_staff(viewer, case_id)
    with transaction.atomic():
        locked(case_id)
        row = CaseDocument.objects.filter(pk=document_id, case_id=case_id).defer("content").first()
        if row is None:
            raise NotVisible(f"document {document_id}")
        if not row.shared:
            CaseDocument.objects.filter(pk=document_id).update(shared=True)
            add_event(case_id, viewer.user_id, by, CaseEventKind.DOCUMENT_ADDED, says=row.name, shared=True)


def documents_of(viewer: Viewer, case_id: int) -> tuple[DocumentRecord, ...]:
    """The files of a case a viewer may have, newest first. Raises `NotVisible`."""
    case_of(viewer, case_id)
    rows = CaseDocument.objects.filter(case_id=case_id).defer("content")
    if not viewer.staff:
        rows = rows.filter(shared=True)
    return tuple(map(_record, rows.order_by("-pk")))


def document_for(viewer: Viewer, case_id: int, document_id: int) -> tuple[DocumentRecord, bytes]:
    """A file with its content. Raises `NotVisible`."""
    case_of(viewer, case_id)
    row = CaseDocument.objects.filter(pk=document_id, case_id=case_id).first()
    if row is None or not (viewer.staff or row.shared):
        raise NotVisible(f"document {document_id}")
    return _record(row), bytes(row.content)


def _record(row: CaseDocument) -> DocumentRecord:
    return DocumentRecord(
        document_id=row.pk,
        name=row.name,
        media_type=row.media_type,
        sha256=row.sha256,
        size=row.size,
        shared=row.shared,
        added_at=row.added_at,
        added_by=row.added_by,
    )

"""Files of a case: taken where they are what their name says, and given to be saved, never as a page. 案件材料."""

import zipfile
from io import BytesIO
from typing import Final
from urllib.parse import quote

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from console.case_refused import Refused
from console.staff import for_staff
from console.views import viewer
from reports.case_sheet import case_sheet
from storage.audit import Act, note
from storage.case_days import days_of
from storage.case_documents import document_for
from storage.cases import case_of, history_of
from storage.majors import major_of
from storage.viewers import NotVisible

MOST_BYTES: Final = 20 * 1024**2
_OFFICE = "application/vnd.openxmlformats-officedocument."
_OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_WORD = f"{_OFFICE}wordprocessingml.document"
_TYPES: dict[str, tuple[str, tuple[bytes, ...]]] = {
    "pdf": ("application/pdf", (b"%PDF-",)),
    "docx": (_WORD, (b"PK\x03\x04",)),
    "xlsx": (f"{_OFFICE}spreadsheetml.sheet", (b"PK\x03\x04",)),
    "pptx": (f"{_OFFICE}presentationml.presentation", (b"PK\x03\x04",)),
    "doc": ("application/msword", (_OLD,)),
    "xls": ("application/vnd.ms-excel", (_OLD,)),
    "ppt": ("application/vnd.ms-powerpoint", (_OLD,)),
    "png": ("image/png", (b"\x89PNG\r\n\x1a\n",)),
    "jpg": ("image/jpeg", (b"\xff\xd8\xff",)),
    "jpeg": ("image/jpeg", (b"\xff\xd8\xff",)),
    "zip": ("application/zip", (b"PK\x03\x04", b"PK\x05\x06")),
    "eml": ("message/rfc822", ()),
    "msg": ("application/vnd.ms-outlook", (_OLD,)),
    "txt": ("text/plain", ()),
    "csv": ("text/csv", ()),
}
"""By the end of the name: the media type, and how the content begins where it has a mark."""


def read_document(request: HttpRequest) -> tuple[str, str, bytes]:
    """Name, media type and content of the file that was sent. Raises `Refused`."""
    file = request.FILES.get("file")
    if file is None or not file.size:
        raise Refused("case_document_none_chosen")
    if file.size > MOST_BYTES:
        raise Refused("case_document_large", 413)
    name = str(file.name).replace("\0", "")[-120:]
    kind = name.rpartition(".")[2].lower()
    if kind not in _TYPES:
        raise Refused("case_document_type")
    media_type, marks = _TYPES[kind]
    content = file.read()
    if not _is(content, kind, marks):
        raise Refused("case_document_type")
    return name, media_type, content


def _is(content: bytes, kind: str, marks: tuple[bytes, ...]) -> bool:
    if not marks:
        return b"\0" not in content[:4096] or content[:2] in (b"\xff\xfe", b"\xfe\xff")
    if not content.startswith(marks):
        return False
    return kind not in ("docx", "xlsx", "pptx") or zipfile.is_zipfile(BytesIO(content))


@require_safe
def document(request: HttpRequest, case_id: int, document_id: int) -> HttpResponse:
    """A file of a case, to be saved. What the viewer may not have looks missing."""
    try:
        found, content = document_for(viewer(request), case_id, document_id)
    except NotVisible as missing:
        raise Http404 from missing
    return saved(content, found.media_type or "application/octet-stream", found.name)


@require_safe
@for_staff
def sheet(request: HttpRequest, case_id: int) -> HttpResponse:
    """The one-page report of a case as Word, to be referred upward. 专报."""
    seen_by = viewer(request)
    try:
        case = case_of(seen_by, case_id)
        made = case_sheet(
            case,
            days=days_of(seen_by, case_id),
            history=history_of(seen_by, case_id),
            major=major_of(seen_by, case_id),
            now=timezone.localtime(),
        )
    except NotVisible as missing:
        raise Http404 from missing
    note(Act.CASE_FILE_TAKEN, about=case.number)
    return saved(made, _WORD, f"专报 {case.number}.docx")


def saved(content: bytes, media_type: str, name: str) -> HttpResponse:
    """A file to be saved, never shown as a page."""
    return HttpResponse(
        content,
        content_type=media_type,
        headers={
            "Content-Disposition": f"attachment; filename*=UTF-8''{quote(name, safe='')}",
            "Content-Security-Policy": "default-src 'none'; sandbox",
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "private, no-store",
        },
    )

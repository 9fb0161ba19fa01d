"""Files a page hands over to be saved: their names, media types and what nobody may do with them. 下载。"""

import io
from collections.abc import Iterable
from typing import BinaryIO, Protocol, TypeVar
from urllib.parse import quote

from django.http import FileResponse, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase

_OFFICE = "application/vnd.openxmlformats-officedocument."
WORD = f"{_OFFICE}wordprocessingml.document"
WORKBOOK = f"{_OFFICE}spreadsheetml.sheet"
_TYPES = {
    "bin": "application/octet-stream",
    "csv": "text/csv; charset=utf-8",
    "docx": WORD,
    "eml": "message/rfc822",
    "html": "text/html; charset=utf-8",
    "json": "application/json",
    "md": "text/markdown; charset=utf-8",
    "xlsx": WORKBOOK,
    "zip": "application/zip",
}


_Response = TypeVar("_Response", bound=HttpResponseBase)


class _Document(Protocol):
    """What writes itself to a file, as a Word document does."""

    def save(self, path_or_stream: BinaryIO, /) -> None: ...


def to_save(content: bytes | str, plain: str, name: str = "") -> HttpResponse:
    """A file to be saved as `name`, or where that cannot be read as `plain`, in letters any program reads; its media type is
    that of the ending of `plain`.
    """
    return _headed(HttpResponse(content, content_type=_type_of(plain)), plain, name)


def word_to_save(document: _Document, plain: str, name: str = "") -> HttpResponse:
    """The same of a Word document."""
    held = io.BytesIO()
    document.save(held)
    return to_save(held.getvalue(), plain, name)


def opened_to_save(file: BinaryIO, plain: str, name: str = "") -> HttpResponseBase:
    """The same of an open file, which is closed once it was sent."""
    return _headed(FileResponse(file, content_type=_type_of(plain)), plain, name)


def strangers_to_save(
    content: bytes | Iterable[bytes], plain: str, name: str = "", *, media_type: str = ""
) -> HttpResponseBase:
    """The same of what others made, which no browser is to show as a page of ours."""
    kind = HttpResponse if isinstance(content, bytes) else StreamingHttpResponse
    response = _headed(kind(content, content_type=media_type or _type_of(plain)), plain, name)
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _type_of(plain: str) -> str:
    return _TYPES[plain.rpartition(".")[2]]


def _headed(response: _Response, plain: str, name: str) -> _Response:
    full = f"; filename*=UTF-8''{quote(name.replace('/', '-'), safe='')}" if name else ""
    response["Content-Disposition"] = f'attachment; filename="{plain}"{full}'
    response["Cache-Control"] = "no-store"
    return response

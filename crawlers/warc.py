"""Evidence: answers kept as WARC, and read back with their hash checked.

Every answer is a `response` record and the `request` that asked for it (ISO 28500:2017), each a gzip member of
its own, so that a place in a file is enough to read one back. The payload is the body as the parser saw it,
decoded from any transfer or content encoding; `WARC-Payload-Digest` is its SHA-256. Bulk files are streamed, each
into a WARC of its own; pages share one until it is full.
"""

import datetime as dt
import hashlib
import http
import io
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.recordloader import ArcWarcRecord
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

FULL: Final = 64 * 1024**2
"""Bytes after which pages go to the next file: what one kept page can hold back from being dropped."""

_CHUNK: Final = 256 * 1024
_LEVEL: Final = 1
_DECODED = frozenset({"content-encoding", "content-length", "transfer-encoding"})

Headers = Iterable[tuple[str, str]]


class EvidenceLost(Exception):
    """The record is not where it was written, or its body is no longer what was hashed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One answer, its body in memory or, when `path` is set, on disk. Headers carry no secret."""

    url: str
    method: str
    status: int
    request_headers: tuple[tuple[str, str], ...]
    request_body: bytes
    response_headers: tuple[tuple[str, str], ...]
    body: bytes
    path: Path | None
    sha256: str
    fetched_at: dt.datetime
    ip_address: str
    robots: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a record stands: the file's name in its folder, and the record's first byte."""

    file: str
    offset: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Something that stood in an answer: `url` is the answer's, with the part's name as its fragment."""

    url: str
    body: bytes
    sha256: str
    fetched_at: dt.datetime
    robots: str


class WarcShelf:
    """The WARC files of one run, in `folder`."""

    def __init__(self, folder: Path, *, software: str, operator: str, prefix: str = "evidence") -> None:
        self._folder = folder
        self._prefix = prefix
        self._info = {"software": software, "operator": operator, "format": "WARC File Format 1.1"}
        self._file: BinaryIO | None = None
        self._name = ""
        self._count = 0

    def keep(self, answer: Answer) -> Place:
        """Writes the answer and its request; on return they are with the operating system."""
        out = self._open_file(alone=answer.path is not None)
        place = Place(file=self._name, offset=out.tell())
        writer = _Writer(out)
        with _payload(answer) as (stream, size):
            response_id = writer.response(answer, stream, size)
        writer.request(answer, response_id)
        out.flush()
        if answer.path is not None:
            self.close()
        return place

    def keep_part(self, part: Part) -> Place:
        """Writes a part of an answer, cut out of it, as a record of its own; as `keep`."""
        out = self._open_file(alone=False)
        place = Place(file=self._name, offset=out.tell())
        _Writer(out).resource(part)
        out.flush()
        return place

    def _open_file(self, *, alone: bool) -> BinaryIO:
        if self._file is not None and (alone or self._file.tell() > FULL):
            self.close()
        if self._file is None:
            self._count += 1
            self._name = f"{self._prefix}-{self._count:05}.warc.gz"
            self._file = (self._folder / self._name).open("wb")
            _Writer(self._file).info(self._name, self._info)
        return self._file

    def close(self) -> None:
        """Closes the file in hand."""
        if self._file is not None:
            self._file.close()
            self._file = None


def write_info(out: BinaryIO, name: str, *, software: str, operator: str) -> None:
    """Begins a WARC file of that name, whose records were copied from others."""
    info = {"software": software, "operator": operator, "format": "WARC File Format 1.1"}
    _Writer(out).info(name, info)


class _Records(WARCWriter):  # type: ignore[misc]
    def ensure_digest(self, *_: object, **__: object) -> None:
        """Nothing: the payload's is given, and one of the whole block would read a bulk file twice."""


class _Writer:
    """Records as gzip members. warcio's own gzip is the slowest level, which bulk files cannot afford."""

    def __init__(self, out: BinaryIO) -> None:
        self._out = out
        self._records = _Records(None, gzip=False, warc_version="1.1")

    def info(self, name: str, info: dict[str, str]) -> None:
        self._write(self._records.create_warcinfo_record(name, info))

    def response(self, answer: Answer, stream: BinaryIO, size: int) -> str:
        named = [(n, v) for n, v in answer.response_headers if n.lower() not in _DECODED]
        status = StatusAndHeaders(_status_line(answer.status), named, protocol="HTTP/1.1")
        record = self._record(answer, "response", status, stream, size)
        record.rec_headers.add_header("WARC-Payload-Digest", f"sha256:{answer.sha256}")
        record.rec_headers.add_header("WARC-Robots", answer.robots)
        if answer.ip_address:
            record.rec_headers.add_header("WARC-IP-Address", answer.ip_address)
        self._write(record)
        return str(record.rec_headers.get_header("WARC-Record-ID"))

    def resource(self, part: Part) -> None:
        when = f"{part.fetched_at.astimezone(dt.UTC):%Y-%m-%dT%H:%M:%S.%fZ}"
        record = self._records.create_warc_record(
            part.url,
            "resource",
            payload=io.BytesIO(part.body),
            length=len(part.body),
            warc_content_type="application/octet-stream",
            warc_headers_dict={"WARC-Date": when},
        )
        record.rec_headers.add_header("WARC-Payload-Digest", f"sha256:{part.sha256}")
        record.rec_headers.add_header("WARC-Robots", part.robots)
        self._write(record)

    def request(self, answer: Answer, response_id: str) -> None:
        target = answer.url.partition("://")[2]
        line = f"{answer.method} /{target.partition('/')[2]} HTTP/1.1"
        named = list(answer.request_headers)
        status = StatusAndHeaders(line, named, is_http_request=True)
        body = answer.request_body
        record = self._record(answer, "request", status, io.BytesIO(body), len(body))
        record.rec_headers.add_header("WARC-Concurrent-To", response_id)
        self._write(record)

    def _record(
        self, answer: Answer, kind: str, status: StatusAndHeaders, stream: BinaryIO, size: int
    ) -> ArcWarcRecord:
        headers = {"WARC-Date": f"{answer.fetched_at.astimezone(dt.UTC):%Y-%m-%dT%H:%M:%S.%fZ}"}
        return self._records.create_warc_record(
            answer.url, kind, payload=stream, length=size, http_headers=status, warc_headers_dict=headers
        )

    def _write(self, record: ArcWarcRecord) -> None:
        member = _GzipMember(self._out)
        self._records.out = member
        self._records.write_record(record)
        member.finish()


class _GzipMember:
    def __init__(self, out: BinaryIO) -> None:
        self._out = out
        self._packer = zlib.compressobj(_LEVEL, zlib.DEFLATED, zlib.MAX_WBITS + 16)

    def write(self, piece: bytes) -> None:
        self._out.write(self._packer.compress(piece))

    def flush(self) -> None:
        """Nothing: a member is whole or it is not there."""

    def finish(self) -> None:
        self._out.write(self._packer.flush())


@contextmanager
def _payload(answer: Answer) -> Iterator[tuple[BinaryIO, int]]:
    if answer.path is None:
        yield io.BytesIO(answer.body), len(answer.body)
        return
    with answer.path.open("rb") as stream:
        yield stream, answer.path.stat().st_size


def _status_line(status: int) -> str:
    try:
        return f"{status} {http.HTTPStatus(status).phrase}"
    except ValueError:
        return str(status)


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptAnswer:
    """An answer read back; `body` streams its payload once, and raises EvidenceLost at a torn end."""

    url: str
    status: int
    headers: tuple[tuple[str, str], ...]
    fetched_at: str
    robots: str
    sha256: str
    body: Iterator[bytes]


@contextmanager
def kept_answer(file: Path, offset: int) -> Iterator[KeptAnswer]:
    """The answer at a place. Raises EvidenceLost when there is none."""
    try:
        stream = file.open("rb")
    except OSError as error:
        raise EvidenceLost(f"{file.name}: {error.strerror}") from error
    with stream:
        stream.seek(offset)
        try:
            record = next(iter(ArchiveIterator(stream)), None)
        except (ArchiveLoadFailed, zlib.error, OSError, EOFError, ValueError) as error:
            raise EvidenceLost(f"{file.name}, byte {offset}: {error}") from error
        part = record is not None and record.rec_type == "resource"
        if record is None or not (
            part or (record.rec_type == "response" and record.http_headers is not None)
        ):
            raise EvidenceLost(f"{file.name}, byte {offset}: no response record")
        said = record.rec_headers.get_header
        yield KeptAnswer(
            url=said("WARC-Target-URI"),
            status=200 if part else int(record.http_headers.get_statuscode()),
            headers=() if part else tuple(record.http_headers.headers),
            fetched_at=said("WARC-Date"),
            robots=said("WARC-Robots") or "",
            sha256=(said("WARC-Payload-Digest") or "").removeprefix("sha256:"),
            body=_pieces(record.content_stream(), f"{file.name}, byte {offset}"),
        )


def _pieces(stream: BinaryIO, place: str) -> Iterator[bytes]:
    try:
        while piece := stream.read(_CHUNK):
            yield piece
    except (zlib.error, OSError, EOFError) as error:
        raise EvidenceLost(f"{place}: {error}") from error


def kept_body(file: Path, offset: int, sha256: str, *, most: int) -> bytes:
    """The body at a place, up to `most` bytes. Raises EvidenceLost when it is longer, or not what was hashed then."""
    with kept_answer(file, offset) as answer:
        body = bytearray()
        for piece in answer.body:
            body += piece
            if len(body) > most:
                raise EvidenceLost(f"{file.name}, byte {offset}: more than {most:,} bytes")
    if hashlib.sha256(body).hexdigest() != sha256:
        raise EvidenceLost(f"{file.name}, byte {offset}: SHA-256 is another")
    return bytes(body)


def verify(file: Path, offset: int, sha256: str) -> None:
    """Reads the body at a place again and hashes it. Raises EvidenceLost when it is not what was hashed then."""
    digest = hashlib.sha256()
    with kept_answer(file, offset) as answer:
        for piece in answer.body:
            digest.update(piece)
    if digest.hexdigest() != sha256:
        raise EvidenceLost(f"{file.name}, byte {offset}: SHA-256 is {digest.hexdigest()}, was {sha256}")

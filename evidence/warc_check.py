"""The WARC of one answer, held against what is said of it."""

import hashlib
import zlib
from typing import Any, BinaryIO, Final

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed

from domain.chain import AnswerFacts
from evidence.errors import PackBroken
from evidence.manifest import instant

_PIECE: Final = 256 * 1024
_MOST_HEADERS: Final = 256 * 1024
_MOST_RECORDS: Final = 4
MOST_BODY: Final = 2 * 1024**3
"""Bytes of one answer, unpacked: the most a crawl takes."""

_TORN = (ArchiveLoadFailed, zlib.error, OSError, EOFError, ValueError)


def check_size(stream: BinaryIO, name: str, *, most: int) -> None:
    """Unpacks a WARC once and keeps nothing: a reader takes headers whole, so a pack made to do harm could have it take all the
    memory there is. Raises PackBroken beyond `most` bytes, or for headers that do not end soon.
    """
    left, packed = most + _MOST_HEADERS * _MOST_RECORDS, stream.read(_PIECE)
    while packed:
        unpacker, head = zlib.decompressobj(zlib.MAX_WBITS + 16), b""
        while not unpacker.eof:
            try:
                piece = unpacker.decompress(packed, _PIECE)
            except zlib.error as error:
                raise PackBroken(
                    name, f"WARC 不可读：{error}", f"no WARC that can be read: {error}"
                ) from error
            left -= len(piece)
            head += piece[: _MOST_HEADERS - len(head)]
            packed = unpacker.unconsumed_tail or unpacker.unused_data or stream.read(_PIECE)
            if left < 0 or (len(head) == _MOST_HEADERS and not _ends(head)):
                raise PackBroken(name, "解压后大于清单所记", "unpacks to more than the manifest says")
            if not packed and not unpacker.eof and not piece:
                raise PackBroken(name, "WARC 被截断", "the WARC is cut off")


def _ends(head: bytes) -> bool:
    """True where the headers of a record, and those of HTTP where it has them, end within its head."""
    said, _, rest = head.partition(b"\r\n\r\n")
    kind = said.lower()
    within = b"warc-type: response" not in kind and b"warc-type: request" not in kind
    return bool(rest) and (within or b"\r\n\r\n" in rest)


def check_answer(stream: BinaryIO, name: str, facts: AnswerFacts) -> None:
    """The answer in a WARC: address, status, instant, and the body's length and hash. Raises PackBroken."""
    try:
        record = _record(stream, name)
        said = record.rec_headers.get_header
        status = int(record.http_headers.get_statuscode()) if record.http_headers else facts.status
        told = (said("WARC-Target-URI"), said("WARC-Date"), status)
        size, sha256 = _body(record, most=min(facts.size, MOST_BODY))
    except _TORN as error:
        raise PackBroken(name, f"WARC 不可读：{error}", f"no WARC that can be read: {error}") from error
    wanted = (facts.url, instant(facts.fetched_at), facts.status)
    for one, other, zh, en in zip(told, wanted, _ZH, _EN, strict=True):
        if one != other:
            raise PackBroken(name, f"{zh}与清单不符：{one}", f"its {en} is not what the manifest says: {one}")
    if (size, sha256) != (facts.size, facts.sha256):
        raise PackBroken(name, "正文与所记 SHA-256 不符", "its body is not of the SHA-256 that was kept")


_ZH: Final = ("网址", "取得时间", "状态码")
_EN: Final = ("address", "instant", "status")


def check_body(stream: BinaryIO, name: str, sha256: str) -> None:
    """The body in a WARC against its hash. Raises PackBroken."""
    try:
        _, found = _body(_record(stream, name), most=MOST_PICTURE)
    except _TORN as error:
        raise PackBroken(name, f"WARC 不可读：{error}", f"no WARC that can be read: {error}") from error
    if found != sha256:
        raise PackBroken(name, "正文与所记 SHA-256 不符", "its body is not of the SHA-256 that was kept")


MOST_PICTURE: Final = 64 * 1024**2


def _record(stream: BinaryIO, name: str) -> Any:
    """The first record after the warcinfo."""
    for record in ArchiveIterator(stream):
        if record.rec_type != "warcinfo":
            return record
    raise PackBroken(name, "没有应答记录", "no record of an answer")


def _body(record: Any, *, most: int) -> tuple[int, str]:
    """Length and hash of the body, read no further than `most` bytes: a packed one may be endless."""
    digest, size = hashlib.sha256(), 0
    stream = record.content_stream()
    while size <= most and (piece := stream.read(_PIECE)):
        digest.update(piece)
        size += len(piece)
    return size, digest.hexdigest()

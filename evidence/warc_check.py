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
_TORN = (ArchiveLoadFailed, zlib.error, OSError, EOFError, ValueError)


def check_answer(stream: BinaryIO, name: str, facts: AnswerFacts) -> None:
    """The answer in a WARC: address, status, instant, and the body's length and hash. Raises PackBroken."""
    try:
        record = _record(stream, name)
        said = record.rec_headers.get_header
        status = int(record.http_headers.get_statuscode()) if record.http_headers else facts.status
        told = (said("WARC-Target-URI"), said("WARC-Date"), status)
        size, sha256 = _body(record, most=facts.size)
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
        _, found = _body(_record(stream, name), most=_MOST_PICTURE)
    except _TORN as error:
        raise PackBroken(name, f"WARC 不可读：{error}", f"no WARC that can be read: {error}") from error
    if found != sha256:
        raise PackBroken(name, "正文与所记 SHA-256 不符", "its body is not of the SHA-256 that was kept")


_MOST_PICTURE: Final = 64 * 1024**2


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

"""What stands in an XML file before its first record: encoding, root element, name spaces."""

import codecs
import io
import re
from dataclasses import dataclass, field
from typing import BinaryIO, cast

from lxml import etree

from domain.fault import Fault
from domain.fault_kind import FaultKind

MOST_HEAD = 1024 * 1024
"""Bytes looked through for the first record; the USPTO's internal DTD takes 15,000."""

_COMMENT = re.compile(rb"<!--.*?-->", re.DOTALL)
_ENCODING = re.compile(rb"""^\s*<\?xml[^>]{0,200}?\bencoding\s*=\s*["']([A-Za-z][\w.-]{0,40})["']""")
_ROOT = re.compile(rb"""<([A-Za-z_][\w.:-]*+)((?:[^<>"']++|"[^"]*+"|'[^']*+')*+)>""")
_ATTRIBUTE = re.compile(r"""([\w.:-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_NAMESPACE = re.compile(rb"""\sxmlns(?::([A-Za-z_][\w.-]*))?\s*=\s*("[^"<]+"|'[^'<]+')""")
_UTF_16 = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be", b"<\0": "utf-16-le", b"\0<": "utf-16-be"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The part of a file before its first record.

    `opening` is a wrapper's start, in the file's encoding and with its name spaces; `root_end` the root's
    end tag without its `>`, b"" when the root is a record itself or empty. `start` is what was read and
    not yet used, `before` how many bytes stood before it.
    """

    encoding: str = "utf-8"
    opening: bytes = b"<r>"
    root_end: bytes = b""
    attributes: dict[str, str] = field(default_factory=dict)
    start: bytes = b""
    before: int = 0


def in_ascii_bytes(stream: BinaryIO) -> tuple[BinaryIO, bytes, str | None]:
    """The stream with a byte order mark taken off and UTF-16 turned into UTF-8.

    Returns the stream, the bytes already read from it, and the encoding when the first bytes decide it.
    """
    first = stream.read(4)
    if first.startswith(codecs.BOM_UTF8):
        return stream, first[3:], "utf-8"
    for mark, encoding in _UTF_16.items():
        if first.startswith(mark) and first not in (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE):
            skip = 2 if mark in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE) else 0
            return cast(BinaryIO, _Transcoded(first[skip:], stream, encoding)), b"", "utf-8"
    return stream, first, None


def read_head(
    stream: BinaryIO, start: bytes, known: str | None, tag: re.Pattern[bytes], file: str
) -> Head | Fault:
    """Reads up to the first record's start tag (`tag` finds it, comments and all), at most `MOST_HEAD` bytes.

    A Fault when the file declares an entity, or an encoding nobody knows.
    """
    found = _record_start(start, tag)
    while found is None and len(start) < MOST_HEAD:
        piece = stream.read(64 * 1024)
        if not piece:
            break
        start += piece
        found = _record_start(start, tag)
    before = start if found is None else start[:found]
    prolog = _COMMENT.sub(b"", before)
    if b"<!ENTITY" in prolog:
        return Fault(kind=FaultKind.ENTITY_DECLARED, file=file)
    declared = _ENCODING.match(prolog)
    encoding = known or (declared.group(1).decode("ascii").lower() if declared else "utf-8")
    opening = _opening(_ascii_compatible(encoding), prolog)
    if opening is None:
        return Fault(kind=FaultKind.WRONG_ENCODING, file=file, detail=f"encoding={encoding!r}")
    root = _ROOT.search(prolog)
    kept = 0 if found is None else found
    return Head(
        encoding=_ascii_compatible(encoding),
        opening=opening,
        root_end=b"</" + root.group(1) if root and not root.group(2).endswith(b"/") else b"",
        attributes=_attributes(root.group(2)) if root else {},
        start=start[kept:],
        before=kept,
    )


def _record_start(text: bytes, tag: re.Pattern[bytes]) -> int | None:
    at = 0
    while match := tag.search(text, at):
        if match.group(0) == b"<!--":
            end = text.find(b"-->", match.end())
            if end < 0:
                return None
            at = end
        elif match.group(2):
            return match.start()
        else:
            at = match.end()
    return None


def _ascii_compatible(encoding: str) -> str:
    """The encoding, or UTF-8 when the bytes read so far prove that it cannot be the one declared."""
    try:
        if codecs.lookup(encoding).name.startswith(("utf-16", "utf-32")):
            return "utf-8"
    except LookupError:
        pass
    return encoding


def _opening(encoding: str, prolog: bytes) -> bytes | None:
    spaces = {
        prefix: value for prefix, value in _NAMESPACE.findall(prolog) if prefix not in (b"xml", b"xmlns")
    }
    declared = b"".join(
        b" xmlns" + (b":" + prefix if prefix else b"") + b"=" + value for prefix, value in spaces.items()
    )
    opening = b'<?xml version="1.0" encoding="' + encoding.encode("ascii") + b'"?><r' + declared + b">"
    try:
        "<r/>".encode(encoding)
        etree.fromstring(opening + b"</r>", etree.XMLParser(resolve_entities=False, no_network=True))
    except (LookupError, etree.XMLSyntaxError, ValueError):
        return None
    return opening


def _attributes(text: bytes) -> dict[str, str]:
    pairs = _ATTRIBUTE.findall(text.decode("utf-8", "replace"))
    return {name: double or single for name, double, single in pairs}


class _Transcoded(io.RawIOBase):
    """A UTF-16 stream read as UTF-8. A lone surrogate becomes bytes that are no UTF-8, so its record is named."""

    def __init__(self, start: bytes, stream: BinaryIO, encoding: str) -> None:
        self._stream = stream
        self._decoder = codecs.getincrementaldecoder(encoding)("surrogatepass")
        self._ready = self._decoder.decode(start).encode("utf-8", "surrogatepass")

    def read(self, size: int = -1, /) -> bytes:
        """Up to `size` bytes of UTF-8 (a size is needed); b"" at the end."""
        while not self._ready:
            piece = self._stream.read(max(2, size))
            if not piece:
                return b""
            self._ready = self._decoder.decode(piece).encode("utf-8", "surrogatepass")
        taken, self._ready = self._ready[:size], self._ready[size:]
        return taken

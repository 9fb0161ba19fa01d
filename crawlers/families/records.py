"""Cuts a stream of XML into its records, so that a malformed record loses only itself.

Gazette files are one long list of like records: USPTO `case-file`, ST.66 `TradeMark`, ST.96 `Trademark`,
INPI `processo`. A record is found by its tags in the bytes and only then parsed, many at a time, inside a
wrapper that repeats the file's encoding and name spaces; when a batch does not parse, each of its records
is parsed alone. Memory is bounded by the largest record, whatever the size of the file.

The XML parser has the last word on where a record ends: the bytes up to the first end tag are the record
when they are well formed. Only otherwise are comments, CDATA sections and nested elements of the same
name counted; when that fails too, the record is named and reading goes on at the next start tag.

No entity is ever expanded and no DTD loaded: records are parsed without the file's document type.
Odd things seen: USPTO files with an internal DTD of 300 element declarations; a UTF-8 byte order mark;
UKIPO records with megabytes of base64 in `MarkImageBinary`.
"""

import re
from collections.abc import Iterator
from typing import BinaryIO

from lxml import etree

from crawlers.families.head import Head, in_ascii_bytes, read_head
from crawlers.families.window import Window
from domain.fault import Fault
from domain.fault_kind import FaultKind

CHUNK = 256 * 1024
BATCH = 256 * 1024
"""Bytes of records parsed at once."""

LARGEST_RECORD = 32 * 1024 * 1024
"""Bytes. All of UKIPO's weekly file, pictures included, is 145 to 233 MB for some 13,000 records."""

MOST_NESTED = 64
"""Start tags looked through for the end of a record that holds elements of its own name."""

LONGEST_HIDDEN = 1024 * 1024
"""Bytes of a comment or CDATA section looked through for a record's end."""

_HIDING = {b"<!--": b"-->", b"<![CDATA[": b"]]>", b"<?": b"?>"}
_AFTER_NAME = (b">", b" ", b"\n", b"\t", b"\r", b"/")
_SLASH = ord("/")
_LONGEST_TAG = 256
_NUMBER = re.compile(
    rb"<(?:[\w.-]+:)?(?:serial-number|ApplicationNumber|ApplicationNumberText|ST13ApplicationNumber)"
    rb"""(?:\s[^>]*)?>\s*([^<\s]{1,40})|\bnumero\s*=\s*["']([^"'<]{1,40})["']"""
)


class Records:
    """The records of one stream, as lxml elements; what is no record comes out as a Fault.

    `tag` is the record's local name. Elements named in `hollow` lose a content longer than `hollow_from`, those in
    `left_out` are cut out whole, both before parsing: they are large and nobody reads them. `head` is what stands
    before the first record, known once iteration has begun, `count` the number of the record in hand, from 1. Errors
    of the stream (OSError, zlib.error, zipfile.BadZipFile) pass through after the records before them.
    """

    def __init__(
        self,
        stream: BinaryIO,
        *,
        file: str,
        tag: str,
        hollow: tuple[str, ...] = (),
        hollow_from: int = 0,
        left_out: tuple[str, ...] = (),
        largest: int = LARGEST_RECORD,
        chunk: int = CHUNK,
    ) -> None:
        self.head = Head()
        self._stream = stream
        self._file = file
        self._largest = largest
        self._chunk = chunk
        self._tag = re.compile(rb"<(/?)((?:[\w.-]+:)?" + tag.encode() + rb")(?=[\s/>])|<!--|<!\[CDATA\[|<\?")
        self._hollow = [(n.encode(), re.compile(_CONTENT % n.encode())) for n in hollow]
        self._hollow_from = hollow_from
        self._left_out = [(f"<{n}>".encode(), f"</{n}>".encode()) for n in left_out]
        self.count = 0
        self._careful_until = 0
        self._skipping = False

    def __iter__(self) -> Iterator[etree._Element | Fault]:
        """The records in file order."""
        stream, start, encoding = in_ascii_bytes(self._stream)
        head = read_head(stream, start, encoding, self._tag, self._file)
        if isinstance(head, Fault):
            yield head
            return
        self.head = head
        window = Window(stream, head.start, before=head.before, chunk=self._chunk)
        cut_short = False
        while (name := self._next_start(window)) is not None:
            if isinstance(name, Fault):
                yield name
                continue
            batch = self._plain_batch(window, name)
            if batch is not None:
                for record in batch:
                    self.count += 1
                    yield record
                continue
            alone = self._careful_record(window, name)
            cut_short = isinstance(alone, Fault) and alone.kind is FaultKind.TRUNCATED
            yield alone
        if head.root_end and head.root_end not in window.tail and not cut_short:
            yield self._fault(FaultKind.TRUNCATED, detail=f"no {head.root_end.decode('utf-8', 'replace')}>")

    def _plain_batch(self, window: Window, name: bytes) -> etree._Element | None:
        """The records up to `BATCH` bytes on, each taken to end at the first end tag; None unless all parse.

        Nothing is read and, when it fails, nothing is passed: the careful way then starts at the same place.
        """
        if window.position < self._careful_until:
            return None
        buffer, at = window.buffer, window.at
        end_tag = b"</" + name + b">"
        next_start = re.compile(rb"\s*(?=<" + re.escape(name) + rb"[\s>])")
        segments = []
        while at - window.at < BATCH:
            end = buffer.find(end_tag, at)
            opened = buffer.find(b">", at)
            if end < 0 or buffer[opened - 1] == _SLASH:
                break
            end += len(end_tag)
            segments.append(buffer[at:end])
            at = end
            gap = next_start.match(buffer, at)
            if gap is None:
                break
            at = gap.end()
        if not segments:
            return None
        root = self._wrapped(b"".join([self._lightened(segment) for segment in segments]))
        if root is None or len(root) != len(segments):
            self._careful_until = window.position + at - window.at
            return None
        window.at = at
        self._skipping = False
        return root

    def _careful_record(self, window: Window, name: bytes) -> etree._Element | Fault:
        """The record at the window's beginning, whatever hides or nests in it."""
        self.count += 1
        place = f"record {self.count}, byte {window.position}"
        segment = self._take(window, name, place)
        if isinstance(segment, Fault):
            return segment
        root = self._wrapped(self._lightened(segment))
        if root is None or len(root) != 1:
            return self._why_broken(segment, place)
        return root[0]

    def _wrapped(self, records: bytes) -> etree._Element | None:
        """The wrapper around the parsed records, None when they do not parse."""
        try:
            return self._parsed(records)
        except (etree.XMLSyntaxError, ValueError):
            return None

    def _parsed(self, records: bytes) -> etree._Element:
        parser = etree.XMLParser(
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            remove_comments=True,
            remove_pis=True,
            remove_blank_text=True,
            collect_ids=False,
        )
        return etree.fromstring(self.head.opening + records + b"</r>", parser)

    def _why_broken(self, segment: bytes, place: str) -> Fault:
        record = _numbered(place, segment)
        try:
            segment.decode(self.head.encoding)
        except UnicodeDecodeError as error:
            detail = f"{self.head.encoding}: 0x{segment[error.start]:02x}"
            return self._fault(FaultKind.WRONG_ENCODING, record, detail)
        detail = ""
        try:
            self._parsed(segment)
        except (etree.XMLSyntaxError, ValueError) as error:
            detail = str(error)
        return self._fault(FaultKind.BROKEN_RECORD, record, detail)

    def _fault(self, kind: FaultKind, record: str = "", detail: str = "") -> Fault:
        return Fault(kind=kind, file=self._file, record=record, detail=detail)

    def _next_start(self, window: Window) -> bytes | Fault | None:
        """Moves to the next record's start tag and returns the tag's name; None at the end."""
        while True:
            match = self._tag.search(window.buffer, window.at)
            if match is None:
                window.at = max(window.at, len(window.buffer) - _LONGEST_TAG)
                if not window.more():
                    return None
                continue
            token = match.group(0)
            if token in _HIDING:
                window.skip_past(match.end() - window.at, _HIDING[token])
            elif match.group(1):
                window.at = match.end()
                if not self._skipping:
                    detail = f"byte {window.position}: an end tag without its start tag"
                    return self._fault(FaultKind.BROKEN_RECORD, detail=detail)
                self._skipping = False
            else:
                window.at = match.start()
                return match.group(2)

    def _take(self, window: Window, name: bytes, place: str) -> bytes | Fault:
        """The record whose start tag, called `name`, stands at the window's beginning."""
        end = self._first_end(window, b"</" + name)
        if end is None:
            return self._without_end(window, name, place)
        self._skipping = False
        segment = window.cut(0, end)
        inner = _start_in(segment, name)
        plain = inner < 0 and b"<!" not in segment and b"<?" not in segment
        if plain or self._well_formed(segment):
            window.at += end
            return segment
        counted = self._counted_end(window)
        if counted is not None and self._well_formed(longer := window.cut(0, counted)):
            window.at += counted
            return longer
        broken = segment if inner < 0 else segment[:inner]
        window.at += len(broken)
        return self._why_broken(broken, place)

    def _without_end(self, window: Window, name: bytes, place: str) -> Fault:
        record = _numbered(place, window.cut(0, 8192))
        if window.ahead <= self._largest:
            window.at = len(window.buffer)
            return self._fault(FaultKind.TRUNCATED, record)
        self._skipping = True
        last = max(window.buffer.rfind(b"<" + name + after, window.at + 1) for after in _AFTER_NAME)
        window.at = last if last > 0 else len(window.buffer) - _LONGEST_TAG
        return self._fault(FaultKind.RECORD_TOO_LARGE, record, f"> {self._largest:,} bytes")

    def _first_end(self, window: Window, needle: bytes) -> int | None:
        """The position after the first end tag or empty-element tag; None when there is none near enough."""
        searched = 1
        while True:
            opened = window.find(b">")
            if opened > 0 and window.cut(opened - 1, opened) == b"/" and window.find(b"<", 1, opened) < 0:
                return opened + 1
            while (found := window.find(needle, searched)) >= 0:
                after = found + len(needle)
                close = window.find(b">", after, after + _LONGEST_TAG)
                if close >= 0 and not window.cut(after, close).strip():
                    return close + 1
                if close < 0 and window.ahead < after + _LONGEST_TAG:
                    break
                searched = after
            searched = found if found >= 0 else max(searched, window.ahead - len(needle))
            if window.ahead > self._largest or not window.more():
                return None

    def _counted_end(self, window: Window) -> int | None:
        """The record's end with nested elements counted and comments passed over; None when it is not near."""
        depth = starts = at = 0
        while starts <= MOST_NESTED and at <= self._largest:
            match = self._tag.search(window.buffer, window.at + at)
            mark = _HIDING.get(match.group(0), b">") if match else b""
            start = match.end() - window.at if match else at
            end = window.find(mark, start, start + LONGEST_HIDDEN) if match else -1
            if end < 0:
                if window.ahead > start + LONGEST_HIDDEN or not window.more():
                    return None
                continue
            at = end + len(mark)
            if mark != b">":
                continue
            if match and match.group(1):
                depth -= 1
            else:
                starts += 1
                depth += window.cut(end - 1, end) != b"/"
            if depth == 0:
                return at
        return None

    def _hollowed(self, found: re.Match[bytes]) -> bytes:
        return found[1] if len(found[0]) - len(found[1]) > self._hollow_from else found[0]

    def _well_formed(self, segment: bytes) -> bool:
        root = self._wrapped(self._lightened(segment))
        return root is not None and len(root) == 1

    def _lightened(self, segment: bytes) -> bytes:
        for name, content in self._hollow:
            if name in segment:
                segment = content.sub(self._hollowed, segment)
        if b"<!" in segment:
            return segment
        for start, end in self._left_out:
            first = segment.find(start)
            last = segment.find(end, first) if first >= 0 else -1
            if last >= 0:
                segment = segment[:first] + segment[last + len(end) :]
        return segment


_CONTENT = rb"(<(?:[\w.-]+:)?%s(?:\s[^<>]*)?(?<!/)>)[^<]*"


def _start_in(segment: bytes, name: bytes) -> int:
    """Where another start tag of the same name first stands inside a record, -1 when none does."""
    opening = b"<" + name
    inner = [at for after in _AFTER_NAME if (at := segment.find(opening + after, 1)) >= 0]
    return min(inner, default=-1)


def _numbered(place: str, segment: bytes) -> str:
    """The record's place with its number, as far as that can be made out in the bytes."""
    match = _NUMBER.search(segment[:65536])
    if match is None:
        return place
    number = (match.group(1) or match.group(2)).decode("utf-8", "replace")
    return f"{number} ({place})"

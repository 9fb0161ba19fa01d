"""A mail that may be a bounce, taken apart within bounds: own headers, what it says, status fields, returned mail.

The parts of a report are those of RFC 6522 (multipart/report) and RFC 6533 (its international forms); what many
mailers send instead is one text in which the returned mail follows a line of dashes.
"""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import errors
from email.header import decode_header, make_header
from email.message import Message
from email.parser import BytesParser, HeaderParser
from email.policy import compat32

MOST_BYTES = 512 * 1024
"""How much of a mail is read: the report stands before the mail it returns, whose pictures may be large."""

_MOST_BOUNDARIES = 500
_MOST_NESTED = 20
_MOST_PARTS = 100
_MOST_BLOCKS = 200
_MOST_TEXT = 40_000
_MOST_IDS = 20
_LONGEST_HEADER = 4_000

EMAIL_FAULTS = (ValueError, LookupError, TypeError, AttributeError, RecursionError, errors.MessageError)
"""What the standard library's reader raises on mail that no mailer makes."""

_BOUNDARY = re.compile(rb"^--", re.M)
_NESTING = re.compile(rb"^content-type:\s{0,80}(?:multipart|message)/", re.M | re.I)
_BLANK = re.compile(rb"\n\r?\n")
_TAG = re.compile(r"<[^<>]{0,1000}>")
_LINE_END = re.compile(r"</?(?:br|p|div|tr|li|h[1-6]|table)\b[^<>]{0,1000}>", re.I)
_HIDDEN = re.compile(r"<(style|script|title)\b[^<>]{0,1000}>[^<]{0,20000}</\1>", re.I)
_MESSAGE_ID = re.compile(r"<[^<>\s]{1,250}>")
_ID_LINE = re.compile(r"^[ \t>]{0,8}message-id:\s{0,8}(<[^<>\s]{1,250}>)", re.M | re.I)
_STATUS_TYPES = ("message/delivery-status", "message/global-delivery-status")
_RETURNED_TYPES = ("message/rfc822", "message/global")
_RETURNED_HEADERS = ("text/rfc822-headers", "message/rfc822-headers", "message/global-headers")

Fields = dict[str, str]
"""Fields of one block of a delivery status, by their names in lower case."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenApart:
    """A mail's parts. `blocks` are those of its delivery status, `has_status` says that there is one; `returned` are
    the Message-IDs in mail it returns, `answered` those of the mail it answers by its own headers.
    """

    headers: Message
    media_type: str
    report_type: str
    text: str
    blocks: tuple[Fields, ...]
    has_status: bool
    returned: tuple[str, ...]
    answered: tuple[str, ...]

    def header(self, name: str) -> str:
        """A header of the mail itself, decoded, on one line; "" when it has none."""
        return header_of(self.headers, name)


def take_apart(raw: bytes) -> TakenApart:
    """The mail's parts. Raises one of `EMAIL_FAULTS` for what the standard library cannot read."""
    mail = BytesParser(policy=compat32).parsebytes(_bounded(raw))
    texts: list[str] = []
    pages: list[str] = []
    blocks: list[Fields] = []
    returned: list[str] = []
    has_status = False
    for part in _parts(mail):
        kind = part.get_content_type()
        if kind in _STATUS_TYPES:
            has_status = True
            blocks += _blocks(part)
        elif kind in _RETURNED_TYPES or kind in _RETURNED_HEADERS:
            returned += _ids_of_returned(part)
        elif kind == "text/plain":
            texts.append(_text(part))
        elif kind == "text/html":
            pages.append(_without_tags(_text(part)))
    text = "\n".join(texts or pages)[:_MOST_TEXT]
    told = [block[name] for block in blocks for name in block if name.endswith("original-message-id")]
    for words in (*told, *texts, *pages):
        returned += _ID_LINE.findall(words) or (_MESSAGE_ID.findall(words) if words in told else [])
    answered = [header_of(mail, name) for name in ("In-Reply-To", "References")]
    return TakenApart(
        headers=mail,
        media_type=mail.get_content_type(),
        report_type=str(mail.get_param("report-type", "")).lower(),
        text=text,
        blocks=tuple(blocks),
        has_status=has_status,
        returned=_once(returned),
        answered=_once(_MESSAGE_ID.findall(" ".join(answered))),
    )


def header_of(mail: Message, name: str) -> str:
    """A header, decoded (RFC 2047), on one line; "" when there is none."""
    value = str(mail.get(name, ""))[:_LONGEST_HEADER]
    try:
        return one_line(str(make_header(decode_header(value))), _LONGEST_HEADER)
    except EMAIL_FAULTS:
        return one_line(value, _LONGEST_HEADER)


def one_line(text: str, most: int) -> str:
    """The text with nothing in it that a line, a page or a database could not hold, cut at `most` characters."""
    whole = text[: 4 * most].encode("utf-8", "replace").decode("utf-8")
    return "".join(one for one in " ".join(whole.split()) if one.isprintable())[:most]


def _bounded(raw: bytes) -> bytes:
    """The mail's beginning: so much, so many parts and so deep that taking it apart is soon done."""
    raw = raw[:MOST_BYTES]
    for pattern, most in ((_BOUNDARY, _MOST_BOUNDARIES), (_NESTING, _MOST_NESTED), (_BLANK, 8_000)):
        for number, found in enumerate(pattern.finditer(raw)):
            if number == most:
                raw = raw[: found.start()]
                break
    return raw


def _parts(mail: Message) -> Iterator[Message]:
    """The mail's leaves in their order; a status and a returned mail are leaves, whatever they hold."""
    waiting, seen = [mail], 0
    while waiting and seen < _MOST_PARTS:
        part = waiting.pop(0)
        seen += 1
        held = part.get_payload()
        if part.get_content_maintype() == "multipart" and isinstance(held, list):
            waiting[:0] = [one for one in held if isinstance(one, Message)]
        else:
            yield part


def _blocks(part: Message) -> list[Fields]:
    held = part.get_payload()
    blocks = [one for one in held if isinstance(one, Message)] if isinstance(held, list) else []
    if part.get_content_type() != _STATUS_TYPES[0]:  # read as one mail: the further blocks are its body
        blocks += [HeaderParser().parsestr(text) for text in _paragraphs(_body(blocks[0]) if blocks else "")]
    elif not blocks:
        blocks = [HeaderParser().parsestr(text) for text in _paragraphs(_body(part))]
    return [
        {name.lower(): header_of(block, name) for name in list(block.keys())[:40]}
        for block in blocks[:_MOST_BLOCKS]
    ]


def _paragraphs(text: str) -> list[str]:
    return text.replace("\r\n", "\n").split("\n\n")[:_MOST_BLOCKS]


def _body(part: Message) -> str:
    held = part.get_payload()
    return held[:_MOST_TEXT] if isinstance(held, str) else ""


def _ids_of_returned(part: Message) -> list[str]:
    held = part.get_payload()
    if isinstance(held, list):
        mails = [one for one in held[:1] if isinstance(one, Message)]
    else:
        mails = [HeaderParser().parsestr(_text(part))]
    ids = [found for mail in mails for found in _MESSAGE_ID.findall(header_of(mail, "Message-ID"))]
    # Headers after a blank line at the part's start, or in an encoding, are no headers to the reader.
    return ids or [found for mail in mails for found in _ID_LINE.findall(_body(mail))]


def _text(part: Message) -> str:
    content = part.get_payload(decode=True)
    if not isinstance(content, bytes):
        return ""
    charset = part.get_content_charset() or "utf-8"
    # What Chinese mailers call GB2312 holds characters of its supersets.
    charset = "gb18030" if charset in ("gb2312", "gbk") else charset
    try:
        return content[: 4 * _MOST_TEXT].decode(charset, "replace")[:_MOST_TEXT]
    except (LookupError, ValueError):
        return content[:_MOST_TEXT].decode("utf-8", "replace")


def _without_tags(page: str) -> str:
    return html.unescape(_TAG.sub(" ", _LINE_END.sub("\n", _HIDDEN.sub(" ", page))))


def _once(ids: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one_line(one, 260) for one in ids))[:_MOST_IDS]

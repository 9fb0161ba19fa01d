"""Whether a page's bytes are in the encoding it says they are in."""

import codecs
from dataclasses import dataclass
from typing import Final

from w3lib.encoding import html_body_declared_encoding, http_content_type_encoding

MOST_WRONG: Final = 0.01
"""Share of a page's characters that may be unreadable before nothing on it is trusted."""

_ONE_BYTE: Final = ("iso8859", "cp125", "latin", "ascii")


@dataclass(frozen=True, slots=True, kw_only=True)
class Misread:
    """A page that is not in its declared encoding: what was found, the encoding it can be read in all the same,
    and whether so much of it is unreadable that it must not be.
    """

    detail: str
    readable_as: str
    hopeless: bool


def misread(body: bytes, content_type: str) -> Misread | None:
    """None when the bytes are what they are said to be, or nothing is said and they are UTF-8."""
    declared = http_content_type_encoding(content_type) or html_body_declared_encoding(body)
    try:
        encoding = codecs.lookup(declared or "utf-8").name
    except LookupError:
        return Misread(detail=f"charset={declared!r}", readable_as="utf-8", hopeless=not _is_utf_8(body))
    if encoding.startswith(_ONE_BYTE) and not body.isascii() and _is_utf_8(body):
        return Misread(detail=f"{declared}, is UTF-8", readable_as="utf-8", hopeless=False)
    try:
        body.decode(encoding)
    except UnicodeDecodeError as error:
        if encoding != "utf-8" and _is_utf_8(body):
            return Misread(detail=f"{declared}, is UTF-8", readable_as="utf-8", hopeless=False)
        text = body.decode(encoding, "replace")
        wrong = text.count("\ufffd") / max(1, len(text))
        detail = f"{declared or 'utf-8'}, byte {error.start}"
        return Misread(detail=detail, readable_as=encoding, hopeless=wrong > MOST_WRONG)
    return None


def _is_utf_8(body: bytes) -> bool:
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True

"""Pictures in records of ST.66 and ST.96: written into the record as base64, or named as files beside it.

UKIPO writes megabytes of `MarkImageBinary`; EUIPO's `MarkImageURI` is a path in its own archive,
`file://018/222/018222200/000162186540.JPG`; TSDR's zips hold one `markImage.jpg` beside the status, and say
"No image available" as a file's name.
"""

import base64
import binascii
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Final

from lxml import etree

from crawlers.families.tree import below, local_name
from crawlers.families.values import Notes
from domain.fault_kind import FaultKind

MOST_BASE64: Final = 8 * 1024**2
"""Characters of one picture in a record; more are passed over unread."""

BINARY: Final = "MarkImageBinary"
_NAMES: Final = ("MarkImageFilename", "MarkImageFileName", "MarkImageURI", "ImageFileName", "FileName")
_LONGEST_NAME: Final = 300
_OTHERS: Final = frozenset({"OppositionDetails", "EarlierMark", "OppositionProceedingBag"})


def inline_picture(record: etree._Element, notes: Notes) -> bytes:
    """The picture written into a record, b"" when there is none, or none that can be read, which is noted."""
    for element in _own(record, BINARY):
        text = "".join((element.text or "").split())
        if not text:
            continue
        try:
            return base64.b64decode(text, validate=True)
        except binascii.Error as error:
            notes.add(FaultKind.PICTURE_BROKEN, f"{BINARY}: {error}")
    return b""


def picture_names(record: etree._Element) -> Iterator[str]:
    """The names, without folder and ending, of the files a record says its picture is in."""
    for name in _NAMES:
        for element in _own(record, name):
            text = (element.text or "").strip()
            if text and len(text) <= _LONGEST_NAME:
                yield PurePosixPath(text.replace("\\", "/")).stem


def _own(record: etree._Element, name: str) -> Iterator[etree._Element]:
    """The record's elements of that name, but those of earlier marks that opponents rely on."""
    for element in below(record, name):
        if not any(local_name(above) in _OTHERS for above in element.iterancestors()):
            yield element

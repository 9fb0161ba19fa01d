"""Lines of a text whose encoding nobody declared: UTF-8, with or without a mark, or GB18030."""

import codecs
from collections.abc import Iterator
from typing import BinaryIO

from domain.fault import Fault
from domain.fault_kind import FaultKind

LONGEST_LINE = 1024 * 1024
"""Bytes."""


def read_lines(stream: BinaryIO, file: str) -> Iterator[tuple[int, str] | Fault]:
    """Each line with its number, from 1, without its end.

    Read as UTF-8 until a line is none; when no line before it held anything but ASCII, the rest is read
    as GB18030, the encoding of a Chinese Excel, else that line is named and left out.
    """
    encoding, settled = "utf-8", False
    number = 0
    while raw := stream.readline(LONGEST_LINE):
        number += 1
        if number == 1:
            raw = raw.removeprefix(codecs.BOM_UTF8)
        if len(raw) >= LONGEST_LINE and not raw.endswith(b"\n"):
            _skip_line(stream)
            yield Fault(kind=FaultKind.RECORD_TOO_LARGE, file=file, record=f"line {number}")
            continue
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            if encoding == "utf-8" and not settled:
                encoding = "gb18030"
            try:
                text = raw.decode(encoding)
            except UnicodeDecodeError as error:
                detail = f"{encoding}: 0x{raw[error.start]:02x}"
                yield Fault(kind=FaultKind.WRONG_ENCODING, file=file, record=f"line {number}", detail=detail)
                continue
        settled = settled or not text.isascii()
        yield number, text.rstrip("\r\n")


def _skip_line(stream: BinaryIO) -> None:
    while (piece := stream.readline(LONGEST_LINE)) and not piece.endswith(b"\n"):
        pass

"""An answer taken out of the WARC of its run into one of its own: the same records, byte for byte, behind a new warcinfo.

Records are gzip members, so they can be copied as they lie there; what is copied is hashed first.
"""

import hashlib
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed

from crawlers.warc import EvidenceLost, write_info

_PIECE: Final = 256 * 1024
_TORN = (ArchiveLoadFailed, zlib.error, EOFError, ValueError)


@dataclass(frozen=True, slots=True, kw_only=True)
class Copied:
    """What the record says of its fetch: the address of the machine that answered ("" unknown), method and type of content."""

    ip_address: str
    method: str
    content_type: str


class TooLarge(Exception):
    """What would be copied is longer than may be."""


def copy_answer(
    file: Path, offset: int, sha256: str, into: Path, *, most: int, software: str, operator: str
) -> Copied:
    """Copies the record at a place, with its request where it has one, into a new WARC file.

    Raises EvidenceLost when the body is no longer what was hashed, TooLarge beyond `most` bytes.
    """
    place = f"{file.name}, byte {offset}"
    try:
        with file.open("rb") as stream:
            stream.seek(offset)
            copied, members = _read(stream, sha256, place)
            stream.seek(offset)
            with into.open("wb") as out:
                write_info(out, into.name, software=software, operator=operator)
                for _ in range(members):
                    _copy_member(stream, out, most)
    except OSError as error:  # its text has the whole path, which is nobody's to see
        raise EvidenceLost(f"{place}: {error.strerror or error}") from error
    except _TORN as error:
        raise EvidenceLost(f"{place}: {error}") from error
    return copied


def _read(stream: BinaryIO, sha256: str, place: str) -> tuple[Copied, int]:
    records = iter(ArchiveIterator(stream))
    record = next(records, None)
    if record is None or record.rec_type not in ("response", "resource"):
        raise EvidenceLost(f"{place}: no response record")
    said = record.rec_headers.get_header
    digest = hashlib.sha256()
    body = record.content_stream()
    while piece := body.read(_PIECE):
        digest.update(piece)
    if digest.hexdigest() != sha256:
        raise EvidenceLost(f"{place}: SHA-256 is {digest.hexdigest()}, was {sha256}")
    address, named = said("WARC-IP-Address") or "", said("WARC-Record-ID")
    content_type = record.http_headers.get_header("Content-Type", "") if record.http_headers else ""
    method, members = "", 1
    after = next(records, None) if record.rec_type == "response" else None
    if after is not None and after.rec_headers.get_header("WARC-Concurrent-To") == named:
        method, members = str(after.http_headers.protocol), 2
    return Copied(ip_address=address, method=method, content_type=content_type), members


def _copy_member(stream: BinaryIO, out: BinaryIO, most: int) -> None:
    """Copies one gzip member, and leaves the stream behind it."""
    unpacker = zlib.decompressobj(zlib.MAX_WBITS + 16)
    while not unpacker.eof:
        piece = stream.read(_PIECE)
        if not piece:
            raise EOFError("cut off")
        unpacker.decompress(piece)
        used = len(piece) - len(unpacker.unused_data)
        out.write(piece[:used])
        stream.seek(used - len(piece), 1)
        if out.tell() > most:
            raise TooLarge(f"{most:,}")

"""Verifies a pack with nothing but the pack: no database, no network, no settings; nothing is unpacked to disk.

In this order, the first that does not hold being named: the frame of the zip; every file's checksum; SHA256SUMS; the
manifest and its list; each answer's WARC; the chain; the time stamps. Each step bounds what it reads by what stands before it.
"""

import hashlib
import io
import json
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any, BinaryIO, Final

from cryptography import x509

from domain.chain import AnswerFacts, link_hash
from evidence.canonical_zip import Stored, pieces_of, read_zip
from evidence.errors import PackBroken
from evidence.manifest import CHAIN, FORMAT, MANIFEST, ROOTS, STAMP, SUMS, facts_from, sums
from evidence.timestamp import MOST_BYTES, Stamp, StampBroken, certificates, check_stamp
from evidence.warc_check import MOST_BODY, MOST_PICTURE, check_answer, check_body, check_size

_MOST_JSON: Final = 64 * 1024**2


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamped:
    """A time stamp that holds: of the pack (`link` 0), or of the hash of a link of the chain."""

    link: int
    stamp: Stamp


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """A pack that is intact. `linked` counts the answers in the chain, `gone` those whose WARC was deleted before."""

    made_at: str
    files: int
    answers: int
    linked: int
    gone: int
    pictures: int
    stamps: tuple[Stamped, ...]

    @property
    def pack_stamp(self) -> Stamp | None:
        """The time stamp of the whole pack, None for none."""
        return next((one.stamp for one in self.stamps if one.link == 0), None)


def verify_pack(file: BinaryIO, *, trusted: Sequence[x509.Certificate] = ()) -> Verdict:
    """What a pack is found to be. `trusted` are certificates of authorities from elsewhere. Raises PackBroken."""
    pack = _Pack(file)
    pack.check_sums()
    with _sound(MANIFEST):
        return _verified(pack, json.loads(pack.content(MANIFEST, _MOST_JSON)), trusted)


def _verified(pack: "_Pack", manifest: Any, trusted: Sequence[x509.Certificate]) -> Verdict:
    pack.check_list(manifest)
    said = manifest["answers"]
    facts = [facts_from(one["facts"]) for one in said]
    gone = pack.check_answers(said, facts)
    pictures = [(str(one["file"]), str(one["sha256"])) for one in manifest["pictures"]]
    for name, sha256 in pictures:
        pack.check(name, partial(check_size, name=name, most=MOST_PICTURE))
        pack.check(name, partial(check_body, name=name, sha256=sha256))
    roots = pack.roots()
    linked, stamps = pack.check_chain(said, facts, trusted, roots)
    if own := pack.check_stamp(manifest, trusted, roots):
        stamps.insert(0, Stamped(link=0, stamp=own))
    return Verdict(
        made_at=str(manifest["made_at"]),
        files=len(pack.files),
        answers=len(facts),
        linked=linked,
        gone=gone,
        pictures=len(pictures),
        stamps=tuple(stamps),
    )


@contextmanager
def _sound(place: str) -> Iterator[None]:
    """What is no JSON, or lacks what a pack must say, is a broken pack."""
    try:
        yield
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, OverflowError) as error:
        raise PackBroken(place, f"内容不合格式：{error!r}", f"not of this format: {error!r}") from error


class _Pack:
    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.files = {one.name: one for one in read_zip(file)}
        self._hashes: dict[str, str] = {}

    def check_sums(self) -> None:
        """Every file against its checksum in the zip, then all of them against SHA256SUMS."""
        for one in self.files.values():
            digest, crc = hashlib.sha256(), 0
            for piece in pieces_of(self._file, one):
                digest.update(piece)
                crc = zlib.crc32(piece, crc)
            if crc != one.crc:
                raise PackBroken(
                    one.name, "内容与校验和（CRC-32）不符", "its content or checksum (CRC-32) was changed"
                )
            self._hashes[one.name] = digest.hexdigest()
        others = {name: sha256 for name, sha256 in self._hashes.items() if name != SUMS}
        said, expected = self.content(SUMS, _MOST_JSON), sums(others)
        if said != expected:
            place, zh, en = _first_other(said, expected)
            raise PackBroken(place, zh, en)

    def content(self, name: str, most: int) -> bytes:
        """The content of a file, up to `most` bytes."""
        stored = self._stored(name)
        if stored.size > most:
            raise PackBroken(name, f"大于 {most:,} 字节", f"more than {most:,} bytes")
        return b"".join(pieces_of(self._file, stored))

    def check(self, name: str, reads: Callable[[BinaryIO], None]) -> None:
        """Has a file of the pack read as a stream of its own."""
        stored = self._stored(name)
        reads(io.BufferedReader(_Window(self._file, stored)))

    def _stored(self, name: str) -> Stored:
        if name not in self.files:
            raise PackBroken(name or "—", "缺少此文件", "the file is missing")
        return self.files[name]

    def check_list(self, manifest: Any) -> None:
        """The files against the manifest's list; called within `_sound`."""
        if manifest["format"] != FORMAT:
            raise PackBroken(MANIFEST, f"不是 {FORMAT}", f"not {FORMAT}")
        listed = {one["name"]: (one["sha256"], one["size"]) for one in manifest["files"]}
        stamp = {STAMP} if manifest["timestamp"]["file"] else set()
        for name, (sha256, size) in listed.items():
            if (self._hashes.get(name), self._stored(name).size) != (sha256, size):
                raise PackBroken(
                    name, "与清单所列 SHA-256 不符", "not of the SHA-256 that the manifest lists"
                )
        if extra := set(self.files) - set(listed) - stamp - {MANIFEST, SUMS}:
            raise PackBroken(min(extra), "清单中没有此文件", "the manifest does not list it")

    def check_answers(self, said: Any, facts: Sequence[AnswerFacts]) -> int:
        """Each answer's WARC against its facts; the number of those that were gone when the pack was made."""
        gone = 0
        for one, about in zip(said, facts, strict=True):
            name = one.get("file")
            if name:
                most = min(about.size, MOST_BODY)
                self.check(str(name), partial(check_size, name=str(name), most=most))
                self.check(str(name), partial(check_answer, name=str(name), facts=about))
            else:
                gone += 1
        return gone

    def roots(self) -> list[x509.Certificate]:
        """The certificates of authorities that came in the pack."""
        if ROOTS not in self.files:
            return []
        with _sound(ROOTS):
            return certificates(self.content(ROOTS, MOST_BYTES))

    def check_chain(
        self,
        said: Any,
        facts: Sequence[AnswerFacts],
        trusted: Sequence[x509.Certificate],
        roots: Sequence[x509.Certificate],
    ) -> tuple[int, list[Stamped]]:
        """Each answer's link against the excerpt, and the stamps at its ends."""
        linked = {
            one.get("link"): about.digest() for one, about in zip(said, facts, strict=True) if one.get("link")
        }
        seen: set[int] = set()
        stamps: list[Stamped] = []
        with _sound(CHAIN):
            for segment in json.loads(self.content(CHAIN, _MOST_JSON))["segments"]:
                number, at = int(segment["after"]), bytes.fromhex(segment["previous"])
                for digest in map(bytes.fromhex, segment["facts_sha256"]):
                    number += 1
                    if linked.get(number, digest) != digest:
                        raise PackBroken(
                            f"{CHAIN} #{number}",
                            "本环与所列应答的事实不符",
                            "the link is of other facts than the answer that names it",
                        )
                    seen.add(number)
                    at = link_hash(at, digest)
                if segment["stamp"]:
                    stamp = self._stamp(str(segment["stamp"]), at, trusted, roots)
                    stamps.append(Stamped(link=number, stamp=stamp))
        if missing := set(linked) - seen:
            number = min(missing)
            raise PackBroken(f"{CHAIN} #{number}", "节录中缺少此环", "the excerpt lacks the link")
        return len(linked), stamps

    def check_stamp(
        self, manifest: Any, trusted: Sequence[x509.Certificate], roots: Sequence[x509.Certificate]
    ) -> Stamp | None:
        """The stamp of the manifest, and with it of everything listed there."""
        if not manifest["timestamp"]["file"]:
            return None
        return self._stamp(STAMP, bytes.fromhex(self._hashes[MANIFEST]), trusted, roots)

    def _stamp(
        self,
        name: str,
        digest: bytes,
        trusted: Sequence[x509.Certificate],
        roots: Sequence[x509.Certificate],
    ) -> Stamp:
        try:
            return check_stamp(self.content(name, MOST_BYTES), digest, given=trusted, in_pack=roots)
        except StampBroken as error:
            raise PackBroken(
                name, f"时间戳不成立：{error}", f"the time stamp does not hold: {error}"
            ) from error


class _Window(io.RawIOBase):
    """One file of the pack as a stream."""

    def __init__(self, file: BinaryIO, stored: Stored) -> None:
        self._file = file
        self._stored = stored
        self._at = 0

    def readable(self) -> bool:
        return True

    def readinto(self, into: Any) -> int:
        view = memoryview(into)
        self._file.seek(self._stored.start + self._at)
        piece = self._file.read(min(len(view), self._stored.size - self._at))
        view[: len(piece)] = piece
        self._at += len(piece)
        return len(piece)


def _first_other(said: bytes, expected: bytes) -> tuple[str, str, str]:
    there, here = said.decode("latin-1").splitlines(), expected.decode("latin-1").splitlines()
    for one, other in zip(there, here, strict=False):
        if one != other:
            return other.partition("  ")[2], "与 SHA256SUMS 所列不符", "not what SHA256SUMS lists"
    return SUMS, "与包内文件不符", "not of the files that are here"

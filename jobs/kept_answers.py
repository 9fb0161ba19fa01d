"""The answer of a source an alert rests on, read back from the evidence to be looked at, never to be rendered. 原始应答."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from crawlers.warc import kept_answer
from storage.evidence import Proof

SHOWN = 40_000
"""Bytes of an answer that are shown."""
BEFORE = 1_000
"""Those of them that stand before the number looked for, so that it is seen at once."""
MOST_READ = 64 << 20
"""Bytes of an answer in which the number is looked for; then its beginning is shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Excerpt:
    """A piece of an answer as text, parted where `found`, the number looked for, stands in it. All three are "" for what is
    no text, such as an archive. `cut` is true where the answer is longer.
    """

    before: str = ""
    found: str = ""
    after: str = ""
    cut: bool = False


def excerpt(proof: Proof) -> Excerpt:
    """The piece of the answer around the observation's number, or its beginning. Raises `crawlers.warc.EvidenceLost`."""
    sought = proof.ref.encode()
    head, window, read = b"", b"", 0
    with kept_answer(_file(proof), proof.offset) as answer:
        for piece in answer.body:
            read += len(piece)
            head = head if len(head) >= SHOWN else head + piece
            window += piece
            at = window.find(sought)
            if at >= 0 and len(window) >= at + SHOWN:
                break
            if at < 0:
                window = window[-SHOWN // 2 :]
            if read > MOST_READ:
                break
    at = window.find(sought) if sought else -1
    if b"\x00" in head[:SHOWN]:
        return Excerpt(cut=True)
    if at < 0:
        return Excerpt(before=_text(head[:SHOWN]), cut=proof.size > SHOWN)
    before, after = window[max(0, at - BEFORE) : at], window[at + len(sought) :][: SHOWN - BEFORE]
    whole = len(before) + len(sought) + len(after) == proof.size
    return Excerpt(before=_text(before), found=proof.ref, after=_text(after), cut=not whole)


def whole_answer(proof: Proof) -> Iterator[bytes]:
    """The answer piece by piece. Raises `crawlers.warc.EvidenceLost`, also on the way."""
    with kept_answer(_file(proof), proof.offset) as answer:
        yield from answer.body


def _file(proof: Proof) -> Path:
    return Path(settings.RUNS_DIR) / proof.file


def _text(piece: bytes) -> str:
    return piece.decode("utf-8", "replace")

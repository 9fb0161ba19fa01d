"""What a pack is made of, handed over by whoever gathered it."""

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from domain.chain import AnswerFacts


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A sentence in both languages."""

    zh: str
    en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """Something established, by a key for machines and a label for people."""

    key: str
    zh: str
    en: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """What an observation said that stood in an answer."""

    source: str
    ref: str
    sign: str
    seen_at: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PackedAnswer:
    """An answer: its facts, its link in the chain (0 for none), its WARC; `warc` is None for the reason in `why_gone`."""

    facts: AnswerFacts
    link: int
    sightings: tuple[Sighting, ...]
    ip_address: str
    warc: Path | None
    why_gone: Said | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PackedPicture:
    """The picture of an observation, `sha256` in hex, as a WARC of its own."""

    ref: str
    sha256: str
    fetched_at: dt.datetime
    warc: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainStamp:
    """The token a time-stamp authority gave for the hash of one link."""

    link: int
    token: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """Links one after the other: those after link number `after`, whose hash is `previous`, each by the digest of its facts.

    `stamp` is that of the last of them.
    """

    after: int
    previous: bytes
    digests: tuple[bytes, ...]
    stamp: ChainStamp | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A further file of the pack."""

    name: str
    content: bytes
    what: Said


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """Everything that goes into one pack.

    `about` says what it is evidence of, `environment` in what device and network it was made, `clock` how the clock
    stood, `capture` what was established of the pages when the pack was made.
    """

    about: tuple[Fact, ...]
    answers: tuple[PackedAnswer, ...]
    pictures: tuple[PackedPicture, ...]
    chain: tuple[Segment, ...]
    environment: tuple[Fact, ...]
    clock: Fact
    capture: tuple[Fact, ...]
    attachments: tuple[Attachment, ...]
    made_at: dt.datetime
    operator: str
    software: str

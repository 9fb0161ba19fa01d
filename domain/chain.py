"""The chain of kept answers: what of an answer is hashed, and how a link holds on to the one before it. 证据链.

    link = SHA-256(link before ‖ SHA-256(canonical facts))

Only the hash of the facts enters a link, so that a run of links can be shown to somebody who may not see the answers
in between. The first link holds on to 32 zero bytes.
"""

import datetime as dt
import hashlib
import json
from dataclasses import dataclass
from typing import Final

START: Final = bytes(32)
"""What the first link holds on to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerFacts:
    """What is said for good of one kept answer: the `number`-th of a run of `source`, `size` bytes with hash `sha256` (hex)."""

    source: str
    run: int
    number: int
    url: str
    status: int
    sha256: str
    size: int
    fetched_at: dt.datetime
    provenance: str
    robots: str

    def canonical(self) -> bytes:
        """The one way these facts are written: JSON in ASCII, keys sorted, no spaces, the instant in UTC to the microsecond."""
        said = {name: getattr(self, name) for name in self.__slots__}
        said["fetched_at"] = f"{self.fetched_at.astimezone(dt.UTC):%Y-%m-%dT%H:%M:%S.%fZ}"
        return json.dumps(said, sort_keys=True, separators=(",", ":")).encode("ascii")

    def digest(self) -> bytes:
        """SHA-256 of the canonical form."""
        return hashlib.sha256(self.canonical()).digest()


def link_hash(previous: bytes, facts_digest: bytes) -> bytes:
    """The hash of a link after `previous` for facts with that digest."""
    return hashlib.sha256(previous + facts_digest).digest()

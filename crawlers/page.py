"""Page: one answer of a source, as a parser sees it."""

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from parsel import Selector

from crawlers.errors import Blocked, PageChanged
from crawlers.recognise import LOOKED_AT, Form, recognise
from domain.observation import Provenance

_BLOCK_SIGNS = (
    b"captcha", b"just a moment", b"access denied", b"robot check", b"_cf_chl", b"request unsuccessful",
    b"unusual traffic",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One answer, its body in memory (`body`) or, for a bulk file, on disk (`path`).

    `url` is the address asked for, `sha256` the body's, in hex.
    """

    url: str
    status: int
    body: bytes = b""
    path: Path | None = None
    content_type: str = ""
    fetched_at: dt.datetime
    provenance: Provenance
    sha256: str

    @property
    def name(self) -> str:
        """The last part of the address: what a person calls the file."""
        return self.url.partition("?")[0].rstrip("/").rpartition("/")[2]

    @property
    def form(self) -> Form:
        """What the body is, by its first bytes."""
        return recognise(self._start())

    def _start(self) -> bytes:
        if self.path is None:
            return self.body[:LOOKED_AT]
        with self.path.open("rb") as stream:
            return stream.read(LOOKED_AT)

    def is_there(self) -> bool:
        """False when the answer is "not found" or a web page in a file's place. Raises Blocked on a captcha."""
        if self.status in (404, 410):
            return False
        if self.form is not Form.HTML:
            return True
        if self.looks_blocked():
            raise Blocked(f"{self.url}: HTTP {self.status}, a page to keep automatic readers out")
        return False

    def looks_blocked(self) -> bool:
        """True when the page has the words of one that keeps automatic readers out; a shop's page may, too."""
        start = self._start().lower()
        return any(sign in start for sign in _BLOCK_SIGNS)

    def refuse_signs(self, signs: Sequence[str]) -> None:
        """Raises Blocked when one of these texts, which the source's bot check is known by, is on the page."""
        start = self._start()
        for sign in signs:
            if sign.encode() in start:
                raise Blocked(
                    f"{self.url}: HTTP {self.status}, {sign!r}: a page to keep automatic readers out"
                )

    def json(self) -> Any:
        """The body as JSON. Raises PageChanged when it is none."""
        try:
            return json.loads(self.body)
        except (ValueError, RecursionError) as error:
            raise PageChanged(f"{self.url}: no JSON: {error}") from error

    def all(self, css: str, *, least: int = 1) -> list[Selector]:
        """The elements a CSS selector finds. Raises PageChanged when fewer than `least`."""
        found = list(Selector(text=self.body.decode("utf-8", "replace")).css(css))
        if len(found) < least:
            raise PageChanged(f"{self.url}: {len(found)} of at least {least} elements {css!r}")
        return found

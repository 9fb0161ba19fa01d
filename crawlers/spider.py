"""The one spider: it runs any source, keeps what it saw, and says how the run ended."""

import dataclasses
import datetime as dt
import hashlib
import json
import os
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any, ClassVar

from scrapy import Request, Spider, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from twisted.python.failure import Failure

from crawlers.chromium import why_no_browser
from crawlers.errors import (
    AnsweredError,
    Blocked,
    CrawlError,
    KeyRefused,
    NotTheFile,
    NotYetPublished,
    PageChanged,
)
from crawlers.outcome import FAULTS, OBSERVATIONS, RAW, RESPONSES, State, outcome, write_outcome
from crawlers.page import Page
from crawlers.source import Follow, Robots, Scope, Source
from domain import wire
from domain.fault import Fault, FaultKind
from domain.observation import Observation, Provenance

_STATES: tuple[tuple[type[CrawlError], State], ...] = (
    (PageChanged, State.CHANGED),
    (Blocked, State.BLOCKED),
    (NotTheFile, State.NOT_THE_FILE),
    (NotYetPublished, State.NOT_YET_PUBLISHED),
    (KeyRefused, State.KEY_REFUSED),
    (AnsweredError, State.ERROR),
)
_BLOCKING = (401, 403, 407, 429, 451)
_NOT_THE_FILE = (FaultKind.NOT_THE_FILE, FaultKind.UNKNOWN_FORMAT, FaultKind.FILE_EMPTY)


class SourceSpider(Spider):
    """Runs `source`; `scrapy crawl SOURCE -a out=DIR [-a today=YYYY-MM-DD] [-a since=YYYY-MM-DD] [-a words=FILE]`.

    `words` is a file of the words to search for, one a line, for a source that is searched.
    """

    source: ClassVar[Source]

    def __init__(
        self, out: str = "", today: str = "", since: str = "", words: str = "", **kwargs: str
    ) -> None:
        super().__init__(**kwargs)
        self._started_at = dt.datetime.now(dt.UTC)
        day = dt.date.fromisoformat(today) if today else self._started_at.date()
        self._scope = Scope(
            today=day,
            since=dt.date.fromisoformat(since) if since else day - self.source.lookback,
            words=tuple(Path(words).read_text(encoding="utf-8").splitlines()) if words else (),
        )
        self._out = Path(
            out or Path("runs") / f"{self.source.name}-{self._started_at:%Y%m%dT%H%M%S}"
        ).resolve()
        self._raw = self._out / RAW
        self._raw.mkdir(parents=True, exist_ok=True)
        self._files = {name: self._open(name) for name in (OBSERVATIONS, RESPONSES, FAULTS)}
        self._kept = self._faults = self._requests = 0
        self._met: set[bytes] = set()
        self._problem: tuple[State, str] | None = None

    def _open(self, name: str) -> Any:
        return (self._out / name).open("w", encoding="utf-8")

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> "SourceSpider":
        """The spider, listening for errors in its own callbacks."""
        spider = super().from_crawler(crawler, *args, **kwargs)
        crawler.signals.connect(spider._on_error, signal=signals.spider_error)
        return spider

    async def start(self) -> AsyncIterator[Any]:
        """The source's first requests; none when it must not or cannot be crawled."""
        refusal = self._refusal()
        if refusal:
            self._note(*refusal)
            return
        try:
            follows = self.source.start(self._scope)
        except CrawlError as error:
            self._note(_state_of(error), str(error))
            return
        for follow in follows:
            yield self._request(follow)

    def _refusal(self) -> tuple[State, str] | None:
        if self.source.refuses:
            said = f"{self.source.policy.value}; {self.source.note_zh} · {self.source.note_en}; {self.source.terms}"
            return State.FORBIDDEN, said
        if missing := self.source.missing_settings:
            return State.NO_KEY, ", ".join(missing)
        if self.source.needs_browser and (missing_browser := why_no_browser()):
            return State.NO_BROWSER, missing_browser
        if not self.source.has_work():
            return State.NO_SHOPS, ""
        if self.source.searched and not self._scope.words:
            return State.NO_WORDS, "-a words=FILE"
        return None

    def _request(self, follow: Follow) -> Request:
        meta: dict[str, Any] = {"handle_httpstatus_list": list(range(400, 600))}
        if follow.to_file:
            meta |= {"to_file": str(self._raw), "download_timeout": 3600}
        if follow.render:
            meta["render"] = follow.render
        if self.source.robots is Robots.API_TERMS:
            meta["dont_obey_robotstxt"] = True
        return Request(
            follow.url,
            method=follow.method,
            headers=list(follow.headers),
            body=follow.body,
            callback=self._answered,
            errback=self._failed,
            cb_kwargs={"follow": follow},
            meta=meta,
            dont_filter=True,
        )

    def _answered(self, response: Response, follow: Follow) -> Iterator[Request]:
        page = self._kept_page(response)
        try:
            self._check_status(page, follow)
            for item in (follow.parse or self.source.parse)(page):
                match item:
                    case Observation():
                        self._keep(item, page.provenance)
                    case Fault():
                        self._keep_fault(item)
                    case Follow():
                        yield self._request(item)
        except CrawlError as error:
            self._note(_state_of(error), str(error))

    def _check_status(self, page: Page, follow: Follow) -> None:
        if page.status in _BLOCKING:
            raise Blocked(f"{page.url}: HTTP {page.status}")
        missing = page.status in (404, 410)
        if missing and not follow.may_be_missing:
            raise PageChanged(f"{page.url}: HTTP {page.status}")
        if page.status >= 400 and not missing:
            self._note(State.ERROR, f"{page.url}: HTTP {page.status}")

    def _kept_page(self, response: Response) -> Page:
        assert response.request is not None
        asked = response.request
        fetched_at = dt.datetime.now(dt.UTC)
        path = Path(asked.meta["file"]) if asked.meta.get("to_file") else None
        sha256 = asked.meta["sha256"] if path else hashlib.sha256(response.body).hexdigest()
        if path is None:
            (self._raw / sha256).write_bytes(response.body)
        self._requests += 1
        self._write(
            RESPONSES,
            {
                "url": response.url,
                "status": response.status,
                "sha256": sha256,
                "size": path.stat().st_size if path else len(response.body),
                "fetched_at": fetched_at.isoformat(),
                "file": f"{RAW}/{sha256}",
                "robots": "obeyed" if self.source.robots is Robots.OBEY else self.source.robots.value,
            },
        )
        return Page(
            url=response.url,
            status=response.status,
            body=b"" if path else response.body,
            path=path,
            content_type=(response.headers.get("Content-Type") or b"").decode("latin-1"),
            fetched_at=fetched_at,
            provenance=_provenance(response),
            sha256=sha256,
        )

    def _keep(self, observation: Observation, provenance: Provenance) -> None:
        if provenance is not Provenance.LIVE:
            observation = dataclasses.replace(observation, provenance=provenance)
        if self.source.searched:  # two words may meet the same listing
            content = observation.content_hash()
            if content in self._met:
                return
            self._met.add(content)
        self._files[OBSERVATIONS].write(wire.to_json(observation) + "\n")
        self._kept += 1

    def _keep_fault(self, fault: Fault) -> None:
        self._faults += 1
        self._write(
            FAULTS, {**dataclasses.asdict(fault), "says_zh": fault.says("zh"), "says_en": fault.says("en")}
        )
        if fault.fatal:
            state = State.NOT_THE_FILE if fault.kind in _NOT_THE_FILE else State.ERROR
            self._note(
                State.EMPTY if fault.kind is FaultKind.NO_RECORDS else state,
                f"{fault.says('zh')} · {fault.says('en')}",
            )

    def _write(self, name: str, data: dict[str, Any]) -> None:
        self._files[name].write(json.dumps(data, ensure_ascii=False) + "\n")

    def _failed(self, failure: Failure) -> None:
        error, address = failure.value, failure.request.url  # type: ignore[attr-defined]
        if isinstance(error, CrawlError):
            self._note(_state_of(error), str(error))
        elif isinstance(error, IgnoreRequest):
            self._note(State.FORBIDDEN, f"robots.txt: {address}")
        else:
            self._note(State.ERROR, f"{address}: {error!r}")

    def _on_error(self, failure: Failure) -> None:
        self._note(State.ERROR, repr(failure.value))

    def _note(self, state: State, detail: str) -> None:
        """Keeps the first thing that went wrong; it is the one the others follow from."""
        self.logger.warning("%s: %s", state.value, detail)
        self._problem = self._problem or (state, detail)

    def closed(self, reason: str) -> None:
        """Writes the outcome, last of all."""
        for file in self._files.values():
            file.close()
        state, detail = self._problem or (State.OK, "")
        if state is State.OK and reason != "finished":
            state, detail = State.ERROR, reason
        if state is State.OK and self._kept < max(1, self.source.least):
            state = State.CHANGED if self._kept else State.EMPTY
            detail = f"{self._kept} < {self.source.least}"
        counts = {"kept": self._kept, "faults": self._faults, "requests": self._requests}
        write_outcome(
            self._out, outcome(self.source.name, state, detail, started_at=self._started_at, **counts)
        )


def _state_of(error: CrawlError) -> State:
    return next((state for kind, state in _STATES if isinstance(error, kind)), State.ERROR)


def _provenance(response: Response) -> Provenance:
    """`live`, or behind a replay server what that says; a replay that says nothing counts as made up."""
    if not os.environ.get("HAISHAO_REPLAY"):
        return Provenance.LIVE
    said = (response.headers.get("X-Haishao-Provenance") or b"").decode("ascii", "replace")
    known = {one.value: one for one in Provenance if one is not Provenance.LIVE}
    return known.get(said, Provenance.MADE_UP)

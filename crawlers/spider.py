"""The one spider: it runs any source, keeps what it saw, and says how the run ended."""

import dataclasses
import datetime as dt
import hashlib
from collections.abc import AsyncIterator, Iterator
from functools import partial
from pathlib import Path
from typing import Any, ClassVar, Final

from scrapy import Request, Spider, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import CloseSpider, IgnoreRequest
from scrapy.http import Response
from scrapy.spidermiddlewares.httperror import HttpError
from twisted.python.failure import Failure

from crawlers.addresses import check_url
from crawlers.challenge import challenge_sign
from crawlers.charset import misread
from crawlers.chromium import why_no_browser
from crawlers.errors import (
    AnsweredError,
    Blocked,
    CrawlError,
    KeyRefused,
    NotTheFile,
    NotYetPublished,
    PageChanged,
    Refused,
    Shrunk,
    UnsafeAddress,
)
from crawlers.length import check_length
from crawlers.masking import Masks
from crawlers.outcome import RAW, State, outcome, write_outcome
from crawlers.page import Page
from crawlers.pictures import InlinePictures
from crawlers.recognise import Form
from crawlers.replay import replay_address
from crawlers.reuse import Stopped
from crawlers.robots import RobotsForbid
from crawlers.run_files import Received, RunFiles, request_key
from crawlers.settings import CONTACT, USER_AGENT
from crawlers.source import Follow, Robots, Scope, Source
from crawlers.warc import Answer, WarcShelf
from domain.fault import Fault
from domain.fault_kind import FaultKind
from domain.observation import Observation, Provenance
from domain.picture import Pictured

_STATES: Final[tuple[tuple[type[CrawlError], State], ...]] = (
    (PageChanged, State.CHANGED),
    (Blocked, State.BLOCKED),
    (NotTheFile, State.NOT_THE_FILE),
    (NotYetPublished, State.NOT_YET_PUBLISHED),
    (KeyRefused, State.KEY_REFUSED),
    (AnsweredError, State.ERROR),
    (Shrunk, State.SHRUNK),
    (Refused, State.REFUSED),
)
_FAILURES: Final = frozenset(range(400, 600))
BLOCKING: Final = (401, 403, 407, 429, 451)
_NOT_THE_FILE: Final = (FaultKind.NOT_THE_FILE, FaultKind.UNKNOWN_FORMAT, FaultKind.FILE_EMPTY)
_PROVENANCE: Final = {one.value: one for one in Provenance if one is not Provenance.LIVE}


class SourceSpider(Spider):
    """Runs `source`; `scrapy crawl SOURCE -a out=DIR [-a today=YYYY-MM-DD] [-a since=YYYY-MM-DD] [-a words=FILE]
    [-a earlier=DIR] [-a last_good=N] [-a most_requests=N]`.

    `words` is a file of the words to search for, one a line, for a source that is searched. `earlier` is the
    folder that holds the folders of earlier tries of the same run, `last_good` the length of the source's last good list.
    """

    source: ClassVar[Source]

    def __init__(
        self,
        out: str = "",
        today: str = "",
        since: str = "",
        words: str = "",
        earlier: str = "",
        last_good: str = "0",
        most_requests: str = "",
        **kwargs: str,
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
        self.earlier = Path(earlier) if earlier else None
        self._last_good = int(last_good)
        self._most_requests = int(most_requests or self.source.most_requests)
        self.raw = self._out / RAW
        self.raw.mkdir(parents=True, exist_ok=True)
        shelf = partial(WarcShelf, self._out, software=USER_AGENT, operator=CONTACT)
        self._files = RunFiles(self._out, shelf(), shelf(prefix="pictures"))
        self._inline = InlinePictures(self._files)
        self._masks = Masks(self.source.auth.secrets().values() if self.source.auth else ())
        self._met: set[bytes] = set()
        self._asked: set[int] = set()
        self._problem: tuple[State, str] | None = None
        self._left_out: tuple[State, str] | None = None
        self.reads_ftp = False
        self._begun: set[str] = set()
        self._stopped: set[str] = set()

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> "SourceSpider":
        """The spider, its logs free of secrets, listening for errors in its own callbacks."""
        spider = super().from_crawler(crawler, *args, **kwargs)
        spider._masks.cover_logs()
        crawler.signals.connect(spider._on_error, signal=signals.spider_error)
        return spider

    async def start(self) -> AsyncIterator[Any]:
        """The source's first requests; none when it must not or cannot be crawled."""
        refusal = self._refusal()
        if refusal:
            self._note(*refusal)
            return
        for request in self._first_requests():
            yield request

    def _first_requests(self) -> Iterator[Request]:
        try:
            follows = self.source.start(self._scope)
        except CrawlError as error:
            self._note(_state_of(error), str(error))
            return
        self._begun = {host_of(follow.url) for follow in follows}
        self.reads_ftp = any(follow.url.startswith("ftp:") for follow in follows)
        for follow in follows:
            yield from self._requests((follow,), depth=0, before=0)

    def _refusal(self) -> tuple[State, str] | None:
        if self.source.refuses:
            said = f"{self.source.policy.value}; {self.source.note_zh} · {self.source.note_en}; {self.source.terms}"
            return State.FORBIDDEN, said
        if missing := self.source.missing_settings:
            return State.NO_KEY, ", ".join(missing)
        return self._lacks()

    def _lacks(self) -> tuple[State, str] | None:
        """What the source needs for its crawl, beyond leave and keys, and has not got."""
        if self.source.needs_browser and (missing_browser := why_no_browser()):
            return State.NO_BROWSER, missing_browser
        if not self.source.has_work():
            return State.NO_SHOPS, ""
        if self.source.searched and not self._scope.words:
            return State.NO_WORDS, "-a words=FILE"
        return None

    def _requests(self, follows: tuple[Follow, ...], *, depth: int, before: int) -> Iterator[Request]:
        """The requests to make, each once for each reader of its answer, within the source's bounds: reaching one is
        never silent.
        """
        for follow in follows:
            asked = request_key(follow)
            wanted = hash((asked, getattr(follow.parse, "__qualname__", "")))
            if wanted in self._asked:
                continue
            if depth > self.source.most_depth:
                self._note(State.ERROR, f"{follow.url}: 翻页无尽？· no end after {depth} pages in a chain")
                return
            if len(self._asked) >= self._most_requests:
                self._note(
                    State.ERROR, f"{follow.url}: 超过请求上限 · more than {len(self._asked):,} requests"
                )
                return
            self._asked.add(wanted)
            try:
                check_url(follow.url, ftp=self.reads_ftp)
                request = self._request(follow, asked=asked, before=before)
            except UnsafeAddress as error:
                self._refuse(error, depth, follow)
            except ValueError as error:
                self._refuse(UnsafeAddress(f"{follow.url}: 不是网址 · no address: {error}"), depth, follow)
            else:
                yield request

    def _request(self, follow: Follow, *, asked: str, before: int) -> Request:
        meta: dict[str, Any] = {
            "handle_httpstatus_list": _FAILURES,
            "asked": asked,
            "before": before,
        }
        if follow.to_file:
            meta |= {"to_file": str(self.raw), "download_timeout": 3600}
        if follow.render:
            meta["render"] = follow.render
        if self._is_under_terms(follow.url):
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
        if self.has_stopped(response.url):
            return
        depth = response.meta.get("depth", 0)
        try:
            page, received = self._kept_page(response)
            self._check_status(page, follow)
            follows, signature = self._read(page, follow, received)
            if follows and signature and signature == response.meta["before"]:
                if follow.may_be_missing:  # a link somebody set; a list that was promised has changed
                    return
                raise PageChanged(f"{page.url}: 与上一页相同，翻页无尽 · the same as the page before it")
            yield from self._requests(tuple(follows), depth=depth + 1, before=signature)
        except Refused as error:
            self._refuse(error, depth, follow)
        except CrawlError as error:
            self._stop(error, response.url)
        finally:
            if path := response.meta.get("file"):
                Path(path).unlink(missing_ok=True)

    def _is_under_terms(self, url: str) -> bool:
        """True for an address of an API whose accepted terms stand in for robots.txt."""
        return self.source.robots is Robots.API_TERMS

    def _read(self, page: Page, follow: Follow, received: Received) -> tuple[list[Follow], int]:
        """What the page leads on to, and what tells it from the page before it, 0 for a bulk file, or no page."""
        follows: list[Follow] = []
        signature = 0
        for item in (follow.parse or self.source.parse)(page):
            match item:
                case Observation():
                    signature = hash((signature, item.ref))
                    self._keep(item, page.provenance, received.number)
                case Pictured():
                    signature = hash((signature, item.observation.ref))
                    kept = self._keep(item.observation, page.provenance, received.number)
                    if kept and (cut := self._inline.keep(kept, item.image, page, received.robots)):
                        self._keep_fault(cut)
                case Fault():
                    self._keep_fault(item)
                case Follow():
                    follows.append(item)
        if page.path is not None or page.status >= 300:
            return follows, 0
        return follows, signature or hash(page.sha256)

    def _check_status(self, page: Page, follow: Follow) -> None:
        if page.status in BLOCKING:
            raise Blocked(f"{page.url}: HTTP {page.status}")
        missing = page.status in (404, 410)
        if missing and not follow.may_be_missing:
            raise PageChanged(f"{page.url}: HTTP {page.status}")
        if page.path is None and page.form is Form.HTML and (sign := challenge_sign(page.body)):
            raise Blocked(
                f"{page.url}: HTTP {page.status}, 机器人验证页 · a page to keep automatic readers out: {sign!r}"
            )
        if page.status >= 400 and not missing:
            self._note(State.ERROR, f"{page.url}: HTTP {page.status}")

    def _kept_page(self, response: Response) -> tuple[Page, Received]:
        """The page, kept as evidence. Raises Refused when it cannot be read in any encoding."""
        assert response.request is not None
        again: Received | None = response.meta.get("received")
        path = Path(response.meta["file"]) if response.meta.get("to_file") else None
        page = Page(
            url=response.url,
            status=response.status,
            body=b"" if path else response.body,
            path=path,
            content_type=(response.headers.get("Content-Type") or b"").decode("latin-1"),
            fetched_at=again.fetched_at if again else dt.datetime.now(dt.UTC),
            provenance=again.provenance if again else _provenance(response),
            sha256=response.meta["sha256"] if path else hashlib.sha256(response.body).hexdigest(),
        )
        received = self._files.keep_answer(
            self._answer(response, page, again),
            asked=response.meta["asked"],
            size=path.stat().st_size if path else len(page.body),
            provenance=page.provenance,
        )
        return self._readable(page), received

    def _answer(self, response: Response, page: Page, again: Received | None) -> Answer:
        assert response.request is not None
        robots = again.robots if again else response.meta.get("robots", "")
        return Answer(
            url=self._masks.text(page.url),
            method=response.request.method,
            status=page.status,
            request_headers=self._masks.named(_pairs(response.request.headers)),
            request_body=self._masks.body(response.request.body),
            response_headers=self._masks.named(_pairs(response.headers)),
            body=page.body,
            path=page.path,
            sha256=page.sha256,
            fetched_at=page.fetched_at,
            ip_address=str(response.ip_address or ""),
            robots=robots,
        )

    def _readable(self, page: Page) -> Page:
        if page.path is not None or page.form is not Form.HTML:
            return page
        wrong = misread(page.body, page.content_type)
        if wrong is None:
            return page
        self._keep_fault(Fault(kind=FaultKind.WRONG_ENCODING, file=page.url, detail=wrong.detail))
        if wrong.hopeless:
            raise Refused(f"{page.url}: 编码与声明不符 · not in its declared encoding: {wrong.detail}")
        kind = page.content_type.partition(";")[0] or "text/html"
        return dataclasses.replace(page, content_type=f"{kind}; charset={wrong.readable_as}")

    def _keep(self, observation: Observation, provenance: Provenance, number: int) -> Observation | None:
        """The observation as it was kept, None when it had been."""
        if provenance is not Provenance.LIVE:
            observation = dataclasses.replace(observation, provenance=provenance)
        if self.source.searched:  # two words may meet the same listing
            content = observation.content_hash()
            if content in self._met:
                return None
            self._met.add(content)
        self._files.keep_observation(observation, number)
        return observation

    def _keep_fault(self, fault: Fault) -> None:
        self._files.keep_fault(fault)
        if fault.fatal:
            state = State.NOT_THE_FILE if fault.kind in _NOT_THE_FILE else State.ERROR
            self._note(
                State.EMPTY if fault.kind is FaultKind.NO_RECORDS else state,
                f"{fault.says('zh')} · {fault.says('en')}",
            )

    def _failed(self, failure: Failure) -> None:
        error, request = failure.value, failure.request  # type: ignore[attr-defined]
        depth = request.meta.get("depth", 0)
        follow: Follow = request.cb_kwargs["follow"]
        match error:
            case Refused():
                self._refuse(error, depth, follow)
            case CrawlError():
                self._stop(error, request.url)
            case Stopped():
                pass
            case RobotsForbid():
                self._leave_out(State.FORBIDDEN, FaultKind.ROBOTS_FORBID, str(error), depth, follow)
            case HttpError():  # a redirect that Scrapy does not follow: to file:, data: or nowhere
                said = "跳转地址不可用 · leads to no address that may be fetched"
                self._refuse(
                    UnsafeAddress(f"{request.url}: HTTP {error.response.status}, {said}"), depth, follow
                )
            case IgnoreRequest():  # a redirect loop, or a body that inflates beyond DOWNLOAD_MAXSIZE
                self._refuse(Refused(f"{request.url}: {error}"), depth, follow)
            case _:
                self._note(State.ERROR, f"{request.url}: {error!r}")

    def _refuse(self, error: Refused, depth: int, follow: Follow) -> None:
        unsafe = isinstance(error, UnsafeAddress)
        kind = FaultKind.ADDRESS_REFUSED if unsafe else FaultKind.ANSWER_REFUSED
        self._leave_out(State.REFUSED, kind, str(error), depth, follow)

    def _leave_out(self, state: State, kind: FaultKind, detail: str, depth: int, follow: Follow) -> None:
        """Goes on without one address; without a first one, or with nothing else to show, the run has failed."""
        self._files.keep_fault(self._left_out_fault(kind, self._masks.text(detail), follow))
        self._left_out = self._left_out or (state, detail)
        if depth == 0:
            self._note(state, detail)

    def _left_out_fault(self, kind: FaultKind, detail: str, follow: Follow) -> Fault:
        address, _, said = detail.partition(": ")
        return Fault(kind=kind, file=address, detail=said)

    def _stop(self, error: CrawlError, url: str) -> None:
        """Ends the crawl: what a source that has changed or refuses would answer next is not worth asking.

        A source that begins at several hosts, as one of many shops does, ends with the last of them.
        """
        self._note(_state_of(error), str(error))
        self._stopped.add(host_of(url))
        if len(self._begun) <= 1 or self._begun <= self._stopped:
            self._stopped |= self._begun
            raise CloseSpider(_state_of(error).value)

    def has_stopped(self, url: str) -> bool:
        """True when nothing more is asked of that address's host."""
        return bool(self._stopped) and (host_of(url) in self._stopped or self._begun <= self._stopped)

    def _on_error(self, failure: Failure) -> None:
        self._note(State.ERROR, repr(failure.value))

    def _note(self, state: State, detail: str) -> None:
        """Keeps the first thing that went wrong; it is the one the others follow from."""
        self.logger.warning("%s: %s", state.value, detail)
        self._problem = self._problem or (state, detail)

    def closed(self, reason: str) -> None:
        """Writes the outcome, last of all."""
        self._files.close()
        if self._problem is None and reason != "finished":
            self._problem = State.ERROR, reason
        state, detail = self._problem or self._judged_by_length()
        files = self._files
        ended = outcome(
            self.source.name,
            state,
            self._masks.text(detail),
            started_at=self._started_at,
            kept=files.kept,
            faults=files.faults,
            requests=files.requests,
        )
        write_outcome(self._out, ended)

    def _judged_by_length(self) -> tuple[State, str]:
        kept = self._files.kept
        if kept < max(1, self.source.least):
            state = State.CHANGED if kept else State.EMPTY
            return self._left_out or (state, f"{kept} < {self.source.least}")
        try:
            check_length(self.source, kept, last_good=self._last_good)
        except Shrunk as error:
            return _state_of(error), str(error)
        if not CONTACT and not replay_address():
            return (
                State.OK,
                "未设置 HAISHAO_CONTACT，来源无从联系 · HAISHAO_CONTACT is not set: the source cannot tell who asks",
            )
        return State.OK, ""


def _state_of(error: CrawlError) -> State:
    return next((state for kind, state in _STATES if isinstance(error, kind)), State.ERROR)


def host_of(url: str) -> str:
    """The host of an address, with its port."""
    return url.partition("://")[2].partition("/")[0].lower()


def _pairs(headers: Any) -> list[tuple[str, str]]:
    return [(n.decode("latin-1"), v.decode("latin-1")) for n, values in headers.items() for v in values]


def _provenance(response: Response) -> Provenance:
    """`live`, or behind a replay server what that says; a replay that says nothing counts as made up."""
    if not replay_address():
        return Provenance.LIVE
    said = (response.headers.get("X-Haishao-Provenance") or b"").decode("ascii", "replace")
    return _PROVENANCE.get(said, Provenance.MADE_UP)

"""What need not be asked: what a try before this one had got, and whatever a host that has failed would answer."""

from pathlib import Path
from typing import Self
from uuid import uuid4

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest, NotConfigured
from scrapy.http import Headers, Response
from scrapy.responsetypes import responsetypes

from crawlers.run_files import EarlierTry
from crawlers.warc import EvidenceLost


class Stopped(IgnoreRequest):
    """The host has failed in this run, and is asked no further."""


class StoppedHosts:
    """A Scrapy downloader middleware, first of all, with SourceSpider. Raises Stopped."""

    def __init__(self, crawler: Crawler) -> None:
        self._has_stopped = getattr(crawler.spider, "has_stopped", None)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """The middleware of one crawl."""
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Lets a request pass, or not."""
        if self._has_stopped is not None and self._has_stopped(request.url):
            raise Stopped(request.url)


class ReuseMiddleware:
    """A Scrapy downloader middleware, first of all, with SourceSpider: answers from the earlier try's evidence."""

    def __init__(self, earlier: EarlierTry, folder: Path) -> None:
        self._earlier = earlier
        self._folder = folder

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Raises NotConfigured for a first try."""
        earlier = getattr(crawler.spider, "earlier", None)
        if earlier is None:
            raise NotConfigured
        spider = crawler.spider
        return cls(EarlierTry(earlier, but=spider.raw.parent), spider.raw)  # type: ignore[union-attr]

    def process_request(self, request: Request) -> Response | None:
        """The earlier answer, under the address it came from; None when there was none, or it is not whole."""
        asked = request.meta.get("asked", "")
        if not self._earlier.has(asked):
            return None
        path = self._folder / uuid4().hex
        try:
            received, kept = self._earlier.answer(asked, path)
        except EvidenceLost:
            path.unlink(missing_ok=True)
            return None
        request.meta["received"] = received
        headers = Headers(list(kept.headers))
        if request.meta.get("to_file"):
            request.meta.update(file=str(path), sha256=received.sha256)
            return Response(received.url, status=received.status, headers=headers)
        body = path.read_bytes()
        path.unlink()
        kind = responsetypes.from_args(headers=headers, url=received.url, body=body)
        return kind(received.url, status=received.status, headers=headers, body=body)

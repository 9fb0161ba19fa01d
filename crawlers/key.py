"""Sends the operator's key, and sends it to the source's own host only: redirects lead elsewhere."""

import os
from typing import Self
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured

from crawlers.source import Source


class KeyMiddleware:
    """A Scrapy downloader middleware; absent when the source needs no key."""

    def __init__(self, source: Source) -> None:
        self._source = source

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Raises NotConfigured for a source without a key."""
        source = getattr(crawler.spider, "source", None) or getattr(crawler.spidercls, "source", None)
        if not isinstance(source, Source) or not source.key_setting:
            raise NotConfigured
        return cls(source)

    def process_request(self, request: Request) -> None:
        """Sets the key's header for the key's host, takes it off for any other."""
        if urlsplit(request.url).hostname == self._source.key_host:
            request.headers[self._source.key_header] = os.environ.get(self._source.key_setting, "")
        else:
            request.headers.pop(self._source.key_header, None)

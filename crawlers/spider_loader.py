"""Shows every source to Scrapy as a spider, so that `scrapy list` and `scrapy crawl SOURCE` work."""

from __future__ import annotations

import builtins
from typing import Any

from scrapy import Request, Spider
from scrapy.settings import BaseSettings

from crawlers.catalogue import UnknownSource, find, load_all
from crawlers.chromium import browser_settings
from crawlers.picture_spider import PictureSpider
from crawlers.pictures import BESIDE
from crawlers.replay import replay_address
from crawlers.source import Source
from crawlers.spider import SourceSpider
from crawlers.tracked import TRACKED, PageSpider


def spider_of(source: Source, kind: type[SourceSpider] = SourceSpider) -> type[SourceSpider]:
    """The spider class of a source."""
    own = {"name": source.name, "source": source, "custom_settings": source_settings(source)}
    return type(kind.__name__, (kind,), own)


def source_settings(source: Source) -> dict[str, Any]:
    """The Scrapy settings that are a source's own: its pace, whether it needs a session or a browser."""
    settings = {
        "COOKIES_ENABLED": source.cookies,
        "DOWNLOAD_DELAY": 0 if replay_address() else source.delay,
    }
    return settings | browser_settings() if source.needs_browser else settings


class SourceLoader:
    """Scrapy's SPIDER_LOADER_CLASS: one generic spider class for each source, and one for its pictures."""

    @classmethod
    def from_settings(cls, settings: BaseSettings) -> SourceLoader:
        """A loader; no setting matters to it."""
        return cls()

    def load(self, spider_name: str) -> type[Spider]:
        """The spider of a source, of its pictures, or of tracked pages. Raises KeyError."""
        if spider_name == TRACKED.name:
            return spider_of(TRACKED, PageSpider)
        kind = PictureSpider if spider_name.endswith(BESIDE) else SourceSpider
        try:
            source = find(spider_name.removesuffix(BESIDE))
        except UnknownSource as error:
            raise KeyError(str(error)) from error
        return spider_of(source, kind)

    def list(self) -> builtins.list[str]:
        """The names of all sources."""
        return [source.name for source in load_all()]

    def find_by_request(self, request: Request) -> builtins.list[str]:
        """None: a source is always named."""
        return []

"""Shows every source to Scrapy as a spider, so that `scrapy list` and `scrapy crawl SOURCE` work."""

from __future__ import annotations

import builtins

from scrapy import Request, Spider
from scrapy.settings import BaseSettings

from crawlers.source import UnknownSource, find, load_all
from crawlers.spider import SourceSpider


class SourceLoader:
    """Scrapy's SPIDER_LOADER_CLASS: one generic spider class for each source."""

    @classmethod
    def from_settings(cls, settings: BaseSettings) -> SourceLoader:
        """A loader; no setting matters to it."""
        return cls()

    def load(self, spider_name: str) -> type[Spider]:
        """The spider of a source. Raises KeyError."""
        try:
            source = find(spider_name)
        except UnknownSource as error:
            raise KeyError(str(error)) from error
        return type("SourceSpider", (SourceSpider,), {"name": source.name, "source": source})

    def list(self) -> builtins.list[str]:
        """The names of all sources."""
        return [source.name for source in load_all()]

    def find_by_request(self, request: Request) -> builtins.list[str]:
        """None: a source is always named."""
        return []

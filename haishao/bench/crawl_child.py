"""One crawl of `haishao bench crawl`, in a process of its own: `python -m haishao.bench.crawl_child WHO URL OUT`.

WHO is `haishao`, our spider with its evidence, or `plain`, what one would write with Scrapy alone: the same parse, the
same concurrency, Scrapy's own defaults, items into a JSON Lines feed and no evidence.
"""

import datetime as dt
import json
import sys
from collections.abc import AsyncIterator, Iterator
from typing import Any
from urllib.parse import urljoin

import scrapy
from parsel import Selector
from scrapy.crawler import CrawlerProcess
from scrapy.http import Response
from scrapy.utils.project import get_project_settings

from crawlers.page import Page
from crawlers.source import Follow, Item, Policy, Route, Source
from crawlers.spider import SourceSpider
from crawlers.spider_loader import source_settings
from domain.observation import Kind, Observation

SAME_PACE = {
    "CONCURRENT_REQUESTS": 16,
    "CONCURRENT_REQUESTS_PER_DOMAIN": 16,
    "DOWNLOAD_DELAY": 0,
    "LOG_LEVEL": "WARNING",
}


def parsed(url: str, text: str) -> Iterator[tuple[str, str] | str]:
    """A page's product (number and name), or the addresses it leads to."""
    page = Selector(text=text)
    data = page.css("script[type='application/ld+json']::text").get()
    if data:
        product = json.loads(data)
        yield product["sku"], product["name"]
    for link in page.css("a.product::attr(href), a.next::attr(href)").getall():
        yield urljoin(url, link)


def _parse(page: Page) -> Iterator[Item]:
    for found in parsed(page.url, page.body.decode()):
        if isinstance(found, str):
            yield Follow(url=found)
        else:
            yield Observation(kind=Kind.LISTING, source="bench", ref=found[0], sign=found[1], url=page.url)


class PlainSpider(scrapy.Spider):
    """The same crawl in Scrapy alone."""

    name = "plain"

    def __init__(self, url: str = "", **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._url = url

    async def start(self) -> AsyncIterator[Any]:
        """The first list."""
        yield scrapy.Request(self._url)

    def parse(self, response: Response) -> Iterator[Any]:
        """Products as items, addresses as requests."""
        for found in parsed(response.url, response.body.decode()):
            if isinstance(found, str):
                yield scrapy.Request(found)
            else:
                yield {"ref": found[0], "sign": found[1], "url": response.url}


def main(who: str, url: str, out: str) -> None:
    """Crawls the shop to its end."""
    if who == "plain":
        process = CrawlerProcess({"FEEDS": {f"{out}/items.jsonl": {"format": "jsonlines"}}, **SAME_PACE})
        process.crawl(PlainSpider, url=url)
    else:
        shop = _source(url)
        settings = source_settings(shop) | SAME_PACE
        spider = type(
            "BenchSpider", (SourceSpider,), {"name": shop.name, "source": shop, "custom_settings": settings}
        )
        process = CrawlerProcess(get_project_settings())
        process.crawl(spider, out=out)
    process.start()


def _source(url: str) -> Source:
    return Source(
        name="bench",
        kind=Kind.LISTING,
        country="US",
        title_zh="测速",
        title_en="a measurement",
        route=Route.HTML,
        policy=Policy.ALLOWED,
        terms="",
        note_zh="",
        note_en="",
        start=lambda scope: (Follow(url=url),),
        parse=_parse,
        least=1,
        interval=dt.timedelta(days=1),
        delay=0.0,
        most_requests=10_000_000,
        most_depth=10_000_000,
    )


if __name__ == "__main__":
    main(*sys.argv[1:])

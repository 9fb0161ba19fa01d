"""A shop for the tests of what the web may answer: run as a script, it crawls START into OUT as any source is.

Every link (`a.next`, `a.product`) on a page is followed, every `h1` is a listing.
"""

import datetime as dt
import sys
from collections.abc import Iterator

from parsel import Selector
from scrapy.crawler import CrawlerProcess
from scrapy.utils.project import get_project_settings

from crawlers.page import Page
from crawlers.source import Follow, Item, Policy, Route, Source
from crawlers.spider import SourceSpider
from crawlers.spider_loader import source_settings
from domain.observation import Kind, Observation


def parse(page: Page) -> Iterator[Item]:
    """The names on a page, then where it leads."""
    found = Selector(text=page.body.decode("utf-8", "replace"))
    for name in found.css("h1::text").getall():
        yield Observation(kind=Kind.LISTING, source="linked-shop", ref=page.url, sign=name, office="US")
    for link in found.css("a::attr(href)").getall():
        yield Follow(url=link)
    for link in found.css("link::attr(href)").getall():
        yield Follow(url=link, to_file=True, parse=lambda page: iter(()))


def linked_shop(start: str, **rest: object) -> Source:
    """The shop whose first page is `start`, or several shops, with commas between."""
    fields: dict[str, object] = {
        "name": "linked-shop",
        "kind": Kind.LISTING,
        "country": "US",
        "title_zh": "测试",
        "title_en": "a test",
        "route": Route.HTML,
        "policy": Policy.ALLOWED,
        "terms": "",
        "note_zh": "",
        "note_en": "",
        "start": lambda scope: tuple(Follow(url=url) for url in start.split(",")),
        "parse": parse,
        "least": 1,
        "interval": dt.timedelta(days=1),
        "delay": 0.0,
    }
    return Source(**(fields | rest))  # type: ignore[arg-type]


if __name__ == "__main__":
    address, out, *options = sys.argv[1:]
    shop = linked_shop(address, max_drop=0.3, most_requests=60)
    spider = {"name": shop.name, "source": shop, "custom_settings": source_settings(shop)}
    process = CrawlerProcess(get_project_settings())
    process.crawl(
        type("LinkedShop", (SourceSpider,), spider), out=out, **dict(one.split("=", 1) for one in options)
    )
    process.start()

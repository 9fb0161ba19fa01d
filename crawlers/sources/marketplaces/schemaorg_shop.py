"""Every independent shop that staff have named (`haishao shops add URL`), whatever system it runs on.

Shopify and WooCommerce shops are told by their front page and asked for their lists; any other is read page by page,
along its sitemap or its links.
"""

import datetime as dt
from collections.abc import Iterator

from crawlers.families.schema_org import read_listing
from crawlers.families.shop.walk import PAGES_A_RUN, Walk
from crawlers.page import Page
from crawlers.shops import System, are_named, shops_of
from crawlers.source import Follow, Item, Policy, Route, Scope, Source
from domain.observation import Kind

_MOST_REQUESTS = 4_500
"""Pages of all shops together in one run, below what a run may ask at all."""


def start(scope: Scope) -> tuple[Follow, ...]:
    """The first address of each shop that is not named for one of the other two sources."""
    shops = shops_of(System.AUTO, System.PAGES)
    most = min(PAGES_A_RUN, _MOST_REQUESTS // max(1, len(shops)))
    return tuple(Walk(shop, source=SOURCE.name, today=scope.today, most_pages=most).start() for shop in shops)


def parse(page: Page) -> Iterator[Item]:
    """The listing a page is; none for a category, an article or the front page."""
    found = read_listing(page, source=SOURCE.name)
    if found is not None:
        yield found


SOURCE = Source(
    name="schemaorg-shop",
    kind=Kind.LISTING,
    country="XX",
    title_zh="独立商店（站点地图与 schema.org 商品页）",
    title_en="Independent shops, by sitemap and schema.org",
    route=Route.HTML,
    policy=Policy.ALLOWED,
    terms="https://www.rfc-editor.org/rfc/rfc9309",
    note_zh="仅限工作人员阅读其条款后用 haishao shops add 指定的商店；遵守各店 robots.txt",
    note_en="Only shops that staff named with `haishao shops add` after reading their terms; each shop's robots.txt is obeyed",
    start=start,
    parse=parse,
    least=1,
    interval=dt.timedelta(days=1),
    has_work=lambda: are_named(System.AUTO, System.PAGES),
)

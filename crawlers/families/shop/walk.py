"""A walk through one shop: which of its addresses are fetched, in what order, and how many in a run.

    front page ─┬─ Shopify      ─▶ products.json, page by page
                ├─ WooCommerce  ─▶ Store API, page by page
                └─ any other    ─▶ robots.txt ─▶ sitemaps ─▶ pages     (no sitemap: links, from page to page)

Of a sitemap with more pages than a run may fetch, those that changed last come first, then each day another part of
the rest, so that all are seen in time; several sitemaps share the run evenly. The spider obeys robots.txt at each
address.
"""

import datetime as dt
import re
from collections.abc import Iterator
from typing import Final
from urllib.parse import urldefrag, urljoin, urlsplit

from crawlers.errors import PageChanged
from crawlers.families import shopify, woocommerce
from crawlers.families.schema_org import links_in, read_listing
from crawlers.families.shop.product import ref_of
from crawlers.families.sitemap import Entry, read_sitemap, sitemaps_in_robots
from crawlers.page import Page
from crawlers.shops import Shop, System, host_of
from crawlers.source import Follow, Item, Parse
from domain.fault import Fault
from domain.observation import Observation

PAGES_A_RUN: Final = 1_200
"""Pages of one shop in one run: an hour at one request in 2.5 seconds, with room."""

SITEMAPS_A_RUN: Final = 100
MOST_DEPTH: Final = 30
"""Links from the front page to a page, for a shop without a sitemap."""

_SHOPIFY: Final = (b"cdn.shopify.com", b"Shopify.shop", b"shopify-digital-wallet")
_WOOCOMMERCE: Final = (b"/plugins/woocommerce/", b"wc-ajax=", b"woocommerce-page", b"/wp-json/wc/store")
_NO_PAGE: Final = re.compile(
    r"\.(?:jpe?g|png|gif|webp|svg|ico|css|js|json|xml|pdf|zip|gz|mp4|mp3|woff2?|docx?|xlsx?)$"
    r"|/(?:cart|basket|checkout|account|accounts|login|signin|register|wishlist|logout|password|admin|dashboard|compare|search)(?:/|$)",
    re.I,
)


class Walk:
    """One shop in one run. It remembers which addresses it has asked for, so none is asked twice."""

    def __init__(self, shop: Shop, *, source: str, today: dt.date, most_pages: int = PAGES_A_RUN) -> None:
        self._shop = shop
        self._source = source
        self._today = today
        self._left = most_pages
        self._seen: set[str] = set()
        self._sitemaps: set[str] = set()
        self._listed: dict[str, list[str]] = {}

    def start(self) -> Follow:
        """The first address: the shop's front page, or what its system answers to."""
        match self._shop.system:
            case System.SHOPIFY:
                return self._follow(urljoin(self._shop.url, "/meta.json"), self._shopify)
            case System.WOOCOMMERCE:
                return self._woocommerce_page(1)
            case System.PAGES:
                return self._robots()
            case System.AUTO:
                return Follow(url=self._shop.url, parse=self._front)

    def _follow(self, url: str, parse: Parse) -> Follow:
        return Follow(url=url, parse=parse, may_be_missing=True)

    def _front(self, page: Page) -> Iterator[Item]:
        if any(sign in page.body for sign in _SHOPIFY):
            yield self._follow(urljoin(self._shop.url, "/meta.json"), self._shopify)
        elif any(sign in page.body for sign in _WOOCOMMERCE):
            yield self._woocommerce_page(1)
        else:
            yield self._robots()

    def _shopify(self, page: Page) -> Iterator[Item]:
        yield self._shopify_page(1, shopify.read_about(page))

    def _shopify_page(self, number: int, about: shopify.About) -> Follow:
        own = shopify.About(
            name=about.name, currency=about.currency, country=self._shop.country or about.country
        )

        def read(page: Page) -> Iterator[Item]:
            if number == 1 and page.status in (404, 410):
                yield self._robots()
                return
            items = list(shopify.read_products(page, source=self._source, about=own))
            new = self._new_of(items)
            yield from new
            if new and len(items) >= shopify.PAGE_SIZE and number < shopify.MOST_PAGES:
                yield self._shopify_page(number + 1, about)

        return self._follow(shopify.products_url(self._shop.url, number), read)

    def _woocommerce_page(self, number: int) -> Follow:
        def read(page: Page) -> Iterator[Item]:
            if page.status in (404, 410):
                if number == 1:
                    yield self._robots()
                return
            items = list(woocommerce.read_products(page, source=self._source, country=self._shop.country))
            new = self._new_of(items)
            yield from new
            if new and len(items) >= woocommerce.PAGE_SIZE and number < woocommerce.MOST_PAGES:
                yield self._woocommerce_page(number + 1)

        return self._follow(woocommerce.products_url(self._shop.url, number), read)

    def _robots(self) -> Follow:
        return self._follow(urljoin(self._shop.url, "/robots.txt"), self._named_sitemaps)

    def _named_sitemaps(self, page: Page) -> Iterator[Item]:
        named = sitemaps_in_robots(page.body, self._shop.url) if page.status == 200 else []
        addresses = [a for a in named if self._is_own(a)] or [urljoin(self._shop.url, "/sitemap.xml")]
        yield from self._sitemap_requests([Entry(address) for address in addresses], self._left)

    def _sitemap_requests(self, sitemaps: list[Entry], share: int) -> Iterator[Item]:
        """Requests for sitemaps not asked for yet; each may have its part of `share` pages read."""
        room = SITEMAPS_A_RUN - len(self._sitemaps)
        new = in_turn([one for one in sitemaps if one.url not in self._sitemaps], self._today, room)
        self._sitemaps.update(one.url for one in new)
        for one in new:
            part = max(1, share // len(new))
            yield self._follow(one.url, lambda page, part=part: self._in_sitemap(page, part))  # type: ignore[misc]

    def _in_sitemap(self, page: Page, share: int) -> Iterator[Item]:
        try:
            listed = read_sitemap(page.body, page.url) if page.status == 200 else None
        except PageChanged:
            if len(self._sitemaps) > 1:
                raise
            listed = None
        if listed is None:
            if len(self._sitemaps) == 1:
                yield from self._page(self._shop.url, depth=0)
            return
        own = [entry for entry in listed.entries if self._is_own(entry.url)]
        if listed.is_index:
            products = [entry for entry in own if "product" in entry.url.lower()]
            yield from self._sitemap_requests(products or own, share)
            return
        for entry in in_turn(own, self._today, share):
            yield from self._page(entry.url, depth=None)

    def _page(self, address: str, depth: int | None) -> Iterator[Item]:
        """The page at an address, if it is the shop's and has not been asked for; with a depth its links too."""
        key = ref_of(address)
        if self._left <= 0 or key in self._seen or not self._is_own(address):
            return
        self._seen.add(key)
        self._left -= 1

        def read(page: Page) -> Iterator[Item]:
            if page.status != 200:
                return
            found = read_listing(page, source=self._source, country=self._shop.country)
            if found is not None and self._is_own(found.url) and self._is_new(found):
                yield found
            if depth is not None and depth < MOST_DEPTH:
                for link in links_in(page):
                    if not _NO_PAGE.search(urlsplit(link).path):
                        yield from self._page(urldefrag(link).url, depth + 1)

        yield self._follow(address, read)

    def _new_of(self, items: list[Observation | Fault]) -> list[Observation | Fault]:
        """The items without listings met before: a list that repeats itself has ended."""
        return [item for item in items if isinstance(item, Fault) or self._is_new(item)]

    def _is_new(self, found: Observation) -> bool:
        """False for a product met before, and for a page below its own of the same name: its reviews, its sizes' chart."""
        before = self._listed.setdefault(found.sign, [])
        if any(found.ref == ref or found.ref.startswith(f"{ref}/") for ref in before):
            return False
        before.append(found.ref)
        return True

    def _is_own(self, address: str) -> bool:
        host = host_of(address)
        return host == self._shop.host or host.endswith(f".{self._shop.host}")


def in_turn(entries: list[Entry], today: dt.date, most: int) -> list[Entry]:
    """`most` of the entries: half of it the last changed, the rest another part each day, all of them in time."""
    if len(entries) <= most:
        return entries
    newest = sorted((e for e in entries if e.changed_on), key=lambda e: e.changed_on or today, reverse=True)[
        : most // 2
    ]
    chosen = set(newest)
    rest = [entry for entry in entries if entry not in chosen]
    part = most - len(newest)
    start = today.toordinal() * part % max(1, len(rest))
    return [*newest, *(rest + rest)[start : start + part]]

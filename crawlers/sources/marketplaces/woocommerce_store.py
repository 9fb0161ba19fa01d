"""The shops that staff have named as WooCommerce stores (`haishao shops add URL --system woocommerce`): lists, not pages."""

import datetime as dt
from collections.abc import Iterator

from crawlers.families import woocommerce
from crawlers.families.shop.walk import Walk
from crawlers.page import Page
from crawlers.shops import System, are_named, shops_of
from crawlers.source import Follow, Item, Policy, Route, Scope, Source
from domain.observation import Kind


def start(scope: Scope) -> tuple[Follow, ...]:
    """The first address of each shop named for this system."""
    shops = shops_of(System.WOOCOMMERCE)
    return tuple(Walk(shop, source=SOURCE.name, today=scope.today).start() for shop in shops)


def parse(page: Page) -> Iterator[Item]:
    """The listings of a page of the Store API. Raises PageChanged."""
    yield from woocommerce.read_products(page, source=SOURCE.name)


SOURCE = Source(
    name="woocommerce-store",
    kind=Kind.LISTING,
    country="XX",
    title_zh="WooCommerce 商店（Store API）",
    title_en="WooCommerce stores, by the Store API",
    route=Route.API,
    policy=Policy.ALLOWED,
    terms="https://developer.woocommerce.com/docs/apis/store-api/",
    note_zh="仅限工作人员阅读其条款后用 haishao shops add 指定的商店；遵守各店 robots.txt",
    note_en="Only shops that staff named with `haishao shops add` after reading their terms; each shop's robots.txt is obeyed",
    start=start,
    parse=parse,
    least=1,
    interval=dt.timedelta(days=1),
    has_work=lambda: are_named(System.WOOCOMMERCE),
)

"""WooCommerce's Store API: `/wp-json/wc/store/v1/products?per_page=100&page=N`, a list; headers tell the pages.

Odd values seen: names with HTML entities (`Tom &amp; Co`, `&#8211;`) and tags; prices in the currency's minor unit
as text ("129900" with `currency_minor_unit` 2, "1299" with 0); an empty price for a product that cannot be bought;
`brands` only where the shop has WooCommerce's brands, else an attribute named Brand, Marke, 品牌 …; an error is an
object `{code, message, data}`, and a shop that has switched the API off answers with a 404.
"""

import html
import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any, Final
from urllib.parse import urljoin, urlsplit

from crawlers.errors import PageChanged
from crawlers.families.shop.document import one_line
from crawlers.families.shop.money import currency_code
from crawlers.families.shop.product import Product, listing
from crawlers.families.shop.words import BRAND_LABELS
from crawlers.page import Page
from domain.fault import Fault
from domain.fault_kind import FaultKind
from domain.observation import Observation

PAGE_SIZE: Final = 100
MOST_PAGES: Final = 200

_TAG = re.compile(r"<[^<>]{0,500}>")
_MOST_MINOR: Final = 8


def products_url(base: str, number: int) -> str:
    """The address of a page of products, from 1. `base` is the shop's address."""
    return urljoin(base, f"/wp-json/wc/store/v1/products?per_page={PAGE_SIZE}&page={number}")


def read_products(
    page: Page, *, source: str, seller: str = "", country: str = ""
) -> Iterator[Observation | Fault]:
    """The listings of a page of products, none on the page after the last. Raises PageChanged for an error's object."""
    data = page.json()
    if not isinstance(data, list):
        said = data.get("message", "") if isinstance(data, dict) else ""
        raise PageChanged(f"{page.url}: no list of products{': ' if said else ''}{one_line(str(said))[:200]}")
    host = (urlsplit(page.url).hostname or "").removeprefix("www.")
    for number, one in enumerate(data, 1):
        product = _product(one, page.url, seller or host) if isinstance(one, dict) else None
        if product is None:
            yield Fault(
                kind=FaultKind.BROKEN_RECORD,
                file=page.url,
                record=f"product {number}",
                detail="name, permalink",
            )
        else:
            yield listing(product, source=source, url=page.url, country=country)


def _product(data: dict[str, Any], base: str, seller: str) -> Product | None:
    title, address = _text(data.get("name")), _text(data.get("permalink"))
    if not title or not address:
        return None
    price, currency = _price(data.get("prices"))
    images = data.get("images")
    image = (
        images[0].get("src") if isinstance(images, list) and images and isinstance(images[0], dict) else ""
    )
    return Product(
        title=title,
        brand=_brand(data),
        price=price,
        currency=currency,
        seller=seller,
        sku=_text(data.get("sku")),
        category=" > ".join(_names(data.get("categories"))),
        url=urljoin(base, address),
        image_url=urljoin(base, image) if isinstance(image, str) and image else "",
    )


def _price(prices: object) -> tuple[str, str]:
    """Amount and currency: the price is whole minor units, `currency_minor_unit` digits of it behind the point."""
    if not isinstance(prices, dict):
        return "", ""
    said, digits = str(prices.get("price") or ""), prices.get("currency_minor_unit", 2)
    if (
        not re.fullmatch(r"\d{1,15}", said, re.ASCII)
        or type(digits) is not int
        or not 0 <= digits <= _MOST_MINOR
    ):
        return "", ""
    return format(Decimal(said).scaleb(-digits), "f"), currency_code(prices.get("currency_code"))


def _brand(data: dict[str, Any]) -> str:
    if named := _names(data.get("brands")):
        return named[0]
    for attribute in data.get("attributes") or ():
        if isinstance(attribute, dict) and _text(attribute.get("name")).lower() in BRAND_LABELS:
            return next(iter(_names(attribute.get("terms"))), "")
    return ""


def _names(values: object) -> list[str]:
    nodes = values if isinstance(values, list) else []
    return [name for node in nodes[:20] if isinstance(node, dict) and (name := _text(node.get("name")))]


def _text(value: object) -> str:
    return one_line(html.unescape(_TAG.sub(" ", value))) if isinstance(value, str) else ""

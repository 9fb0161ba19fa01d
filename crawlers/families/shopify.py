"""Shopify's public answers: `/products.json` pages, `/search/suggest.json`, and `/meta.json` for the shop itself.

`products.json?limit=250&page=N` holds `products[]` with `variants[]`; the page after the last is empty. Prices
are decimal texts ("12.00"), unlike those of `product.js`, which are whole cents and not read here. Odd values
seen: `tags` a text or a list; `vendor` empty or the shop's own name; a product without variants; a price 0.00 on
samples; `image` null. Neither answer states the currency: `meta.json` does. A shop closed by a password answers
with a web page at `/password`, or 401. Shopify's usual robots.txt disallows `/search`, so suggest.json is for shops
that allow it.
"""

import html
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urljoin, urlsplit

from crawlers.errors import Blocked, PageChanged
from crawlers.families.shop.document import one_line
from crawlers.families.shop.money import plain_amount
from crawlers.families.shop.product import Product, listing
from crawlers.page import Page
from crawlers.recognise import Form
from domain.fault import Fault
from domain.fault_kind import FaultKind
from domain.observation import Observation

PAGE_SIZE: Final = 250
MOST_PAGES: Final = 100
"""Shopify gives no page beyond the 25,000th product."""


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """A shop as it speaks of itself; `country` is a WIPO ST.3 code. "" for whatever is not known."""

    name: str = ""
    currency: str = ""
    country: str = ""


def products_url(base: str, number: int) -> str:
    """The address of a page of products, from 1. `base` is the shop's address."""
    return urljoin(base, f"/products.json?limit={PAGE_SIZE}&page={number}")


def read_about(page: Page) -> About:
    """What `/meta.json` says of the shop; blank where there is none."""
    try:
        data = page.json() if page.status == 200 else {}
    except PageChanged:
        return About()
    if not isinstance(data, dict):
        return About()
    said = {name: data.get(name) for name in ("name", "currency", "country")}
    return About(**{name: one_line(value)[:100] for name, value in said.items() if isinstance(value, str)})


def read_products(page: Page, *, source: str, about: About) -> Iterator[Observation | Fault]:
    """The listings of a `products.json` page, none on the page after the last.

    Raises Blocked for a shop behind a password, PageChanged when `products` is no list.
    """
    if page.form is Form.HTML and "/password" in page.url:
        raise Blocked(f"{page.url}: the shop is closed by a password")
    data = page.json()
    yield from _listings(_list_at(data, page, "products"), page, source, about)


def read_suggestions(page: Page, *, source: str, about: About) -> Iterator[Observation | Fault]:
    """The listings of a `suggest.json` answer, which may be none. Raises PageChanged when the list is missing."""
    data = page.json()
    yield from _listings(_list_at(data, page, "resources", "results", "products"), page, source, about)


def _list_at(data: Any, page: Page, *way: str) -> list[Any]:
    for name in way:
        data = data.get(name) if isinstance(data, dict) else None
    if not isinstance(data, list):
        raise PageChanged(f"{page.url}: no list {'.'.join(way)}")
    return data


def _listings(products: list[Any], page: Page, source: str, about: About) -> Iterator[Observation | Fault]:
    for number, data in enumerate(products, 1):
        product = _product(data, page.url, about) if isinstance(data, dict) else None
        if product is None:
            yield Fault(
                kind=FaultKind.BROKEN_RECORD,
                file=page.url,
                record=f"product {number}",
                detail="title, handle",
            )
        else:
            yield listing(product, source=source, url=page.url, country=about.country)


def _product(data: dict[str, Any], base: str, about: About) -> Product | None:
    title, handle, url = (_text(data.get(name)) for name in ("title", "handle", "url"))
    address = (
        urljoin(base, f"/products/{handle}")
        if handle
        else urljoin(base, url.partition("?")[0])
        if url
        else ""
    )
    if not title or not address:
        return None
    variants = [v for v in data.get("variants") or () if isinstance(v, dict)]
    variant = next((v for v in variants if v.get("available")), variants[0] if variants else {})
    price = plain_amount(variant.get("price", data.get("price")))
    host = (urlsplit(base).hostname or "").removeprefix("www.")
    return Product(
        title=title,
        brand=_text(data.get("vendor")),
        price=price,
        currency=about.currency if price else "",
        seller=about.name or host,
        sku=_text(variant.get("sku")),
        category=_text(data.get("product_type") or data.get("type")),
        url=address,
        image_url=_image(data, base),
    )


def _image(data: dict[str, Any], base: str) -> str:
    images = data.get("images")
    first = images[0] if isinstance(images, list) and images else data.get("image")
    said = first.get("src") if isinstance(first, dict) else first
    return urljoin(base, said) if isinstance(said, str) else ""


def _text(value: object) -> str:
    return (
        one_line(html.unescape(value))
        if isinstance(value, str)
        else str(value)
        if isinstance(value, int)
        else ""
    )

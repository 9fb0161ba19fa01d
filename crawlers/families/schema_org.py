"""Product pages of any shop: structured data first, then what the page shows.

JSON-LD, microdata and RDFa, then OpenGraph, then the page's own statistics, then the markup a person sees:
heading, price, specification table, breadcrumbs. Each later one fills only what the earlier ones left blank.
Of 140 product pages looked at, structured data tells a product on 69 % and the right brand on 46 of 102, so
what a page shows is not a last resort but half the work.
"""

import re
from dataclasses import replace
from typing import Final
from urllib.parse import urlsplit

from lxml import etree

from crawlers.families.shop.data_layer import read_data_layer
from crawlers.families.shop.document import Document, text_of
from crawlers.families.shop.json_ld import Node, nodes_in, read_scripts, types_of
from crawlers.families.shop.markup import heading_of, overlap, tokens
from crawlers.families.shop.microdata import read_items
from crawlers.families.shop.money import currency_code, plain_amount
from crawlers.families.shop.page_brand import bare_brand, labelled_brand, named_brand
from crawlers.families.shop.page_price import page_price
from crawlers.families.shop.page_seller import page_seller, shop_name
from crawlers.families.shop.page_title import heading_text, page_title
from crawlers.families.shop.product import Product, listing
from crawlers.families.shop.product_page import is_product_page
from crawlers.families.shop.schema_product import PRODUCT_TYPES, Known, product_of
from crawlers.page import Page
from domain.observation import Observation

MOST_LINKS: Final = 2_000
_NOT_FOUND = Product()


def read_listing(page: Page, *, source: str, country: str = "") -> Observation | None:
    """The listing a shop's page is, None when it is no product's page: a category, an article, the front page."""
    document = Document(page.body, url=page.url, content_type=page.content_type, market=country)
    product = _read(document)
    if not product.title or not is_product_page(document, product):
        return None
    return listing(product, source=source, url=page.url, country=country)


def links_in(page: Page) -> list[str]:
    """The addresses a page links to, each once, in order; not those it asks robots not to follow."""
    document = Document(page.body, url=page.url, content_type=page.content_type)
    if "nofollow" in document.meta.get("robots", "").lower():
        return []
    links = (a for a in document.root.iter("a") if "nofollow" not in (a.get("rel") or "").lower())
    return list(dict.fromkeys(filter(None, (document.absolute(a.get("href") or "") for a in links))))[
        :MOST_LINKS
    ]


def read_product(body: bytes, *, url: str, content_type: str = "") -> Product:
    """The product a page is about, whatever of it the page tells; all blank for bytes that are no page."""
    return _read(Document(body, url=url, content_type=content_type))


def _read(document: Document) -> Product:
    nodes = list(nodes_in([*read_scripts(document.root), *read_items(document)]))
    site = shop_name(document, nodes)
    product = _structured(nodes, document, site).filled_from(_open_graph(document, site))
    heading = heading_of(document, product.title or document.title)
    product = replace(product, title=_title(product.title, document, heading, site))
    product = product.filled_from(read_data_layer(document, product.title))
    if not product.price:
        amount, currency = page_price(document, heading)
        product = replace(product, price=amount, currency=currency)
    return replace(
        product,
        brand=_brand(product.brand, document, heading, site),
        seller=product.seller or page_seller(document) or site,
        url=document.canonical,
        image_url=document.absolute(product.image_url) if product.image_url else "",
    )


def _title(said: str, document: Document, heading: etree._Element | None, site: str) -> str:
    """The title said, unless the heading says the same without what is not the product's."""
    if not said:
        return page_title(document, heading, site)
    if heading is None:
        return said
    shown = heading_text(heading, document)
    more = tokens(said) - tokens(shown)
    if more and tokens(shown) <= tokens(said) and len(tokens(shown)) > 2 and tokens(site) & more:
        return shown
    return shown if tokens(said) == tokens(text_of(heading)) else said


def _brand(said: str, document: Document, heading: etree._Element | None, site: str) -> str:
    """The brand said, but a shop that puts its own name there gives way to a label that names another."""
    brand = bare_brand(said)
    own = re.sub(r"\W", "", f"{site}{urlsplit(document.url).hostname}").casefold()
    if brand and re.sub(r"\W", "", brand).casefold() not in own:
        return brand
    return labelled_brand(document) or brand or named_brand(document, heading)


def _structured(nodes: list[Node], document: Document, site: str) -> Product:
    """The page's own product by its structured data, put together from all nodes that speak of it."""
    known: Known = {str(node["@id"]): node for node in nodes if node.get("@id") and len(node) > 1}
    said = [
        product_of(node, known, url=document.url, country=document.country)
        for node in nodes
        if types_of(node) & PRODUCT_TYPES
    ]
    if not said:
        return _NOT_FOUND
    shown = tokens(
        f"{document.title} {document.meta.get('og:title', '')} {' '.join(text_of(h) for h in document.headings)}"
    )
    best = max(said, key=lambda product: _belongs(product, shown, document))
    for other in said:
        if other is not best and _one_thing(best, other):
            best = best.filled_from(other)
    return best


def _belongs(product: Product, shown: frozenset[str], document: Document) -> float:
    own = {document.url.partition("#")[0], document.canonical}
    return (
        2 * overlap(tokens(product.title), shown)
        + bool(product.price)
        + 0.5 * (document.absolute(product.url) in own if product.url else 0)
    )


def _one_thing(one: Product, other: Product) -> bool:
    if one.sku and one.sku == other.sku:
        return True
    return not other.title or not one.title or overlap(tokens(one.title), tokens(other.title)) >= 0.8


def _open_graph(document: Document, site: str) -> Product:
    meta = document.meta

    def first(*names: str) -> str:
        return next((meta[name] for name in names if meta.get(name)), "")

    price = plain_amount(
        first(
            "product:sale_price:amount", "product:price:amount", "og:price:amount", "product:price", "price"
        )
    )
    money = first(
        "product:sale_price:currency", "product:price:currency", "og:price:currency", "pricecurrency"
    )
    return Product(
        brand=first("product:brand", "og:brand", "brand"),
        price=price,
        currency=currency_code(money, document.country) if price else "",
        sku=first("product:retailer_item_id", "sku"),
        category=first("product:category"),
        image_url=first("og:image:secure_url", "og:image"),
    )

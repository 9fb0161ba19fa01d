"""Whether a page is about one product: a category page shows prices too, and is no listing.

A page says so itself (one schema.org Product, `og:type` product), or shows it: one price below its heading before
any linked heading of another product, in a box that holds hardly another price.
"""

from typing import Final

from lxml import etree

from crawlers.families.shop.document import Document, inside, text_of
from crawlers.families.shop.json_ld import nodes_in, read_scripts, types_of
from crawlers.families.shop.markup import heading_of, is_elsewhere, overlap, tokens, words_of
from crawlers.families.shop.microdata import read_items
from crawlers.families.shop.money import read_price
from crawlers.families.shop.page_price import is_named_price, money_text
from crawlers.families.shop.product import Product
from crawlers.families.shop.schema_product import PRODUCT_TYPES, text

_MOST_PRICES: Final = 4
"""Different amounts in one product's own box: the price, the old one, one with tax, one a month."""

_SAME: Final = 0.8
"""Share of words from which two names are one product's."""

_SMALL_HEADINGS: Final = frozenset({"h2", "h3", "h4", "h5"})


def is_product_page(document: Document, product: Product) -> bool:
    """True when the page is about `product` alone."""
    nodes = nodes_in([*read_scripts(document.root), *read_items(document)])
    names = [text(node.get("name") or node.get("title")) for node in nodes if types_of(node) & PRODUCT_TYPES]
    own = tokens(product.title)
    others = [name for name in names if name and overlap(tokens(name), own) < _SAME]
    if names and (not others or _is_headed(document, own)):
        return True
    if "product" in document.meta.get("og:type", "").lower():
        return True
    return not names and bool(product.price) and _shows_one(document, product)


def _is_headed(document: Document, own: frozenset[str]) -> bool:
    """True when a heading of the page, or its title, names the product and not a group it belongs to."""
    said = [document.title, document.meta.get("og:title", ""), *(text_of(h) for h in document.headings)]
    return any(overlap(own, tokens(one)) >= _SAME for one in said)


def _shows_one(document: Document, product: Product) -> bool:
    heading = heading_of(document, product.title)
    if heading is None:
        return False
    start = document.places[heading]
    shown: etree._Element | None = None
    for element in document.elements[start + 1 :]:
        if (
            element.tag in _SMALL_HEADINGS
            and next(inside(element, "a"), None) is not None
            and text_of(element)
        ):
            return False
        if is_named_price(words_of(element)) and read_price(money_text(element))[0] == product.price:
            shown = element
            break
    if shown is None or is_elsewhere(shown):
        return False
    around = set(heading.iterancestors())
    box = next((above for above in shown.iterancestors() if above in around), None)
    if box is None:
        return False
    amounts = {
        read_price(money_text(e))[0]
        for e in box.iter(etree.Element)
        if is_named_price(words_of(e)) and not is_elsewhere(e)
    }
    return len(amounts - {""}) <= _MOST_PRICES

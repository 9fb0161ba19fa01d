"""Product out of structured data: https://schema.org/Product, ProductGroup, Offer, AggregateOffer.

Odd values seen: `brand` an address, a list, or `{"@id": …}` of another node; `price` "1.299,00" or "€ 12";
`offers` a list in a list; the price only in `priceSpecification`, where a second one is the price a kilogram or
the one struck through; `lowPrice` of an AggregateOffer over all sizes; `seller` on the product, not on the offer.
"""

import html
import re
from collections.abc import Iterator
from itertools import islice
from typing import Final

from crawlers.families.shop.document import one_line
from crawlers.families.shop.json_ld import Node, types_of
from crawlers.families.shop.money import currency_code, plain_amount
from crawlers.families.shop.product import Product

PRODUCT_TYPES: Final = frozenset(
    {"Product", "ProductGroup", "IndividualProduct", "ProductModel", "SomeProducts", "Vehicle", "Car", "Book"}
)
_NOT_ASKED = ("ListPrice", "StrikethroughPrice", "SRP", "MSRP", "RegularPrice")
MOST_OFFERS: Final = 500

Known = dict[str, Node]
"""The nodes of a page by `@id`."""


def product_of(node: Node, known: Known, *, url: str = "", country: str = "") -> Product:
    """What a node of a product type says. `url` is the page's address, which picks one variant's offer of many."""
    variants = [v for v in _nodes(node.get("hasVariant"), known) if types_of(v) & PRODUCT_TYPES]
    offers = list(islice(_offers(node, variants, known), MOST_OFFERS))
    offer = _chosen(offers, url)
    price, currency = _price(offer, known, country) if offer else ("", "")
    variant = variants[0] if variants else {}
    parts = [node, variant]
    seller = text(offer.get("seller") or offer.get("offeredBy"), known) if offer else ""
    return Product(
        title=_first(parts, ("name", "title"), known),
        brand=_name(_first_value(parts, ("brand", "manufacturer")), known),
        price=price,
        currency=currency,
        seller=seller or text(node.get("seller"), known),
        sku=_first(parts, ("sku", "productID", "mpn"), known),
        category=text(node.get("category"), known).replace("&gt;", ">"),
        url=_address(node.get("url"), known),
        image_url=_address(_first_value(parts, ("image",)), known),
    )


def text(value: object, known: Known | None = None, depth: int = 0) -> str:
    """A value as one line of text: itself, its `@value`, its name, or the first of a list that gives one."""
    if isinstance(value, str):
        plain = (
            one_line(html.unescape(re.sub(r"<[^<>]{0,200}>", " ", value)))
            if "<" in value or "&" in value
            else value
        )
        return one_line(plain)[:2_000]
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    if depth > 8:
        return ""
    if isinstance(value, list):
        return next((t for item in value[:50] if (t := text(item, known, depth + 1))), "")
    if isinstance(value, dict):
        for name in ("@value", "name", "legalName", "title"):
            if found := text(value.get(name), known, depth + 1):
                return found
        other = (known or {}).get(str(value.get("@id")))
        return text(other, known, depth + 1) if other is not None and other is not value else ""
    return ""


def _name(value: object, known: Known) -> str:
    said = text(value, known)
    return "" if re.match(r"https?://|//|/", said) else said


def _address(value: object, known: Known, depth: int = 0) -> str:
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, list) and value and depth < 8:
        return _address(value[0], known, depth + 1)
    if isinstance(value, dict) and depth < 8:
        inner = value.get("url") or value.get("contentUrl") or value.get("@id")
        return _address(inner, known, depth + 1)
    return ""


def _first_value(parts: list[Node], names: tuple[str, ...]) -> object:
    return next((part[name] for name in names for part in parts if part.get(name)), None)


def _first(parts: list[Node], names: tuple[str, ...], known: Known) -> str:
    return next((said for name in names for part in parts if (said := text(part.get(name), known))), "")


def _nodes(value: object, known: Known) -> Iterator[Node]:
    """The nodes a value is or refers to, lists in lists included."""
    waiting, steps = [value], 0
    while waiting and steps < 10 * MOST_OFFERS:
        one = waiting.pop()
        steps += 1
        if isinstance(one, list):
            waiting.extend(reversed(one))
        elif isinstance(one, dict):
            yield known.get(str(one["@id"]), one) if set(one) == {"@id"} else one


def _offers(node: Node, variants: list[Node], known: Known) -> Iterator[Node]:
    for part in (node, *variants):
        for offer in _nodes(part.get("offers"), known):
            inner = list(_nodes(offer.get("offers"), known))
            yield from ({"sku": part.get("sku"), "url": part.get("url")} | o for o in (inner or [offer]))
            if inner and ("price" in offer or "lowPrice" in offer):
                yield offer


def _chosen(offers: list[Node], url: str) -> Node | None:
    """The offer of the page's own variant, else the first that is in stock, else the first with a price."""
    priced = [offer for offer in offers if _asked(offer)]
    if not priced:
        return offers[0] if offers else None
    own = [o for o in priced if url and _same_variant(o, url)]
    in_stock = [o for o in (own or priced) if "OutOfStock" not in text(o.get("availability"))]
    return (in_stock or own or priced)[0]


def _same_variant(offer: Node, url: str) -> bool:
    query = url.partition("?")[2]
    sku = text(offer.get("sku"))
    own = _address(offer.get("url"), {}).partition("?")[2]
    return bool(query) and bool(
        (sku and re.search(rf"=\s*{re.escape(sku)}(?:&|$)", query)) or (own and own == query)
    )


def _asked(offer: Node) -> object:
    return offer.get("price") or offer.get("lowPrice") or offer.get("priceSpecification")


def _price(offer: Node, known: Known, country: str) -> tuple[str, str]:
    said = offer.get("price") if offer.get("price") not in (None, "", []) else offer.get("lowPrice")
    money = offer.get("priceCurrency")
    amount = plain_amount(_scalar(said))
    if not amount:
        for part in _nodes(offer.get("priceSpecification"), known):
            kind = text(part.get("priceType"))
            if kind.rpartition("/")[2] in _NOT_ASKED or part.get("referenceQuantity"):
                continue
            amount = plain_amount(_scalar(part.get("price") or part.get("minPrice")))
            money = part.get("priceCurrency") or money
            if amount:
                break
    return amount, currency_code(_scalar(money), country) if amount else ""


def _scalar(value: object) -> object:
    if isinstance(value, list) and value:
        return _scalar(value[0]) if not isinstance(value[0], list) else ""
    if isinstance(value, dict):
        return value.get("@value", value.get("value", ""))
    return value

"""What a page tells its own statistics of the product: a tag manager's data layer, a pixel's "ViewContent".

The formats are those of Google's enhanced e-commerce (`ecommerce.detail.products[]{name,brand,price,id}`),
of GA4 (`items[]{item_name,item_brand,price}`) and of Meta's pixel (`content_name`, `value`, `currency`).
Only objects that such a call is given are read; no script is run.
"""

import re
from collections.abc import Iterator
from typing import Final

import chompjs

from crawlers.families.shop.document import Document, one_line
from crawlers.families.shop.json_ld import Node
from crawlers.families.shop.markup import overlap, tokens
from crawlers.families.shop.money import currency_code, plain_amount
from crawlers.families.shop.product import Product
from crawlers.families.shop.schema_product import text

LARGEST_SCRIPT: Final = 300_000
MOST_CALLS: Final = 40
LONGEST_CALL: Final = 40_000

_CALL = re.compile(
    r"(?:dataLayer\w{0,20}\s*(?:\.push\(|=\s*\[)|fbq\(\s*['\"]track['\"]\s*,\s*['\"]ViewContent['\"]\s*,"
    r"|gtag\(\s*['\"]event['\"]\s*,\s*['\"]view_item['\"]\s*,|utag_data\s*=|digitalData\s*=)\s*(?=\{|\[)"
)
_NAMES = ("item_name", "name", "content_name", "product_name", "productName")
_BRANDS = ("item_brand", "brand", "product_brand", "productBrand", "manufacturer")
_PRICES = ("price", "value", "product_price", "productPrice")
_MONEY = ("currency", "currencyCode", "product_currency", "currency_code")


def read_data_layer(document: Document, title: str) -> Product:
    """What the page's own statistics say of the product called `title`; blank when nothing there agrees with it."""
    wanted = tokens(title)
    found = Product()
    for call in _calls(document):
        currency = next(
            (text(node.get(name)) for node in _nodes(call) for name in _MONEY if node.get(name)), ""
        )
        for node in _nodes(call):
            name = _said(node, _NAMES)
            if name and wanted and overlap(tokens(name), wanted) >= 0.6:
                found = found.filled_from(_product(node, name, currency, document.country))
    return found


def _product(node: Node, name: str, currency: str, country: str) -> Product:
    price = next((p for key in _PRICES if (p := plain_amount(node.get(key)))), "")
    money = currency_code(_said(node, _MONEY) or currency, country) if price else ""
    return Product(title=one_line(name), brand=_said(node, _BRANDS), price=price, currency=money)


def _said(node: Node, names: tuple[str, ...]) -> str:
    return next((said for name in names if (said := text(node.get(name)))), "")


def _calls(document: Document) -> Iterator[object]:
    calls = 0
    for script in document.root.iter("script"):
        body = script.text or ""
        if len(body) > LARGEST_SCRIPT:
            continue
        for match in _CALL.finditer(body):
            calls += 1
            if calls > MOST_CALLS:
                return
            try:
                yield chompjs.parse_js_object(body[match.end() : match.end() + LONGEST_CALL])
            except (ValueError, RecursionError):
                continue


def _nodes(call: object) -> Iterator[Node]:
    waiting, steps = [call], 0
    while waiting and steps < 500:
        value = waiting.pop()
        steps += 1
        if isinstance(value, dict):
            yield value
            waiting.extend(reversed(list(value.values())))
        elif isinstance(value, list):
            waiting.extend(reversed(value))

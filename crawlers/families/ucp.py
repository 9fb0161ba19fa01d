"""UCP catalogue answers (Universal Commerce Protocol, JSON-RPC `search_catalog`): products and who sells them.

A product has an id, a title and variants; address, price and seller stand at the variants, and variants of one product
may be of several sellers. Amounts are whole numbers in the currency's smallest unit. A variant's title is mostly the
product's; descriptions are objects of `plain`, `html` or `markdown`, or plain text. Fields may be left out.
"""

from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from typing import Any

from crawlers.families.currencies import decimals_of
from domain.fault import Fault
from domain.fault_kind import FaultKind
from domain.observation import Kind, Observation, Party, Price


def listings_of(product: dict[str, Any], *, source: str, file: str) -> Iterator[Observation | Fault]:
    """One listing for each seller of a product, as its first variant shows it; a fault for a price that is none.

    Raises KeyError, TypeError or AttributeError when the product is of another form.
    """
    sellers: dict[str, dict[str, Any]] = {}
    for variant in product.get("variants") or []:
        seller = variant.get("seller") or {}
        sellers.setdefault(str(seller.get("id") or seller.get("domain") or seller.get("name") or ""), variant)
    for seller_id, variant in sellers.items():
        ref = f"{product['id']} {seller_id or variant['id']}"
        try:
            price = _price(variant.get("price"))
        except InvalidOperation:
            price = None
            yield Fault(kind=FaultKind.BAD_PRICE, file=file, record=ref, detail=str(variant["price"])[:40])
        yield Observation(
            kind=Kind.LISTING,
            source=source,
            ref=ref,
            sign=" ".join(str(product.get("title") or variant.get("title") or "").split()),
            office="XX",
            url=_web(variant.get("url")) or _web(variant.get("checkout_url")),
            image_url=next((_web(one.get("url")) for one in product.get("media") or []), ""),
            seller=_seller(variant.get("seller")),
            price=price,
        )


def _seller(seller: dict[str, Any] | None) -> Party | None:
    if not seller:
        return None
    name, domain = str(seller.get("name") or ""), str(seller.get("domain") or "")
    return Party(name=name or domain, identifier=domain) if name or domain else None


def _price(price: dict[str, Any] | None) -> Price | None:
    if not price or price.get("amount") is None:
        return None
    currency = str(price.get("currency") or "").upper()
    return Price(amount=Decimal(str(price["amount"])).scaleb(-decimals_of(currency)), currency=currency)


def _web(address: object) -> str:
    return address if isinstance(address, str) and address.startswith(("https://", "http://")) else ""

"""Product: what a shop's page or answer says of one product, and the listing it makes."""

from dataclasses import dataclass, fields, replace
from decimal import Decimal
from urllib.parse import parse_qsl, urlencode, urlsplit

from domain.observation import Goods, Kind, Observation, Party, Price

_NOT_THE_ADDRESS = ("utm_", "gclid", "fbclid", "srsltid", "ref_", "_pos", "_sid", "_ss")
LONGEST = 500
"""Characters of a text that are kept: a title is never longer, a page's mistake may be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Product:
    """One product; "" for whatever is not said.

    `price` is a plain decimal ("1299.00"), `currency` an ISO 4217 code, `category` the way to the product
    in the shop's own words, outermost first. `seller` is who sells it, which on a marketplace is not the shop.
    """

    title: str = ""
    brand: str = ""
    price: str = ""
    currency: str = ""
    seller: str = ""
    sku: str = ""
    category: str = ""
    url: str = ""
    image_url: str = ""

    def filled_from(self, other: "Product") -> "Product":
        """This product, its blanks taken from another; a price and its currency come from one place."""
        blank = {f.name: getattr(other, f.name) for f in fields(self) if not getattr(self, f.name)}
        if self.price and self.price != other.price:
            blank.pop("currency", None)
        return replace(self, **blank)


def listing(product: Product, *, source: str, url: str, country: str = "") -> Observation:
    """The product as an observation, known by its address: two shops may use one number for two things."""
    goods = (Goods(nice_class=None, text=product.category[:LONGEST]),) if product.category else ()
    address = product.url or url
    return Observation(
        kind=Kind.LISTING,
        source=source,
        ref=ref_of(address),
        sign=product.title[:LONGEST],
        brand=product.brand[:LONGEST],
        seller=Party(name=product.seller[:LONGEST]) if product.seller else None,
        price=Price(amount=Decimal(product.price), currency=product.currency) if product.price else None,
        office=country,
        goods=goods,
        url=address,
        image_url=product.image_url,
    )


def ref_of(address: str) -> str:
    """Host, path and query of an address without what only tells where a visitor came from."""
    parts = urlsplit(address)
    pairs = parse_qsl(parts.query[:2_000], keep_blank_values=True)
    kept = sorted((name, value) for name, value in pairs if not name.lower().startswith(_NOT_THE_ADDRESS))
    host = (parts.hostname or "").removeprefix("www.")
    return f"{host}{parts.path.rstrip('/')}{'?' + urlencode(kept) if kept else ''}"

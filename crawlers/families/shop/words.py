"""Words by which pages name a brand, a seller and a price, in the languages of the markets watched: words.csv."""

import csv
from importlib import resources
from typing import Final


def _words(kind: str) -> tuple[str, ...]:
    return tuple(row["word"] for row in _rows if row["kind"] == kind)


_rows = list(
    csv.DictReader(resources.files(__package__).joinpath("words.csv").read_text("utf-8").splitlines())
)

BRAND_LABELS: Final = frozenset(_words("brand-label"))
"""What stands before a brand, lower case: Brand, Marke, Hersteller, 品牌 …"""

SELLER_LABELS: Final = frozenset(_words("seller-label"))
"""What stands before a seller, lower case: Sold by, Verkauf durch, 卖家 …"""

PRICE_TOKENS: Final = _words("price")
"""How words in class names and ids of elements that hold a price begin."""

NOW_TOKENS: Final = _words("price-now")
"""Words beside those that say it is the price asked."""

NOT_NOW_TOKENS: Final = _words("price-not-now")
"""How words begin that say it is another: the old price, shipping, a total."""

ELSEWHERE_TOKENS: Final = _words("elsewhere")
"""How words begin in class names of sections that show other products, or none."""

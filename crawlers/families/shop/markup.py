"""Where on a page something stands: class names in words, sections of other products, distance to the heading."""

import re
from functools import lru_cache
from typing import Final
from urllib.parse import unquote, urlsplit

from anyascii import anyascii
from lxml import etree

from crawlers.families.shop.document import Document, text_of
from crawlers.families.shop.words import ELSEWHERE_TOKENS

_NAMING: Final = (
    "class",
    "id",
    "itemprop",
    "data-testid",
    "data-test",
    "data-qa",
    "data-hook",
    "data-role",
    "data-automation",
)
_BETWEEN = re.compile(r"[^A-Za-z0-9]+|(?<=[a-z0-9])(?=[A-Z])")
_ABOVE: Final = 12
_SECTIONS: Final = frozenset({"header", "footer", "nav", "aside", "form-filter"})


def words_of(element: etree._Element) -> tuple[str, ...]:
    """The words in an element's class, id and test names, lower case: `priceNow item--old` is price, now, item, old."""
    return _split(" ".join(filter(None, (element.get(name) for name in _NAMING))))


@lru_cache(maxsize=20_000)
def _split(names: str) -> tuple[str, ...]:
    return tuple(word.lower() for word in _BETWEEN.split(names[:400]) if word)


def is_elsewhere(element: etree._Element) -> bool:
    """True inside a header, footer, menu, or a section of other products."""
    for depth, above in enumerate(element.iterancestors()):
        if above.tag in _SECTIONS or _is_apart(words_of(above)):
            return True
        if depth >= _ABOVE or above.tag in ("body", "main"):
            return False
    return False


@lru_cache(maxsize=20_000)
def _is_apart(words: tuple[str, ...]) -> bool:
    return any(word.startswith(ELSEWHERE_TOKENS) for word in words)


def heading_of(document: Document, title: str) -> etree._Element | None:
    """The element that names the product: the h1 nearest to `title` and to the address, else another that says `title`."""
    wanted, slug = tokens(title), _slug(document.url)

    def agrees(element: etree._Element) -> float:
        said = tokens(text_of(element, longest=500))
        plain = tokens(anyascii(" ".join(said)))
        return 2 * overlap(said, wanted) * (len(said) > 1 or said == wanted) + overlap(plain, slug) * (
            len(said) > 1
        )

    best = max(document.headings, key=agrees, default=None)
    if best is not None and agrees(best) >= 1:
        return best
    return next((e for e in document.elements if _says(e, wanted)), best)


def _says(element: etree._Element, wanted: frozenset[str]) -> bool:
    """True for an element of the body that says little but the title."""
    own = element.text
    if (
        not own
        or len(wanted) < 2
        or len(own) > 400
        or element.tag in ("title", "script", "style", "option", "a", "noscript")
    ):
        return False
    said = tokens(own)
    return len(said) >= 2 and said <= wanted and 2 * len(said) >= len(wanted) and not is_elsewhere(element)


def _slug(address: str) -> frozenset[str]:
    """The words of the last parts of an address: what many shops name a product by."""
    return frozenset(re.findall(r"[a-z0-9]{2,}", unquote(urlsplit(address).path).lower()[-200:]))


@lru_cache(maxsize=4_096)
def tokens(text: str) -> frozenset[str]:
    """The words of a text, case folded."""
    return frozenset(re.findall(r"\w+", text[:2_000].casefold()))


def overlap(one: frozenset[str], other: frozenset[str]) -> float:
    """How much of the smaller of two sets of words is in the other, 0 to 1."""
    return len(one & other) / min(len(one), len(other)) if one and other else 0.0

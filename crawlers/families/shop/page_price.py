"""The price a page shows a person, found by its markup when no structured data tells it.

Every element named for a price, and every short text with a currency sign, is a candidate; what counts for
one is a name that says "now", a currency, and its nearness below the product's heading; what counts against
it is a name that says "old" or "shipping", a strike-through, and a section of other products.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Final

from lxml import etree

from crawlers.families.shop.document import MOST_INSIDE, Document
from crawlers.families.shop.markup import is_elsewhere, words_of
from crawlers.families.shop.money import LONGEST_PRICE, read_price
from crawlers.families.shop.words import NOT_NOW_TOKENS, NOW_TOKENS, PRICE_TOKENS

MOST_CANDIDATES: Final = 400
_STRUCK = frozenset({"del", "s", "strike"})
_MONEY = re.compile(
    r"[$€£¥₽₹₩₺₴₸₫฿₱₪]|\b(?:USD|EUR|GBP|CHF|PLN|RUB)\b|zł|Kč|руб|грн|тг|원|円|元|ر\.س|\bkn\b|\bkr\b|\bTL\b",
    re.I,
)
_CENTS = frozenset({"cent", "cents", "decimal", "decimals", "fraction", "dec", "sup", "kopecks", "penny"})


@dataclass(frozen=True, slots=True)
class _Candidate:
    score: float
    amount: str
    currency: str


def page_price(document: Document, heading: etree._Element | None) -> tuple[str, str]:
    """Amount and currency of the price shown for the product, "" for each when none is found."""
    best: _Candidate | None = None
    for candidate in _candidates(document, heading):
        if best is None or candidate.score > best.score:
            best = candidate
    return (best.amount, best.currency) if best and best.score > 0 else ("", "")


def _candidates(document: Document, heading: etree._Element | None) -> Iterator[_Candidate]:
    start = document.places.get(heading, -1) if heading is not None else -1
    found = 0
    for place, element in enumerate(document.elements):
        named = is_named_price(words_of(element))
        if not named and not (element.text and _MONEY.search(element.text)):
            continue
        if element.tag in ("script", "style", "option", "title", "meta", "input", "h1", "textarea"):
            continue
        text = money_text(element)
        amount, currency = read_price(text, document.country)
        if not amount or not amount.strip("0."):
            continue
        found += 1
        if found > MOST_CANDIDATES:
            return
        yield _Candidate(
            _score(element, text, named, bool(currency), place - start, start >= 0), amount, currency
        )


def is_named_price(words: tuple[str, ...]) -> bool:
    """True for the words of an element named for a price."""
    return any(word.startswith(PRICE_TOKENS) or word.endswith("price") for word in words)


def _score(
    element: etree._Element, text: str, named: bool, money: bool, behind: int, has_heading: bool
) -> float:
    words = [*words_of(element)]
    for above in (element.getparent(), *islice(element.iterancestors(), 1, 3)):
        if above is not None:
            words.extend(words_of(above))
            if above.tag in _STRUCK:
                return -5
    score = 1.0 + 1.5 * named + 1.5 * (money or bool(_MONEY.search(text)))
    score += 1.0 * any(word in NOW_TOKENS for word in words) - 2.5 * any(
        word.startswith(NOT_NOW_TOKENS) for word in words
    )
    score -= 5 * (element.tag in _STRUCK or "line-through" in (element.get("style") or ""))
    score -= 4 * is_elsewhere(element)
    score -= len(text) / 40
    if has_heading:
        score += 2 / (1 + behind / 60) if behind > 0 else -min(1.5, -behind / 100)
    return score


def money_text(element: etree._Element) -> str:
    """An element's text with small print of cents made a fraction: `12<sup>99</sup>` is 12.99."""
    pieces: list[str] = []
    size = 0
    for event, node in islice(etree.iterwalk(element, events=("start", "end")), 2 * MOST_INSIDE):
        if event == "start":
            piece = (
                ""
                if node.tag in ("script", "style", "del", "s", "strike") and node is not element
                else (node.text or "")
            )
            small = node.tag == "sup" or bool(_CENTS & set(words_of(node)))
            if small and node is not element and re.fullmatch(r"\s*\d{2}\s*", piece):
                before = "".join(pieces).rstrip()
                piece = (
                    piece.strip()
                    if before.endswith((".", ",")) or not before[-1:].isdigit()
                    else f".{piece.strip()}"
                )
                pieces = [before]
        else:
            piece = (node.tail or "") if node is not element else ""
        pieces.append(piece)
        size += len(piece)
        if size > 4 * LONGEST_PRICE:
            break
    return " ".join("".join(pieces).split())

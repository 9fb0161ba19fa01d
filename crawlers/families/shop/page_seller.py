"""Who sells: the seller a marketplace names on the page, else the shop itself."""

import re
from typing import Final
from urllib.parse import urlsplit

from crawlers.families.shop.document import Document, inside, one_line
from crawlers.families.shop.json_ld import Node, types_of
from crawlers.families.shop.labelled import LONGEST_VALUE, labelled
from crawlers.families.shop.markup import is_elsewhere, words_of
from crawlers.families.shop.page_brand import brand_in
from crawlers.families.shop.schema_product import text
from crawlers.families.shop.words import SELLER_LABELS

_NAMED: Final = frozenset({"seller", "sellername", "merchant", "merchantname", "soldby", "mbg"})
_NAMED_SO: Final = frozenset({"company", "supplier", "shop", "store"})
_SENTENCE = re.compile(
    r"(?:(?:dispatched|ships|shipped) from and )?(?:sold by|verkauf(?:t)? (?:und versand )?(?:durch|von)"
    r"|(?:expédié et )?vendu(?: et expédié)? par|vendido (?:y enviado |e enviado )?por|venduto (?:e spedito )?da)"
    r"\s+([^.:]{2,60})\.?$",
    re.I,
)
"""A seller in a sentence of its own: "Dispatched from and sold by Amazon." """


def page_seller(document: Document) -> str:
    """The seller named on the page, "" when none is: on most shops nobody but the shop sells."""
    for element in document.elements:
        match = _SENTENCE.match(one_line(element.text)) if element.text and len(element.text) < 200 else None
        if match and element.tag not in ("script", "style", "option") and not is_elsewhere(element):
            return match.group(1)
    for element, value in labelled(document, SELLER_LABELS):
        if not is_elsewhere(element) and re.search(r"\w", value) and not _is_label(value):
            return _bare(value)
    for element in document.elements:
        words = words_of(element)
        named = _NAMED & set(words) or ("name" in words and _NAMED_SO & set(words))
        if not named or element.tag in ("script", "style", "input", "form", "ul", "section"):
            continue
        links = list(inside(element, "a")) or [element]
        said = brand_in(links[0]) if len(links) == 1 or element.tag == "a" else ""
        if (
            said
            and not _is_label(said)
            and not is_elsewhere(element)
            and len(said) <= LONGEST_VALUE
            and element.tag in ("a", "span", "div", "b", "strong", "p", "h2", "h3", "h4")
        ):
            return _bare(said)
    return ""


def _is_label(value: str) -> bool:
    return (
        any(value.lower().endswith(label) for label in SELLER_LABELS if not label.isascii())
        or value.lower() in SELLER_LABELS
    )


def _bare(said: str) -> str:
    for label in sorted(SELLER_LABELS, key=len, reverse=True):
        if said.lower().startswith(label) and said[len(label) : len(label) + 1] in (":", "：", " "):
            said = said[len(label) :].lstrip(":： ")
    return one_line(re.sub(r"\s*\(\s*\d[\d\s.,]*\)?.*$", "", said))


def shop_name(document: Document, nodes: list[Node]) -> str:
    """The shop's own name: what the page says its site is called, else its host."""
    host = (urlsplit(document.url).hostname or "").removeprefix("www.")
    said = [document.meta.get("og:site_name", "")]
    for wanted in (("WebSite",), ("OnlineStore", "Organization", "Store", "Corporation", "OnlineBusiness")):
        said += [text(node.get("name")) for node in nodes if types_of(node) & set(wanted)]
    said += [
        document.meta.get(name, "")
        for name in ("application-name", "apple-mobile-web-app-title", "author", "copyright")
    ]
    core = re.sub(r"\W", "", host.split(".")[-2] if host.count(".") else host).casefold()
    agreeing = [one for one in said if one and core and _same(one, core)]
    return (agreeing or [one for one in said[:2] if one and len(one) <= 60] or [host])[0]


def _same(said: str, core: str) -> bool:
    plain = re.sub(r"\W", "", said).casefold()
    return bool(plain) and len(said) <= 60 and (plain in core or core in plain)

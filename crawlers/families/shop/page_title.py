"""The name a page gives its product: its heading, as far as the page's title says the same."""

import re

from lxml import etree

from crawlers.families.shop.document import Document, one_line, text_of
from crawlers.families.shop.markup import overlap, tokens

_SEPARATORS = re.compile(r"\s+[|·•»–—-]\s+|\s*[|»]\s*|\s::\s")


def page_title(document: Document, heading: etree._Element | None, site: str) -> str:
    """The product's name, "" when the page says none. `site` is the shop's own name, which is no product's."""
    whole = document.meta.get("og:title") or document.title
    if heading is not None:
        said = heading_text(heading, document)
        words = tokens(said)
        if (
            words
            and not words <= tokens(site)
            and (overlap(words, tokens(f"{whole} {document.title}")) >= 0.5)
        ):
            return said
    without = without_site(whole, site)
    if without:
        return without
    return text_of(heading, longest=500) if heading is not None else ""


def heading_text(heading: etree._Element, document: Document) -> str:
    """A heading's text without the pieces that the page's title lacks: an article number, "Details about", a button."""
    titled = tokens(f"{document.meta.get('og:title', '')} {document.title}")
    pieces = [one_line(str(piece)) for piece in heading.itertext() if piece.strip()][:50]
    agreeing = [piece for piece in pieces if overlap(tokens(piece), titled) >= 0.6]
    kept = one_line(" ".join(agreeing))
    return kept if len(tokens(kept)) > 1 and len(agreeing) < len(pieces) else text_of(heading, longest=500)


def without_site(title: str, site: str) -> str:
    """A page's title without the shop's name before or behind it."""
    parts = [part for part in _SEPARATORS.split(title) if part and part.strip()]
    wanted = tokens(site) - {"com", "www"}
    kept = [
        part
        for part in parts
        if not (wanted and overlap(tokens(part), wanted) == 1 and len(tokens(part)) <= len(wanted) + 2)
    ]
    if len(kept) == len(parts) or not kept:
        return title
    return (
        title[title.find(kept[0]) : title.find(kept[-1]) + len(kept[-1])].strip()
        if len(kept) > 1
        else kept[0].strip()
    )

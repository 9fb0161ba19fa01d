"""What a web page says, a sentence a line, without what changes by itself. 网页正文.

Left out before anything is compared: navigation, headers, footers, forms and hidden parts, and lines that only say when the page
was shown or changed, how often it was read, or who holds copyright. Amounts and days of the law itself stay, whatever digits they
have.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from lxml import html
from lxml.etree import ParserError
from w3lib.encoding import html_to_unicode

from crawlers.challenge import challenge_sign
from crawlers.charset import misread

_DROPPED: Final = frozenset(
    "script style noscript template nav header footer aside form button select iframe svg canvas dialog".split()
)
_ROLES: Final = frozenset("navigation banner contentinfo search complementary alert dialog".split())
_NAMED: Final = re.compile(
    r"(?:^|[\s_-])(?:breadcrumbs?|cookies?|cookie-\w+|menu|navbar|sidebar|share|social|pagination|skip-link|toolbar)(?:$|[\s_-])",
    re.IGNORECASE,
)
_BLOCKS: Final = frozenset(
    "address article blockquote br caption center dd div dl dt fieldset figcaption figure h1 h2 h3 h4 h5 h6 hr li main ol p pre "
    "section summary table tbody td tfoot th thead tr ul body details".split()
)
_CELLS: Final = frozenset(("td", "th"))
_NOISE: Final = re.compile(
    r"(?:last|page|content)?\s*(?:updated?|modified|reviewed|changed|refreshed)\s*(?:on|at|:|：)"
    r"|(?:printed|generated|retrieved|accessed|page rendered)\s*(?:on|at|in|:)"
    r"|(?:visitors?|visits?|hits|page\s?views?|views)\s*[:：]?\s*[\d,.]+$|^[\d,.]+\s*(?:visitors?|visits?|hits|page\s?views?|views)"
    r"|(?:浏览|访问|阅读|点击)(?:次数|量|数)?\s*[:：]|(?:更新|发布|打印|当前|最后修改)(?:时间|日期)\s*[:：]"
    r"|最終更新日|更新日\s*[:：]|최종\s*(?:수정|업데이트)|조회수"
    r"|^\s*(?:©|\(c\)|copyright\b|版权所有)",
    re.IGNORECASE,
)
_DATE_ALONE: Final = re.compile(
    r"^(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day,?\s*)?(?:\d{1,4}[-/.年]\s?\d{1,2}[-/.月]\s?\d{1,4}日?|\d{1,2}\s+[a-z]{3,9}\.?\s+\d{4}"
    r"|[a-z]{3,9}\.?\s+\d{1,2},?\s+\d{4})?[\s,T]*(?:\d{1,2}:\d{2}(?::\d{2})?(?:\s*(?:am|pm|utc|gmt|cet))?)?$",
    re.IGNORECASE,
)
_SENTENCE: Final = re.compile(r"(?<=[。！？；])|(?<=[.!?;])\s+(?=[A-Z(“\"])")
_LONGEST_NOISE: Final = 120
"""A line longer than this says something besides."""

_MAIN_SHARE: Final = 0.4
"""Share of a page's text its main part must hold to be taken for the page."""

MOST_LINES: Final = 20_000
"""Lines of a page that are compared; longer ones are refused, not cut."""


class NoText(ValueError):
    """Nothing can be read on the page; the message says why, in Chinese and English."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PageWords:
    """The sentences of a page in order, and how many lines were left out as noise."""

    lines: tuple[str, ...]
    noise: int


def page_words(body: bytes, content_type: str) -> PageWords:
    """The words of a web page. Raises NoText for what is no web page, a bot-check, or has no words."""
    if sign := challenge_sign(body):
        raise NoText(f"机器人验证页 · a page to keep automatic readers out: {sign!r}")
    if body.startswith(b"%PDF"):
        raise NoText("是 PDF 文件，不能逐句比对 · a PDF, which cannot be compared sentence by sentence")
    wrong = misread(body, content_type)
    declared = (
        f"{content_type.partition(';')[0] or 'text/html'}; charset={wrong.readable_as}"
        if wrong
        else content_type
    )
    _, text = html_to_unicode(declared, body)
    try:
        page = html.document_fromstring(text)
    except (ParserError, ValueError) as error:
        raise NoText(f"不是网页 · no web page: {error}") from error
    kept: list[str] = []
    noise = 0
    for line in _sentences(_main_part(page)):
        if _is_noise(line):
            noise += 1
        else:
            kept.append(line)
    if not kept:
        raise NoText("网页没有正文（可能由脚本生成） · the page has no words (it may be made by a script)")
    if len(kept) > MOST_LINES:
        raise NoText(f"网页过长 · the page is too long: {len(kept):,} > {MOST_LINES:,}")
    return PageWords(lines=tuple(kept), noise=noise)


def _is_noise(line: str) -> bool:
    return bool(_DATE_ALONE.match(line)) or (len(line) <= _LONGEST_NOISE and bool(_NOISE.search(line)))


def _main_part(page: html.HtmlElement) -> html.HtmlElement:
    """The element that says it is the main one, where it holds enough of the words; else the page's body."""
    for element in list(page.iter()):
        if isinstance(element.tag, str) and _is_beside(element):
            element.drop_tree()
    whole = len(page.text_content())
    for found in (*page.iter("main"), *page.xpath("//*[@role='main']"), *page.iter("article")):
        if len(found.text_content()) >= _MAIN_SHARE * whole:
            return found
    body = page.find("body")
    return page if body is None else body


def _is_beside(element: html.HtmlElement) -> bool:
    if element.getparent() is None or element.tag in ("html", "body", "main", "article"):
        return False
    said = element.get
    hidden = said("hidden") is not None or said("aria-hidden") == "true"
    named = bool(_NAMED.search(f"{said('class') or ''} {said('id') or ''}"))
    return element.tag in _DROPPED or said("role") in _ROLES or hidden or named


def _sentences(part: html.HtmlElement) -> Iterator[str]:
    """Blocks one after the other, each a sentence a line; the cells of a table's row stay on one line."""
    for block in "".join(_pieces(part)).split("\n"):
        tidy = " ".join(block.split()).strip(" |")
        if not tidy:
            continue
        for sentence in _SENTENCE.split(tidy):
            if sentence.strip():
                yield sentence.strip()


def _pieces(element: html.HtmlElement) -> Iterator[str]:
    row = element.tag in _CELLS
    block = element.tag in _BLOCKS and not row
    if block:
        yield "\n"
    yield " ".join((element.text or "").split("\n"))
    for child in element:
        if isinstance(child.tag, str):
            inner = "".join(_pieces(child))
            yield inner.strip().replace("\n", " ") if row else inner
        yield " ".join((child.tail or "").split("\n"))
    yield " | " if row else "\n" if block else ""

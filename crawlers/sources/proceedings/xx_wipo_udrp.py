"""WIPO Arbitration and Mediation Center: decisions on domain names (UDRP), of cases filed this year and the last.

The index links list pages, list.jsp?prefix=D&year=2026&seq_min=1&seq_max=…, some hundred cases each; decisions follow
two or three months after a case is filed.
"""

import datetime as dt
from collections.abc import Iterator
from urllib.parse import parse_qs, urljoin, urlsplit

from crawlers.errors import PageChanged
from crawlers.families.udrp import decisions_of
from crawlers.page import Page
from crawlers.source import Follow, Item, Policy, Route, Scope, Source
from domain.fault import Fault
from domain.fault_kind import FaultKind
from domain.observation import Kind

INDEX = "https://www.wipo.int/amc/en/domains/decisionsx/index.html"
MOST_LISTS = 150
"""List pages of a run."""


def start(scope: Scope) -> tuple[Follow, ...]:
    """The index of list pages."""
    return (Follow(url=INDEX),)


def parse(page: Page) -> Iterator[Item]:
    """Follows the list pages of this year's and last year's cases."""
    links = {urljoin(page.url, link.attrib["href"]) for link in page.all('a[href*="list.jsp?"]')}
    asked = [(parse_qs(urlsplit(link).query), link) for link in links]
    oldest = page.fetched_at.year - 1
    cases = [(int(q["year"][0]), int(q["seq_min"][0]), link) for q, link in asked if _is_list(q)]
    newest = sorted((one for one in cases if one[0] >= oldest), reverse=True)
    if not newest:
        raise PageChanged(f"{page.url}: no list of cases of {oldest} or later among {len(links)}")
    if len(newest) > MOST_LISTS:
        yield Fault(kind=FaultKind.LIST_CUT, file=page.url, detail=f"{MOST_LISTS} / {len(newest)} list.jsp")
    for _, _, link in newest[:MOST_LISTS]:
        yield Follow(url=link, parse=read_list)


def _is_list(query: dict[str, list[str]]) -> bool:
    return query.get("prefix") == ["D"] and all(query.get(k, [""])[0].isdigit() for k in ("year", "seq_min"))


def read_list(page: Page) -> Iterator[Item]:
    """The decided cases of one list page."""
    yield from decisions_of(page, source=SOURCE.name)


SOURCE = Source(
    name="xx-wipo-udrp",
    kind=Kind.PROCEEDING,
    country="XX",
    title_zh="WIPO 域名争议裁决（UDRP）",
    title_en="WIPO domain name decisions (UDRP)",
    route=Route.HTML,
    policy=Policy.NEEDS_REVIEW,
    terms="https://www.wipo.int/tools/en/disclaim.html",
    note_zh="公开网页；robots.txt 与条款尚未核对；两秒以上一次请求",
    note_en="Public pages; robots.txt and terms not yet checked; two seconds or more between requests",
    start=start,
    parse=parse,
    least=20,
    max_drop=0.6,
    interval=dt.timedelta(days=1),
    delay=2.5,
)

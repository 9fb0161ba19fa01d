"""Lists of domain name cases at the WIPO Arbitration and Mediation Center (decisionsx/list.jsp).

A row has case number, complainant, respondent, domain names (with <br> between) and result; a case without a decision has
no link. Up to 2009 the link is the decision itself, since then search/text.jsp?case=D2026-0001, which leads to HTML or PDF.
"""

import re
from collections.abc import Iterator
from urllib.parse import urljoin

from parsel import Selector

from crawlers.errors import PageChanged
from crawlers.page import Page
from domain.observation import Kind, Observation, Party, Side

_CASE = re.compile(r"D\d{4}-\d{4,5}")


def decisions_of(page: Page, *, source: str) -> Iterator[Observation]:
    """The decided cases of one list. Raises PageChanged when it has no row of five cells."""
    rows = [cells for row in page.all("tr") if len(cells := row.css("td")) >= 5]
    if not rows:
        raise PageChanged(f"{page.url}: no row of five cells")
    for cells in rows:
        link, number = cells[0].css("a::attr(href)").get(), _CASE.search(_text(cells[0]).upper())
        if link and number:
            yield _decision(cells, ref=number[0], url=urljoin(page.url, link), source=source)


def _decision(cells: list[Selector], *, ref: str, url: str, source: str) -> Observation:
    sides = zip((Side.CLAIMANT, Side.RESPONDENT), cells[1:3], strict=True)
    parties = [(name, side) for side, cell in sides if (name := _text(cell))]
    domains = [name for text in cells[3].css("::text").getall() if (name := " ".join(text.split()))]
    return Observation(
        kind=Kind.PROCEEDING,
        source=source,
        ref=ref,
        sign=f"{' v. '.join(name for name, _ in parties)}: {', '.join(domains)}",
        office="XX",
        holders=tuple(Party(name=name, side=side.value) for name, side in parties),
        docket=ref,
        status=_text(cells[4]),
        url=url,
    )


def _text(cell: Selector) -> str:
    return " ".join(" ".join(cell.css("::text").getall()).split())

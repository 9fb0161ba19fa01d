"""Federal Register, section 337: the full text of each notice that an investigation was instituted or a complaint received.

The list (`us-federal-register`) names no party; these notices do, thirty respondents and more. From the API's list of
documents those two kinds of notice are followed to `full_text_xml_url`, in whose path stand day and number of the notice.
"""

import datetime as dt
import re
from collections.abc import Iterator
from urllib.parse import urlencode

from lxml import etree

from crawlers.errors import NotTheFile, PageChanged
from crawlers.families.federal_register import notice_of
from crawlers.page import Page
from crawlers.source import Follow, Item, Policy, Route, Scope, Source
from domain.observation import Kind

LIST = "https://www.federalregister.gov/api/v1/documents.json"
_WANTED = re.compile(r"institution of (?:an )?investigation|receipt of (?:amended )?complaint", re.IGNORECASE)
_PLACE = re.compile(r"/xml/(\d{4})/(\d\d)/(\d\d)/([0-9A-Z-]+)\.xml")


def start(scope: Scope) -> tuple[Follow, ...]:
    """The notices of the Commission since a day, newest first."""
    asked = [
        ("conditions[term]", '"section 337"'),
        ("conditions[agencies][]", "international-trade-commission"),
        ("conditions[type][]", "NOTICE"),
        ("conditions[publication_date][gte]", scope.since.isoformat()),
        ("order", "newest"),
        ("per_page", "200"),
        *(("fields[]", name) for name in ("document_number", "title", "full_text_xml_url")),
    ]
    return (Follow(url=f"{LIST}?{urlencode(asked)}"),)


def parse(page: Page) -> Iterator[Item]:
    """Follows the wanted notices of a list, and its next page."""
    answer = page.json()
    if not isinstance(answer, dict) or "count" not in answer:
        raise PageChanged(f"{page.url}: no count of documents")
    for row in answer.get("results") or ():
        if _WANTED.search(str(row.get("title"))) and _PLACE.search(str(row.get("full_text_xml_url"))):
            yield Follow(url=row["full_text_xml_url"], parse=read_notice)
    yield from (Follow(url=url) for url in [answer.get("next_page_url")] if url)


def read_notice(page: Page) -> Iterator[Item]:
    """One notice with the parties it names."""
    place = _PLACE.search(page.url)
    if place is None or not page.is_there():
        raise NotTheFile(f"{page.url}: no notice where its full text was promised")
    day = dt.date(int(place[1]), int(place[2]), int(place[3]))
    url = f"https://www.federalregister.gov/d/{place[4]}"
    try:
        yield notice_of(page.body, source=SOURCE.name, number=place[4], day=day, url=url)
    except etree.XMLSyntaxError as error:
        raise PageChanged(f"{page.url}: {error}") from error


SOURCE = Source(
    name="us-federal-register-337",
    kind=Kind.PROCEEDING,
    country="US",
    title_zh="美国联邦公报 337 立案与起诉公告（含当事人）",
    title_en="US Federal Register: section 337 complaints and institutions, with parties",
    route=Route.API,
    policy=Policy.ALLOWED,
    terms="https://www.federalregister.gov/reader-aids/developer-resources/rest-api",
    note_zh="美国政府公开数据；无需密钥",
    note_en="US government open data; no key",
    start=start,
    parse=parse,
    least=1,
    interval=dt.timedelta(days=1),
    lookback=dt.timedelta(days=45),
    delay=1.0,
)

"""USITC Investigations Database: section 337 investigations (unfair imports) that are open or ended this last year.

One JSON of 11 to 37 MB holds every investigation since the seventies: it goes to disk and is read row by row.
"""

import datetime as dt
from collections.abc import Iterator

import ijson

from crawlers.errors import NotTheFile, PageChanged
from crawlers.families.usitc import ended_on, investigation_of, is_section_337
from crawlers.page import Page
from crawlers.source import Follow, Item, Policy, Route, Scope, Source
from domain.observation import Kind

_KEPT = dt.timedelta(days=365)


def start(scope: Scope) -> tuple[Follow, ...]:
    """The day's file."""
    return (Follow(url="https://ids.usitc.gov/investigations.json", to_file=True),)


def parse(page: Page) -> Iterator[Item]:
    """The investigations of section 337 that are not long over."""
    if page.path is None or not page.is_there():
        raise NotTheFile(f"{page.url}: a web page where the investigations were promised")
    oldest = page.fetched_at.date() - _KEPT
    found = 0
    with page.path.open("rb") as stream:
        try:
            for row in ijson.items(stream, "data.item"):
                if is_section_337(row):
                    found += 1
                    if (ended_on(row) or oldest) >= oldest:
                        yield investigation_of(row, source=SOURCE.name)
        except (ijson.JSONError, AttributeError, TypeError, KeyError) as error:
            raise PageChanged(f"{page.url}: row {found}: {error!r}") from error
    if not found:
        raise PageChanged(f"{page.url}: no data[] with an Investigation Number 337-…")


SOURCE = Source(
    name="us-usitc-ids",
    kind=Kind.PROCEEDING,
    country="US",
    title_zh="美国国际贸易委员会 337 调查数据库",
    title_en="USITC investigations database, section 337",
    route=Route.BULK,
    policy=Policy.ALLOWED,
    terms="https://catalog.data.gov/harvest/object/a435b9f9-d7fa-4c98-b1a5-218eb9789e03",
    note_zh="美国政府公开数据；每日一个文件；无需密钥",
    note_en="US government open data; one file a day; no key",
    start=start,
    parse=parse,
    least=10,
    max_drop=0.5,
    interval=dt.timedelta(days=1),
)

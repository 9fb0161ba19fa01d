"""CIPO Canada, weekly trademark files: what was filed or changed in a week, as zips of ST.96 XML.

A page lists the files, WEEKLY_YYYY-MM-DD_HH-MM-SS.zip. Page and folder are those of readers of 2019 and 2020, so the
addresses on the page come before the folder known then, and the operator looks before the clock runs it.
"""

import datetime as dt
import re
from collections.abc import Iterator
from urllib.parse import urljoin

from crawlers.errors import NotTheFile, PageChanged
from crawlers.page import Page
from crawlers.reading import read_pictured_path
from crawlers.source import Follow, Item, Policy, Route, Scope, Source
from domain.observation import Kind

INDEX = "https://www.ic.gc.ca/eic/site/cipointernet-internetopic.nsf/eng/h_wr04302.html"
FOLDER = "https://opic-cipo.ca/cipo/client_downloads/Trademarks_Weekly/"
NEWEST = 2
"""Files a run fetches: the week's, and the one before in case a run was missed."""

_WEEKLY = re.compile(r"WEEKLY_\d{4}-\d{2}-\d{2}_\d{2}-\d{2}-\d{2}\.zip")


def start(scope: Scope) -> tuple[Follow, ...]:
    """The page that lists the files."""
    return (Follow(url=INDEX),)


def parse(page: Page) -> Iterator[Item]:
    """Follows the newest weekly files. Raises PageChanged when the page names none."""
    linked = {}
    for link in page.all("a[href]", least=0):
        address = urljoin(page.url, link.attrib["href"])
        if (name := _WEEKLY.search(address)) and address.startswith("https://"):
            linked[name[0]] = address
    names = {*linked, *_WEEKLY.findall(page.body.decode("utf-8", "replace"))}
    if not names:
        raise PageChanged(f"{page.url}: no file WEEKLY_….zip is named")
    for name in sorted(names, reverse=True)[:NEWEST]:
        yield Follow(url=linked.get(name, FOLDER + name), parse=read_week, to_file=True)


def read_week(page: Page) -> Iterator[Item]:
    """The marks of one weekly file."""
    if page.path is None or not page.is_there():
        raise NotTheFile(f"{page.url}: a web page where the weekly file was listed")
    yield from read_pictured_path(page.path, name=page.name, source=SOURCE.name)


SOURCE = Source(
    name="ca-cipo-weekly",
    kind=Kind.FILING,
    country="CA",
    title_zh="加拿大知识产权局 商标每周数据",
    title_en="CIPO Canada, weekly trademark files",
    route=Route.BULK,
    policy=Policy.NEEDS_REVIEW,
    terms=INDEX,
    note_zh="官方公开数据；列表页与下载地址为 2019–2020 年所见，启用前请核对地址、robots.txt 与条款",
    note_en="Official open data; page and addresses are those of 2019-2020: look at them, robots.txt and terms first",
    start=start,
    parse=parse,
    least=1,
    interval=dt.timedelta(days=3),
)

"""PRV Sweden, open data by FTP: the trade marks that changed, a zip a day with one ST.66 XML for each mark.

`full/` holds the whole register (601 zips, 888 MB in July 2026), `diff/` what changed; only that is read. How the files
are named is not relied on: what was written since the last run is fetched, oldest first, so that the latest word
about a mark comes last. User and password are PRV's, published for everybody.
"""

import datetime as dt
from collections.abc import Iterator
from urllib.parse import quote

from crawlers.errors import NotTheFile, PageChanged
from crawlers.page import Page
from crawlers.reading import read_pictured_path
from crawlers.source import Follow, Item, Policy, Route, Scope, Source
from domain.observation import Kind

FOLDER = "ftp://OpenDataSource:opendata@opendata.prv.se/TrademarkExport/NewExport/trademark/data/diff/"
MOST_FILES = 45
"""Files a run fetches, the newest of those that are due."""


def start(scope: Scope) -> tuple[Follow, ...]:
    """The folder of changes."""
    return (Follow(url=FOLDER, parse=lambda page: files_since(page, scope.since)),)


def parse(page: Page) -> Iterator[Item]:
    """The files of the week before a listing."""
    return files_since(page, page.fetched_at.date() - SOURCE.lookback)


def files_since(page: Page, day: dt.date) -> Iterator[Item]:
    """Follows the zips written on or after that day, one after the other. Raises PageChanged when there are no zips."""
    lines = [line.split(" ", 2) for line in page.body.decode("utf-8", "replace").splitlines()]
    zips = sorted((line[0], line[2]) for line in lines if len(line) == 3 and line[2].endswith(".zip"))
    if not zips:
        raise PageChanged(f"{page.url}: no zip among {len(lines)} files")
    due = [name for written, name in zips if written[:8] >= f"{day:%Y%m%d}"][-MOST_FILES:]
    yield from _from(due)


def _from(names: list[str]) -> Iterator[Follow]:
    def read_and_go_on(page: Page) -> Iterator[Item]:
        yield from read_day(page)
        yield from _from(names[1:])

    if names:
        yield Follow(url=FOLDER + quote(names[0]), parse=read_and_go_on, to_file=True)


def read_day(page: Page) -> Iterator[Item]:
    """The marks of one zip."""
    if page.path is None or not page.is_there():
        raise NotTheFile(f"{page.url}: no file where one was listed")
    yield from read_pictured_path(page.path, name=page.name, source=SOURCE.name)


SOURCE = Source(
    name="se-prv-ftp",
    kind=Kind.FILING,
    country="SE",
    title_zh="瑞典专利注册局 商标开放数据",
    title_en="PRV Sweden, trade marks (open data)",
    route=Route.BULK,
    policy=Policy.ALLOWED,
    terms="https://data.prv.se/",
    note_zh="开放数据，CC0；按日增量，经 FTP 取得",
    note_en="Open data, CC0; daily changes by FTP",
    start=start,
    parse=parse,
    least=1,
    interval=dt.timedelta(days=1),
    most_depth=MOST_FILES + 5,
)

"""USPTO, TTAB Daily XML: every proceeding before the Trademark Trial and Appeal Board that changed the day before.

The product's description (JSON) lists its files; each is a zip with one XML. The same file may be fetched
20 times a year by one key, so only the newest few are. A missing file is answered with status 200 and a
web page. Open Data Portal, api.uspto.gov; an account is needed since 2026-06-18.
"""

import datetime as dt
import re
from collections.abc import Iterator

from crawlers.auth import Auth
from crawlers.errors import NotTheFile
from crawlers.families.uspto_products import PRODUCTS, newest_files
from crawlers.page import Page
from crawlers.reading import read_path
from crawlers.source import Follow, Item, Policy, Route, Scope, Source
from domain.observation import Kind

NEWEST = 2
"""Files a run fetches: the day's, and the one before in case a run was missed."""

_DAILY = re.compile(r"tt\d{6}\.zip")


def start(scope: Scope) -> tuple[Follow, ...]:
    """The product's description."""
    return (Follow(url=f"{PRODUCTS}/TTABTDXF"),)


def parse(page: Page) -> Iterator[Item]:
    """Follows the newest daily files."""
    for address in newest_files(page, _DAILY, NEWEST):
        yield Follow(url=address, parse=read_day, to_file=True)


def read_day(page: Page) -> Iterator[Item]:
    """The proceedings of one daily file."""
    if page.path is None or not page.is_there():
        raise NotTheFile(f"{page.url}: a web page where the daily file was listed")
    yield from read_path(page.path, name=page.name, source=SOURCE.name)


SOURCE = Source(
    name="us-uspto-ttab-bulk",
    kind=Kind.PROCEEDING,
    country="US",
    title_zh="美国商标审判与上诉委员会（TTAB）程序每日 XML",
    title_en="USPTO TTAB proceedings, daily XML",
    route=Route.API,
    policy=Policy.ALLOWED,
    terms="https://data.uspto.gov/apis/getting-started",
    note_zh="美国政府公开数据；需 Open Data Portal 账户密钥",
    note_en="US government open data; needs the key of an Open Data Portal account",
    start=start,
    parse=parse,
    least=1,
    interval=dt.timedelta(days=1),
    auth=Auth(
        settings={"key": "HAISHAO_USPTO_KEY"}, hosts=("api.uspto.gov",), headers={"X-API-KEY": "{key}"}
    ),
)

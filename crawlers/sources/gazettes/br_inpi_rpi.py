"""INPI Brazil, Revista da Propriedade Industrial, section Marcas: one zip a week, on Tuesdays.

Issue 2888 is that of 2026-05-12; the number grows by one a week. An issue that is not out is answered
with a 404 or a web page.
"""

import datetime as dt
from collections.abc import Iterator

from crawlers.errors import NotYetPublished
from crawlers.page import Page
from crawlers.reading import read_pictured_path
from crawlers.source import Follow, Item, Policy, Route, Scope, Source, Weekly
from domain.observation import Kind

_KNOWN_ISSUE, _KNOWN_DAY = 2888, dt.date(2026, 5, 12)


def start(scope: Scope) -> tuple[Follow, ...]:
    """The issue of the last Tuesday, or the one before when that is not out."""
    return (_issue(_KNOWN_ISSUE + (scope.today - _KNOWN_DAY).days // 7, tries=2),)


def _issue(number: int, *, tries: int) -> Follow:
    def read_or_go_back(page: Page) -> Iterator[Item]:
        if tries > 1 and not page.is_there():
            yield _issue(number - 1, tries=tries - 1)
        else:
            yield from parse(page)

    address = f"https://revistas.inpi.gov.br/txt/RM{number}.zip"
    return Follow(url=address, parse=read_or_go_back, to_file=True, may_be_missing=True)


def parse(page: Page) -> Iterator[Item]:
    """The processes of one issue."""
    if page.path is None or not page.is_there():
        raise NotYetPublished(page.url)
    yield from read_pictured_path(page.path, name=page.name, source=SOURCE.name)


SOURCE = Source(
    name="br-inpi-rpi",
    kind=Kind.FILING,
    country="BR",
    title_zh="巴西工业产权局 工业产权公报（商标）",
    title_en="INPI Brazil, industrial property gazette, trademarks",
    route=Route.BULK,
    policy=Policy.ALLOWED,
    terms="https://revistas.inpi.gov.br/rpi/",
    note_zh="官方公开公报；每周一个文件",
    note_en="Official public gazette; one file a week",
    start=start,
    parse=parse,
    least=1,
    interval=dt.timedelta(days=3),
    published=Weekly(weekday=1, zone="America/Sao_Paulo"),
)

"""UKIPO, Trade Marks Journal: the week's marks for opposition, UK and Madrid, as one XML of 145 to 233 MB.

Issues are numbered by the Fridays of a year: 2026/033 is 14 August 2026. An issue that is not out is
answered with a web page (status 200) or a 404; a data centre's address sometimes gets a captcha and 403,
which is reported, never evaded: the operator may then download the file and read it with `haishao screen`.
"""

import datetime as dt
from collections.abc import Iterator

from crawlers.errors import NotYetPublished
from crawlers.page import Page
from crawlers.reading import read_pictured_path
from crawlers.source import Follow, Item, Policy, Route, Scope, Source, Weekly
from domain.observation import Kind

_FRIDAY = 4


def start(scope: Scope) -> tuple[Follow, ...]:
    """The issue of the last Friday, or the one before when that is not out."""
    return (_issue(scope.today - dt.timedelta(days=(scope.today.weekday() - _FRIDAY) % 7), tries=2),)


def issue_number(friday: dt.date) -> str:
    """The number of a Friday's issue, as in the address: `2026-033`."""
    return f"{friday.year}-{(friday.timetuple().tm_yday + 6) // 7:03}"


def _issue(friday: dt.date, *, tries: int) -> Follow:
    def read_or_go_back(page: Page) -> Iterator[Item]:
        if tries > 1 and not page.is_there():
            yield _issue(friday - dt.timedelta(days=7), tries=tries - 1)
        else:
            yield from parse(page)

    address = f"https://www.ipo.gov.uk/t-tmj/tm-journals/{issue_number(friday)}/jnl.xml"
    return Follow(url=address, parse=read_or_go_back, to_file=True, may_be_missing=True)


def parse(page: Page) -> Iterator[Item]:
    """The marks of one issue."""
    if page.path is None or not page.is_there():
        raise NotYetPublished(page.url)
    yield from read_pictured_path(page.path, name=page.name, source=SOURCE.name)


SOURCE = Source(
    name="gb-ukipo-tmj",
    kind=Kind.FILING,
    country="GB",
    title_zh="英国知识产权局 商标公报",
    title_en="UKIPO Trade Marks Journal",
    route=Route.BULK,
    policy=Policy.ALLOWED,
    terms="https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/",
    note_zh="开放政府许可 OGL v3；每周一个文件",
    note_en="Open Government Licence v3; one file a week",
    start=start,
    parse=parse,
    least=1,
    interval=dt.timedelta(days=3),
    published=Weekly(weekday=_FRIDAY, zone="Europe/London"),
)

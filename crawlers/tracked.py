"""Law pages, fee pages and notices of offices that rules rest on, fetched by their addresses. 跟踪网页.

No source of the catalogue: it gives no observation, and which pages it asks for the centre's staff say. Everything else is as for
any source: robots.txt is obeyed, hosts are asked slowly, every answer is kept as evidence.
"""

import datetime as dt
from collections.abc import Iterator
from typing import Final

from scrapy import Request
from scrapy.http import Response

from crawlers.challenge import challenge_sign
from crawlers.page import Page
from crawlers.picture_spider import PictureSpider
from crawlers.source import Follow, Item, Policy, Route, Scope, Source
from domain.fault import Fault
from domain.fault_kind import FaultKind
from domain.observation import Kind


def _nothing(_scope: Scope) -> tuple[Follow, ...]:
    return ()


def _unread(_page: Page) -> Iterator[Item]:
    return iter(())


TRACKED: Final = Source(
    name="tracked-pages",
    kind=Kind.PROCEEDING,
    country="XX",
    title_zh="跟踪网页（法律、官费、公告）",
    title_en="Tracked pages (law, fees, notices)",
    route=Route.HTML,
    policy=Policy.ALLOWED,
    terms="https://www.rfc-editor.org/rfc/rfc9309",
    note_zh="逐页由工作人员指定；遵守各站 robots.txt；每周每页一次",
    note_en="each page named by staff; robots.txt of each host obeyed; a page once a week",
    start=_nothing,
    parse=_unread,
    least=0,
    interval=dt.timedelta(days=7),
    delay=5.0,
)


class PageSpider(PictureSpider):
    """Fetches the pages whose addresses stand in a file, one a line, and nothing else."""

    def _answered(self, response: Response, follow: Follow) -> Iterator[Request]:
        """As for a picture; a page that a bot-check shows in place of the one asked for is said to be one."""
        if sign := challenge_sign(response.body):
            self._files.keep_fault(
                Fault(
                    kind=FaultKind.ANSWER_REFUSED,
                    file=follow.url,
                    detail=f"机器人验证页 · bot-check: {sign!r}",
                )
            )
        return super()._answered(response, follow)

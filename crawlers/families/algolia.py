"""Algolia, the search engine behind many fairs' catalogues, read whole by cutting its questions in two.

A question gives its first 2,000 hits at most (`paginationLimitedTo`). One with more is asked again for each half of
a span of numbers that every record has, such as the second in which it was entered, until each half fits.
"""

import dataclasses
import json
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any, Final
from urllib.parse import urlencode

from crawlers.errors import PageChanged
from crawlers.page import Page
from crawlers.source import Follow, Item
from domain.fault import Fault
from domain.fault_kind import FaultKind

SHOWN: Final = 2000
"""Hits of one question that can be seen."""

_SIZE = 200

ReadHit = Callable[[Mapping[str, Any]], Item]
"""Reads one hit. May raise KeyError, TypeError, AttributeError or ValueError where it is not as it was."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """The records whose `number` is from `since` to before `until`, a page of them; `app` is checked by its maker."""

    app: str
    key: str
    index: str
    number: str
    since: int
    until: int
    page: int = 0

    def follow(self, read: ReadHit) -> Follow:
        """The request; its answer is read with the question in mind."""
        span = f"{self.number} >= {self.since} AND {self.number} < {self.until}"
        asked = urlencode({"query": "", "page": self.page, "hitsPerPage": _SIZE, "filters": span})
        return Follow(
            url=f"https://{self.app.lower()}-dsn.algolia.net/1/indexes/*/queries",
            parse=partial(read_hits, read=read, question=self),
            method="POST",
            headers=(("x-algolia-application-id", self.app), ("x-algolia-api-key", self.key)),
            body=json.dumps({"requests": [{"indexName": self.index, "params": asked}]}).encode(),
        )


def read_hits(page: Page, read: ReadHit, question: Question | None = None) -> Iterator[Item]:
    """The hits of one answer, and what is asked next. Without its question, an answer alone. Raises PageChanged."""
    try:
        result = page.json()["results"][0]
        total, pages = int(result["nbHits"]), int(result["nbPages"])
        items = [read(hit) for hit in result["hits"]]
    except (KeyError, IndexError, TypeError, AttributeError, ValueError) as error:
        raise PageChanged(
            f"{page.url}: no results[0] with hits, nbHits, nbPages as they were: {error!r}"
        ) from error
    if question and total >= SHOWN and question.until - question.since > 1:
        middle = (question.since + question.until) // 2
        yield dataclasses.replace(question, until=middle, page=0).follow(read)
        yield dataclasses.replace(question, since=middle, page=0).follow(read)
        return
    yield from items
    if question and question.page + 1 < pages:
        yield dataclasses.replace(question, page=question.page + 1).follow(read)
    elif total > SHOWN:
        yield Fault(kind=FaultKind.LIST_CUT, file=page.url, detail=f"{SHOWN} / {total}")

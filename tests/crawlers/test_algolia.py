"""A catalogue behind Algolia is read whole though a question shows its first 2,000 hits only."""

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs

import pytest

from crawlers.families.algolia import Question
from crawlers.page import Page
from crawlers.source import Follow, Item
from domain.fault import Fault
from domain.fault_kind import FaultKind
from domain.observation import Kind, Observation, Provenance

ASKED = Question(app="EXAMPLEAPP", key="k", index="i", number="entered", since=0, until=1024)


def _read(hit: Mapping[str, Any]) -> Observation:
    return Observation(kind=Kind.EXHIBITOR, source="x", ref=str(hit["id"]), sign="X")


class Engine:
    """Answers as Algolia does: 200 hits a page, the first 2,000 of a question alone."""

    def __init__(self, entered: list[int]) -> None:
        self._entered = entered
        self.questions = 0

    def answer(self, follow: Follow) -> list[Item]:
        """What is read from the answer to a question."""
        self.questions += 1
        params = parse_qs(json.loads(follow.body)["requests"][0]["params"])
        since, until = (int(part.split()[-1]) for part in params["filters"][0].split(" AND "))
        hits = [{"id": n} for n, second in enumerate(self._entered) if since <= second < until]
        page = int(params["page"][0])
        shown = hits[:2000][page * 200 : page * 200 + 200]
        pages = -(-min(len(hits), 2000) // 200)
        body = json.dumps({"results": [{"nbHits": len(hits), "nbPages": pages, "hits": shown}]}).encode()
        assert follow.parse is not None
        return list(
            follow.parse(
                Page(
                    url=follow.url,
                    status=200,
                    body=body,
                    fetched_at=dt.datetime(2026, 11, 25, tzinfo=dt.UTC),
                    provenance=Provenance.MADE_UP,
                    sha256=hashlib.sha256(body).hexdigest(),
                )
            )
        )

    def all_items(self) -> list[Item]:
        """Everything read, until no question is left."""
        left, found = [ASKED.follow(_read)], list[Item]()
        while left:
            for item in self.answer(left.pop()):
                (left if isinstance(item, Follow) else found).append(item)  # type: ignore[arg-type]
        return found


@pytest.mark.parametrize("count", [0, 3, 200, 1999, 2000, 9784])
def test_every_record_is_read_once_however_many_there_are(count: int) -> None:
    found = Engine([n % 1024 for n in range(count)]).all_items()
    assert sorted(int(item.ref) for item in found if isinstance(item, Observation)) == list(range(count))
    assert not [item for item in found if isinstance(item, Fault)]


def test_more_records_of_one_second_than_are_shown_are_said_to_be_unread() -> None:
    found = Engine([7] * 2500).all_items()
    assert len([item for item in found if isinstance(item, Observation)]) == 2000
    assert [item.kind for item in found if isinstance(item, Fault)] == [FaultKind.LIST_CUT]

"""Every format read against what stands beside its page: a first run writes the expectation and fails."""

import json
from pathlib import Path

import pytest

from crawlers.reading import read_inputs
from domain import wire
from domain.fault import Fault
from domain.observation import Observation

PAGES = Path(__file__).parent / "pages"


def _line(item: Observation | Fault) -> str:
    if isinstance(item, Observation):
        return wire.to_json(item)
    return json.dumps(
        {"fault": item.kind.value, "record": item.record, "detail": item.detail}, ensure_ascii=False
    )


@pytest.mark.parametrize("page", sorted(p.name for p in PAGES.iterdir() if ".expected." not in p.name))
def test_a_page_reads_as_expected(page: str) -> None:
    found = [_line(item) for item in read_inputs([PAGES / page])]
    expected = PAGES / f"{page}.expected.jsonl"
    if not expected.exists():
        expected.write_text("\n".join(found) + "\n", encoding="utf-8")
        pytest.fail(f"{expected.name} was written now: look at it, then run again")
    assert found == expected.read_text(encoding="utf-8").splitlines()


def test_no_opponent_is_taken_for_the_mark() -> None:
    marks = [item for item in read_inputs([PAGES / "st66-euipo.xml"]) if isinstance(item, Observation)]
    assert "OPPONENT WORD" not in {mark.sign for mark in marks}
    assert all(mark.registered_on is None for mark in marks)

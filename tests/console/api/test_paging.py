"""Pages joined are the whole list, each row once, whatever is added meanwhile."""

import datetime as dt
import json

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from console.api import bearer
from domain.brand import Brand
from storage import models
from storage.brands import save_brands
from tests.console.api.program import Program, token_for

RULE = dict.fromkeys(("rule_zh", "rule_en", "rule_source", "caveat_zh", "caveat_en"), "x")


@pytest.fixture
def program(db: None, monkeypatch: pytest.MonkeyPatch) -> Program:
    monkeypatch.setattr(bearer, "MOST_A_MINUTE", 100_000)
    save_brands([Brand(brand_id="A", name="海", enterprise="甲")])
    return Program(token_for("甲"))


def add_alert(number: int, day: int) -> int:
    """An open alert whose last day is so many days ahead."""
    return models.Alert.objects.create(
        brand=models.Brand.objects.get(brand_id="A"),
        holder=str(number),
        holder_key=str(number),
        conflict_key=str(number),
        reason="similar-filing",
        tier="high",
        last_day=timezone.localdate() + dt.timedelta(days=day),
    ).pk


@settings(max_examples=12, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(
    days=st.lists(st.integers(0, 3), min_size=1, max_size=9),
    later=st.lists(st.lists(st.integers(0, 3), max_size=2), max_size=4),
    limit=st.integers(1, 4),
    name=st.sampled_from(["alerts", "deadlines"]),
)
def test_pages_joined_are_the_list_as_it_was_and_hold_nothing_twice(
    program: Program, days: list[int], later: list[list[int]], limit: int, name: str
) -> None:
    models.Alert.objects.all().delete()
    number = iter(range(1000))
    there = {add_alert(next(number), day) for day in days}
    whole = [one["alert_id"] for one in json.loads(program.get(f"{name}?limit=200").content)["items"]]
    assert set(whole) == there
    seen: list[int] = []
    following, additions = f"{name}?limit={limit}", iter(later)
    while following:
        answer = json.loads(program.get(following).content)
        assert len(answer["items"]) <= limit
        seen += [one["alert_id"] for one in answer["items"]]
        following = answer["next"]
        for day in next(additions, ()):
            add_alert(next(number), day)
    assert len(seen) == len(set(seen))
    assert [one for one in seen if one in there] == whole


def test_the_next_page_is_named_in_the_header_as_well(program: Program) -> None:
    for number in range(3):
        add_alert(number, 1)
    answer = program.get("alerts?limit=2&tier=high")
    following = json.loads(answer.content)["next"]
    assert answer["Link"] == f'<{following}>; rel="next"'
    last = program.get(following)
    assert json.loads(last.content)["next"] is None
    assert "Link" not in last


def test_a_cursor_is_good_for_its_list_and_filters_alone(program: Program) -> None:
    for number in range(3):
        add_alert(number, 1)
    following = json.loads(program.get("alerts?limit=1&tier=high").content)["next"]
    cursor = following.partition("cursor=")[2]
    changed = cursor[:-1] + ("A" if cursor[-1] != "A" else "B")
    for wrong in (
        f"alerts?tier=high&cursor={changed}",
        f"alerts?tier=low&cursor={cursor}",
        f"alerts?cursor={cursor}",
        f"deadlines?cursor={cursor}",
        "alerts?cursor=5",
        "alerts?cursor=%00",
    ):
        answer = program.get(wrong)
        assert answer.status_code == 400, wrong
        assert json.loads(answer.content)["type"].endswith("#bad-cursor")
    assert program.get(f"alerts?tier=high&limit=200&cursor={cursor}").status_code == 200, "limit may change"


def test_alerts_are_narrowed_as_asked(program: Program) -> None:
    old, new = add_alert(1, 1), add_alert(2, 1)
    models.Alert.objects.filter(pk=old).update(
        grown_at=timezone.now() - dt.timedelta(days=9), open=False, tier="low"
    )
    since = (timezone.now() - dt.timedelta(days=1)).isoformat().replace("+", "%2B")

    def ids(asked: str) -> list[int]:
        return [one["alert_id"] for one in json.loads(program.get(f"alerts?{asked}").content)["items"]]

    assert ids("") == [new, old]
    assert ids(f"since={since}") == ids("state=open") == ids("tier=high") == [new]
    assert ids("state=decided") == ids("tier=low") == [old]
    assert ids("brand=A") == [new, old]
    assert ids("office=US") == ids("brand=nobody") == []

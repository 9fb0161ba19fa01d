"""Bulk intake of observations."""

import datetime as dt
import re
from collections.abc import Callable
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.observation import Goods, Kind, Observation, Party, Price
from storage.models import CrawlRun
from storage.observations import observations_of, take_in
from storage.runs import start_run

Make = Callable[..., Observation]


@pytest.fixture
def run_id(db: None) -> int:
    return start_run("us-uspto-trtdxfap")


def test_a_filing_comes_back_as_it_was_taken_in(run_id: int, filing: Make) -> None:
    full = filing(
        sign="青鹭海 „quote“ \t tab \\ backslash",
        holders=(Party(name="A;B, «C»", country="CN", identifier="77"), Party(name="D")),
        goods=(
            Goods(nice_class=9, text='say "yes"\nand no', language="en"),
            Goods(nice_class=None, text="?"),
        ),
        filed_on=dt.date(2026, 1, 2),
        published_on=dt.date(2026, 3, 4),
        madrid=True,
    )
    assert take_in(run_id, [full]) == 1
    assert [kept for _, kept in observations_of(run_id, after_id=0, limit=10)] == [full]


def test_a_listing_comes_back_with_seller_and_price(run_id: int, filing: Make) -> None:
    listing = filing(
        kind=Kind.LISTING,
        brand="Hai",
        seller=Party(name='shop "88"', country="CN"),
        price=Price(amount=Decimal("19.90"), currency="EUR"),
        event="Fair",
        stand="Hall 8a",
        docket="337-TA-1",
        text="two\nlines",
    )
    take_in(run_id, [listing])
    assert [kept for _, kept in observations_of(run_id, after_id=0, limit=10)] == [listing]


def test_another_price_alone_is_nothing_new(run_id: int, filing: Make) -> None:
    prices = [Price(amount=Decimal(amount), currency="EUR") for amount in ("1", "2")]
    assert take_in(run_id, [filing(price=price) for price in prices]) == 1
    assert take_in(run_id, [filing(price=None)]) == 0


def test_a_filing_taken_in_twice_is_kept_once(run_id: int, filing: Make) -> None:
    assert take_in(run_id, [filing(), filing(), filing(ref="97000002")]) == 2
    assert take_in(run_id, [filing()]) == 0


def test_a_changed_filing_is_kept_beside_the_old_one(run_id: int, filing: Make) -> None:
    take_in(run_id, [filing(status="630")])
    assert take_in(run_id, [filing(status="686")]) == 1


def test_a_batch_is_read_in_order_and_to_its_limit(run_id: int, filing: Make) -> None:
    take_in(run_id, [filing(ref=str(n)) for n in range(25)])
    first = observations_of(run_id, after_id=0, limit=10)
    rest = observations_of(run_id, after_id=first[-1][0], limit=100)
    assert [o.ref for _, o in first + rest] == [str(n) for n in range(25)]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
@given(sign=st.text(st.characters(codec=None)), holder=st.text(st.characters(codec=None)))
def test_no_text_is_too_odd_to_keep(run_id: int, filing: Make, sign: str, holder: str) -> None:
    CrawlRun.objects.get(pk=run_id).observations.all().delete()
    take_in(run_id, [filing(sign=sign, holder=holder)])
    (_, kept), *_ = observations_of(run_id, after_id=0, limit=1)
    assert kept.sign == re.sub("[\0\ud800-\udfff]", "\ufffd", sign)

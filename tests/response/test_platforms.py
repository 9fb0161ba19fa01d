"""The platforms' rows can be read, their clocks counted, and addresses told apart; what a complaint lacks is said."""

import datetime as dt
from string import ascii_letters, digits

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.case import Right
from domain.platform import RuleTopic
from domain.takedown import ReliedRight, SignerRole, Target
from response.platforms import clock, listing_id, needs_of, platform_of, platforms, reasons_of, rules_of
from response.takedown import best_right, gaps

TODAY = dt.date(2026, 11, 30)
SHOPEE = platforms()["shopee"]


def target(**rest: object) -> Target:
    fields = {"url": "https://shopee.com.br/x-i.1.2", "listing_id": "2", "market": "BR", "sha256": "00"}
    return Target(**(fields | rest))


def right(office: str, **rest: object) -> ReliedRight:
    fields = {"number": "1", "owner": "x", "registered": True, "valid_until": dt.date(2030, 1, 1)}
    return ReliedRight(office=office, **(fields | rest))


def refusals(key: str, relied: ReliedRight, *targets: Target) -> list[str]:
    found = gaps(platforms()[key], relied, targets, SignerRole.OWNER, [relied], TODAY)
    return [one.says_zh for one in found if one.refuses]


def test_every_platform_has_a_form_and_rules_that_say_where_they_were_read() -> None:
    for key, one in platforms().items():
        assert needs_of(key), key
        rows = [one, *needs_of(key), *reasons_of(key), *rules_of(key)]
        assert all(row.origin.source.startswith("http") and row.origin.checked_on <= TODAY for row in rows), (
            key
        )


@pytest.mark.parametrize(
    ("key", "kind", "day", "clashes"),
    [
        ("taobao", Right.TRADEMARK, dt.date(2026, 12, 16), False),  # 15 days
        ("mercado-libre", Right.TRADEMARK, dt.date(2026, 12, 4), True),  # 3 days by one page, 4 by another
        ("ebay", Right.COPYRIGHT, dt.date(2026, 12, 15), False),  # 10 business days
        ("amazon", Right.COPYRIGHT, dt.date(2026, 12, 11), True),
    ],
)
def test_a_counter_notice_is_answered_by_the_earliest_day(
    key: str, kind: Right, day: dt.date, clashes: bool
) -> None:
    found = clock(key, RuleTopic.COUNTER, kind, dt.date(2026, 12, 1))
    assert found is not None
    assert (found.day, found.clashes) == (day, clashes)


@pytest.mark.parametrize("key", ["amazon", "ebay", "etsy"])
def test_no_clock_runs_for_a_trade_mark_where_there_is_no_counter_notice(key: str) -> None:
    assert clock(key, RuleTopic.COUNTER, Right.TRADEMARK, TODAY) is None


@pytest.mark.parametrize(
    ("url", "key", "market", "number"),
    [
        ("https://www.amazon.com.br/x/dp/B0ABCDEF12?th=1", "amazon", "BR", "B0ABCDEF12"),
        ("https://shopee.com.br/copo-i.123.4567", "shopee", "BR", "4567"),
        ("https://www.ebay.co.uk/itm/123456789012", "ebay", "GB", "123456789012"),
        ("https://it.aliexpress.com/item/1005001.html", "aliexpress", "", "1005001"),
        ("https://www.etsy.com/listing/12345/cup", "etsy", "", "12345"),
    ],
)
def test_a_listing_is_told_by_its_address(url: str, key: str, market: str, number: str) -> None:
    found = platform_of(url)
    assert found is not None
    assert (found[0].key, found[1], listing_id(found[0], url)) == (key, market, number)


@given(st.text(alphabet=ascii_letters + digits + ":/.?#[]@-_%é中", max_size=60))
def test_an_address_of_nobody_s_is_of_no_platform(rest: str) -> None:
    assert platform_of(rest) is None or rest.startswith(("http://", "https://", "HTTP", "Http"))
    assert platform_of(f"https://shopee.com.br.example/{rest}") is None
    assert platform_of(f"https://notamazon.com/{rest}") is None


def test_a_right_that_does_not_hold_in_the_market_is_said_to_be_refused() -> None:
    (said,) = refusals("shopee", right("CN"), target())
    assert "不知该品牌在巴西有注册" in said
    assert refusals("shopee", right("BR"), target()) == []
    assert refusals("amazon", right("EM"), target(market="DE")) == []  # a European mark holds in Germany
    assert len(refusals("walmart", right("CN"), target(market="US"))) == 1
    assert (
        refusals("aliexpress", right("CN"), target(market="DE")) == []
    )  # not verified, so not said to be refused


def test_an_expired_right_and_a_pending_one_are_told_apart() -> None:
    assert any(
        "届满" in said for said in refusals("shopee", right("BR", valid_until=dt.date(2020, 1, 1)), target())
    )
    found = gaps(SHOPEE, right("BR", registered=False), [target()], SignerRole.AGENT, [], TODAY)
    assert {"申请中" in one.says_zh or "代理人" in one.says_zh for one in found} == {True}


def test_the_right_that_covers_the_market_is_offered_first() -> None:
    rights = [right("CN"), right("BR", registered=False), right("US")]
    assert best_right(SHOPEE, rights, ["BR"]).office == "BR"
    assert best_right(platforms()["walmart"], rights, ["BR"]).office == "US"
    assert best_right(SHOPEE, [], ["BR"]) is None

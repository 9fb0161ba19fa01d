"""Matches folded into alerts, and who may see them."""

import datetime as dt
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.utils import timezone

from domain.alert import Channel, Contact
from domain.brand import Brand
from domain.match import Match, Tier
from domain.observation import Goods, Observation
from jobs.tasks import told_when
from matchers.conflicts import conflict_key
from storage.alerts import alert_for, alert_page, fold_matches, matches_to_fold
from storage.brands import save_contact
from storage.deliveries import (
    any_due,
    deliveries_of,
    record_accepted,
    record_refused,
    taken,
)
from storage.matches import save_matches
from storage.models import Alert, Delivery, Enterprise, Notice
from storage.observations import observations_of, take_in
from storage.opening import open_deliveries
from storage.runs import start_run
from storage.throttle import take_turns
from storage.tokens import SharedTokens
from storage.viewers import NotVisible, Viewer

MakeFiling = Callable[..., Observation]
MakeMatch = Callable[..., Match]
STAFF = Viewer(user_id=1, staff=True)


@pytest.fixture
def fold(brands: list[Brand], match: MakeMatch) -> Callable[..., list[int]]:
    """Keeps observations, matches each with a brand, folds what is new, and gives the alerts that grew."""

    def keep(*seen: tuple[Observation, str, Tier], day: dt.date | None = None) -> list[int]:
        run_id = start_run("us-uspto-trtdxfap")
        take_in(run_id, [observation for observation, _, _ in seen])
        ids = {kept.ref: row_id for row_id, kept in observations_of(run_id, after_id=0, limit=100)}
        save_matches((ids[o.ref], match(o, brand_id, tier, day)) for o, brand_id, tier in seen)
        return fold_matches(matches_to_fold(after_id=0, limit=100), conflict_key)

    return keep


def test_filings_of_one_holder_for_one_brand_are_one_alert(
    fold: Callable[..., list[int]], filing: MakeFiling
) -> None:
    first = filing(ref="1", holder="ACME, LLC")
    second = filing(ref="2", holder="Acme LLC")
    alerts = fold((first, "B1", Tier.LOW), (second, "B1", Tier.HIGH))
    assert len(alerts) == 1
    alert = alert_for(STAFF, alerts[0])
    assert [m.observation.ref for m in alert.matches] == ["2", "1"]
    assert alert.leading.tier is Tier.HIGH


def test_an_open_alert_grows_and_a_match_is_folded_once(
    fold: Callable[..., list[int]], filing: MakeFiling
) -> None:
    (alert,) = fold((filing(ref="1"), "B1", Tier.LOW))
    assert fold((filing(ref="2"), "B1", Tier.LOW)) == [alert]
    assert fold_matches(matches_to_fold(after_id=0, limit=100), conflict_key) == []
    assert len(alert_for(STAFF, alert).matches) == 2


def test_filings_without_a_named_holder_do_not_fold_together(
    fold: Callable[..., list[int]], filing: MakeFiling
) -> None:
    seen = [(filing(ref=ref, holder=""), "B1", Tier.LOW) for ref in "12"]
    assert len(fold(*seen)) == 2


def test_an_enterprise_sees_its_own_alerts_and_no_other(
    fold: Callable[..., list[int]], filing: MakeFiling
) -> None:
    mine, theirs = fold((filing(ref="1"), "B1", Tier.LOW), (filing(ref="2"), "B2", Tier.LOW))
    member = Viewer(
        user_id=2, staff=False, enterprise_ids=frozenset({Enterprise.objects.get(name="甲食品有限公司").pk})
    )
    assert [a.alert_id for a in alert_page(member).alerts] == [mine]
    with pytest.raises(NotVisible):
        alert_for(member, theirs)
    with pytest.raises(NotVisible):
        deliveries_of(member, theirs)


def test_alerts_stand_by_tier_then_last_day(fold: Callable[..., list[int]], filing: MakeFiling) -> None:
    late = fold((filing(ref="1", holder="A"), "B1", Tier.HIGH), day=dt.date(2026, 12, 20))
    soon = fold((filing(ref="2", holder="B"), "B1", Tier.HIGH), day=dt.date(2026, 12, 1))
    low = fold((filing(ref="3", holder="C"), "B1", Tier.LOW), day=dt.date(2026, 11, 30))
    undated = fold((filing(ref="4", holder="D"), "B1", Tier.HIGH))
    page = alert_page(STAFF)
    assert [a.alert_id for a in page.alerts] == [*soon, *late, *undated, *low]
    assert [a.alert_id for a in alert_page(STAFF, tier=Tier.LOW).alerts] == low


def test_a_page_out_of_range_is_the_nearest_one(fold: Callable[..., list[int]], filing: MakeFiling) -> None:
    fold(*[(filing(ref=str(n), holder=str(n)), "B1", Tier.LOW) for n in range(5)])
    assert alert_page(STAFF, page=99, per_page=2).page == 3
    assert len(alert_page(STAFF, page=99, per_page=2).alerts) == 1
    assert alert_page(STAFF, page=-1, per_page=2).page == 1


@pytest.fixture
def delivery(fold: Callable[..., list[int]], filing: MakeFiling) -> tuple[int, int]:
    """An alert of medium tier and its one pending delivery."""
    contact = Contact(name="王", channel=Channel.EMAIL, address="wang@example.org")
    save_contact("甲食品有限公司", contact, least_tier="medium")
    alerts = fold((filing(ref="1"), "B1", Tier.MEDIUM))
    (pending,) = open_deliveries(alerts, told_when)
    return alerts[0], pending


def test_a_delivery_is_opened_once_for_each_growth(
    delivery: tuple[int, int], fold: Callable[..., list[int]], filing: MakeFiling
) -> None:
    alert, pending = delivery
    assert open_deliveries([alert], told_when) == [pending]
    grown = fold((filing(ref="2"), "B1", Tier.LOW))
    assert len(open_deliveries(grown, told_when)) == 2


def test_a_contact_is_not_told_of_what_lies_below_their_tier(
    delivery: tuple[int, int], fold: Callable[..., list[int]], filing: MakeFiling
) -> None:
    low = fold((filing(ref="9", holder="Other"), "B1", Tier.LOW))
    assert open_deliveries(low, told_when) == []


def test_a_delivered_alert_is_never_taken_again(delivery: tuple[int, int]) -> None:
    alert, pending = delivery
    with taken([Channel.EMAIL], limit=9) as batch:
        (record,) = batch
        assert record.delivery_id == pending
        record_accepted(record, "250 ok")
    with taken([Channel.EMAIL], limit=9) as batch:
        assert batch == ()
    (kept,) = deliveries_of(STAFF, alert)
    assert kept.delivered_at is not None
    assert kept.last_answer == "250 ok"


def test_a_refused_delivery_waits_and_a_dead_letter_does_not(delivery: tuple[int, int]) -> None:
    alert, pending = delivery
    past = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    record_refused(pending, "421 busy", next_try_at=past)
    now = dt.datetime(2026, 1, 2, tzinfo=dt.UTC)
    assert any_due(now)
    record_refused(pending, "550 no such user", next_try_at=None)
    assert not any_due(now)
    (kept,) = deliveries_of(STAFF, alert)
    assert (kept.failed, kept.attempts, kept.delivered_at) == (True, 2, None)


def test_what_one_worker_has_in_hand_no_other_takes_until_it_lets_go_or_dies(live_db: None) -> None:
    owner = Enterprise.objects.create(name="甲")
    contact = save_contact("甲", Contact(name="王", channel=Channel.EMAIL, address="wang@example.org"))
    notice = Notice.objects.create(subject_zh="", subject_en="", says_zh="", says_en="")
    Delivery.objects.create(notice=notice, contact_id=contact, next_try_at=timezone.now())
    with ThreadPoolExecutor(1) as other:
        assert owner.pk
        with taken([Channel.EMAIL], limit=9) as mine:
            assert len(mine) == 1
            assert other.submit(taken_now).result(10) == 0
        assert other.submit(taken_now).result(10) == 1
        other.submit(lock_and_die).result(10)
    assert taken_now() == 1


def taken_now() -> int:
    with taken([Channel.EMAIL], limit=9) as batch:
        return len(batch)


def lock_and_die() -> None:
    """Takes what there is, and loses its connection before it can let go."""
    with taken([Channel.EMAIL], limit=9) as batch:
        assert len(batch) == 1
        connection.close()


@pytest.mark.parametrize("workers", [4])
def test_turns_are_never_more_than_a_receiver_takes_whoever_asks(live_db: None, workers: int) -> None:
    def ask(_: int) -> float:
        try:
            return take_turns("bot", 20, 60.0, 1)
        finally:
            connection.close()

    with ThreadPoolExecutor(workers) as pool:
        waits = list(pool.map(ask, range(40)))
    assert waits.count(0.0) == 20
    assert all(50 < wait <= 60 for wait in waits if wait)


def test_turns_for_a_message_in_parts_are_taken_all_or_none(db: None) -> None:
    assert [take_turns("bot", 20, 60.0, 5) for _ in range(3)] == [0.0, 0.0, 0.0]
    assert take_turns("bot", 20, 60.0, 6) > 0
    assert take_turns("bot", 20, 60.0, 5) == 0.0


def test_a_token_is_fetched_once_for_all_workers_and_renewed_when_it_is_stale(db: None) -> None:
    fetched = iter(["one", "two"])
    tokens = SharedTokens()
    assert tokens.kept("app") == ""
    assert tokens.renewed("app", "", lambda: (next(fetched), 7_200.0)) == "one"
    assert tokens.kept("app") == "one"
    assert tokens.renewed("app", "", lambda: (next(fetched), 7_200.0)) == "one", "another worker's is good"
    assert tokens.renewed("app", "one", lambda: (next(fetched), 7_200.0)) == "two"


def test_nine_classes_in_three_countries_under_three_spellings_are_one_alert_that_grows_once_a_batch(
    fold: Callable[..., list[int]], filing: MakeFiling
) -> None:
    spelt = (
        "Shenzhen Haifeng Technology Co., Ltd.",
        "SHENZHEN HAI FENG TECHNOLOGY CO LTD",
        "深圳市海峰科技有限公司",
    )
    seen = [
        filing(ref=f"{office}{nice}", office=office, holder=holder, goods=(Goods(nice_class=nice, text="x"),))
        for office, holder in zip(("US", "GB", "BR"), spelt, strict=True)
        for nice in range(1, 10)
    ]
    (alert,) = fold(*[(one, "B1", Tier.MEDIUM) for one in seen[:20]])
    assert Alert.objects.get(pk=alert).revision == 1
    assert fold(*[(one, "B1", Tier.MEDIUM) for one in seen[20:]]) == [alert]
    assert Alert.objects.get(pk=alert).revision == 2
    told = alert_for(STAFF, alert)
    assert len(told.matches) == 27
    assert sorted(told.offices) == ["BR", "GB", "US"]
    assert told.classes == tuple(range(1, 10))

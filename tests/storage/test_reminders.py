"""Reminders of last days: each step once, to more people as the day comes near, until somebody decides."""

import datetime as dt
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.utils import timezone

from domain.alert import Channel, Contact
from domain.brand import Brand
from domain.decision import Answer
from domain.match import Match, Tier
from domain.observation import Observation
from domain.subscription import Subscription, Telling
from matchers.conflicts import conflict_key
from storage.alerts import fold_matches, matches_to_fold
from storage.brands import save_brands, save_contact
from storage.contacts import subscribe
from storage.decisions import decide, undo
from storage.matches import save_matches
from storage.models import Alert, Delivery, Reminder
from storage.observations import observations_of, take_in
from storage.people import save_user
from storage.reminders import REMINDER_DAYS, open_reminders
from storage.runs import start_run
from storage.viewers import Viewer

LAST_DAY = dt.date(2027, 3, 31)
Remind = Callable[[int], list[str]]


@pytest.fixture
def alert(brands: list[Brand], filing: Callable[..., Observation], match: Callable[..., Match]) -> Alert:
    """An alert raised 60 days before its last day; its enterprise has a first and a next contact, the centre a staff one."""
    for name, rank in (("first", 0), ("next", 1)):
        made = save_contact(
            "甲食品有限公司", Contact(name=name, channel=Channel.EMAIL, address=f"{name}@example.org")
        )
        subscribe(made, Subscription(rank=rank))
    save_contact("", Contact(name="staff", channel=Channel.EMAIL, address="staff@example.org"))
    return raised(filing(), match)


def raised(seen: Observation, match: Callable[..., Match]) -> Alert:
    run_id = start_run("us-uspto-trtdxfap")
    take_in(run_id, [seen])
    ((row, _),) = observations_of(run_id, after_id=0, limit=9)
    save_matches([(row, match(seen, "B1", Tier.HIGH, LAST_DAY))])
    (made,) = fold_matches(matches_to_fold(after_id=0, limit=9), conflict_key)
    at = dt.datetime.combine(LAST_DAY - dt.timedelta(days=60), dt.time(), dt.UTC)
    Alert.objects.filter(pk=made).update(raised_at=at)
    return Alert.objects.get(pk=made)


def always(subscription: Subscription, telling: Telling) -> dt.datetime:
    return timezone.now()


def remind(days_left: int, limit: int = 100) -> list[str]:
    """Who is reminded when so many days are left, by name."""
    today = LAST_DAY - dt.timedelta(days=days_left)
    ids = open_reminders(REMINDER_DAYS, always, now=timezone.now(), today=today, limit=limit)
    return list(Delivery.objects.filter(pk__in=ids).order_by("pk").values_list("contact__name", flat=True))


def test_each_step_is_reminded_once_and_of_more_people_as_the_day_comes_near(alert: Alert) -> None:
    told = {days: (remind(days), remind(days)) for days in (31, 30, 22, 14, 7, 5, 3, 1, 0)}
    first, both, all_three = ["first"], ["first", "next"], ["first", "next", "staff"]
    expected = {31: [], 30: first, 22: [], 14: first, 7: both, 5: [], 3: all_three, 1: all_three, 0: []}
    assert {days: once for days, (once, _) in told.items()} == expected
    assert not any(again for _, again in told.values())
    assert sorted(Delivery.objects.values_list("reminder", flat=True).distinct()) == [1, 3, 7, 14, 30]


def test_a_clock_that_stood_still_reminds_of_the_step_that_counts_now_and_of_none_it_missed(
    alert: Alert,
) -> None:
    assert remind(6) == ["first", "next"]
    assert list(Reminder.objects.values_list("days", flat=True)) == [7]


def test_nobody_is_reminded_after_the_last_day_or_of_an_alert_without_one(alert: Alert) -> None:
    assert remind(-1) == []
    Alert.objects.update(last_day=None)
    assert remind(1) == []


def test_a_step_an_alert_was_raised_within_is_not_reminded(alert: Alert) -> None:
    Alert.objects.update(raised_at=dt.datetime.combine(LAST_DAY - dt.timedelta(days=10), dt.time(12), dt.UTC))
    assert remind(9) == []
    assert remind(7) == ["first", "next"]


def test_an_alert_raised_just_after_midnight_at_home_is_raised_on_the_day_it_is_there(alert: Alert) -> None:
    midnight = dt.datetime.combine(
        LAST_DAY - dt.timedelta(days=30), dt.time(0, 30), dt.timezone(dt.timedelta(hours=8))
    )
    Alert.objects.update(raised_at=midnight)
    assert remind(30) == []


@pytest.mark.parametrize("answer", [Answer.OURS, Answer.AUTHORISED, Answer.NOT_RELEVANT])
def test_a_decision_ends_the_reminders_and_taking_it_back_brings_them_again(
    alert: Alert, answer: Answer
) -> None:
    save_user("staff", "a long enough password", enterprise=None)
    viewer = Viewer(user_id=get_user_model().objects.get(username="staff").pk, staff=True)
    made = decide(viewer, alert.pk, answer, by="staff")
    assert remind(7) == []
    undo(viewer, made.decision_id, by="staff")
    assert remind(7) == ["first", "next"]


def test_a_call_for_help_does_not_end_the_reminders(alert: Alert) -> None:
    save_user("staff", "a long enough password", enterprise=None)
    viewer = Viewer(user_id=get_user_model().objects.get(username="staff").pk, staff=True)
    decide(viewer, alert.pk, Answer.HELP, by="staff")
    assert remind(14) == ["first"]


def test_who_did_not_choose_such_alerts_is_not_reminded_but_staff_are(alert: Alert) -> None:
    def never(subscription: Subscription, telling: Telling) -> None:
        return None

    today = LAST_DAY - dt.timedelta(days=3)
    ids = open_reminders(REMINDER_DAYS, never, now=timezone.now(), today=today, limit=9)
    assert [row.contact.name for row in Delivery.objects.filter(pk__in=ids)] == ["staff"]


def test_a_subscription_is_asked_of_every_office_an_alert_has_grown_over(
    alert: Alert, filing: Callable[..., Observation], match: Callable[..., Match]
) -> None:
    raised(filing(ref="2", office="GB"), match)
    asked: list[Telling] = []

    def ask(subscription: Subscription, telling: Telling) -> None:
        asked.append(telling)

    open_reminders(REMINDER_DAYS, ask, now=timezone.now(), today=LAST_DAY - dt.timedelta(days=14), limit=9)
    assert [one.offices for one in asked] == [{"US", "GB"}]


def test_what_is_beyond_the_limit_comes_with_the_next_call(
    alert: Alert, filing: Callable[..., Observation], match: Callable[..., Match]
) -> None:
    raised(filing(ref="2", holder="Bravo GmbH"), match)
    assert [remind(14, limit=1), remind(14, limit=1), remind(14, limit=1)] == [["first"], ["first"], []]


def test_two_clocks_at_once_remind_once(live_db: None) -> None:
    save_brands([Brand(brand_id="B1", name="青鹭海", enterprise="甲")])
    save_contact("甲", Contact(name="first", channel=Channel.EMAIL, address="first@example.org"))
    Alert.objects.create(
        brand_id=_brand(),
        holder="Acme",
        holder_key="acme",
        conflict_key="acme",
        reason="similar-filing",
        tier="high",
        last_day=LAST_DAY,
    )
    raised_at = dt.datetime.combine(LAST_DAY - dt.timedelta(days=60), dt.time(), dt.UTC)
    Alert.objects.update(raised_at=raised_at)

    def one_clock(_: int) -> int:
        try:
            today = LAST_DAY - dt.timedelta(days=14)
            return len(open_reminders(REMINDER_DAYS, always, now=timezone.now(), today=today, limit=9))
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as clocks:
        assert sum(clocks.map(one_clock, range(8))) == 1
    assert Delivery.objects.count() == 1


def _brand() -> int:
    from storage.models import Brand as BrandRow

    return BrandRow.objects.get().pk

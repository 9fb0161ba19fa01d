"""Deliveries and digests opened for what grew, and what a digest holds when it goes out."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.contrib.auth import get_user_model
from django.utils import timezone

from domain.alert import Channel, Contact
from domain.brand import Brand
from domain.decision import Answer
from domain.match import Match, Tier
from domain.observation import Kind, Observation, Provenance
from domain.subscription import Opening, Rhythm, Subscription, Telling
from matchers.conflicts import conflict_key
from storage.alerts import fold_matches, matches_to_fold
from storage.brands import save_contact
from storage.contacts import subscribe, subscription_of
from storage.decisions import decide, undo
from storage.deliveries import deliveries_of, delivery_page, delivery_states
from storage.digests import MOST_LINES, loaded_digests
from storage.matches import save_matches
from storage.models import Alert, Delivery, Digest
from storage.models import Contact as ContactRow
from storage.observations import observations_of, take_in
from storage.opening import open_deliveries
from storage.people import save_user
from storage.runs import start_run
from storage.viewers import Viewer

ENTERPRISE = "甲食品有限公司"
NOW = timezone.now()
MONDAY = NOW + dt.timedelta(days=3)
Raise = Callable[..., list[int]]


def at_once(subscription: Subscription, telling: Telling) -> Opening:
    return Opening(at=NOW)


def on_monday(subscription: Subscription, telling: Telling) -> Opening:
    return Opening(at=MONDAY, in_digest=True)


@pytest.fixture
def contact(brands: list[Brand]) -> int:
    return save_contact(ENTERPRISE, Contact(name="王", channel=Channel.EMAIL, address="wang@example.org"))


@pytest.fixture
def raised(contact: int, filing: Callable[..., Observation], match: Callable[..., Match]) -> Raise:
    """Keeps filings of brand B1, each given as its number, holder and what else is said; gives the alerts that grew."""

    def keep(
        *filings: tuple[str, str], tier: Tier = Tier.HIGH, day: dt.date | None = None, **rest: object
    ) -> list[int]:
        seen = [filing(ref=ref, holder=holder, **rest) for ref, holder in filings]
        run_id = start_run("us-uspto-trtdxfap")
        take_in(run_id, seen)
        ids = {kept.ref: row for row, kept in observations_of(run_id, after_id=0, limit=1000)}
        save_matches((ids[one.ref], match(one, "B1", tier, day)) for one in seen)
        return fold_matches(matches_to_fold(after_id=0, limit=1000), conflict_key)

    return keep


def digest() -> Digest:
    return Digest.objects.get()


def staff() -> Viewer:
    save_user("staff", "a long enough password", enterprise=None)
    return Viewer(user_id=get_user_model().objects.get(username="staff").pk, staff=True)


def test_what_a_contact_chose_comes_back_as_it_was(contact: int) -> None:
    chosen = Subscription(
        least_tier=Tier.LOW,
        kinds=(Kind.LISTING, Kind.FILING),
        brands=("B1",),
        markets=("US", "GB"),
        rhythm=Rhythm.WEEKLY,
        hour=17,
        weekday=4,
        timezone="Europe/Berlin",
        quiet_from=22,
        quiet_until=7,
        snoozed_until=NOW,
        muted_until=MONDAY,
        rank=1,
    )
    subscribe(contact, chosen)
    assert subscription_of(ContactRow.objects.get(pk=contact)) == chosen


def test_a_subscription_is_asked_of_every_office_and_kind_of_the_newest_growth(raised: Raise) -> None:
    asked: list[Telling] = []

    def ask(subscription: Subscription, telling: Telling) -> None:
        asked.append(telling)

    open_deliveries(raised(("1", "Acme LLC"), office="US"), ask)
    open_deliveries(raised(("2", "Acme LLC"), office="GB") or [], ask)
    both = raised(("3", "Acme LLC"), office="BR", tier=Tier.LOW)
    open_deliveries(both, ask)
    assert [one.offices for one in asked] == [{"US"}, {"GB"}, {"BR"}]
    assert asked[-1].tier is Tier.HIGH
    assert asked[-1].kinds == {Kind.FILING}


def test_what_waits_for_one_time_is_one_digest_and_adding_twice_adds_nothing(raised: Raise) -> None:
    alerts = raised(("1", "Acme LLC"), ("2", "Bravo GmbH"))
    open_deliveries(alerts, on_monday)
    open_deliveries(alerts, on_monday)
    open_deliveries(raised(("3", "Acme LLC")), on_monday)
    delivery = Delivery.objects.get()
    assert (delivery.digest, delivery.next_try_at, delivery.state) == (digest(), MONDAY, "pending")
    told = loaded_digests([digest().pk], today=dt.date(2026, 11, 25))[digest().pk]
    assert (told.total, [line.matches for line in told.lines]) == (2, [2, 1])


def test_a_digest_names_the_open_alerts_most_urgent_first_and_counts_the_decided(raised: Raise) -> None:
    late = raised(("1", "Acme LLC"), day=dt.date(2026, 12, 20))
    soon = raised(("2", "Bravo GmbH"), day=dt.date(2026, 12, 1), provenance=Provenance.MADE_UP)
    low = raised(("3", "Carl AG"), tier=Tier.LOW)
    gone = raised(("4", "Dora AB"))
    open_deliveries([*low, *late, *gone, *soon], on_monday)
    decide(staff(), gone[0], Answer.NOT_RELEVANT, by="staff")
    told = loaded_digests([digest().pk], today=dt.date(2026, 11, 25))[digest().pk]
    assert [line.alert_id for line in told.lines] == [*soon, *late, *low]
    assert (told.total, told.high, told.decided, told.enterprise) == (3, 2, 1, ENTERPRISE)
    assert told.nearest == dt.date(2026, 12, 1)
    assert [line.provenance for line in told.lines][:2] == [Provenance.MADE_UP, Provenance.LIVE]


def test_a_digest_of_very_many_names_some_and_counts_the_rest(raised: Raise) -> None:
    alerts = raised(*[(str(n), f"Holder {n} LLC") for n in range(MOST_LINES + 15)])
    open_deliveries(alerts, on_monday)
    told = loaded_digests([digest().pk], today=dt.date(2026, 11, 25))[digest().pk]
    assert (told.total, told.high, len(told.lines)) == (MOST_LINES + 15, MOST_LINES + 15, MOST_LINES)


def test_an_alert_in_a_digest_shows_as_such_and_no_other_does(raised: Raise) -> None:
    (alert,) = raised(("1", "Acme LLC"))
    (other,) = raised(("2", "Bravo GmbH"))
    open_deliveries([alert], on_monday)
    assert delivery_states([alert, other]) == {alert: "pending"}
    viewer = staff()
    assert len(deliveries_of(viewer, alert)) == 1
    assert deliveries_of(viewer, other) == ()
    (line,) = delivery_page(state="pending").lines
    assert (line.enterprise, line.about) == (ENTERPRISE, "预警摘要 · digest")


def test_what_grows_while_it_waits_for_the_morning_is_told_once(raised: Raise) -> None:
    def in_the_morning(subscription: Subscription, telling: Telling) -> Opening:
        return Opening(at=NOW + dt.timedelta(hours=8))

    alerts = raised(("1", "Acme LLC"))
    (waiting,) = open_deliveries(alerts, in_the_morning)
    assert open_deliveries(raised(("2", "Acme LLC")), in_the_morning) == [waiting]
    assert Delivery.objects.get().revision == 2
    assert open_deliveries(raised(("3", "Acme LLC")), at_once) == [waiting]
    assert Delivery.objects.get().next_try_at == NOW


def test_what_is_on_its_way_already_is_told_again_when_it_grows(raised: Raise) -> None:
    open_deliveries(raised(("1", "Acme LLC")), at_once)
    assert len(open_deliveries(raised(("2", "Acme LLC")), at_once)) == 2


def test_staff_have_copies_only_where_they_want_them(raised: Raise) -> None:
    for name, copies in (("leader", True), ("engineer", False)):
        made = save_contact("", Contact(name=name, channel=Channel.EMAIL, address=f"{name}@example.org"))
        ContactRow.objects.filter(pk=made).update(copies=copies)
    open_deliveries(raised(("1", "Acme LLC")), at_once)
    told = Delivery.objects.values_list("contact__name", flat=True)
    assert sorted(told) == ["leader", "王"]


def test_a_match_kept_before_a_decision_joins_the_decided_alert_and_is_not_told(raised: Raise) -> None:
    (alert,) = raised(("1", "Acme LLC"))
    viewer = staff()
    made = decide(viewer, alert, Answer.AUTHORISED, by="staff")
    assert raised(("2", "ACME, L.L.C.")) == []
    assert matches_to_fold(after_id=0, limit=9) == []
    undo(viewer, made.decision_id, by="staff")
    again = Alert.objects.get(open=True)
    assert (again.pk, again.folded.count()) == (alert, 2)
    assert raised(("3", "Acme LLC")) == [alert]


def test_what_a_decision_withdrew_is_on_its_way_again_when_that_is_taken_back(raised: Raise) -> None:
    (alert,) = raised(("1", "Acme LLC"))
    (delivery,) = open_deliveries([alert], at_once)
    viewer = staff()
    made = decide(viewer, alert, Answer.NOT_RELEVANT, by="staff")
    assert delivery_states([alert]) == {}
    undo(viewer, made.decision_id, by="staff")
    assert Delivery.objects.get(pk=delivery).state == "pending"
    assert delivery_states([alert]) == {alert: "pending"}


def test_a_call_for_help_is_no_decision_and_hides_nothing(raised: Raise) -> None:
    (alert,) = raised(("1", "Acme LLC"))
    decide(staff(), alert, Answer.HELP, by="staff")
    assert raised(("2", "Acme LLC")) == [alert]


def test_a_decided_alert_opens_nothing(raised: Raise) -> None:
    alerts = raised(("1", "Acme LLC"))
    decide(staff(), alerts[0], Answer.OURS, by="staff")
    assert open_deliveries(alerts, at_once) == []


@pytest.mark.parametrize("when", [at_once, on_monday])
def test_a_contact_that_left_is_told_nothing(
    raised: Raise, contact: int, when: Callable[..., Opening]
) -> None:
    ContactRow.objects.filter(pk=contact).update(active=False)
    open_deliveries(raised(("1", "Acme LLC")), when)
    assert not Delivery.objects.exists()

"""Major cases: found by the criteria, called out along the list by the clock, referred within a day."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest

from domain.alert import Channel, Contact
from domain.case import Case, CaseEventKind, CaseKind, CaseOrigin, CaseState, Money, NewCase
from domain.major import MajorReason, MajorRules
from storage import models
from storage.brands import save_contact
from storage.call_list import set_call_list
from storage.cases import history_of, move, open_case
from storage.disputes import join
from storage.majors import (
    NotMajor,
    answer_call,
    call_those_due,
    major_of,
    mark_major,
    mark_those_that_are,
    note_upper,
    refer,
    take_in_hand,
    unmark_major,
)  # fmt: skip
from storage.viewers import NotVisible, Viewer

STAFF = Viewer(user_id=None, staff=True, platform_admin=True)
NOON = dt.datetime(2027, 3, 1, 12, tzinfo=dt.UTC)
RULES = MajorRules(losses=(Money(amount=Decimal(1_000_000), currency="CNY"),), most_enterprises=2)
NEW = NewCase(origin=CaseOrigin.PROCEEDING, kind=CaseKind.LAWSUIT, title="美国商标诉讼", office="US")


def after(minutes: int) -> dt.datetime:
    return NOON + dt.timedelta(minutes=minutes)


@pytest.fixture
def listed(db: None) -> list[int]:
    """Three contacts of the centre on the call list, the second of whom cannot be reached."""
    made = [
        save_contact("", Contact(name=name, channel=Channel.EMAIL, address=f"{name}@centre.example"))
        for name in ("first", "second", "third")
    ]
    set_call_list(STAFF, made)
    models.Contact.objects.filter(pk=made[1]).update(failing_since=NOON)
    return made


def opened(name: str = "海燕食品", **rest: object) -> Case:
    owner, _ = models.Enterprise.objects.get_or_create(name=name)
    return open_case(STAFF, owner.pk, replace(NEW, **rest), by="李")[0]  # type: ignore[arg-type]


def marked(**rest: object) -> Case:
    case = opened(**rest)
    assert mark_major(case.case_id, [MajorReason.SAID], "媒体关注", user_id=None, by="李", now=NOON)
    return case


def told() -> list[str]:
    rows = models.Delivery.objects.filter(case_message__call__isnull=False).order_by("pk")
    return list(rows.values_list("contact__name", flat=True))


def test_the_next_is_told_each_hour_until_the_list_ends_and_then_everybody_once(listed: list[int]) -> None:
    case = marked()
    assert told() == ["first"]
    assert [call_those_due(now=after(minutes)) for minutes in (1, 59, 59)] == [0, 0, 0]
    assert [call_those_due(now=after(minutes)) for minutes in (61, 61, 119)] == [1, 0, 0]
    assert told() == ["first", "third"]
    assert models.Notice.objects.count() == 0
    for minutes in (122, 122, 500):
        assert call_those_due(now=after(minutes)) == 0
    assert told() == ["first", "third"]
    assert models.Notice.objects.count() == 1
    assert case.number in models.Notice.objects.get().subject_zh


def test_once_it_is_in_hand_nobody_else_is_told(listed: list[int]) -> None:
    case = marked()
    (call,) = models.CaseCall.objects.all()
    assert answer_call(call.pk, now=after(10)) == case.number
    answer_call(call.pk, now=after(11))
    assert call_those_due(now=after(200)) == 0
    found = major_of(STAFF, case.case_id)
    assert found is not None
    assert (found.in_hand_by, found.in_hand_at) == ("first", after(10))
    assert [one.kind for one in history_of(STAFF, case.case_id)].count(CaseEventKind.IN_HAND) == 1
    with pytest.raises(NotVisible):
        answer_call(call.pk + 1, now=after(12))


def test_whoever_takes_it_in_hand_on_the_page_ends_the_calls_and_so_does_the_end_of_the_case(
    listed: list[int],
) -> None:
    one, other = marked(), marked()
    take_in_hand(STAFF, one.case_id, by="李", now=after(5))
    move(STAFF, other.case_id, CaseState.WITHDRAWN, by="李", seen=CaseState.RECEIVED)
    assert call_those_due(now=after(90)) == 0


def test_without_a_list_everybody_is_told_at_once(db: None) -> None:
    save_contact("", Contact(name="first", channel=Channel.EMAIL, address="first@centre.example"))
    marked()
    assert told() == []
    assert models.Delivery.objects.filter(notice__isnull=False).count() == 1
    assert call_those_due(now=after(90)) == 0


def test_a_case_is_marked_by_the_criteria_once_and_what_a_person_ended_stays_ended(listed: list[int]) -> None:
    euros = opened(claimed=Money(amount=Decimal(9_000_000), currency="EUR"))
    little = opened(claimed=Money(amount=Decimal(999_999), currency="CNY"))
    much = opened(claimed=Money(amount=Decimal(1_000_000), currency="CNY"))
    trade = opened(kind=CaseKind.SECTION_337)
    shared = [opened(name=f"企业{n}", docket="1:26-cv-1") for n in range(3)]
    for one in shared[1:]:
        join(STAFF, shared[0].case_id, one.number, by="李")
    found = mark_those_that_are(RULES, by="criteria", now=NOON)
    assert found == [much.case_id, trade.case_id, *(one.case_id for one in shared)]
    assert euros.case_id not in found
    assert little.case_id not in found
    why = {case.case_id: major_of(STAFF, case.case_id) for case in (much, trade, shared[0])}
    assert [one.reasons[0] for one in why.values() if one] == [
        MajorReason.LOSS, MajorReason.SECTION_337, MajorReason.MANY_ENTERPRISES,
    ]  # fmt: skip
    unmark_major(STAFF, trade.case_id, by="李", now=after(5))
    assert mark_those_that_are(RULES, by="criteria", now=after(6)) == []
    assert mark_major(trade.case_id, [MajorReason.SAID], "", user_id=None, by="李", now=after(7))


def test_a_claim_of_a_case_from_an_alert_counts_where_the_alert_is_of_high_tier(listed: list[int]) -> None:
    owner = models.Enterprise.objects.create(name="海燕食品")
    brand = models.Brand.objects.create(enterprise=owner, brand_id="a", name="海燕")
    cases = {}
    for tier in ("high", "medium"):
        alert = models.Alert.objects.create(
            brand=brand, holder=tier, holder_key=tier, conflict_key=tier, reason="words", tier=tier
        )
        claimed = Money(amount=Decimal(2_000_000), currency="CNY")
        cases[tier] = opened(origin=CaseOrigin.ALERT, alert_id=alert.pk, claimed=claimed)
    assert mark_those_that_are(RULES, by="criteria", now=NOON) == [cases["high"].case_id]


def test_it_is_referred_within_a_day_with_what_is_asked_and_answered(listed: list[int]) -> None:
    case = marked()
    with pytest.raises(NotMajor):
        note_upper(STAFF, case.case_id, "同意协调", by="李", now=after(1))
    for _ in range(2):
        refer(STAFF, case.case_id, to="河南分中心", asks="协调同案企业", by="李", now=after(60))
    note_upper(STAFF, case.case_id, "同意协调", by="李", now=after(600))
    found = major_of(STAFF, case.case_id)
    assert found is not None
    assert found.refer_by == NOON + dt.timedelta(hours=24)
    assert (found.referred_at, found.upper_said) == (after(60), "同意协调")
    assert [one.kind for one in history_of(STAFF, case.case_id)].count(CaseEventKind.REFERRED) == 2
    own = Viewer(user_id=None, staff=False, enterprise_ids=frozenset({case.enterprise_id}))
    assert {one.kind for one in history_of(own, case.case_id)} == {CaseEventKind.OPENED}
    with pytest.raises(NotVisible):
        major_of(own, case.case_id)


def test_the_list_is_kept_by_platform_administrators_and_holds_contacts_of_the_centre_alone(
    listed: list[int],
) -> None:
    with pytest.raises(NotVisible):
        set_call_list(Viewer(user_id=None, staff=True), listed)
    models.Enterprise.objects.create(name="海燕食品")
    theirs = save_contact("海燕食品", Contact(name="王", channel=Channel.EMAIL, address="w@example.org"))
    with pytest.raises(NotVisible):
        set_call_list(STAFF, [*listed, theirs])
    set_call_list(STAFF, [listed[2], listed[0]])
    marked()
    assert told() == ["third"]

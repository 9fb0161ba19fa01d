"""Cases: opened once, moved as allowed, with a history that only grows."""

import itertools
import uuid
from dataclasses import replace
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction
from hypothesis import given
from hypothesis import strategies as st

from domain.case import MOVES, CaseEventKind, CaseKind, CaseOrigin, CaseState, Ending, Money, NewCase, Outcome
from storage.cases import CannotMove, CaseOpen, case_of, cases, history_of, move, open_case
from storage.models import Alert, Brand, CaseEvent, Enterprise
from storage.viewers import NotVisible, Viewer

STAFF = Viewer(user_id=None, staff=True)
REQUEST = NewCase(
    origin=CaseOrigin.CONSULTATION,
    kind=CaseKind.SQUATTING,
    title="秘鲁有人申请“海燕”",
    office="PE",
    classes=(29,),
)
WON = Ending(
    outcome=Outcome.WON, saved=Money(amount=Decimal("120000.00"), currency="CNY"), saved_how="对方撤回申请"
)


@pytest.fixture
def enterprise(db: None) -> Enterprise:
    return Enterprise.objects.create(name="海燕食品")


def member_of(enterprise: Enterprise) -> Viewer:
    return Viewer(user_id=None, staff=False, enterprise_ids=frozenset({enterprise.pk}))


def test_a_request_sent_twice_opens_one_case(enterprise: Enterprise) -> None:
    form = uuid.uuid4()
    first, opened = open_case(member_of(enterprise), enterprise.pk, REQUEST, by="王", form=form)
    again, opened_again = open_case(member_of(enterprise), enterprise.pk, REQUEST, by="王", form=form)
    assert (opened, opened_again) == (True, False)
    assert first == again
    assert [event.kind for event in history_of(STAFF, first.case_id)] == [CaseEventKind.OPENED]


def test_numbers_follow_one_another_within_the_year(enterprise: Enterprise) -> None:
    numbers = [open_case(STAFF, enterprise.pk, REQUEST, by="李")[0].number for _ in range(3)]
    assert [number.split("-")[1] for number in numbers] == ["0001", "0002", "0003"]


def test_a_member_opens_requests_of_its_own_enterprise_alone(enterprise: Enterprise) -> None:
    other = Enterprise.objects.create(name="别家")
    of_another = Brand.objects.create(enterprise=other, brand_id="b", name="别家牌")
    with pytest.raises(NotVisible):
        open_case(member_of(enterprise), other.pk, REQUEST, by="王")
    with pytest.raises(NotVisible):
        open_case(member_of(enterprise), enterprise.pk, replace(REQUEST, origin=CaseOrigin.ALERT), by="王")
    with pytest.raises(NotVisible):
        open_case(STAFF, enterprise.pk, replace(REQUEST, brand_row=of_another.pk), by="李")
    mine, _ = open_case(member_of(enterprise), enterprise.pk, REQUEST, by="王")
    with pytest.raises(NotVisible):
        case_of(member_of(other), mine.case_id)
    assert cases(member_of(other)) == ()
    assert cases(member_of(enterprise)) == (mine,)


def test_a_case_is_closed_with_what_became_of_it_and_opened_again(enterprise: Enterprise) -> None:
    case, _ = open_case(STAFF, enterprise.pk, REQUEST, by="李")
    path = (CaseState.RECEIVED, CaseState.TRIAGED, CaseState.ADVISING, CaseState.WAITING)
    for seen, to in itertools.pairwise(path):
        move(STAFF, case.case_id, to, by="李", seen=seen)
    with pytest.raises(CannotMove):
        move(STAFF, case.case_id, CaseState.CLOSED, by="李", seen=CaseState.WAITING)
    closed = move(STAFF, case.case_id, CaseState.CLOSED, by="李", seen=CaseState.WAITING, ending=WON)
    assert closed.ending == WON
    assert closed.closed_at is not None
    again = move(STAFF, case.case_id, CaseState.ACTING, by="李", seen=CaseState.CLOSED)
    assert again.closed_at is None
    moved = [(event.before, event.after) for event in history_of(STAFF, case.case_id)[1:]]
    assert moved == [*itertools.pairwise(path), ("waiting", "closed"), ("closed", "acting")]


@given(st.sampled_from(CaseState), st.sampled_from(CaseState))
def test_no_state_leads_where_the_rules_do_not(stands: CaseState, to: CaseState) -> None:
    assert stands not in MOVES[stands]
    assert set(MOVES) == set(CaseState)
    assert not (stands.ended and to.ended and to in MOVES[stands])


def test_a_move_from_a_state_that_is_no_more_changes_nothing(enterprise: Enterprise) -> None:
    case, _ = open_case(STAFF, enterprise.pk, REQUEST, by="李")
    move(STAFF, case.case_id, CaseState.TRIAGED, by="李", seen=CaseState.RECEIVED)
    with pytest.raises(CannotMove) as refused:
        move(STAFF, case.case_id, CaseState.REFUSED, by="赵", seen=CaseState.RECEIVED)
    assert refused.value.stands is CaseState.TRIAGED
    with pytest.raises(NotVisible):
        move(member_of(enterprise), case.case_id, CaseState.REFUSED, by="王", seen=CaseState.TRIAGED)


def test_the_history_refuses_to_be_changed(enterprise: Enterprise) -> None:
    case, _ = open_case(STAFF, enterprise.pk, REQUEST, by="李")
    lines = CaseEvent.objects.filter(case_id=case.case_id)
    for change in (lambda: lines.update(says="x"), lines.delete):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            change()


def test_an_alert_has_one_open_case(enterprise: Enterprise) -> None:
    brand = Brand.objects.create(enterprise=enterprise, brand_id="a", name="海燕")
    alert = Alert.objects.create(
        brand=brand, holder="H", holder_key="h", conflict_key="h", reason="words", tier="high"
    )
    new = replace(REQUEST, origin=CaseOrigin.ALERT, alert_id=alert.pk, brand_row=brand.pk)
    first, _ = open_case(STAFF, enterprise.pk, new, by="李")
    with pytest.raises(CaseOpen) as refused:
        open_case(STAFF, enterprise.pk, new, by="赵")
    assert refused.value.case == first
    move(STAFF, first.case_id, CaseState.REFUSED, by="李", seen=CaseState.RECEIVED)
    assert open_case(STAFF, enterprise.pk, new, by="赵")[1]

"""A closing decision on a serious alert waits for a second person, and the alert with it."""

import pytest
from django.test import Client
from django.utils import timezone

from domain.alert import Channel, Contact
from domain.brand import Brand
from domain.decision import Answer
from domain.match import Tier
from haishao import settings
from jobs.answering import answer_by_link
from jobs.links import token_of
from storage.audit import entries
from storage.brands import save_contact
from storage.models import Alert, Decision, Delivery, Proposal
from storage.reviews import queue
from tests.console.waiting import an_alert, staff_viewer
from tests.made_up import signed_in

pytestmark = pytest.mark.usefixtures("settings_second_eyes_high")
BRAND = Brand(brand_id="A1", name="青鹭海", enterprise="甲")


@pytest.fixture
def first(db: None) -> Client:
    return signed_in("first", None)


@pytest.fixture
def second(db: None) -> Client:
    return signed_in("second", None)


@pytest.fixture
def alert(db: None) -> int:
    return an_alert(BRAND, "QINGLUHAI", holder="Blue Peak LLC")


def waits(name: str) -> tuple[int, ...]:
    return queue(staff_viewer(name), timezone.localdate(), limit=9)


def contact_of(enterprise: str) -> int:
    return save_contact(enterprise, Contact(name="李", channel=Channel.EMAIL, address="li@example.org"))


def test_a_dismissal_waits_open_until_another_agrees(first: Client, second: Client, alert: int) -> None:
    told = Delivery.objects.create(alert_id=alert, next_try_at=timezone.now(), contact_id=contact_of("甲"))
    first.post(f"/desk/{alert}", {"why": "different-goods"})
    assert (Alert.objects.get().open, Decision.objects.count()) == (True, 0)
    told.refresh_from_db()
    assert told.state == "pending", "it is told as before"
    assert waits("second") == (), "it is not in the queue"
    assert "1 条您的意见等待他人同意" in first.get("/desk").content.decode()
    assert "没有等待您同意的意见" in first.get("/desk/second").content.decode()
    page = second.get("/desk/second").content.decode()
    assert "商品不同" in page and "first" in page
    second.post(f"/desk/second/{Proposal.objects.get().pk}", {"said": "agree", "seen": "1"})
    made = Decision.objects.get()
    assert (made.answer, made.ground, made.by) == ("not-relevant", "different-goods", "first + second")
    assert not Alert.objects.get().open
    told.refresh_from_db()
    assert told.state == "withdrawn"
    assert [line.did for line in entries(limit=3)] == ["agreed", "not-relevant", "proposed"]


def test_nobody_agrees_with_themselves(first: Client, alert: int) -> None:
    first.post(f"/desk/{alert}", {"said": "authorised"})
    answer = first.post(f"/desk/second/{Proposal.objects.get().pk}", {"said": "agree"})
    assert answer.status_code == 409
    assert "须由他人复核" in answer.content.decode()
    assert Alert.objects.get().open


def test_disagreement_says_why_and_brings_the_alert_back_with_both_opinions(
    first: Client, second: Client, alert: int
) -> None:
    first.post(f"/desk/{alert}", {"why": "not-alike"})
    proposal = Proposal.objects.get().pk
    assert second.post(f"/desk/second/{proposal}", {"said": "disagree"}).status_code == 400
    second.post(f"/desk/second/{proposal}", {"said": "disagree", "words": "拼音完全相同"})
    assert waits("first") == (alert,)
    page = first.get("/desk").content.decode()
    assert all(word in page for word in ("标识不近似", "拼音完全相同", "first", "second"))
    assert second.get("/quality").context["disagreements"][1][1:3] == (1, 1)


def test_each_step_can_be_taken_back(first: Client, second: Client, alert: int) -> None:
    first.post(f"/desk/{alert}", {"said": "is-ours"})
    first.post("/desk/undo")
    assert waits("first") == (alert,)
    first.post(f"/desk/{alert}", {"said": "is-ours"})
    proposal = Proposal.objects.get(outcome="").pk
    for said in ({"said": "agree"}, {"said": "disagree", "words": "nein"}):
        second.post(f"/desk/second/{proposal}", said)
        second.post("/desk/undo")
        assert Alert.objects.get().open
        assert Proposal.objects.get(pk=proposal).outcome == "", "it waits again"
    assert Decision.objects.filter(undone_at__isnull=True).count() == 0


def test_late_and_double_forms_change_nothing_and_say_so(first: Client, second: Client, alert: int) -> None:
    for _ in range(2):
        assert first.post(f"/desk/{alert}", {"said": "authorised"}).status_code == 302
    proposal = Proposal.objects.get().pk
    for late in ({"said": "is-ours"}, {"said": "confirmed"}):
        answer = second.post(f"/desk/{alert}", late)
        assert answer.status_code == 409 and "等待他人同意" in answer.content.decode()
    Alert.objects.update(revision=2)
    assert "又有新的命中" in second.get("/desk/second").content.decode()
    grown = second.post(f"/desk/second/{proposal}", {"said": "agree", "seen": "1"})
    assert grown.status_code == 409 and Alert.objects.get().open
    for status in (302, 409):
        answer = second.post(f"/desk/second/{proposal}", {"said": "agree", "seen": "2"})
        assert answer.status_code == status
    assert Decision.objects.count() == 1


def test_what_the_enterprise_answers_needs_nobody_and_settles_what_waited(
    first: Client, second: Client, alert: int
) -> None:
    first.post(f"/desk/{alert}", {"why": "other-trade"})
    answer_by_link(token_of(alert, contact_of("甲")), Answer.OURS)
    assert not Alert.objects.get().open
    assert "没有等待您同意的意见" in second.get("/desk/second").content.decode()
    late = second.post(f"/desk/second/{Proposal.objects.get().pk}", {"said": "agree"})
    assert late.status_code == 409
    assert Decision.objects.get().answer == "is-ours"


def test_the_link_in_a_message_to_staff_is_no_way_around_the_second_person(alert: int) -> None:
    token = token_of(alert, contact_of(""))
    refused = Client().post(f"/answer/{token}/not-relevant")
    assert refused.status_code == 409
    assert "须由两人" in refused.content.decode()
    assert (Alert.objects.get().open, Decision.objects.count()) == (True, 0)
    assert Client().post(f"/answer/{token}/help").status_code == 200


def test_below_the_tier_one_person_decides_and_a_member_always_does(first: Client, db: None) -> None:
    below = an_alert(BRAND, "QINGLU", holder="Other GmbH", tier=Tier.MEDIUM)
    first.post(f"/desk/{below}", {"said": "is-ours"})
    high = an_alert(BRAND, "QINGLUHAI", holder="Blue Peak LLC")
    signed_in("member", "甲").post(f"/alerts/{high}/decide", {"answer": "authorised"})
    assert Alert.objects.filter(open=True).count() == 0
    assert Proposal.objects.count() == 0


def test_staff_meet_the_rule_on_the_alert_s_own_page_too(first: Client, alert: int) -> None:
    first.post(f"/alerts/{alert}/decide", {"answer": "authorised"})
    assert Alert.objects.get().open
    assert "等待他人同意" in first.get(f"/alerts/{alert}").content.decode()


def test_the_most_urgent_comes_first_and_next_passes_over(first: Client, second: Client, db: None) -> None:
    far, near = (an_alert(BRAND, f"QINGLU {days}", holder=f"H{days} LLC", days=days) for days in (30, 3))
    for one in (far, near):
        first.post(f"/desk/{one}", {"said": "authorised"})
    shown = second.get("/desk/second").context["proposal"]
    assert shown.alert_id == near
    assert second.get(f"/desk/second?after={shown.proposal_id}").context["proposal"].alert_id == far


def test_a_setting_that_is_none_stops_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HAISHAO_SECOND_EYES", "always")
    with pytest.raises(SystemExit, match="high, medium, low or off"):
        settings._second_eyes()

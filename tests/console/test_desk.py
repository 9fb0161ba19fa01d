"""The review desk, as staff use it: with buttons here, with keys in a real Chromium below."""

import datetime as dt

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from procrastinate.contrib.django.models import ProcrastinateJob

from console.match_screen import marked
from domain.brand import Brand
from domain.match import Tier
from storage.models import Alert, Decision, Review
from storage.reviews import queue
from storage.viewers import NotVisible, viewer_of
from tests.console.waiting import alerts_of, an_alert, staff_viewer
from tests.made_up import signed_in


def test_the_queue_goes_by_tier_then_by_the_days_left_and_what_is_over_comes_last(staff: Client) -> None:
    low, far, near, over, no_day = alerts_of(
        [(Tier.LOW, 1), (Tier.HIGH, 30), (Tier.HIGH, 2), (Tier.HIGH, -1), (Tier.HIGH, None)]
    )
    assert queue(staff_viewer(), timezone.localdate(), limit=9) == (near, far, no_day, over, low)


def test_both_signs_stand_side_by_side_with_the_letters_they_share_marked(staff: Client) -> None:
    alerts_of([(Tier.HIGH, 5)])
    page = staff.get("/desk").content.decode()
    assert page.count("<mark>QINGLUHAI</mark>") == 2
    assert "公告之日起三十日" in page and "https://example.org/rule" in page


@pytest.mark.parametrize("said", ["not-relevant", "is-ours", "authorised"])
def test_a_dismissal_closes_the_alert_and_undo_brings_it_back(staff: Client, said: str) -> None:
    (one,) = alerts_of([(Tier.HIGH, 5)])
    staff.post(f"/desk/{one}", {"said": said, "why": "different-goods"})
    assert not Alert.objects.get().open
    assert "没有待复核" in staff.get("/desk").content.decode()
    staff.post("/desk/undo")
    assert Alert.objects.get().open
    assert Decision.objects.get().undone_by == "staff"
    assert ProcrastinateJob.objects.filter(task_name="plan_rescreen").exists(), (
        "what it kept back is judged anew"
    )
    assert "QINGLUHAI" in staff.get("/desk").content.decode()


def test_what_is_confirmed_stays_open_and_leaves_the_queue_until_it_grows(staff: Client) -> None:
    (one,) = alerts_of([(Tier.HIGH, 5)])
    staff.post(f"/desk/{one}", {"said": "confirmed"})
    assert Alert.objects.get().open
    assert queue(staff_viewer(), timezone.localdate(), limit=9) == ()
    Alert.objects.update(revision=2)
    assert queue(staff_viewer(), timezone.localdate(), limit=9) == (one,)


def test_what_is_deferred_comes_back_on_its_day(staff: Client) -> None:
    (one,) = alerts_of([(Tier.HIGH, 9)])
    staff.post(f"/desk/{one}", {"said": "deferred"})
    today = timezone.localdate()
    assert queue(staff_viewer(), today + dt.timedelta(days=2), limit=9) == ()
    assert queue(staff_viewer(), today + dt.timedelta(days=3), limit=9) == (one,)


def test_a_form_sent_twice_counts_once_and_a_late_one_changes_nothing(staff: Client) -> None:
    (one,) = alerts_of([(Tier.HIGH, 5)])
    for _ in range(2):
        staff.post(f"/desk/{one}", {"said": "confirmed"})
    assert Review.objects.count() == 1
    staff.post(f"/desk/{one}", {"said": "authorised"})
    late = staff.post(f"/desk/{one}", {"why": "not-alike"})
    assert late.status_code == 409
    assert "已有人处理" in late.content.decode()
    assert Decision.objects.get().answer == "authorised"


def test_a_form_that_was_open_while_the_alert_grew_changes_nothing(staff: Client) -> None:
    (one,) = alerts_of([(Tier.HIGH, 5)])
    assert 'name="seen" value="1"' in staff.get("/desk").content.decode()
    Alert.objects.update(revision=2)
    for form in ({"said": "confirmed"}, {"said": "authorised"}):
        late = staff.post(f"/desk/{one}", form | {"seen": "1"})
        assert late.status_code == 409
        assert "又有新的命中" in late.content.decode()
    assert (Review.objects.count(), Decision.objects.count()) == (0, 0)
    staff.post(f"/desk/{one}", {"said": "authorised", "seen": "2"})
    assert Decision.objects.get().answer == "authorised"


def test_a_dismissal_says_why_and_the_reason_is_shown_among_the_rules(staff: Client) -> None:
    one, two = alerts_of([(Tier.HIGH, 5), (Tier.HIGH, 6)])
    for wrong in ({"said": "not-relevant"}, {"why": "because"}, {"why": "other-ground", "words": " "}):
        assert staff.post(f"/desk/{one}", wrong).status_code == 400
    assert Alert.objects.filter(open=True).count() == 2
    staff.post(f"/desk/{one}", {"why": "common-word", "words": "unasked"})
    staff.post(f"/desk/{two}", {"why": "other-ground", "words": "经销商自己的店名"})
    said = list(Decision.objects.order_by("pk").values_list("answer", "ground", "words"))
    assert said == [
        ("not-relevant", "common-word", ""), ("not-relevant", "other-ground", "经销商自己的店名")
    ]  # fmt: skip
    page = staff.get("/rules").content.decode()
    assert "描述性或通用词" in page and "经销商自己的店名" in page


def test_the_match_screen_shows_common_classes_the_holder_and_what_was_decided_before(staff: Client) -> None:
    fish = Brand(brand_id="A1", name="青鹭海", enterprise="甲", classes=(29, 30), goods="鱼罐头")
    wine = Brand(brand_id="B1", name="白鹭洲", enterprise="乙", classes=(33,))
    same_sign = an_alert(wine, "Qingluhai", holder="Blue Peak LLC", office="BR", nice=33)
    same_brand = an_alert(fish, "QINGLU", holder="Other Trading GmbH")
    nothing_alike = an_alert(wine, "BAILUZHOU", holder="Third SA", nice=33)
    staff.post(f"/desk/{same_brand}", {"why": "not-alike"})
    staff.post(f"/desk/{same_sign}", {"said": "authorised"})
    staff.post(f"/desk/{nothing_alike}", {"said": "confirmed"})
    an_alert(fish, "QINGLUHAI", holder="BLUE PEAK, L.L.C.")
    screen = staff.get("/desk").context["screen"]
    assert screen.goods.classes == ((29, True), (30, False))
    past = [(one.alert_id, one.said, one.same_sign, one.same_holder, one.same_brand) for one in screen.past]
    assert past == [
        (same_sign, "authorised", True, True, False),
        (same_brand, "not-relevant", False, False, True),
    ], "most alike first, and what is alike in nothing is left out"
    assert dict(screen.holder.offices) == {"US": 1, "BR": 1}, "one company, however its name is written"
    assert {(one.brand, one.enterprise) for one in screen.holder.brands} == {
        ("青鹭海", "甲"), ("白鹭洲", "乙")
    }  # fmt: skip
    page = staff.get("/desk").content.decode()
    assert '<span class="nice same">29</span>' in page and "标识不近似" in page


def test_the_desk_asks_the_database_the_same_however_much_was_kept(staff: Client) -> None:
    brand = Brand(brand_id="A1", name="青鹭海", enterprise="甲")
    an_alert(brand, "QINGLUHAI", holder="First LLC")
    with CaptureQueriesContext(connection) as few:
        staff.get("/desk")
    for number in range(12):
        one = an_alert(brand, "QINGLUHAI", holder=f"Holder {number} LLC", days=20)
        if number % 2:
            staff.post(f"/desk/{one}", {"why": "other-trade"})
    with CaptureQueriesContext(connection) as many:
        staff.get("/desk")
    assert len(many) <= len(few) + 2 < 40


def test_an_unknown_verdict_is_refused_by_name(staff: Client) -> None:
    (one,) = alerts_of([(Tier.HIGH, 5)])
    assert staff.post(f"/desk/{one}", {"said": "nonsense"}).status_code == 400
    assert Alert.objects.get().open


def test_next_passes_over_without_deciding(staff: Client) -> None:
    first, second = alerts_of([(Tier.HIGH, 2), (Tier.HIGH, 5)])
    assert f'action="/desk/{second}"' in staff.get(f"/desk?after={first}").content.decode()
    assert f'action="/desk/{first}"' in staff.get("/desk?after=nonsense").content.decode()


def test_the_desk_is_missing_for_members(staff: Client) -> None:
    (one,) = alerts_of([(Tier.HIGH, 5)])
    member = signed_in("member", "甲")
    assert member.get("/desk").status_code == 404
    assert member.post(f"/desk/{one}", {"said": "authorised"}).status_code == 404
    assert Alert.objects.get().open
    with pytest.raises(NotVisible):
        queue(viewer_of(1, staff=False), timezone.localdate(), limit=9)


def test_a_script_may_come_from_here_alone(staff: Client) -> None:
    assert "script-src 'self';" in staff.get("/desk")["Content-Security-Policy"]


@given(st.text(max_size=60), st.text(max_size=60))
def test_marked_pieces_joined_are_the_texts_again_and_both_sides_share_what_is_marked(
    ours: str, theirs: str
) -> None:
    left, right = marked(ours, theirs)
    assert ("".join(text for text, _ in left), "".join(text for text, _ in right)) == (ours, theirs)
    shared = ["".join(text for text, same in side if same) for side in (left, right)]
    assert [c.casefold() for c in shared[0]] == [c.casefold() for c in shared[1]]

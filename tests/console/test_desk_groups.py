"""Many alerts of one holder, or of one brand, decided at once and taken back at once."""

import pytest
from django.test import Client
from django.utils import timezone

from domain.brand import Brand
from domain.match import Tier
from storage.audit import entries
from storage.models import Alert, Batch, Decision, Proposal, Review
from storage.reviews import queue
from tests.console.waiting import alerts_of, an_alert, staff_viewer
from tests.made_up import signed_in


def of_one_holder(count: int) -> list[int]:
    return [
        an_alert(
            Brand(brand_id=f"B{number}", name=f"品牌{number}", enterprise="甲"),
            f"SIGN {number}",
            holder="Squatter LLC",
        )
        for number in range(count)
    ]


def boxes(alerts: list[int]) -> list[str]:
    revisions = dict(Alert.objects.values_list("pk", "revision"))
    return [f"{one}:{revisions[one]}" for one in alerts]


def waiting() -> set[int]:
    return set(queue(staff_viewer(), timezone.localdate(), limit=99))


def test_the_desk_counts_those_alike_and_the_page_lists_them_with_the_one_looked_at(staff: Client) -> None:
    alerts = of_one_holder(3)
    alerts_of([(Tier.LOW, 5), (Tier.LOW, 6)])
    page = staff.get("/desk").content.decode()
    assert "同一申请人另有 2 条待复核" in page
    assert "同一品牌另有" not in page
    listed = staff.get(f"/desk/group?like={alerts[0]}&by=holder").context["rows"]
    assert [row.alert_id for row in listed] == alerts
    other = staff.get(f"/desk/group?like={min(waiting() - set(alerts))}&by=brand").context["rows"]
    assert {row.alert_id for row in other} == waiting() - set(alerts)


def test_the_chosen_are_decided_with_a_line_each_and_one_undo_takes_all_back(staff: Client) -> None:
    alerts = of_one_holder(4)
    answer = staff.post("/desk/group", {"why": "other-trade", "alert": boxes(alerts[:3])}, follow=True)
    assert "3 条已处理" in answer.content.decode()
    assert waiting() == {alerts[3]}
    assert {one.ground for one in Decision.objects.all()} == {"other-trade"}
    assert [line.did for line in entries(limit=4)].count("not-relevant") == 3
    staff.post("/desk/undo")
    assert waiting() == set(alerts)
    assert Decision.objects.filter(undone_at__isnull=True).count() == 0
    staff.post("/desk/undo")
    assert waiting() == set(alerts), "with nothing to take back nothing happens"


@pytest.mark.parametrize("said", ["confirmed", "deferred"])
def test_what_leaves_alerts_open_can_be_said_of_many_too(staff: Client, said: str) -> None:
    alerts = of_one_holder(2)
    for _ in range(2):
        staff.post("/desk/group", {"said": said, "alert": boxes(alerts)})
    assert waiting() == set()
    assert Review.objects.filter(undone_at__isnull=True).count() == 2
    assert Batch.objects.count() == 1, "sent twice is one batch"
    staff.post("/desk/undo")
    assert waiting() == set(alerts)


def test_what_others_decided_or_what_grew_meanwhile_is_left_and_counted(staff: Client) -> None:
    alerts = of_one_holder(4)
    shown = boxes(alerts)
    signed_in("other", None).post(f"/desk/{alerts[0]}", {"said": "authorised"})
    Alert.objects.filter(pk=alerts[1]).update(revision=7)
    page = staff.post("/desk/group", {"why": "not-alike", "alert": shown}, follow=True).content.decode()
    assert "2 条已处理" in page
    assert "2 条未动：他人已处理，或有新的命中" in page
    assert Decision.objects.get(alert=alerts[0]).answer == "authorised"
    assert waiting() == {alerts[1]}
    again = staff.post("/desk/group", {"why": "not-alike", "alert": shown}, follow=True).content.decode()
    assert "0 条已处理" in again and "4 条未动" in again
    staff.post("/desk/undo")
    assert waiting() == {alerts[1], alerts[2], alerts[3]}, "the first batch is what is taken back"


def test_where_a_second_person_is_needed_the_many_are_proposed(
    staff: Client, settings_second_eyes_high: None
) -> None:
    high = of_one_holder(2)
    (low,) = alerts_of([(Tier.LOW, 5)])[-1:]
    Alert.objects.filter(pk=low).update(tier="low")
    page = staff.post("/desk/group", {"said": "is-ours", "alert": boxes([*high, low])}, follow=True)
    assert "1 条已处理 · 2 条已提交，等待他人同意" in page.content.decode()
    assert Alert.objects.filter(pk__in=high, open=True).count() == 2
    staff.post("/desk/undo")
    assert set(Proposal.objects.values_list("outcome", flat=True)) == {"withdrawn"}
    assert waiting() >= set(high)


@pytest.mark.parametrize(
    "alert", [[], ["x"], ["1"], ["1:1:1"], [f"{number}:1" for number in range(201)]], ids=len
)
def test_none_chosen_or_nonsense_or_too_many_is_refused_with_what_to_do(
    staff: Client, alert: list[str]
) -> None:
    answer = staff.post("/desk/group", {"said": "confirmed", "alert": alert})
    assert answer.status_code == 400
    assert "勾选要处理的预警" in answer.content.decode()
    assert Batch.objects.count() == 0

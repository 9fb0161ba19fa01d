"""The review desk, as staff use it: with buttons here, with keys in a real Chromium below."""

import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from procrastinate.contrib.django.models import ProcrastinateJob

from console.desk import marked
from domain.brand import Brand
from domain.deadline import Confidence, LastDay
from domain.match import Evidence, Match, Tier
from domain.observation import Goods, Kind, Observation, Party
from matchers.conflicts import conflict_key
from storage.alerts import fold_matches, matches_to_fold
from storage.brands import save_brands
from storage.matches import save_matches
from storage.models import Alert, Decision, Review
from storage.observations import observations_of, take_in
from storage.reviews import queue
from storage.runs import start_run
from storage.viewers import NotVisible, viewer_of
from tests.made_up import signed_in


def alerts_of(tiers_and_days: list[tuple[Tier, int | None]]) -> list[int]:
    """One alert each, in the order given; days are counted from today."""
    save_brands([Brand(brand_id="A1", name="青鹭海", enterprise="甲")])
    run = start_run("us-uspto-trtdxfap")
    seen = [
        Observation(
            kind=Kind.FILING,
            source="us-uspto-trtdxfap",
            ref=f"{number:08}",
            sign=f"QINGLUHAI {number}",
            office="US",
            holders=(Party(name=f"Holder {number}"),),
            goods=(Goods(nice_class=29, text="Fish"),),
        )
        for number, _ in enumerate(tiers_and_days)
    ]
    take_in(run, seen)
    kept = {o.ref: row for row, o in observations_of(run, after_id=0, limit=99)}
    save_matches((kept[o.ref], match(o, *said)) for o, said in zip(seen, tiers_and_days, strict=True))
    fold_matches(matches_to_fold(after_id=0, limit=99), conflict_key)
    return list(Alert.objects.order_by("folded__match__observation__ref").values_list("pk", flat=True))


def match(seen: Observation, tier: Tier, days: int | None) -> Match:
    evidence = Evidence(
        feature="view", score=1.0, ours="QINGLUHAI", theirs=seen.sign, says="是拼音", says_en="is the pinyin"
    )
    last_day = days is not None and LastDay(
        day=timezone.localdate() + dt.timedelta(days=days),
        rule_zh="公告之日起三十日",
        rule_en="30 days from publication",
        rule_source="https://example.org/rule",
        checked_on=dt.date(2026, 11, 22),
        confidence=Confidence.VERIFIED,
    )
    return Match(
        brand_id="A1", brand="青鹭海", mark="青鹭海", observation=seen, score=0.9, tier=tier, evidence=(evidence,),
        rules="words-1", last_day=last_day or None,
    )  # fmt: skip


@pytest.fixture
def staff(db: None) -> Client:
    return signed_in("staff", None)


def viewer_of_staff() -> object:
    from django.contrib.auth import get_user_model

    return viewer_of(get_user_model().objects.get(username="staff").pk, staff=True)


def test_the_queue_goes_by_tier_then_by_the_days_left_and_what_is_over_comes_last(staff: Client) -> None:
    low, far, near, over, no_day = alerts_of(
        [(Tier.LOW, 1), (Tier.HIGH, 30), (Tier.HIGH, 2), (Tier.HIGH, -1), (Tier.HIGH, None)]
    )
    assert queue(viewer_of_staff(), timezone.localdate(), limit=9) == (near, far, no_day, over, low)


def test_both_signs_stand_side_by_side_with_the_letters_they_share_marked(staff: Client) -> None:
    alerts_of([(Tier.HIGH, 5)])
    page = staff.get("/desk").content.decode()
    assert page.count("<mark>QINGLUHAI</mark>") == 2
    assert "公告之日起三十日" in page and "https://example.org/rule" in page


@pytest.mark.parametrize("said", ["not-relevant", "is-ours", "authorised"])
def test_a_dismissal_closes_the_alert_and_undo_brings_it_back(staff: Client, said: str) -> None:
    (one,) = alerts_of([(Tier.HIGH, 5)])
    staff.post(f"/desk/{one}", {"said": said})
    assert not Alert.objects.get().open
    assert "没有待复核" in staff.get("/desk").content.decode()
    staff.post("/desk/undo")
    assert Alert.objects.get().open
    assert Decision.objects.get().undone_by == "staff"
    assert ProcrastinateJob.objects.filter(task_name="judge_kept").exists(), (
        "what it kept back is judged anew"
    )
    assert "QINGLUHAI" in staff.get("/desk").content.decode()


def test_what_is_confirmed_stays_open_and_leaves_the_queue_until_it_grows(staff: Client) -> None:
    (one,) = alerts_of([(Tier.HIGH, 5)])
    staff.post(f"/desk/{one}", {"said": "confirmed"})
    assert Alert.objects.get().open
    assert queue(viewer_of_staff(), timezone.localdate(), limit=9) == ()
    Alert.objects.update(revision=2)
    assert queue(viewer_of_staff(), timezone.localdate(), limit=9) == (one,)


def test_what_is_deferred_comes_back_on_its_day(staff: Client) -> None:
    (one,) = alerts_of([(Tier.HIGH, 9)])
    staff.post(f"/desk/{one}", {"said": "deferred"})
    today = timezone.localdate()
    assert queue(viewer_of_staff(), today + dt.timedelta(days=2), limit=9) == ()
    assert queue(viewer_of_staff(), today + dt.timedelta(days=3), limit=9) == (one,)


def test_a_form_sent_twice_counts_once_and_a_late_one_changes_nothing(staff: Client) -> None:
    (one,) = alerts_of([(Tier.HIGH, 5)])
    for _ in range(2):
        staff.post(f"/desk/{one}", {"said": "confirmed"})
    assert Review.objects.count() == 1
    staff.post(f"/desk/{one}", {"said": "authorised"})
    late = staff.post(f"/desk/{one}", {"said": "not-relevant"})
    assert late.status_code == 409
    assert "已有人处理" in late.content.decode()
    assert Decision.objects.get().answer == "authorised"


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

"""The sample that is judged again: drawn once, blind, by somebody else, and what is published of it."""

import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone

from console.quality import first_month
from domain.brand import Brand
from domain.decision import Answer
from domain.match import Tier
from storage import samples
from storage.audit import entries
from storage.decisions import decide
from storage.models import Decision, Match, Proposal, Sample, SampleFrame
from storage.reviews import Verdict, review
from storage.samples import draw_samples, judge_sample, quality_counts
from tests.console.waiting import alerts_of, an_alert, staff_viewer
from tests.made_up import signed_in

BRAND = Brand(brand_id="A1", name="青鹭海", enterprise="甲", classes=(29,))
DAY = dt.timedelta(days=1)


@pytest.fixture
def all_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(samples, "drawn", lambda _stratum, _id: True)


@pytest.fixture
def first(db: None) -> Client:
    return signed_in("first", None)


@pytest.fixture
def second(db: None) -> Client:
    return signed_in("second", None)


def dismissed(first: Client, number: int, **rest: object) -> int:
    """An alert that `first` dismissed two days ago."""
    alert = an_alert(BRAND, f"QINGLUHAI {number}", holder=f"Holder {number} LLC", **rest)
    first.post(f"/desk/{alert}", {"why": "other-trade"})
    Decision.objects.update(made_at=timezone.now() - 2 * DAY)
    return alert


def untold(number: int) -> None:
    """A match of low tier, judged two days ago."""
    an_alert(BRAND, f"QINLU {number}", holder=f"Low {number} LLC", tier=Tier.LOW)
    Match.objects.update(judged_at=timezone.now() - 2 * DAY)


def test_what_is_old_enough_is_drawn_once_by_its_hash_and_counted_in_its_stratum(first: Client) -> None:
    for number in range(3):
        dismissed(first, number)
        untold(number)
    drawn_first = draw_samples(timezone.now())
    kept = set(Sample.objects.values_list("stratum", "decision", "match"))
    assert draw_samples(timezone.now()) == 0
    assert set(Sample.objects.values_list("stratum", "decision", "match")) == kept
    assert len(kept) == drawn_first
    frames = dict(SampleFrame.objects.values_list("stratum", "population"))
    assert frames == {"dismissed": 3, "filtered": 3}, "a high match that was told is in neither"


def test_what_is_younger_than_a_day_or_was_taken_back_is_not_drawn(first: Client, all_drawn: None) -> None:
    dismissed(first, 1)
    first.post("/desk/undo")
    draw_samples(timezone.now())
    young = an_alert(BRAND, "QINGLUHAI 2", holder="Young LLC")
    first.post(f"/desk/{young}", {"why": "not-alike"})
    draw_samples(timezone.now())
    assert Sample.objects.count() == 0
    assert draw_samples(timezone.now() + 2 * DAY) == 1


def test_the_item_is_shown_blind_to_anybody_but_who_decided(
    first: Client, second: Client, all_drawn: None
) -> None:
    dismissed(first, 1)
    draw_samples(timezone.now())
    assert "没有待您判断的抽检" in first.get("/quality/sample").content.decode()
    page = second.get("/quality/sample").content.decode()
    assert "QINGLUHAI" in page and '<span class="nice same">29</span>' in page
    assert not any(word in page for word in ("行业不相关", "first", "无关", 'class="tier', "90%"))
    sample = Sample.objects.get().pk
    assert first.post(f"/quality/sample/{sample}", {"said": "conflict"}).status_code == 404
    for _ in range(2):
        second.post(f"/quality/sample/{sample}", {"said": "conflict"})
    late = signed_in("third", None).post(f"/quality/sample/{sample}", {"said": "no-conflict"})
    assert late.status_code == 409 and "已有人判断" in late.content.decode()
    assert (Sample.objects.get().verdict, Sample.objects.get().by) == ("conflict", "second")
    assert [line.did for line in entries(limit=9)].count("sample-judged") == 1
    assert "QINGLUHAI 1" in second.get("/quality").content.decode(), "somebody must act on it"
    second.post("/desk/undo")
    assert Sample.objects.get().verdict == ""


def test_neither_who_proposed_nor_who_agreed_judges_the_decision_again(
    first: Client, second: Client, all_drawn: None, settings_second_eyes_high: None
) -> None:
    alert = an_alert(BRAND, "QINGLUHAI", holder="Blue Peak LLC")
    first.post(f"/desk/{alert}", {"why": "not-alike"})
    second.post(f"/desk/second/{alert_proposal(alert)}", {"said": "agree"})
    draw_samples(timezone.now() + 2 * DAY)
    assert first.get("/quality/sample").context["item"] is None
    assert second.get("/quality/sample").context["item"] is None
    assert signed_in("third", None).get("/quality/sample").context["item"] is not None


def alert_proposal(alert: int) -> int:
    return Proposal.objects.get(alert=alert).pk


def test_the_figures_stand_only_on_enough_and_weigh_each_stratum(
    first: Client, second: Client, all_drawn: None
) -> None:
    alerts = alerts_of([(Tier.HIGH, 9)] * 40 + [(Tier.LOW, 9)] * 20)
    decider, judge = staff_viewer("first"), staff_viewer("second")
    for alert in alerts[:20]:
        review(decider, alert, Verdict.CONFIRMED, by="first")
    for alert in alerts[20:40]:
        decide(decider, alert, Answer.NOT_RELEVANT, by="first")
    draw_samples(timezone.now() + 2 * DAY)
    few = second.get("/quality").content.decode()
    assert "样本太少，暂不给出数字" in few and "100.0%" not in few
    for place, sample in enumerate(Sample.objects.order_by("stratum", "pk")):
        judge_sample(judge, sample.pk, conflict=place == 0, by="second")
    counts = quality_counts(judge, first_month(timezone.localdate()))
    assert (counts.accepted, counts.dismissed.population, counts.filtered.population) == (20, 20, 20)
    page = second.get("/quality").content.decode()
    assert "52.5%" in page, "precision: 20 confirmed and one wrongly dismissed of 40"
    assert "95.2%" in page, "recall: 20 of 21"


def test_a_wrong_dismissal_taken_back_later_stays_in_its_stratum_and_out_of_the_other(
    first: Client, second: Client, all_drawn: None
) -> None:
    alert = dismissed(first, 1)
    draw_samples(timezone.now())
    second.post(f"/quality/sample/{Sample.objects.get().pk}", {"said": "conflict"})
    second.post(f"/rules/{Decision.objects.get().pk}/undo")
    second.post(f"/desk/{alert}", {"said": "confirmed"})
    counts = quality_counts(staff_viewer("second"), first_month(timezone.localdate()))
    assert (counts.accepted, counts.dismissed.population, counts.dismissed.conflicts) == (0, 1, 1)


def test_the_look_back_is_twelve_months_with_the_current_one() -> None:
    assert first_month(dt.date(2026, 11, 30)) == dt.date(2025, 12, 1)
    assert first_month(dt.date(2026, 12, 1)) == dt.date(2026, 1, 1)


def test_own_and_authorised_filings_count_as_told_and_no_conflict(first: Client) -> None:
    for number, answer in enumerate((Answer.OURS, Answer.AUTHORISED)):
        alert = an_alert(BRAND, f"QINGLUHAI {number}", holder=f"Own {number} LLC")
        decide(staff_viewer("first"), alert, answer, by="first")
    assert quality_counts(staff_viewer("first"), first_month(timezone.localdate())).own == 2

"""Sources that fall silent, and what staff are told of them."""

import datetime as dt
from dataclasses import replace

import pytest
from django.utils import timezone

from crawlers.source import Source
from crawlers.sources.gazettes.br_inpi_rpi import SOURCE
from domain.alert import Channel, Contact
from jobs.source_watch import LATE_AFTER, NEVER_AFTER, TOLD_AFTER, shown_state, watch_sources
from storage.brands import save_contact
from storage.models import CrawlRun, Delivery, Notice, SourceTrouble
from storage.runs import RunOutcome, finish_run, source_health, start_run

A = replace(SOURCE, name="a", title_zh="甲公报", title_en="Gazette A")
B = replace(SOURCE, name="b", title_zh="乙公报", title_en="Gazette B")
NOW = timezone.now()
SOON = NOW + TOLD_AFTER + dt.timedelta(minutes=1)


@pytest.fixture(autouse=True)
def duty(db: None) -> None:
    save_contact("", Contact(name="值班", channel=Channel.EMAIL, address="duty@example.org"))


def ran(source: Source, state: str = "ok", kept: int = 100, *, ago: dt.timedelta = dt.timedelta()) -> None:
    run = start_run(source.name)
    finish_run(
        run, RunOutcome(state=state, reason_zh="据说", reason_en="it says", kept=kept, faults=0), added=0
    )
    CrawlRun.objects.filter(pk=run).update(started_at=NOW - ago, finished_at=NOW - ago, judged_at=NOW - ago)


def subjects() -> list[str]:
    return list(Notice.objects.order_by("pk").values_list("subject_zh", flat=True))


def state_of(source: Source, now: dt.datetime = NOW, *, clocked: bool = True) -> str:
    return shown_state(source, source_health([source.name])[0], now, clocked=clocked)


def test_a_trouble_is_told_once_by_staff_s_channel_and_its_end_once() -> None:
    ran(A, "blocked")
    for now in (NOW, NOW + dt.timedelta(hours=1)):
        watch_sources([A], now)
    assert subjects() == [], "it is tried again each hour"
    for _ in range(3):
        watch_sources([A], SOON)
    notice = Notice.objects.get()
    assert notice.subject_zh == "1 个来源没有正常更新"
    assert "甲公报（a）：据说" in notice.says_zh
    assert "Gazette A (a): it says" in notice.says_en
    assert Delivery.objects.get().contact.name == "值班"
    ran(A, "changed", ago=-dt.timedelta(hours=1))
    watch_sources([A], SOON)
    assert SourceTrouble.objects.get().state == "changed", "one trouble, whatever its kind becomes"
    ran(A, ago=-dt.timedelta(hours=2))
    for _ in range(2):
        watch_sources([A], SOON)
    assert subjects() == ["1 个来源没有正常更新", "1 个来源恢复正常"]
    ran(A, "blocked", ago=-dt.timedelta(hours=3))
    watch_sources([A], SOON)
    watch_sources([A], SOON + TOLD_AFTER)
    assert len(subjects()) == 3, "a new trouble is told anew"


def test_what_is_over_before_it_was_told_is_not_told() -> None:
    ran(A, "error")
    watch_sources([A], NOW)
    ran(A, ago=-dt.timedelta(hours=1))
    watch_sources([A], SOON)
    assert subjects() == []
    assert SourceTrouble.objects.get().over_at is not None


def test_sources_that_fall_silent_together_are_one_notice() -> None:
    many = [replace(SOURCE, name=f"s{number}", title_zh=f"公报{number}") for number in range(9)]
    for one in many:
        ran(one, "error")
    watch_sources(many, NOW)
    watch_sources(many, SOON)
    notice = Notice.objects.get()
    assert notice.subject_zh.startswith("9 个来源")
    assert "另有 3 个" in notice.says_zh


def test_a_source_nobody_answers_for_is_late_and_told_at_once() -> None:
    ran(A, ago=A.interval + LATE_AFTER - dt.timedelta(hours=1))
    watch_sources([A], NOW)
    assert subjects() == []
    later = NOW + dt.timedelta(hours=2)
    assert state_of(A, later) == "late"
    watch_sources([A], later)
    assert "逾期未更新，上次成功" in Notice.objects.get().says_zh


def test_an_issue_that_is_not_out_yet_is_well_until_it_is_late() -> None:
    ran(A, ago=A.interval)
    ran(A, "not_yet_published")
    assert state_of(A) == "not_yet_published"
    assert state_of(A, NOW + LATE_AFTER + dt.timedelta(hours=1)) == "late"


def test_a_source_that_never_ran_is_told_after_a_day_and_one_switched_off_never() -> None:
    watch_sources([A], NOW)
    watch_sources([A], NOW + NEVER_AFTER)
    assert "甲公报" in Notice.objects.get().says_zh
    watch_sources([], NOW + NEVER_AFTER)
    assert SourceTrouble.objects.get().over_at is not None
    assert len(subjects()) == 1, "switched off is not well again"
    assert state_of(B, clocked=False) == "off"
    ran(B)
    assert state_of(B, clocked=False) == "ok", "somebody ran it by hand"


def test_a_good_run_far_below_what_is_usual_has_shrunk() -> None:
    for days in range(5, 0, -1):
        ran(A, kept=300 + days, ago=dt.timedelta(days=days))
    ran(A, kept=61)
    assert state_of(A) == "ok"
    ran(A, kept=60)
    health = source_health(["a"])[0]
    assert (health.state, health.usual, health.reason_en) == (
        "shrunk", 302, "only 60 records; usually about 302",
    )  # fmt: skip
    ran(B, kept=3)
    assert source_health(["b"])[0].usual is None, "too few runs to tell"

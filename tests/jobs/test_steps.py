"""The steps that may run twice."""

import datetime as dt
import itertools
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Self

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from crawlers.catalogue import find, load_all
from domain.alert import Channel, Contact
from domain.brand import Brand
from domain.observation import Goods, Kind, Observation, Party
from jobs import sending, sweeping, tasks, telling
from jobs.clock import due_sources
from jobs.queue import defer_once, take_over_soon
from jobs.rescreening import rescreen_everything
from jobs.worker import run_worker
from notifier.channel import NotYet, Undelivered
from storage.brands import move_contact, save_brands, save_contact, watched_words
from storage.deliveries import any_due, replay
from storage.models import Alert, Attempt, CrawlRun, Delivery, Match
from storage.models import Contact as ContactRow
from storage.observations import take_in
from storage.runs import RunOutcome, finish_run, run_folder, source_health, start_run, unjudged_runs
from storage.together import together
from tests.rescreened import everything_rescreened


@dataclass
class Receiver:
    """Stands where the courier would: answers with a yes, or with the refusal it was given."""

    refusal: Undelivered | NotYet | None = None
    received: int = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def send(self, *_: object) -> str:
        self.received += 1
        if self.refusal:
            raise self.refusal
        return "250 ok"


@pytest.fixture
def receiver(monkeypatch: pytest.MonkeyPatch) -> Receiver:
    one = Receiver()
    monkeypatch.setattr(sending, "Courier", lambda *_: one)
    return one


@pytest.fixture
def run_id(db: None) -> int:
    """A run that saw a pinyin copy of a watched brand and a filing of the brand's owner."""
    brand = Brand(
        brand_id="A1", name="海蔚鲜", enterprise="甲食品有限公司", owners=("甲食品有限公司",), classes=(29,)
    )
    save_brands([brand])
    contact = Contact(name="王", channel=Channel.EMAIL, address="wang@example.org")
    save_contact("甲食品有限公司", contact, least_tier="low")
    run = start_run("us-uspto-trtdxfap")
    take_in(run, [filing("1", "Acme LLC"), filing("2", "甲食品有限公司")])
    return run


def filing(ref: str, holder: str) -> Observation:
    return Observation(
        kind=Kind.FILING,
        source="us-uspto-trtdxfap",
        ref=ref,
        sign="HAIWEIXIAN",
        office="US",
        holders=(Party(name=holder),),
        goods=(Goods(nice_class=29),),
        published_on=dt.date(2026, 11, 17),
    )


def test_judging_twice_keeps_one_match_and_the_owner_is_no_squatter(run_id: int) -> None:
    tasks.judge(run_id, 0)
    tasks.judge(run_id, 0)
    assert [match.observation.ref for match in Match.objects.select_related("observation")] == ["1"]


def test_a_watchlist_that_grew_meets_what_was_kept_before(run_id: int) -> None:
    tasks.judge(run_id, 0)
    save_brands([Brand(brand_id="A2", name="HAIWEIXAN", enterprise="甲食品有限公司", classes=(29,))])
    everything_rescreened()
    assert set(Match.objects.values_list("brand__brand_id", flat=True)) == {"A1", "A2"}


def test_raising_twice_opens_one_delivery(run_id: int) -> None:
    tasks.judge(run_id, 0)
    tasks.raise_alerts()
    tasks.raise_alerts()
    assert (Alert.objects.count(), Delivery.objects.count()) == (1, 1)


@pytest.fixture
def delivery(run_id: int) -> Delivery:
    tasks.judge(run_id, 0)
    tasks.raise_alerts()
    return Delivery.objects.get()


def test_delivering_twice_sends_once(delivery: Delivery, receiver: Receiver) -> None:
    tasks.deliver("mail 1")
    tasks.deliver("mail 1")
    delivery.refresh_from_db()
    assert (receiver.received, delivery.state) == (1, "delivered")


def test_a_refusal_that_may_pass_is_tried_again_and_counts_as_no_delivery(
    delivery: Delivery, receiver: Receiver
) -> None:
    receiver.refusal = Undelivered("421 busy", permanent=False)
    tasks.deliver("mail 1")
    delivery.refresh_from_db()
    assert delivery.state == "pending"
    assert delivery.delivered_at is None
    assert delivery.next_try_at > timezone.now()


def test_a_refusal_for_good_makes_a_dead_letter(delivery: Delivery, receiver: Receiver) -> None:
    receiver.refusal = Undelivered("550 no such user", permanent=True)
    tasks.deliver("mail 1")
    tasks.deliver("mail 1")
    delivery.refresh_from_db()
    assert (receiver.received, delivery.state) == (1, "failed")


def test_the_last_try_makes_a_dead_letter_too(delivery: Delivery, receiver: Receiver) -> None:
    receiver.refusal = Undelivered("no answer", permanent=False)
    for _ in range(sending.MOST_ATTEMPTS + 2):
        Delivery.objects.update(next_try_at=timezone.now())
        tasks.deliver("mail 1")
    delivery.refresh_from_db()
    assert (receiver.received, delivery.state) == (sending.MOST_ATTEMPTS, "failed")
    assert Attempt.objects.filter(accepted=False).count() == sending.MOST_ATTEMPTS


def test_the_receiver_s_wish_to_be_left_alone_is_kept(delivery: Delivery, receiver: Receiver) -> None:
    receiver.refusal = Undelivered("errcode 45009", permanent=False, retry_after=600)
    before = timezone.now()
    tasks.deliver("mail 1")
    delivery.refresh_from_db()
    assert delivery.next_try_at >= before + dt.timedelta(seconds=599)


def test_waits_grow_are_bounded_and_never_below_what_the_receiver_asked_for() -> None:
    busy = Undelivered("421 busy", permanent=False)
    waits = [sending.wait_after(attempt, busy) for attempt in range(1, 12)]
    assert all(after > before for before, after in itertools.pairwise(waits[:6]))
    assert max(waits) <= sending.LONGEST_WAIT * 1.25
    asked = Undelivered("HTTP 429", permanent=False, retry_after=17)
    assert all(17 <= sending.wait_after(1, asked) <= 22 for _ in range(100))


def test_a_receiver_that_takes_no_more_now_costs_no_try(delivery: Delivery, receiver: Receiver) -> None:
    receiver.refusal = NotYet(30)
    tasks.deliver("mail 1")
    delivery.refresh_from_db()
    assert (delivery.state, delivery.tries, delivery.attempts.count()) == ("pending", 0, 0)
    assert delivery.next_try_at > timezone.now() + dt.timedelta(seconds=25)


def test_a_dead_letter_replayed_has_all_its_tries_again_and_only_a_dead_letter_can_be(
    delivery: Delivery, receiver: Receiver
) -> None:
    receiver.refusal = Undelivered("550 mailbox disabled", permanent=True)
    tasks.deliver("mail 1")
    assert replay([delivery.pk, 999_999]) == [delivery.pk]
    assert replay([delivery.pk]) == []
    receiver.refusal = None
    tasks.deliver("mail 1")
    delivery.refresh_from_db()
    assert (delivery.state, delivery.tries) == ("delivered", 0)
    assert [attempt.accepted for attempt in delivery.attempts.order_by("pk")] == [False, True]


def test_a_dead_address_marks_the_contact_and_tells_staff_once(
    delivery: Delivery, receiver: Receiver
) -> None:
    staff = Contact(name="值班", channel=Channel.EMAIL, address="duty@example.org")
    save_contact("", staff)
    receiver.refusal = Undelivered("550 5.1.1 no such user", permanent=True, dead_address=True)
    tasks.deliver("mail 1")
    contact = ContactRow.objects.get(name="王")
    assert contact.failing_since is not None
    told = Delivery.objects.get(notice__isnull=False)
    assert told.contact.name == "值班"
    assert "王" in told.notice.says_zh
    assert "no such user" in told.notice.says_en
    replay([delivery.pk])
    tasks.deliver("mail 1")
    assert Delivery.objects.filter(notice__isnull=False).count() == 1, "told of it once"
    receiver.refusal = None
    replay(list(Delivery.objects.values_list("pk", flat=True)))
    tasks.deliver("mail 1")
    contact.refresh_from_db()
    assert contact.failing_since is None, "its receiver said yes"


def test_a_fault_of_ours_ends_as_a_dead_letter_too(
    delivery: Delivery, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ValueError("secret")

    monkeypatch.setattr(telling, "render", broken)
    for _ in range(sending.MOST_ATTEMPTS + 2):
        Delivery.objects.update(next_try_at=timezone.now())
        tasks.deliver("mail 1")
    delivery.refresh_from_db()
    assert (delivery.state, delivery.attempts.count()) == ("failed", sending.MOST_ATTEMPTS)
    answer = delivery.attempts.first().answer
    assert "ValueError" in answer
    assert "secret" not in answer


def test_a_contact_made_inactive_is_told_nothing_more(delivery: Delivery, receiver: Receiver) -> None:
    ContactRow.objects.update(active=False)
    tasks.deliver("mail 1")
    assert receiver.received == 0
    assert not any_due(timezone.now() + dt.timedelta(days=9))


def test_what_a_contact_was_not_told_yet_follows_to_a_new_address(
    delivery: Delivery, receiver: Receiver
) -> None:
    move_contact("甲食品有限公司", "王", Channel.EMAIL, address="new@example.org")
    delivery.contact.refresh_from_db()
    assert delivery.contact.address == "new@example.org"
    tasks.deliver("mail 1")
    assert receiver.received == 1


def test_the_sweep_finds_matches_and_runs_no_job_is_left_for(run_id: int) -> None:
    ended = RunOutcome(state="ok", reason_zh="", reason_en="", kept=2, faults=0)
    finish_run(run_id, ended, added=2)
    now = timezone.now()
    sweeping.sweep(now)
    assert waiting("judge") == 0, "its own job may still be on its way"
    sweeping.sweep(now + dt.timedelta(hours=2))
    sweeping.sweep(now + dt.timedelta(hours=2))
    assert waiting("judge") == 1
    tasks.judge(run_id, 0)
    assert unjudged_runs(ended_before=now + dt.timedelta(hours=2), limit=9) == []
    ProcrastinateJob.objects.filter(task_name="raise_alerts").delete()
    sweeping.sweep(now)
    assert waiting("raise_alerts") == 1


def test_a_run_cut_short_is_closed_as_trouble_and_what_it_kept_is_judged(run_id: int) -> None:
    later = timezone.now() + sweeping.LONGEST_RUN + dt.timedelta(hours=1)
    sweeping.sweep(later)
    (health,) = source_health(["us-uspto-trtdxfap"])
    assert (health.state, health.last_good_at) == ("error", None)
    assert unjudged_runs(ended_before=later, limit=9) == [run_id]


def test_an_attempt_that_was_begun_afresh_says_nothing_of_its_run(run_id: int) -> None:
    (settings.RUNS_DIR / run_folder(run_id) / "another").mkdir(parents=True)
    tasks.take_in(run_id, "an-attempt-whose-folder-is-gone")
    assert CrawlRun.objects.get(pk=run_id).state == "running"


def test_a_run_whose_files_are_gone_is_closed_and_says_so(run_id: int) -> None:
    tasks.take_in(run_id, "an-attempt-whose-folder-is-gone")
    run = CrawlRun.objects.get(pk=run_id)
    assert (run.state, "not on this machine" in run.reason_en) == ("error", True)


def test_the_sweep_wakes_the_lanes_once_for_what_is_due(delivery: Delivery) -> None:
    ProcrastinateJob.objects.filter(task_name="deliver").delete()
    for _ in range(2):
        sweeping.sweep(timezone.now() + dt.timedelta(seconds=1))
    assert waiting("deliver") == len(tasks.LANES)


def waiting(task: str) -> int:
    return ProcrastinateJob.objects.filter(task_name=task, status="todo").count()


def test_the_same_step_put_on_by_two_workers_at_once_costs_neither_its_rows(live_db: None) -> None:
    """The second worker waits for the first one's transaction and is then refused."""
    first_has_deferred, first_may_commit = threading.Event(), threading.Event()

    def first() -> None:
        try:
            with together():
                defer_once("raise_alerts", key="raise_alerts")
                first_has_deferred.set()
                first_may_commit.wait(10)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        other = pool.submit(first)
        assert first_has_deferred.wait(10)
        threading.Timer(0.3, first_may_commit.set).start()
        with together():
            start_run("br-inpi-rpi")
            assert not defer_once("raise_alerts", key="raise_alerts")
        other.result(10)
    assert CrawlRun.objects.filter(source="br-inpi-rpi").count() == 1
    assert waiting("raise_alerts") == 1


def test_a_step_left_by_a_killed_worker_does_not_hold_up_the_same_step_waiting(live_db: None) -> None:
    defer_once("raise_alerts", key="raise_alerts")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing'")
    assert defer_once("raise_alerts", key="raise_alerts")
    defer_once("take_over", key="take_over")
    run_worker(queues=["deliver"], concurrency=1, wait=False)
    run_worker(queues=["match"], concurrency=1, wait=False)
    done = ProcrastinateJob.objects.order_by("pk").values_list("task_name", "status")
    assert list(done) == [
        ("raise_alerts", "failed"),
        ("raise_alerts", "succeeded"),
        ("take_over", "succeeded"),
    ]


def test_a_take_over_left_by_a_killed_worker_does_not_hold_back_those_after_it(live_db: None) -> None:
    defer_once("raise_alerts", key="raise_alerts")
    defer_once("take_over", key="take_over")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing'")
    take_over_soon()
    run_worker(queues=["deliver"], concurrency=1, wait=False)
    run_worker(queues=["match"], concurrency=1, wait=False)
    done = ProcrastinateJob.objects.order_by("pk").values_list("task_name", "status")
    assert list(done) == [
        ("raise_alerts", "succeeded"),
        ("take_over", "failed"),
        ("take_over", "succeeded"),
    ]


def test_a_step_waits_once(db: None) -> None:
    assert defer_once("judge", key="judge 1 0", run_id=1, after_id=0)
    assert not defer_once("judge", key="judge 1 0", run_id=1, after_id=0)


def test_what_is_on_its_way_to_somebody_goes_before_what_is_only_being_fetched(
    run_id: int, delivery: Delivery
) -> None:
    tasks.start_crawl("br-inpi-rpi")
    rescreen_everything()
    defer_once("judge", key="judge 1 0", run_id=1, after_id=0)
    rank = dict(ProcrastinateJob.objects.filter(status="todo").values_list("task_name", "priority"))
    assert rank["deliver"] > rank["crawl"]
    assert rank["raise_alerts"] > rank["judge"] > rank["plan_rescreen"]


def test_a_crawl_waits_once_for_each_source(db: None) -> None:
    assert tasks.start_crawl("br-inpi-rpi") is not None
    assert tasks.start_crawl("br-inpi-rpi") is None
    assert tasks.start_crawl("gb-ukipo-tmj") is not None


def test_a_source_is_due_by_its_last_good_run(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HAISHAO_USPTO_KEY", raising=False)
    now = timezone.now()
    sources = load_all()
    assert "br-inpi-rpi" in due_sources(sources, now)
    assert "us-uspto-trtdxfap" not in due_sources(sources, now), "its key is not set"
    good = RunOutcome(state="ok", reason_zh="", reason_en="", kept=1, faults=0)
    finish_run(start_run("br-inpi-rpi"), good, added=1)
    assert "br-inpi-rpi" not in due_sources(sources, now + dt.timedelta(hours=2))
    assert "br-inpi-rpi" in due_sources(sources, now + dt.timedelta(days=8))


def test_a_source_that_failed_is_left_alone_for_an_hour(db: None) -> None:
    bad = RunOutcome(state="blocked", reason_zh="", reason_en="", kept=0, faults=0)
    finish_run(start_run("br-inpi-rpi"), bad, added=0)
    now = timezone.now()
    assert "br-inpi-rpi" not in due_sources(load_all(), now)
    assert "br-inpi-rpi" in due_sources(load_all(), now + dt.timedelta(hours=1, minutes=3))


def test_what_a_run_asks_for_reaches_back_over_a_gap(db: None) -> None:
    source = find("us-federal-register")
    today = timezone.now().date()
    assert tasks.wanted_since(source) == today - source.lookback
    run = start_run(source.name)
    outcome = RunOutcome(state="ok", reason_zh="", reason_en="", kept=1, faults=0)
    finish_run(run, outcome, added=1)
    CrawlRun.objects.filter(pk=run).update(finished_at=timezone.now() - dt.timedelta(days=90))
    assert tasks.wanted_since(source) == today - dt.timedelta(days=91)


def test_a_search_is_for_every_name_and_alias_once(db: None) -> None:
    brands = [
        Brand(brand_id="A1", name="海蔚鲜", enterprise="甲", aliases=("Haiweixian", "海蔚鲜")),
        Brand(brand_id="A2", name="青鹭", enterprise="乙", aliases=("Haiweixian",)),
    ]
    save_brands(brands)
    assert watched_words() == ("海蔚鲜", "Haiweixian", "青鹭")

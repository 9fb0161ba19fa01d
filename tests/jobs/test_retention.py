"""What is past its time goes, what anything rests on stays, and what went stays counted."""

import datetime as dt
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone
from typer.testing import CliRunner

from console.health import watched_sources
from domain.brand import Brand
from domain.match import Evidence, Match, Tier
from domain.observation import Kind, Observation, Party
from domain.retention import KeptDays
from jobs import retention as jobs_retention
from jobs.queue import defer_once, undone
from jobs.retention import drop_in_a_while, drop_once
from storage.brands import save_brands
from storage.chain import walk_chain
from storage.evidence import ReceivedResponse, save_responses
from storage.matches import save_matches
from storage.models import CrawlRun, Dropped, EvidenceLink, ObservationKey, RegisterEntry, Response
from storage.models import Observation as Row
from storage.observations import observations_of, take_in, take_in_sightings
from storage.retention import going
from storage.runs import RunOutcome, close_judged, finish_run, start_run

SOURCE = "ebay-browse"
OLD = dt.timedelta(days=1000)
KEPT = KeptDays(kinds={Kind.LISTING: 730, Kind.EXHIBITOR: 1825}, runs=900, jobs=30)
GOOD = RunOutcome(state="ok", reason_zh="", reason_en="", kept=1, faults=0)


@pytest.fixture(autouse=True)
def _kept(db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(settings, "KEPT_DAYS", KEPT)
    yield


def seen(ref: str, kind: Kind = Kind.LISTING, **rest: str) -> Observation:
    return Observation(
        kind=kind, source=SOURCE, ref=ref, sign="HAI", office="", holders=(Party(name="A"),), **rest
    )


def old_run(*observations: Observation) -> int:
    """A run of long ago that was taken in and judged."""
    run_id = start_run(SOURCE)
    added = take_in(run_id, observations)
    finish_run(run_id, GOOD, added=added)
    close_judged(run_id)
    Row.objects.filter(run_id=run_id).update(seen_at=timezone.now() - OLD)
    CrawlRun.objects.filter(pk=run_id).update(
        started_at=timezone.now() - OLD, finished_at=timezone.now() - OLD, evidence_dropped_at=timezone.now()
    )
    return run_id


def matched(run_id: int, ref: str) -> None:
    save_brands([Brand(brand_id="B1", name="海", enterprise="甲")])
    ((row_id, one),) = [pair for pair in observations_of(run_id, after_id=0, limit=99) if pair[1].ref == ref]
    why = (Evidence(feature="ratio", score=0.9, ours="a", theirs="b", says="相近", says_en="close"),)
    match = Match(
        brand_id="B1",
        brand="海",
        mark="海",
        observation=one,
        score=0.9,
        tier=Tier.HIGH,
        evidence=why,
        rules="r",
    )
    save_matches([(row_id, match)])


def left() -> set[str]:
    return set(Row.objects.values_list("ref", flat=True))


def test_old_listings_go_and_filings_stay_for_good() -> None:
    old_run(seen("listing"), seen("filing", Kind.FILING), seen("fair", Kind.EXHIBITOR))
    take_in(start_run(SOURCE), [seen("new")])
    for row in Row.objects.all():
        RegisterEntry.objects.create(observation=row, day=dt.date(2024, 1, 1), keys=[1])
    assert going(KEPT, timezone.now())["listing"] == 1
    assert left() == {"listing", "filing", "fair", "new"}, "counting drops nothing"
    assert drop_once()["listing"] == 1
    assert left() == {"filing", "fair", "new"}
    assert set(ObservationKey.objects.values_list("ref", flat=True)) == left()
    assert RegisterEntry.objects.count() == 3
    assert drop_once()["listing"] == 0


def test_what_a_match_rests_on_stays_with_the_history_of_its_number() -> None:
    run_id = old_run(seen("met", status="1"), seen("met", status="2"), seen("other"))
    matched(run_id, "met")
    drop_once()
    assert sorted(Row.objects.values_list("ref", "status")) == [("met", "1"), ("met", "2")]


def test_what_nobody_has_judged_stays() -> None:
    run_id = old_run(seen("waits"))
    CrawlRun.objects.filter(pk=run_id).update(judged_at=None)
    drop_once()
    assert left() == {"waits"}


def test_a_match_of_what_went_meanwhile_is_dropped() -> None:
    run_id = old_run(seen("gone"))
    ((row_id, one),) = observations_of(run_id, after_id=0, limit=9)
    drop_once()
    save_brands([Brand(brand_id="B1", name="海", enterprise="甲")])
    match = Match(
        brand_id="B1", brand="海", mark="海", observation=one, score=1, tier=Tier.HIGH, evidence=(), rules="r"
    )
    assert save_matches([(row_id, match)]) == 0


def test_what_went_is_counted_on_the_page_of_sources() -> None:
    old_run(seen("1"), seen("2"))
    drop_once()
    old_run(seen("3"))
    drop_once()
    (kept,) = Dropped.objects.all()
    assert (kept.source, kept.kind, kept.count) == (SOURCE, "listing", 3)
    assert {one.source.name: one.dropped for one in watched_sources()}[SOURCE] == 3


def test_seen_again_it_is_taken_in_anew() -> None:
    old_run(seen("1"))
    drop_once()
    assert take_in(start_run(SOURCE), [seen("1")]) == 1


def test_the_row_of_an_answer_goes_and_its_hash_stays() -> None:
    run_id = start_run(SOURCE)
    answer = ReceivedResponse(
        number=1, url="https://shop.example/", status=200, sha256="a" * 64, size=1, fetched_at=timezone.now() - OLD,
        provenance="live", robots="", file="x.warc.gz", offset=0,
    )  # fmt: skip
    rows = save_responses(run_id, [answer])
    take_in_sightings(run_id, [(rows[1], seen("1"))])
    finish_run(run_id, GOOD, added=1)
    close_judged(run_id)
    Row.objects.update(seen_at=timezone.now() - OLD)
    CrawlRun.objects.update(finished_at=timezone.now() - OLD)
    Response.objects.update(dropped_at=timezone.now())
    drop_once()
    drop_once()
    assert not Response.objects.exists()
    assert EvidenceLink.objects.count() == 1
    assert CrawlRun.objects.filter(pk=run_id).exists(), "it tells how much was held against the brands"
    assert all(link.answer_gone for link in walk_chain())


def test_of_runs_that_gave_nothing_new_the_first_good_and_the_newest_stay() -> None:
    runs = [old_run() for _ in range(25)]
    for days, run_id in enumerate(runs):
        CrawlRun.objects.filter(pk=run_id).update(started_at=timezone.now() - OLD + dt.timedelta(days=days))
    drop_once()
    assert set(CrawlRun.objects.values_list("pk", flat=True)) == {runs[0], *runs[-20:]}


def test_ended_jobs_go_after_their_time_and_waiting_ones_stay() -> None:
    for key in ("ended", "fresh", "waits"):
        defer_once("take_over", key=key)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE procrastinate_jobs SET status = 'doing' WHERE queueing_lock IN ('ended', 'fresh')"
        )
        cursor.execute("UPDATE procrastinate_jobs SET status = 'succeeded' WHERE status = 'doing'")
        cursor.execute(
            "UPDATE procrastinate_events SET at = now() - interval '40 days'"
            " WHERE job_id IN (SELECT id FROM procrastinate_jobs WHERE queueing_lock <> 'fresh')"
        )
        drop_once()
        cursor.execute("SELECT queueing_lock FROM procrastinate_jobs ORDER BY 1")
        assert cursor.fetchall() == [("fresh",), ("waits",)]


def test_it_is_begun_once_a_day_and_goes_on_batch_by_batch(monkeypatch: pytest.MonkeyPatch) -> None:
    now = timezone.now()
    drop_in_a_while(now)
    assert undone("drop_old")
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs")
    old_run(seen("1"), seen("2"), seen("3"))
    monkeypatch.setattr(jobs_retention, "BATCH", 2)
    jobs_retention.drop_old()
    assert len(left()) == 1
    assert undone("drop_old")
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs")
    drop_in_a_while(now)
    assert undone("drop_old"), "what was begun and not ended is not done"
    jobs_retention.drop_old()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs")
    drop_in_a_while(now)
    assert not undone("drop_old")
    drop_in_a_while(now + dt.timedelta(hours=25))
    assert undone("drop_old")


def test_the_command_shows_what_would_go_and_drops_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    from contextlib import nullcontext

    from haishao.__main__ import app
    from haishao.commands import retention as command

    monkeypatch.setattr(command, "database", nullcontext)
    old_run(seen("1"), seen("2"))
    said = CliRunner().invoke(app, ["retention"])
    assert said.exit_code == 0, said.output
    assert "listing\t2\t" in said.output
    assert "filing\t0\t永久" in said.output
    assert len(left()) == 2
    assert CliRunner().invoke(app, ["retention", "--drop"]).exit_code == 0
    assert left() == set()

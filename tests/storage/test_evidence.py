"""Which answer an observation stood in, and how long that is kept."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.utils import timezone

from domain.brand import Brand
from domain.match import Match
from domain.observation import Observation
from matchers.conflicts import conflict_key
from storage.alerts import fold_matches, loaded_alerts, matches_to_fold
from storage.evidence import (
    ReceivedResponse,
    expired_runs,
    proofs_of,
    proofs_of_alert,
    release_run,
    save_responses,
)
from storage.matches import save_matches
from storage.models import Observation as Row
from storage.observations import all_observations, observations_of, take_in, take_in_sightings
from storage.runs import RunOutcome, finish_run, last_good_length, run_folder, start_run
from storage.throttle import take_turn

Make = Callable[..., Observation]
MakeMatch = Callable[..., Match]
GOOD = RunOutcome(state="ok", reason_zh="", reason_en="", kept=2, faults=0)


def answer(number: int, file: str) -> ReceivedResponse:
    return ReceivedResponse(
        number=number,
        url=f"https://example.org/{number}",
        status=200,
        sha256=f"{number:064}",
        size=10,
        fetched_at=timezone.now(),
        provenance="live",
        robots="allowed",
        file=file,
        offset=number,
    )


@pytest.fixture
def run_id(db: None, filing: Make) -> int:
    """A run of two filings, each in an answer and a file of its own."""
    run = start_run("us-uspto-trtdxfap")
    rows = save_responses(run, [answer(1, "a/1.warc.gz"), answer(2, "a/2.warc.gz")])
    take_in_sightings(run, [(rows[1], filing(ref="1")), (rows[2], filing(ref="2"))])
    finish_run(run, GOOD, added=2)
    return run


def test_a_filing_leads_to_the_answer_it_stood_in(run_id: int) -> None:
    (proof,) = proofs_of("us-uspto-trtdxfap", "2")
    assert (proof.url, proof.sha256) == ("https://example.org/2", f"{2:064}")
    assert (proof.file, proof.offset) == (f"{run_folder(run_id)}/a/2.warc.gz", 2)
    assert (proof.robots, proof.for_good) == ("allowed", False)


def test_taking_a_run_in_twice_keeps_each_answer_once(run_id: int, filing: Make) -> None:
    rows = save_responses(run_id, [answer(1, "a/1.warc.gz"), answer(2, "a/2.warc.gz")])
    assert take_in_sightings(run_id, [(rows[1], filing(ref="1"))]) == 0
    assert len(rows) == 2


def test_what_a_match_rests_on_outlives_the_rest(run_id: int, brands: list[Brand], match: MakeMatch) -> None:
    row_id, seen = observations_of(run_id, after_id=0, limit=1)[0]
    save_matches([(row_id, match(seen))])
    later = timezone.now() + dt.timedelta(days=400)
    assert expired_runs(finished_before=later, limit=9) == [run_id]
    assert release_run(run_id) == {"a/1.warc.gz"}
    assert release_run(run_id) == {"a/1.warc.gz"}
    assert expired_runs(finished_before=later, limit=9) == []
    (held,), (gone,) = proofs_of(seen.source, "1"), proofs_of(seen.source, "2")
    assert (held.for_good, bool(held.file)) == (True, True)
    assert (gone.for_good, gone.file, gone.sha256) == (False, "", f"{2:064}")


def test_what_was_matched_once_is_kept_when_the_brand_is_gone(
    run_id: int, brands: list[Brand], match: MakeMatch
) -> None:
    row_id, seen = observations_of(run_id, after_id=0, limit=1)[0]
    save_matches([(row_id, match(seen))])
    Row.objects.get(pk=row_id).matches.all().delete()
    assert release_run(run_id) == {"a/1.warc.gz"}


def test_an_alert_shows_the_proof_of_its_filings(run_id: int, brands: list[Brand], match: MakeMatch) -> None:
    save_matches((row_id, match(seen)) for row_id, seen in observations_of(run_id, after_id=0, limit=9))
    (alert_id,) = fold_matches(matches_to_fold(after_id=0, limit=9), conflict_key)
    assert [proof.ref for proof in proofs_of_alert(alert_id)] == ["1", "2"]


@pytest.fixture
def run(db: None) -> int:
    return start_run("us-uspto-trtdxfap")


def current(ref: str = "97000001") -> list[str]:
    return [seen.status for _, seen in all_observations(after_id=0, limit=99) if seen.ref == ref]


def test_the_newest_sighting_of_a_number_is_the_one_that_counts(run: int, filing: Make) -> None:
    take_in(run, [filing(status="630"), filing(status="686")])
    assert current() == ["686"]
    take_in(run, [filing(status="700")])
    assert current() == ["700"]
    assert Row.objects.filter(ref="97000001").count() == 3


def test_a_number_that_turns_back_to_what_it_was_counts_as_that(run: int, filing: Make) -> None:
    for status in ("630", "686", "630"):
        take_in(run, [filing(status=status)])
    assert current() == ["630"]
    assert Row.objects.filter(ref="97000001").count() == 2


def test_an_unchanged_number_adds_nothing(run: int, filing: Make) -> None:
    take_in(run, [filing(), filing(ref="2")])
    assert take_in(start_run("us-uspto-trtdxfap"), [filing(), filing(ref="2")]) == 0
    assert len(all_observations(after_id=0, limit=9)) == 2


def test_a_failed_run_replaces_nothing_and_keeps_what_is_new(run: int, filing: Make) -> None:
    take_in(run, [filing(status="630")])
    seen = [filing(status="garbled"), filing(ref="2", status="new"), filing(ref="2", status="new")]
    failed = start_run("us-uspto-trtdxfap")
    assert take_in(failed, seen, good=False) == 2
    assert (current(), current("2")) == (["630"], ["new"])
    assert [o.ref for _, o in observations_of(failed, after_id=0, limit=9)] == ["2"]


def test_an_alert_shows_the_newest_sighting_of_each_number(
    run: int, filing: Make, brands: list[Brand], match: MakeMatch
) -> None:
    for status in ("630", "686"):
        take_in(run, [filing(status=status)])
        pairs = all_observations(after_id=0, limit=9)
        save_matches((row_id, match(seen)) for row_id, seen in pairs)
        grown = fold_matches(matches_to_fold(after_id=0, limit=9), conflict_key)
    assert [one.observation.status for one in loaded_alerts(grown)[grown[0]].matches] == ["686"]


def test_the_length_of_the_last_good_list_is_that_of_a_good_run(db: None) -> None:
    assert last_good_length("a-fair") == 0
    finish_run(start_run("a-fair"), GOOD, added=2)
    bad = RunOutcome(state="shrunk", reason_zh="", reason_en="", kept=1, faults=0)
    finish_run(start_run("a-fair"), bad, added=0)
    assert last_good_length("a-fair") == 2


def test_each_turn_at_a_host_comes_a_gap_after_the_one_before(db: None) -> None:
    waits = [take_turn("a.example", 10) for _ in range(3)]
    assert waits[0] == 0
    assert waits[1] == pytest.approx(10, abs=1)
    assert waits[2] == pytest.approx(20, abs=1)
    assert take_turn("b.example", 10) == 0


def test_turns_are_shared_by_workers_on_other_connections(live_db: None) -> None:
    import threading

    waits: list[float] = []

    def ask() -> None:
        from django.db import connections

        waits.append(take_turn("shared.example", 5))
        connections.close_all()

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(round(wait / 5) for wait in waits) == [0, 1, 2, 3]

"""`/readyz` and `/metrics`, asked as a load balancer and Prometheus ask them."""

import datetime as dt
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.db import OperationalError, connection
from django.test import Client, override_settings
from django.utils import timezone
from prometheus_client.parser import text_string_to_metric_families

from console import ready
from jobs import sweeping
from jobs.queue import defer_once
from jobs.readiness import Part, readiness
from storage import service_state
from storage.heartbeats import CLOCK, beat
from storage.models import CanaryRun, Heartbeat
from storage.runs import RunOutcome, finish_run, start_run
from storage.service_state import DatabaseAway
from tests.console.enterprises import seed

TOKEN = "a-token-of-the-test"
FAR_AWAY = {"REMOTE_ADDR": "203.0.113.7"}


@pytest.fixture(autouse=True)
def looked_at_anew() -> Iterator[None]:
    ready.look.forget()
    yield
    ready.look.forget()


def worker_beats(ago: float = 0) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (clock_timestamp() - %s * interval '1 second')",
            [ago],
        )


def parts() -> dict[str, Part]:
    return {part.name: part for part in readiness()}


def test_a_service_at_work_is_ready(live_db: None) -> None:
    worker_beats()
    beat(CLOCK)
    answer = Client().get("/readyz")
    assert answer.status_code == 200, answer.content.decode()
    lines = answer.content.decode().splitlines()
    assert [line.split()[1] for line in lines] == ["database:", "migrations:", "workers:", "clock:", "queue:"]
    assert answer["Cache-Control"] == "no-store"


def test_each_part_that_does_not_work_is_named_with_its_cure(db: None) -> None:
    found = parts()
    assert (found["workers"].well, found["clock"].well, found["queue"].well) == (False, False, True)
    assert "haishao worker" in found["workers"].zh
    assert "never seen" in found["clock"].en
    worker_beats(ago=3600)
    Heartbeat.objects.create(name=CLOCK, at=timezone.now() - dt.timedelta(hours=1))
    assert "last 36" in parts()["workers"].en
    assert "haishao clock" in parts()["clock"].en
    worker_beats()
    beat(CLOCK)
    assert all(part.well for part in parts().values())
    for key, age in (("crawl a", "4 hours"), ("raise_alerts", "40 minutes")):
        defer_once("crawl" if "crawl" in key else "raise_alerts", key=key)
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE procrastinate_events SET at = now() - %s::interval"
                " WHERE job_id = (SELECT id FROM procrastinate_jobs WHERE queueing_lock = %s)",
                [age, key],
            )
    stalled = parts()["queue"]
    assert (stalled.well, "match 40 min" in stalled.en, "crawl" in stalled.en.split(";")[0]) == (
        False, True, False,
    )  # fmt: skip


def test_tables_of_an_older_version_are_told(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'storage'")
    assert "haishao migrate" in parts()["migrations"].en


def test_a_database_that_is_away_is_503_and_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    def away() -> None:
        raise OperationalError("could not connect: password=topsecret host=db.intra")

    monkeypatch.setattr(service_state.transaction, "atomic", away)
    answer = Client().get("/readyz")
    said = answer.content.decode()
    assert (answer.status_code, said.split()[:2]) == (503, ["FAIL", "database:"])
    assert "topsecret" not in said
    assert "db.intra" not in said
    assert Client().get("/healthz").status_code == 200, "the process itself answers"
    assert Client().get("/metrics").status_code == 503


def test_an_answer_comes_in_time_however_long_the_database_takes(monkeypatch: pytest.MonkeyPatch) -> None:
    import threading

    held = threading.Event()
    monkeypatch.setattr(ready, "readiness", lambda: held.wait(20) and ())
    monkeypatch.setattr(ready, "WAITED", 0.05)
    answers = [Client().get("/readyz") for _ in range(3)]
    held.set()
    assert {answer.status_code for answer in answers} == {503}
    assert "does not answer" in answers[0].content.decode()


def sampled(text: str) -> dict[tuple[str, ...], float]:
    """Every sample by its name and its labels' values."""
    return {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def test_the_metrics_are_what_the_database_holds_and_prometheus_reads_them(db: None) -> None:
    seed("A")
    good = RunOutcome(state="ok", reason_zh="", reason_en="", kept=1, faults=0)
    finish_run(start_run("br-inpi-rpi"), good, added=1)
    finish_run(
        start_run("gb-ukipo-tmj"),
        RunOutcome(state="blocked", reason_zh="", reason_en="", kept=0, faults=0),
        added=0,
    )
    now = timezone.now()
    CanaryRun.objects.create(day=now.date(), step="done", started_at=now, ended_at=now, passed=True)
    defer_once("raise_alerts", key="raise_alerts")
    defer_once("read_bounces", key="read_bounces", delay=600)
    worker_beats()
    client = Client()
    client.post("/sign-in", {"username": "member-A", "password": "wrong"})
    client.cookies.clear()
    answer = client.get("/metrics")
    assert answer["Content-Type"].startswith("text/plain; version=")
    text = answer.content.decode()
    seen = sampled(text)
    assert seen["haishao_queue_jobs", "match", "waiting"] == 1
    assert seen["haishao_queue_jobs", "deliver", "later"] == 1
    assert 0 <= seen["haishao_queue_oldest_waiting_seconds", "match"] < 60
    assert seen["haishao_queue_oldest_waiting_seconds", "crawl"] == 0
    assert seen["haishao_sources", "blocked"] == 1
    assert 0 <= seen["haishao_source_good_age_seconds", "br-inpi-rpi"] < 60
    assert ("haishao_source_good_age_seconds", "gb-ukipo-tmj") not in seen
    assert seen["haishao_runs_last_day", "ok"] == 1
    assert seen["haishao_deliveries", "failed"] == 1
    assert seen["haishao_delivery_overdue_seconds",] == 0
    assert seen["haishao_alerts_open", "high"] == 1
    assert 0 <= seen["haishao_canary_passed_age_seconds",] < 60
    assert seen["haishao_canary_failed",] == 0
    assert seen["haishao_sign_ins_refused_last_hour",] == 1
    assert seen["haishao_workers",] == 1
    assert ("haishao_clock_beat_age_seconds",) not in seen, "never seen is no number"
    assert "企业A" not in text
    assert "品牌A" not in text


def test_a_probe_asks_by_address_and_gets_neither_cookie_nor_page(db: None) -> None:
    sent = {"HTTP_HOST": "10.0.0.5:8000", "HTTP_AUTHORIZATION": f"Bearer {TOKEN}"}
    for path in ("/healthz", "/readyz", "/metrics"):
        with override_settings(METRICS_TOKEN=TOKEN):
            answer = Client().get(path, **sent)
        assert answer.status_code in (200, 503), path
        assert answer["Content-Type"].startswith("text/plain")
        assert not answer.cookies
    assert Client().get("/", HTTP_HOST="10.0.0.5:8000").status_code == 400


def test_only_this_machine_and_the_token_open_the_metrics(db: None) -> None:
    def status(**headers: str) -> int:
        return Client().get("/metrics", **headers).status_code

    right, wrong = ({"HTTP_AUTHORIZATION": f"Bearer {token}"} for token in (TOKEN, "guess"))
    assert (status(), status(**FAR_AWAY)) == (200, 404)
    assert status(**FAR_AWAY, **right) == 404, "no token is set"
    assert (status(HTTP_HOST="localhost:8000"), status(HTTP_HOST="rebound.example")) == (200, 404)
    assert status(HTTP_HOST="[") == 404, "no name at all"
    with override_settings(METRICS_TOKEN=TOKEN):
        assert status(**FAR_AWAY, **right) == 200
        assert status(**FAR_AWAY, **wrong) == 404
        assert status(**FAR_AWAY, HTTP_AUTHORIZATION="Bearer ") == 404
    with override_settings(BASE_URL="https://haishao.example"):
        assert status() == 404, "whoever comes through a proxy on this machine looks like it"
        with override_settings(PROXY="127.0.0.1"):
            assert status() == 200


@pytest.mark.parametrize("enterprise", ["甲", None])
def test_a_signed_in_browser_gets_no_metrics_wherever_it_runs(db: None, enterprise: str | None) -> None:
    from tests.made_up import signed_in

    client = signed_in("somebody", enterprise)
    assert settings.SESSION_COOKIE_NAME in client.cookies
    assert client.get("/metrics").status_code == 404


def test_the_clock_beats_once_it_has_done_all_of_its_work(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    from jobs import clock

    monkeypatch.setattr(clock, "refresh_connection", lambda: None)
    monkeypatch.setattr(clock, "load_all", list)

    def fails(_now: dt.datetime) -> None:
        raise DatabaseAway

    monkeypatch.setattr(clock, "sweeps", lambda now: [("fails", lambda: fails(now))])
    clock.tick()
    assert not Heartbeat.objects.exists()
    monkeypatch.setattr(clock, "sweeps", sweeping.sweeps)
    clock.tick()
    assert parts()["clock"].well

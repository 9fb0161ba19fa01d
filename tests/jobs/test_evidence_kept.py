"""A run's evidence from the crawl to its last day: taken in, shown, verified, and deleted unless a match rests on it."""

import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone
from typer.testing import CliRunner

from crawlers.run import read_run
from crawlers.warc_copy import copy_answer
from domain.brand import Brand
from haishao.demo.replay import ReplayServer
from jobs import tasks
from jobs.run_folders import drop_files, ended_try
from storage.brands import save_brands
from storage.evidence import proofs_of
from storage.models import CrawlRun, Match, Observation
from storage.runs import run_folder, start_run

SOURCE = "br-inpi-rpi"


@pytest.fixture
def replay(monkeypatch: pytest.MonkeyPatch) -> Iterator[ReplayServer]:
    with ReplayServer(today=dt.datetime.now(dt.UTC).date(), seed=5) as server:
        monkeypatch.setenv("HAISHAO_REPLAY", server.url)
        yield server


@pytest.fixture
def crawled(live_db: None, replay: ReplayServer) -> int:
    """A run that was crawled and taken in."""
    run_id = start_run(SOURCE)
    tasks.crawl(SOURCE, run_id)
    (folder,) = (settings.RUNS_DIR / run_folder(run_id)).iterdir()
    tasks.take_in(run_id, folder.name)
    return run_id


def warcs(run_id: int) -> list[Path]:
    return sorted((settings.RUNS_DIR / run_folder(run_id)).rglob("*.warc.gz"))


def match_one(run_id: int) -> Observation:
    row = Observation.objects.filter(run_id=run_id).exclude(sign="").first()
    assert row is not None
    save_brands([Brand(brand_id="A1", name=row.sign, enterprise="甲", classes=tuple(row.classes))])
    tasks.judge(run_id, 0)
    assert Match.objects.exists()
    return row


def test_every_observation_leads_to_a_verified_answer(crawled: int, tmp_path: Path) -> None:
    from crawlers.warc import verify

    assert not Observation.objects.filter(run_id=crawled, response=None).exists()
    row = Observation.objects.filter(run_id=crawled).first()
    assert row is not None
    (proof,) = proofs_of(SOURCE, row.ref)
    verify(settings.RUNS_DIR / proof.file, proof.offset, proof.sha256)
    assert proof.robots == "allowed"
    copied = copy_answer(
        settings.RUNS_DIR / proof.file,
        proof.offset,
        proof.sha256,
        tmp_path / "copy",
        most=10**7,
        software="",
        operator="",
    )
    assert (copied.ip_address, copied.method) == ("127.0.0.1", "GET")


def test_a_crawl_job_run_again_does_not_crawl_again(crawled: int) -> None:
    before = [path.stat().st_mtime_ns for path in warcs(crawled)]
    tasks.crawl(SOURCE, crawled)
    assert [path.stat().st_mtime_ns for path in warcs(crawled)] == before


def test_a_try_that_was_cut_short_leaves_its_place_to_the_next(live_db: None, replay: ReplayServer) -> None:
    run_id = start_run(SOURCE)
    cut = settings.RUNS_DIR / run_folder(run_id) / "cut"
    cut.mkdir(parents=True)
    (cut / "observations.jsonl").write_text('{"torn')
    tasks.crawl(SOURCE, run_id)
    (folder,) = (settings.RUNS_DIR / run_folder(run_id)).iterdir()
    assert folder.name != "cut"
    assert ended_try(folder.parent) == folder.name
    assert read_run(folder).outcome.ok


def test_old_evidence_goes_unless_a_match_rests_on_it(crawled: int) -> None:
    match_one(crawled)
    old = timezone.now() + dt.timedelta(days=1)
    held = proofs_of(SOURCE, match_one(crawled).ref)[0].file
    for _ in range(2):
        tasks.drop_evidence(old.isoformat())
    assert [str(path.relative_to(settings.RUNS_DIR)) for path in warcs(crawled)] == [held]
    assert not list((settings.RUNS_DIR / run_folder(crawled)).rglob("*.jsonl"))


def test_without_a_match_nothing_of_an_old_run_is_left(crawled: int) -> None:
    tasks.drop_evidence((timezone.now() + dt.timedelta(days=1)).isoformat())
    assert not (settings.RUNS_DIR / run_folder(crawled)).exists()
    row = Observation.objects.filter(run_id=crawled).first()
    assert row is not None
    assert proofs_of(SOURCE, row.ref)[0].file == ""


def test_young_evidence_stays(crawled: int) -> None:
    tasks.drop_evidence((timezone.now() - dt.timedelta(days=1)).isoformat())
    assert warcs(crawled)
    assert CrawlRun.objects.get(pk=crawled).evidence_dropped_at is None


def test_evidence_show_verifies_and_notices_a_changed_answer(
    crawled: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = shown_by(monkeypatch)
    ref = match_one(crawled).ref
    code, text = shown(f"{SOURCE}:{ref}", "--save-to", str(tmp_path))
    (proof,) = proofs_of(SOURCE, ref)
    assert (code, "一致 · verified" in text, proof.sha256 in text) == (0, True, True)
    assert (tmp_path / proof.sha256).stat().st_size == proof.size
    file = settings.RUNS_DIR / proof.file
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])
    code, text = shown(f"{SOURCE}:{ref}")
    assert (code, "不符" in text) == (1, True)
    assert shown(f"{SOURCE}:nothing")[0] == 2
    assert shown("no-number")[0] == 2


def shown_by(monkeypatch: pytest.MonkeyPatch) -> Callable[..., tuple[int, str]]:
    """Runs `haishao evidence show` over the test's own database."""
    from contextlib import nullcontext

    from haishao.commands import evidence

    monkeypatch.setattr(evidence, "database", nullcontext)

    def show(*arguments: str) -> tuple[int, str]:
        result = CliRunner().invoke(evidence.app, ["show", *arguments])
        return result.exit_code, result.output

    return show


def test_dropping_the_files_of_a_run_that_has_none_is_no_error(tmp_path: Path) -> None:
    drop_files(tmp_path / "nothing", but=())
    (tmp_path / "run" / "try").mkdir(parents=True)
    (tmp_path / "run" / "try" / "a.warc.gz").write_bytes(b"x")
    (tmp_path / "run" / "try" / "b.warc.gz").write_bytes(b"x")
    drop_files(tmp_path / "run", but={"try/a.warc.gz"})
    assert [path.name for path in (tmp_path / "run" / "try").iterdir()] == ["a.warc.gz"]

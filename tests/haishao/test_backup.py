"""Backed up under writes, restored on another machine: nothing is lost, nothing is sent twice, and damage is named."""

import datetime as dt
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from django.utils import timezone

from haishao.backup.archive import DUMP, Writer, part, verify
from haishao.backup.making import home_files, rotate
from haishao.backup.manifest import BackupBroken
from haishao.backup.meter import Meter
from haishao.backup.restoring import NotRestored, check_room, load
from haishao.home import UNFINISHED
from jobs.queue import defer_once
from storage import snapshots
from storage.models import CrawlRun, Delivery, Response
from storage.people import save_user
from storage.service_state import drop_connection
from storage.snapshots import evidence_held, may_drop_evidence
from tests.cli import haishao
from tests.console.enterprises import seed
from tests.haishao.restored import contents
from tests.kept import answer_kept
from tests.made_up import PASSWORD

UNCHANGED = (
    *(
        "storage_observation",
        "storage_match",
        "storage_alert",
        "storage_alertmatch",
        "storage_brand",
        "storage_contact",
    ),
    *(
        "storage_evidencelink",
        "storage_response",
        "storage_crawlrun",
        "storage_decision",
        "storage_auditentry",
    ),
    *("storage_evidencepicture", "storage_logo", "storage_apitoken", "auth_user", "storage_enterprise"),
)
"""Compared row by row; every table is compared by count by the restore itself."""


@dataclass(frozen=True)
class Restored:
    """What is seen on the other machine."""

    contents: dict[str, str]
    deliveries: dict[str, str]
    jobs: list[str]
    pages: dict[str, int]
    resumed: list[int]


def restored(home: Path) -> Restored:
    command = [sys.executable, "-c", "from tests.haishao.restored import look; look()"]
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    done = subprocess.run(
        command,
        env=environment | {"HAISHAO_HOME": str(home)},
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return Restored(**json.loads(done.stdout.splitlines()[-1]))


@dataclass(frozen=True)
class Backed:
    file: Path
    before: dict[str, str]
    due: int
    later: int
    evidence: str


@pytest.fixture(scope="module")
def backed(module_db: None, tmp_path_factory: pytest.TempPathFactory) -> Backed:
    """A backup of three enterprises and one kept answer, made while somebody goes on writing into a table of his own; every test
    only reads it.
    """
    seeded = [seed(letter) for letter in "AB"]
    save_user("staff", PASSWORD, enterprise=None)
    evidence = ""
    for run in CrawlRun.objects.order_by("pk"):
        kept = answer_kept(settings.RUNS_DIR / run.folder, "https://office.example/kept", b"<p>kept</p>")
        rows = Response.objects.filter(run=run)
        rows.update(file=kept.file, offset=kept.offset)
        evidence = f"{run.folder}/{kept.file}"
    now = timezone.now()
    due = Delivery.objects.get(pk=seeded[0].delivery)
    later = Delivery.objects.get(pk=seeded[1].delivery)
    Delivery.objects.filter(pk=due.pk).update(state="pending", next_try_at=now - dt.timedelta(minutes=1))
    Delivery.objects.filter(pk=later.pk).update(state="pending", next_try_at=now + dt.timedelta(days=1))
    defer_once("judge", key="judge 1 0", run_id=1, after_id=0)
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
        connection.execute("UPDATE procrastinate_jobs SET status = 'doing'")
    before = contents(os.environ["DATABASE_URL"])
    file = tmp_path_factory.mktemp("backed") / "one.tar"
    with _writing_on():
        done = haishao("backup", str(file))
    assert done.returncode == 0, done.stderr
    assert "密钥" in done.stderr
    return Backed(file, before, due.pk, later.pk, evidence)


class _writing_on:
    """Somebody who begins runs over and over while the block lasts."""

    def __enter__(self) -> None:
        self._stop, self._written = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._write)
        self._thread.start()

    def _write(self) -> None:
        with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
            number = 0
            while not self._stop.wait(0.02):
                number += 1
                connection.execute(
                    "INSERT INTO storage_hostturn (host, next_at) VALUES (%s, now())", [f"h{number}.example"]
                )
                self._written.set()

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join(20)
        assert self._written.is_set()


@pytest.fixture
def elsewhere() -> Iterator[Path]:
    """A home of its own with a short name: the embedded server's socket lies in it."""
    with tempfile.TemporaryDirectory(prefix="hs-") as folder:
        yield Path(folder)


def test_what_was_backed_up_under_writes_is_restored_whole_and_sends_nothing_by_itself(
    backed: Backed, elsewhere: Path, tmp_path: Path
) -> None:
    runs = tmp_path / "a disk of its own"
    other = {"HAISHAO_HOME": str(elsewhere), "HAISHAO_RUNS": str(runs), "DATABASE_URL": ""}
    done = haishao("restore", str(backed.file), **other)
    assert done.returncode == 0, done.stderr
    assert "deliveries resume" in done.stderr
    kept = hashlib.sha256((settings.RUNS_DIR / backed.evidence).read_bytes()).hexdigest()
    assert hashlib.sha256((runs / backed.evidence).read_bytes()).hexdigest() == kept
    assert not (elsewhere / "runs").exists()
    assert not (elsewhere / UNFINISHED).exists()
    assert (elsewhere / "secret-key").read_text() == settings.SECRET_KEY
    seen = restored(elsewhere)
    assert {table: seen.contents[table] for table in UNCHANGED} == {
        table: backed.before[table] for table in UNCHANGED
    }
    assert seen.deliveries[str(backed.due)] == "failed", "it may have been sent after the backup"
    assert seen.deliveries[str(backed.later)] == "pending", (
        "its time has not come, so nobody can have sent it"
    )
    assert set(seen.jobs) == {"todo"}
    assert seen.pages == {"/": 200, "/brands": 200, "/deliveries": 200}
    assert seen.resumed == [backed.due]


def test_a_damaged_byte_is_refused_by_the_name_of_its_part_and_so_is_a_file_cut_short(
    backed: Backed, tmp_path: Path
) -> None:
    whole = backed.file.read_bytes()
    with tarfile.open(backed.file) as tar:
        places = {one.name: one.offset_data + one.size // 2 for one in tar if one.size}
    spoilt = tmp_path / "spoilt.tar"
    for name, place in places.items():
        spoilt.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        with pytest.raises(BackupBroken) as broken, Meter("", 0) as meter:
            verify(spoilt, meter)
        assert broken.value.part == name or name == "manifest.sha256"
    for length in (0, 700, places["database.dump"], places["manifest.json"], len(whole) - 12_000):
        spoilt.write_bytes(whole[:length])
        with pytest.raises(BackupBroken), Meter("", 0) as meter:
            verify(spoilt, meter)
    done = haishao("backup", "verify", str(spoilt), DATABASE_URL="")
    assert (done.returncode, "BROKEN" in done.stderr) == (1, True)


def test_a_database_with_data_is_not_written_over_and_a_newer_backup_is_refused(
    backed: Backed, elsewhere: Path, tmp_path: Path
) -> None:
    (elsewhere / "runs").mkdir()
    (elsewhere / "runs" / "mine").touch()
    with pytest.raises(NotRestored, match="--replace-home"):
        check_room(elsewhere, elsewhere / "runs", replace=False)
    shutil.rmtree(elsewhere / "runs")
    (elsewhere / "secret-key").write_text("the key of the service that is there")
    asked = ("restore", str(backed.file), "--replace-home", str(elsewhere))
    refused = haishao(*asked, HAISHAO_HOME=str(elsewhere))
    assert (refused.returncode, "--replace-database postgres" in refused.stderr) == (2, True)
    assert [path.name for path in elsewhere.iterdir()] == ["secret-key"]
    assert (elsewhere / "secret-key").read_text() == "the key of the service that is there"
    (elsewhere / "secret-key").write_text(settings.SECRET_KEY)
    newer = tmp_path / "newer.tar"
    with newer.open("wb") as out, Meter("", 0) as meter:
        manifest = verify(backed.file, meter)
        writer = Writer(out, meter)
        with part(backed.file, DUMP) as stream:
            size = next(one.size for one in manifest.parts if one.name == DUMP)
            writer.add(DUMP, stream, size=size, modified=0)
        schema = (*manifest.schema, "storage.9999_of_the_future")
        writer.close(replace(manifest, schema=schema, version="9.9", parts=tuple(writer.parts)))
    refused = haishao("restore", str(newer), HAISHAO_HOME=str(elsewhere))
    assert (refused.returncode, "9.9" in refused.stderr) == (2, True)


def test_while_a_backup_copies_evidence_none_is_deleted_and_no_other_backup_begins(tmp_path: Path) -> None:
    with evidence_held():
        done = haishao("backup", str(tmp_path / "second.tar"))
        assert (done.returncode, "另一个备份" in done.stderr) == (2, True)
        with ThreadPoolExecutor(1) as threads:  # on a connection of its own
            assert threads.submit(_may_drop).result(20) is False
    assert list(tmp_path.iterdir()) == []


def _may_drop() -> bool:
    try:
        return may_drop_evidence()
    finally:
        drop_connection()


def test_runs_on_a_disk_of_their_own_are_backed_up_and_moved_aside_like_those_in_the_home(
    tmp_path: Path,
) -> None:
    home, runs = tmp_path / "home", tmp_path / "runs"
    for file in ("shops.csv", "runs/of before", "demo/x", "secret-key"):
        (home / file).parent.mkdir(parents=True, exist_ok=True)
        (home / file).touch()
    (runs / "1-20261130").mkdir(parents=True)
    (runs / "1-20261130" / "answer.warc.gz").touch()
    named = [one.name for one in home_files(home, runs)]
    assert named == ["home/shops.csv", "home/runs/1-20261130/answer.warc.gz"]
    (home / "shops.csv").unlink()
    with pytest.raises(NotRestored, match="1-20261130"):
        check_room(home, runs, replace=False)


def test_nothing_starts_after_a_restore_that_was_cut_short(
    backed: Backed, elsewhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed() -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(snapshots, "make_empty", killed)
    monkeypatch.setattr(snapshots, "has_rows", lambda: False)
    monkeypatch.setattr(snapshots, "others_connected", lambda: 0)
    with Meter("", 0) as meter:
        manifest = verify(backed.file, meter)
    here = (elsewhere, elsewhere / "runs")
    with pytest.raises(KeyboardInterrupt):
        load(backed.file, manifest, *here, replace_database="", hold=True, say=print)
    for command in (("worker", "--until-idle"), ("up", "--no-web")):
        refused = haishao(*command, HAISHAO_HOME=str(elsewhere))
        assert (refused.returncode, "haishao restore" in refused.stderr) == (2, True)


def test_rotation_deletes_old_backups_and_nothing_else(tmp_path: Path) -> None:
    names = [f"haishao-2026010{day}T000000Z.tar" for day in range(1, 5)]
    for name in (*names, "haishao-mine.tar", "notes.txt"):
        (tmp_path / name).touch()
    assert [path.name for path in rotate(tmp_path, 3)] == names[:1]
    assert sorted(path.name for path in tmp_path.iterdir()) == [*names[1:], "haishao-mine.tar", "notes.txt"]

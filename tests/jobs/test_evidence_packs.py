"""From a kept answer to a pack somebody else verifies, by the command line; and the chain's stamp of the day."""

import datetime as dt
import io
import json
import shutil
import socket
import struct
import subprocess
import sys
import threading
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone
from typer.testing import CliRunner
from warcio.archiveiterator import ArchiveIterator

from crawlers.chromium import why_no_browser
from domain.brand import Brand
from domain.match import Evidence, Match, Tier
from domain.observation import Provenance
from evidence.authority import Authority
from evidence.sntp import NotMeasured, clock_offset
from haishao.commands import evidence as commands
from haishao.commands import evidence_pack
from haishao.demo.loopback import LoopbackServer, QuietAnswerer
from jobs import stamping, tasks
from matchers.conflicts import conflict_key
from storage.alerts import fold_matches, matches_to_fold
from storage.brands import save_brands
from storage.chain import stamp_due
from storage.evidence import proofs_of_alert, save_responses
from storage.matches import save_matches
from storage.models import EvidenceStamp
from storage.models import Match as MatchRow
from storage.observations import observations_of, take_in_sightings
from storage.runs import RunOutcome, finish_run, run_folder, start_run
from tests.kept import answer_kept
from tests.made_up import filing
from tests.tsa import TimeStampAuthority

SOURCE = "br-inpi-rpi"
Run = Callable[..., tuple[int, str]]


@pytest.fixture
def haishao(monkeypatch: pytest.MonkeyPatch) -> Run:
    """`haishao evidence …` over the test's own database."""
    monkeypatch.setattr(evidence_pack, "database", nullcontext)

    def run(*arguments: str) -> tuple[int, str]:
        result = CliRunner().invoke(commands.app, list(arguments))
        return result.exit_code, result.output

    return run


URL = "https://office.example/journal/7"


@pytest.fixture
def run_id(db: None) -> int:
    """A run with one kept answer, in which a filing stood."""
    run_id = start_run(SOURCE)
    kept = answer_kept(settings.RUNS_DIR / run_folder(run_id), URL, b"<journal>QINGLUHAI</journal>")
    rows = save_responses(run_id, [kept])
    seen = filing("927", "QINGLUHAI", source=SOURCE, provenance=Provenance.MADE_UP, url=PAGE)
    take_in_sightings(run_id, [(rows[1], seen)])
    finish_run(run_id, RunOutcome(state="ok", reason_zh="", reason_en="", kept=1, faults=0), added=1)
    return run_id


@pytest.fixture
def alert(run_id: int) -> int:
    """An alert about the filing."""
    save_brands([Brand(brand_id="A1", name="青鹭海", enterprise="甲食品有限公司")])
    ((row, seen),) = observations_of(run_id, after_id=0, limit=9)
    because = Evidence(feature="ratio", score=0.9, ours="a", theirs="b", says="相近", says_en="close")
    match = Match(
        brand_id="A1", brand="青鹭海", mark="青鹭海", observation=seen, score=0.9, tier=Tier.HIGH, evidence=(because,),
        rules="words-1",
    )  # fmt: skip
    save_matches([(row, match)])
    (alert_id,) = fold_matches(matches_to_fold(after_id=0, limit=9), conflict_key)
    return alert_id


PAGE = "https://shop.example.com/item"


@pytest.fixture
def replay(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A replay server on loopback whose only page is the shop's."""

    class Answerer(QuietAnswerer):
        def do_GET(self) -> None:
            found = self.path == "/shop.example.com/item"
            self.answer(200 if found else 404, "text/html", b"<h1>QINGLUHAI</h1>" if found else b"")

    with LoopbackServer(Answerer) as server:
        monkeypatch.setenv("HAISHAO_REPLAY", server.url)
        yield


@pytest.fixture
def tsa(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[TimeStampAuthority]:
    if not shutil.which("openssl"):
        pytest.skip("no openssl here")
    authority = TimeStampAuthority(tmp_path / "tsa")
    monkeypatch.setattr(settings, "TSA", Authority(url=authority.url, roots=authority.root.read_bytes()))
    yield authority
    authority.close()


def files_of(pack: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(pack) as zipped:
        return {name: zipped.read(name) for name in zipped.namelist()}


def test_an_alert_is_packed_and_anybody_verifies_it(
    alert: int, haishao: Run, tsa: TimeStampAuthority, tmp_path: Path
) -> None:
    pack = tmp_path / "pack.zip"
    stamping.stamp_chain()
    code, said = haishao("pack", str(alert), "--no-live", "--out", str(pack), "--operator", "王某")
    assert (code, "INTACT" in said) == (0, True), said
    files = files_of(pack)
    manifest = json.loads(files["manifest.json"])
    (answer,) = manifest["answers"]
    (proof,) = proofs_of_alert(alert)
    assert (answer["facts"]["url"], answer["facts"]["sha256"]) == (URL, proof.sha256)
    assert (answer["ip_address"], answer["link"]) == ("203.0.113.9", 1)
    told = [record.rec_type for record in ArchiveIterator(io.BytesIO(files["answers/00001.warc.gz"]))]
    assert told == ["warcinfo", "response", "request"]
    assert "演示或样例数据，不是真实情况" in files["statement.html"].decode()
    assert "甲食品有限公司" in files["statement.html"].decode()
    code, said = haishao("verify", str(pack), "--trust", str(tsa.root))
    assert (code, said.count("TIME-STAMPED"), said.count("--trust 所给")) == (0, 2, 2)
    assert haishao("pack", str(alert), "--out", str(pack))[0] == 2, "is there already"


def test_the_page_behind_it_is_pictured_where_that_may_be(
    alert: int, haishao: Run, replay: None, tmp_path: Path
) -> None:
    if missing := why_no_browser():
        pytest.skip(f"no browser: {missing}")
    assert haishao("pack", str(alert), "--out", str(tmp_path / "pack.zip"))[0] == 0
    files = files_of(tmp_path / "pack.zip")
    assert files["capture/page-1.png"].startswith(b"\x89PNG")
    assert json.loads(files["capture/page-1.json"])["url"] == PAGE
    assert "回放，非真实网页" in files["statement.html"].decode()


def test_without_a_replay_server_made_up_data_has_no_page(alert: int, haishao: Run, tmp_path: Path) -> None:
    assert haishao("pack", str(alert), "--out", str(tmp_path / "pack.zip"))[0] == 0
    files = files_of(tmp_path / "pack.zip")
    assert not [name for name in files if name.startswith("capture/")]
    assert "there is no real page" in files["manifest.json"].decode()


def test_verifying_touches_no_database_and_no_settings(
    alert: int, haishao: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pack = tmp_path / "pack.zip"
    assert haishao("pack", f"match:{MatchRow.objects.all()[0].pk}", "--no-live", "--out", str(pack))[0] == 0
    content = pack.read_bytes()
    (tmp_path / "broken.zip").write_bytes(content[:-30] + b"?" + content[-29:])
    (tmp_path / "elsewhere").mkdir()

    def verify(name: str) -> tuple[int, str]:
        command = [sys.executable, "-m", "haishao", "evidence", "verify", str(tmp_path / name)]
        done = subprocess.run(
            command,
            cwd=tmp_path / "elsewhere",
            env={"DATABASE_URL": "no such thing"},
            capture_output=True,
            timeout=120,
        )
        return done.returncode, done.stdout.decode()

    code, said = verify("pack.zip")
    assert (code, "INTACT" in said, "NOT TIME-STAMPED" in said) == (0, True, True)
    code, said = verify("broken.zip")
    assert (code, "first broken link" in said) == (1, True)
    assert not list((tmp_path / "elsewhere").iterdir())


def test_evidence_that_was_changed_is_not_packed(alert: int, haishao: Run, tmp_path: Path) -> None:
    pack = tmp_path / "pack.zip"
    file = settings.RUNS_DIR / proofs_of_alert(alert)[0].file
    file.write_bytes(file.read_bytes()[:-300])
    code, said = haishao("pack", str(alert), "--no-live", "--out", str(pack))
    assert (code, "不是当时所存" in said, pack.exists()) == (2, True, False)
    for nothing in ("999999", "match:999999", "no-source:1", "what"):
        assert haishao("pack", nothing, "--out", str(pack))[0] == 2


def test_what_retention_deleted_is_packed_by_its_hash_and_its_link(
    run_id: int, haishao: Run, tmp_path: Path
) -> None:
    tasks.drop_evidence((timezone.now() + dt.timedelta(days=1)).isoformat())
    code, said = haishao("pack", f"{SOURCE}:927", "--no-live", "--out", str(tmp_path / "pack.zip"))
    assert (code, "1 份原文已过期删除" in said, "1 份在证据链中" in said) == (0, True, True)
    assert "answers/" not in str(files_of(tmp_path / "pack.zip").keys())


def test_the_chain_is_verified_whole_and_its_stamp_with_it(
    alert: int, haishao: Run, tsa: TimeStampAuthority
) -> None:
    code, said = haishao("chain")
    assert (code, "INTACT" in said, "not time-stamped" in said) == (0, True, True)
    for _ in range(2):
        stamping.stamp_chain()
    assert (EvidenceStamp.objects.count(), tsa.asked) == (1, 1)
    code, said = haishao("chain")
    assert (code, "CN=Test TSA" in said, "HAISHAO_TSA_CERTS" in said) == (0, True, True)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE storage_response SET status = 404 WHERE number = 1")
    code, said = haishao("chain")
    assert (code, "first broken link 1" in said) == (1, True)


def test_an_authority_that_fails_is_asked_again_within_the_hour(alert: int, tsa: TimeStampAuthority) -> None:
    tsa.refuses = True
    stamping.stamp_chain()
    assert stamp_due(stamping.EVERY)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT scheduled_at > now() + interval '50 minutes' FROM procrastinate_jobs WHERE task_name = 'stamp_chain'"
        )
        assert cursor.fetchall() == [(True,)]
    stamping.stamp_in_a_while()


@pytest.fixture
def time_server() -> Iterator[Callable[[float, int], str]]:
    """A time server on loopback whose clock is so many seconds ahead, at so many steps from a true one."""
    open_sockets = []

    def serve(ahead: float, stratum: int) -> str:
        server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        server.bind(("127.0.0.1", 0))
        open_sockets.append(server)

        def answer() -> None:
            asked, whom = server.recvfrom(512)
            now = time.time() + ahead + 2_208_988_800
            at = struct.pack(">II", int(now) % 2**32, int(now % 1 * 2**32))
            server.sendto(struct.pack(">BB22x", 0x24, stratum) + asked[40:48] + at + at, whom)

        threading.Thread(target=answer, daemon=True).start()
        return f"127.0.0.1:{server.getsockname()[1]}"

    yield serve
    for one in open_sockets:
        one.close()


def test_the_clock_is_held_against_a_time_server(time_server: Callable[[float, int], str]) -> None:
    found = clock_offset(time_server(90.5, 2))
    assert found.seconds == pytest.approx(90.5, abs=0.5)
    assert found.stratum == 2
    with pytest.raises(NotMeasured, match="not synchronised"):
        clock_offset(time_server(0, 0))
    with pytest.raises(NotMeasured):
        clock_offset("127.0.0.1:9")

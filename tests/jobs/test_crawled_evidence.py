"""Evidence from the network to the court: a list of exhibitors is crawled over HTTP, and what the crawler kept of it is packed by
the command line and for the phone at the fair's desk; anybody verifies it, and a changed byte is found.
"""

import datetime as dt
import hashlib
import io
import json
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone
from warcio.archiveiterator import ArchiveIterator

from domain.brand import Brand
from haishao.demo.loopback import LoopbackServer, QuietAnswerer
from jobs import tasks
from storage import models
from storage.brands import save_brands
from storage.runs import run_folder, start_run
from tests.cli import haishao_here as haishao
from tests.made_up import signed_in

SOURCE = "a-fair-of-ours"
HOST = "fair.example.com"
LISTED = json.dumps(
    {
        "exhibitors": [
            {"id": 1, "name": "QINGLUHAI Trading SARL", "stand": "6B 214"},
            {"id": 2, "name": "Other", "stand": "1"},
        ]
    }
).encode()
SPEC = f"""
name: {SOURCE}
kind: exhibitor
country: FR
title: {{zh: 演示展会名录, en: A made-up fair}}
route: api
policy: allowed
terms: https://{HOST}/terms
note: {{zh: 演示, en: made up for a test}}
interval: 7d
least: 1
request: {{url: "https://{HOST}/exhibitors.json"}}
answer: {{format: json}}
records: {{at: exhibitors}}
fields:
  ref: id
  sign: name
  brand: name
  office: {{text: FR}}
  holders: {{name: name, country: {{text: FR}}}}
  event: {{text: SIAL}}
  stand: stand
guards: {{filled: {{sign: 1}}}}
"""


@pytest.fixture
def page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The list, served on loopback, and the operator's own spec that reads it."""

    class Answerer(QuietAnswerer):
        def do_GET(self) -> None:
            found = self.path == f"/{HOST}/exhibitors.json"
            self.answer(200 if found else 404, "application/json", LISTED if found else b"")

    (tmp_path / "specs").mkdir()
    (tmp_path / "specs" / f"{SOURCE}.yaml").write_text(SPEC, encoding="utf-8")
    monkeypatch.setenv("HAISHAO_SPECS", str(tmp_path / "specs"))
    with LoopbackServer(Answerer) as server:
        monkeypatch.setenv("HAISHAO_REPLAY", server.url)
        yield


@pytest.fixture
def alert(live_db: None, page: None) -> int:
    """What the steps of the queue make of the list, for an enterprise that exhibits there: an alert the desk shows."""
    save_brands(
        [Brand(brand_id="A1", name="青鹭海", enterprise="甲食品公司", aliases=("QINGLUHAI",), classes=(29,))]
    )
    run = start_run(SOURCE)
    tasks.crawl(SOURCE, run)
    (attempt,) = (settings.RUNS_DIR / run_folder(run)).iterdir()
    tasks.take_in(run, attempt.name)
    tasks.judge(run, 0)
    tasks.raise_alerts()
    return models.Alert.objects.get().pk


@pytest.fixture
def fair(alert: int) -> int:
    today = timezone.localdate()
    fair = models.Fair.objects.create(
        name="SIAL",
        office="FR",
        source=SOURCE,
        event="SIAL",
        opens_on=today,
        closes_on=today + dt.timedelta(days=3),
    )
    models.FairEntry.objects.create(fair=fair, enterprise=models.Enterprise.objects.get(), stand="5A 101")
    return fair.pk


def test_what_the_crawler_kept_is_packed_verified_and_a_changed_byte_is_found(
    alert: int, fair: int, tmp_path: Path
) -> None:
    packs = [tmp_path / "command.zip", tmp_path / "desk.zip"]
    done = haishao("evidence", "pack", str(alert), "--no-live", "--out", str(packs[0]))
    assert done.returncode == 0, done.stderr
    staff = signed_in("staff", None)
    desk = staff.get(f"/fairs/{fair}/desk").content.decode()
    (address,) = set(re.findall(r'data-pack-from="([^"]+)"', desk))
    answer = staff.post(address)
    assert answer.status_code == 200
    packs[1].write_bytes(answer.getvalue())
    for pack in packs:
        assert_sound(pack)
        assert_change_is_found(pack, tmp_path / "changed.zip")


def assert_sound(pack: Path) -> None:
    """It verifies, and holds byte for byte what the server sent."""
    done = haishao("evidence", "verify", str(pack))
    assert (done.returncode, "INTACT" in done.stdout) == (0, True), done.stdout
    with zipfile.ZipFile(pack) as files:
        (answer,) = json.loads(files.read("manifest.json"))["answers"]
        (file,) = (name for name in files.namelist() if name.startswith("answers/"))
        kept = [
            record.content_stream().read()
            for record in ArchiveIterator(io.BytesIO(files.read(file)))
            if record.rec_type == "response"
        ]
    assert kept == [LISTED]
    assert answer["facts"]["url"] == f"https://{HOST}/exhibitors.json"
    assert answer["facts"]["sha256"] == hashlib.sha256(LISTED).hexdigest()


def assert_change_is_found(pack: Path, changed: Path) -> None:
    """One bit of the middle of the kept answer, in a ZIP that is sound itself."""
    with zipfile.ZipFile(pack) as whole, zipfile.ZipFile(changed, "w") as spoilt:
        for name in whole.namelist():
            content = bytearray(whole.read(name))
            if name.startswith("answers/"):
                content[len(content) // 2] ^= 1
            spoilt.writestr(name, bytes(content))
    done = haishao("evidence", "verify", str(changed))
    assert (done.returncode, "INTACT" in done.stdout) == (1, False), done.stdout

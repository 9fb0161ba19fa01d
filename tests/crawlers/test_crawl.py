"""Whole crawls, each a real Scrapy process against a real HTTP server on loopback."""

import datetime as dt
import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from crawlers.catalogue import UnknownSource, load_all
from crawlers.outcome import Outcome, State
from crawlers.run import read_run, run_source
from crawlers.sources.gazettes import se_prv_ftp
from crawlers.warc import kept_answer
from domain.observation import Provenance

FROZEN = Path(__file__).parent / "sources"
USPTO_DAY = FROZEN / "us-uspto-trtdxfap" / "day.xml"
RPI_ISSUE = FROZEN / "br-inpi-rpi" / "issue.xml"
UKIPO_ISSUE = FROZEN / "gb-ukipo-tmj" / "issue.xml"
ROOT = Path(__file__).resolve().parents[2]
TODAY = dt.date(2026, 11, 23)
RPI = "revistas.inpi.gov.br/txt/RM2915.zip"
JOURNAL = "www.ipo.gov.uk/t-tmj/tm-journals/2026-047/jnl.xml"
PRODUCT = "api.uspto.gov/api/v1/datasets/products/TRTDXFAP"
DAY = "api.uspto.gov/api/v1/datasets/products/files/TRTDXFAP/apc261122.zip"
SIGNED = "data.uspto.gov/files/apc261122.zip"
HTML = b"<!DOCTYPE html><html><head><title>Sorry</title></head><body>Not here</body></html>"
Zipped = Callable[[str, bytes], bytes]


def _crawl(name: str, out: Path, timeout: float = 60) -> Outcome:
    return run_source(name, out, timeout=timeout, today=TODAY)


def _product(*names: str) -> bytes:
    files = [
        {
            "fileName": name,
            "fileReleaseDate": f"20{name[3:5]}-{name[5:7]}-{name[7:9]}",
            "fileDownloadURI": f"https://{PRODUCT.replace('products/', 'products/files/')}/{name}",
        }
        for name in names
    ]
    return json.dumps({"bulkDataProductBag": [{"productFileBag": {"fileDataBag": files}}]}).encode()


def test_scrapy_lists_every_source() -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "scrapy", "list"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    listed = ran.stdout.split()
    assert listed == [source.name for source in load_all()]
    assert {"us-uspto-trtdxfap", "us-federal-register"} <= set(listed)  # a module and a spec


def test_the_uspto_is_followed_from_its_product_to_the_signed_file(
    replay: Any, zipped: Zipped, tmp_path: Path
) -> None:
    daily = zipped("apc261122.xml", USPTO_DAY.read_bytes())
    replay.gives(PRODUCT, _product("apc261122.zip", "other.zip"))
    replay.gives(DAY, status=302, headers={"Location": f"https://{SIGNED}?signature=x"})
    replay.gives(SIGNED, daily, headers={"X-Haishao-Provenance": "derived-from-schema"})
    ended = _crawl("us-uspto-trtdxfap", tmp_path)
    assert (ended.state, ended.kept, ended.faults) == (State.OK, 3, 3)
    run = read_run(tmp_path)
    seen = list(run.observations())
    assert [o.ref for o in seen] == ["99000001", "79000002", "99000003"]
    assert {o.provenance for o in seen} == {Provenance.DERIVED_FROM_SCHEMA}
    product, file = run.responses()
    assert (file.sha256, file.size) == (hashlib.sha256(daily).hexdigest(), len(daily))
    with kept_answer(tmp_path / file.file, file.offset) as kept:
        assert b"".join(kept.body) == daily
    assert product.url == f"https://{PRODUCT}"


def test_the_key_goes_to_its_own_host_only(replay: Any, zipped: Zipped, tmp_path: Path) -> None:
    replay.gives(PRODUCT, _product("apc261122.zip"))
    replay.gives(DAY, status=302, headers={"Location": f"https://{SIGNED}"})
    replay.gives(SIGNED, zipped("a.xml", USPTO_DAY.read_bytes()))
    _crawl("us-uspto-trtdxfap", tmp_path)
    keys = {
        route: {n.lower(): v for n, v in headers.items()}.get("x-api-key") for route, headers in replay.asked
    }
    assert keys[PRODUCT] == keys[DAY] == "a-key"
    assert keys[SIGNED] is None
    assert keys["data.uspto.gov/robots.txt"] is None


def test_a_replay_that_says_nothing_of_its_origin_counts_as_made_up(
    replay: Any, zipped: Zipped, tmp_path: Path
) -> None:
    replay.gives(RPI, zipped("RM2915.xml", RPI_ISSUE.read_bytes()))
    assert _crawl("br-inpi-rpi", tmp_path).ok
    assert {o.provenance for o in read_run(tmp_path).observations()} == {Provenance.MADE_UP}


def test_the_issue_before_is_taken_when_the_newest_is_not_out(replay: Any, tmp_path: Path) -> None:
    replay.gives(JOURNAL, HTML)
    replay.gives(JOURNAL.replace("047", "046"), UKIPO_ISSUE.read_bytes())
    ended = _crawl("gb-ukipo-tmj", tmp_path)
    assert (ended.state, ended.kept) == (State.OK, 2)


def test_no_issue_out_is_not_yet_published_and_never_ok(replay: Any, tmp_path: Path) -> None:
    ended = _crawl("br-inpi-rpi", tmp_path)
    assert (ended.state, ended.kept) == (State.NOT_YET_PUBLISHED, 0)
    assert "RM2914.zip" in ended.reason_en


@pytest.mark.parametrize(
    ("answer", "state"),
    [
        ({"status": 403}, State.BLOCKED),
        ({"body": HTML.replace(b"Not here", b"Please solve the CAPTCHA")}, State.BLOCKED),
        ({"body": b"PK\x03\x04 cut short"}, State.ERROR),
        ({"body": b"\x00\x01\x02"}, State.NOT_THE_FILE),
        ({"body": b'<revista numero="2915" data="17/11/2026"></revista>'}, State.EMPTY),
        ({"status": 500}, State.ERROR),
    ],
)
def test_whatever_stands_in_the_files_place_has_its_own_state(
    replay: Any, tmp_path: Path, answer: dict[str, Any], state: State
) -> None:
    replay.gives(RPI, **answer)
    ended = _crawl("br-inpi-rpi", tmp_path)
    assert (ended.state, ended.kept) == (state, 0)
    assert ended.reason_zh and ended.reason_en


def test_a_web_page_where_the_daily_file_was_listed_is_not_the_file(replay: Any, tmp_path: Path) -> None:
    replay.gives(PRODUCT, _product("apc261122.zip"))
    replay.gives(DAY, HTML)
    assert _crawl("us-uspto-trtdxfap", tmp_path).state is State.NOT_THE_FILE


def test_a_changed_product_page_says_what_is_missing(replay: Any, tmp_path: Path) -> None:
    replay.gives(PRODUCT, b'{"products": []}')
    ended = _crawl("us-uspto-trtdxfap", tmp_path)
    assert ended.state is State.CHANGED
    assert "bulkDataProductBag" in ended.reason_en


def test_a_zip_cut_short_keeps_what_could_be_read(replay: Any, zipped: Zipped, tmp_path: Path) -> None:
    one = RPI_ISSUE.read_text().split("<processo ")[1]
    many = "".join(f"<processo {one.replace('935000001', f'9{i:08}')}" for i in range(8_000))
    whole = zipped("RM2915.xml", f'<revista numero="2915" data="17/11/2026">{many}</revista>'.encode())
    replay.gives(RPI, whole[: len(whole) // 2])
    ended = _crawl("br-inpi-rpi", tmp_path)
    assert ended.state is State.ERROR
    assert 2_000 < ended.kept < 6_000
    assert sum(1 for _ in read_run(tmp_path).observations()) == ended.kept


def test_a_connection_lost_on_the_way_is_tried_again_and_then_an_error(replay: Any, tmp_path: Path) -> None:
    replay.gives(RPI, b"PK" * 5000, cut_at=1000)
    ended = _crawl("br-inpi-rpi", tmp_path)
    assert (ended.state, ended.kept) == (State.ERROR, 0)
    assert [route for route, _ in replay.asked].count(RPI) == 3
    assert not [p for p in (tmp_path / "raw").iterdir() if p.name.startswith(".part-")]


def test_robots_txt_is_obeyed(replay: Any, tmp_path: Path) -> None:
    replay.gives("revistas.inpi.gov.br/robots.txt", b"User-agent: *\nDisallow: /txt/\n")
    ended = _crawl("br-inpi-rpi", tmp_path)
    assert ended.state is State.FORBIDDEN
    assert "robots.txt" in ended.reason_en
    assert RPI not in [route for route, _ in replay.asked]


def test_a_missing_key_names_its_setting(
    replay: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("HAISHAO_USPTO_KEY")
    ended = _crawl("us-uspto-trtdxfap", tmp_path)
    assert ended.state is State.NO_KEY
    assert "HAISHAO_USPTO_KEY" in ended.reason_zh
    assert replay.asked == []


def test_a_crawl_that_hangs_is_ended_with_everything_it_started(replay: Any, tmp_path: Path) -> None:
    replay.gives(RPI, b"PK\x03\x04", hangs=True)
    ended = _crawl("br-inpi-rpi", tmp_path, timeout=4)
    assert (ended.state, ended.kept) == (State.ERROR, 0)
    assert "timed out" in ended.reason_en
    assert read_run(tmp_path).outcome == ended


def test_a_run_cut_short_is_an_error_and_keeps_its_whole_lines(tmp_path: Path) -> None:
    line = (USPTO_DAY.parent / "day.expected.jsonl").read_text(encoding="utf-8").splitlines()[0]
    whole = f'{{"answer": 1, "observation": {line}}}\n'
    (tmp_path / "observations.jsonl").write_text(f"{whole}{whole[:50]}", encoding="utf-8")
    run = read_run(tmp_path)
    assert (run.outcome.state, run.outcome.kept) == (State.ERROR, 1)
    assert [o.ref for o in run.observations()] == ["99000001"]


def test_an_unknown_source_is_refused_with_the_known_ones(tmp_path: Path) -> None:
    with pytest.raises(UnknownSource, match="br-inpi-rpi"):
        run_source("zz-nowhere", tmp_path, timeout=1)


def test_a_file_of_200_megabytes_goes_to_disk_and_not_to_memory(replay: Any, tmp_path: Path) -> None:
    mark = (
        b"<TradeMark><ApplicationNumber>UK0000400%04d</ApplicationNumber><MarkImageDetails><MarkImage><MarkImageBinary>"
        + b"QUJD" * 65_536
        + b"</MarkImageBinary></MarkImage></MarkImageDetails></TradeMark>"
    )
    body = b"".join(mark.replace(b"%04d", b"%04d" % i) for i in range(8))
    replay.gives(JOURNAL, body, times=100)
    script = (
        "import sys; from scrapy.cmdline import execute\n"
        "try: execute(sys.argv)\n"
        "finally: print(next(l for l in open('/proc/self/status') if l.startswith('VmHWM')))"
    )
    command = [
        sys.executable,
        "-c",
        script,
        "crawl",
        "gb-ukipo-tmj",
        "-a",
        f"out={tmp_path}",
        "-a",
        f"today={TODAY}",
    ]
    ran = subprocess.run(
        command, cwd=ROOT, env=dict(os.environ), capture_output=True, text=True, timeout=120, check=True
    )
    (file,) = read_run(tmp_path).responses()
    assert file.size == len(body) * 100 > 200_000_000
    assert int(ran.stdout.split()[1]) < 200 * 1024


def test_files_of_an_ftp_server_are_fetched_in_their_order(replay: Any, tmp_path: Path) -> None:
    folder = se_prv_ftp.FOLDER.removeprefix("ftp://")
    day = (FROZEN / "se-prv-ftp" / "day.zip").read_bytes()
    replay.gives(folder, (FROZEN / "se-prv-ftp" / "folder.txt").read_bytes())
    for name in ("b.zip", "a.zip", "c%2020.zip"):
        replay.gives(folder + name, day)
    outcome = _crawl("se-prv-ftp", tmp_path / "run")
    assert outcome.state is State.OK, outcome
    assert outcome.kept == 12
    asked = [route.removeprefix(folder) for route, _ in replay.asked if route.startswith(folder)]
    assert asked == ["", "b.zip", "a.zip", "c%2020.zip"]

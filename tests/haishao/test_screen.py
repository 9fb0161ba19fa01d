"""`haishao screen` as a person at a terminal types it."""

import csv
import json
import zipfile
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from tests.cli import haishao

ROOT = Path(__file__).resolve().parent.parent.parent

WATCHLIST = (
    "name,brand_id,enterprise,aliases,owners,classes\n青鹭海,B1,甲食品有限公司,QINGLUHAI,甲食品有限公司,29\n"
)

OBSERVATIONS = """sign,holder,country,classes,office,ref,published_on,url
QINGLUHAI,Acme LLC,US,29,US,97000001,2026-11-10,https://example.org/97000001
BLUE HERON,Other LLC,US,9,US,97000002,2026-11-10,
"""


def screen(folder: Path, *arguments: str) -> CompletedProcess[str]:
    return haishao("screen", *arguments, cwd=folder)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "brands.csv").write_text(WATCHLIST, encoding="utf-8")
    (tmp_path / "seen.csv").write_text(OBSERVATIONS, encoding="utf-8")
    return tmp_path


def test_a_copy_in_pinyin_is_a_match_with_its_last_day(folder: Path) -> None:
    done = screen(folder, "--watchlist", "brands.csv", "--format", "jsonl", "seen.csv")
    assert done.returncode == 0, done.stderr
    (match,) = [json.loads(line) for line in done.stdout.splitlines()]
    assert (match["brand_id"], match["ref"], match["sign"]) == ("B1", "97000001", "QINGLUHAI")
    assert match["tier"] == "high"
    assert match["last_day"] == "2026-12-10"
    assert match["last_day_rule"]["source"]
    assert {"feature", "score", "ours", "theirs", "says"} <= match["evidence"][0].keys()


@pytest.mark.parametrize("form", ["table", "csv", "html", "jsonl"])
def test_no_match_is_no_failure_in_any_format(folder: Path, form: str) -> None:
    (folder / "other.csv").write_text("sign,ref,office\nZZYZX,1,US\n", encoding="utf-8")
    done = screen(folder, "--watchlist", "brands.csv", "--format", form, "--out", "o", "other.csv")
    assert done.returncode == 0, done.stderr
    assert (folder / "o").exists()


def test_the_csv_opens_in_a_spreadsheet(folder: Path) -> None:
    screen(folder, "--watchlist", "brands.csv", "--format", "csv", "--out", "o.csv", "seen.csv")
    with (folder / "o.csv").open(encoding="utf-8-sig", newline="") as stream:
        (row,) = csv.DictReader(stream)
    assert row["sign"] == "QINGLUHAI"


def test_the_enterprise_s_own_filing_is_no_match(folder: Path) -> None:
    own = OBSERVATIONS.replace("Acme LLC", "甲食品有限公司")
    (folder / "seen.csv").write_text(own, encoding="utf-8")
    done = screen(folder, "--watchlist", "brands.csv", "--format", "jsonl", "seen.csv")
    assert (done.returncode, done.stdout) == (0, "")


def test_a_truncated_zip_is_named_and_the_good_file_beside_it_is_read(folder: Path) -> None:
    with zipfile.ZipFile(folder / "good.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("seen.csv", OBSERVATIONS)
    (folder / "cut.zip").write_bytes((folder / "good.zip").read_bytes()[:150])
    done = screen(folder, "--watchlist", "brands.csv", "--format", "jsonl", "cut.zip", "good.zip")
    assert done.returncode == 2
    assert "cut.zip" in done.stderr
    assert len(done.stdout.splitlines()) == 1


def test_a_page_where_a_file_was_promised_is_named(folder: Path) -> None:
    (folder / "apc.zip").write_text("<!DOCTYPE html><html><body>Sign in</body></html>")
    done = screen(folder, "--watchlist", "brands.csv", "apc.zip")
    assert done.returncode == 2
    assert "apc.zip" in done.stderr
    assert "web page" in done.stderr


def test_a_record_without_a_number_is_named_and_the_rest_is_kept(folder: Path) -> None:
    (folder / "seen.csv").write_text(OBSERVATIONS + "NAMELESS,X,US,9,US,,2026-11-10,\n", encoding="utf-8")
    done = screen(folder, "--watchlist", "brands.csv", "--format", "jsonl", "seen.csv")
    assert done.returncode == 3
    assert "4" in done.stderr
    assert len(done.stdout.splitlines()) == 1


def daily(*records: str, head: str = "") -> bytes:
    """A USPTO daily file of these records; one good filing of a watched sign stands before them."""
    good = record("97000001", "QINGLUHAI")
    return f"{head}<trademark-applications-daily>{good}{''.join(records)}</trademark-applications-daily>".encode()


def record(number: str, sign: str, day: str = "20261110") -> str:
    serial = f"<serial-number>{number}</serial-number>" if number else ""
    header = f"<mark-identification>{sign}</mark-identification><filing-date>{day}</filing-date>"
    return f"<case-file>{serial}<case-file-header>{header}</case-file-header></case-file>"


BOMB = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>'
OUTSIDE = '<!DOCTYPE x [<!ENTITY b SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize(
    ("content", "status", "named", "kept"),
    [
        (daily(record("97000002", "&b;"), head=BOMB), 2, "declares entities", 1),
        (daily(record("97000002", "&b;"), head=OUTSIDE), 2, "declares entities", 1),
        (daily(record("97000002", "CAFE").replace("CAFE", "CAF?")).replace(b"?", b"\xe9"), 3, "97000002", 2),
        (daily(record("", "NAMELESS")), 3, "record 2", 2),
        (daily(record("97000001", "QINGLUHAI")), 3, "97000001", 2),
        (daily(record("97000002", "OTHER", day="20261399")), 3, "97000002", 2),
        (
            daily(record("97000002", "OTHER")).removesuffix(b"</trademark-applications-daily>"),
            2,
            "bad.xml",
            2,
        ),
    ],
    ids=["bomb", "outside", "encoding", "number", "duplicate", "date", "cut"],
)
def test_what_is_bad_is_named_the_good_is_kept_and_the_status_tells(
    folder: Path, content: bytes, status: int, named: str, kept: int
) -> None:
    (folder / "bad.xml").write_bytes(content)
    done = screen(folder, "--watchlist", "brands.csv", "--format", "jsonl", "bad.xml", "seen.csv")
    assert done.returncode == status, done.stderr
    assert "bad.xml" in done.stderr
    assert named in done.stderr
    assert "root:" not in done.stdout + done.stderr
    assert len(done.stdout.splitlines()) == kept


def test_a_folder_without_anything_is_no_success(folder: Path) -> None:
    (folder / "nothing").mkdir()
    done = screen(folder, "--watchlist", "brands.csv", "nothing")
    assert done.returncode == 2
    assert "nothing" in done.stderr


@pytest.mark.parametrize(
    ("watchlist", "status", "complaint"),
    [
        ("name\n", 2, "no brand"),
        ("colour\nred\n", 2, "mandatory column"),
        ("name,brand_id\n青鹭海,B1\n拓泽,B1\n", 3, "the same brand twice"),
        ("name,brand_id\n青鹭海,B1\n,B2\n", 3, "3"),
    ],
)
def test_a_faulty_watchlist_is_named(folder: Path, watchlist: str, status: int, complaint: str) -> None:
    (folder / "brands.csv").write_text(watchlist, encoding="utf-8")
    done = screen(folder, "--watchlist", "brands.csv", "seen.csv")
    assert done.returncode == status, done.stderr
    assert complaint in done.stderr


def test_a_missing_watchlist_is_named(folder: Path) -> None:
    done = screen(folder, "--watchlist", "nowhere.csv", "seen.csv")
    assert done.returncode == 2
    assert "nowhere.csv" in done.stderr


def test_a_missing_file_is_named(folder: Path) -> None:
    done = screen(folder, "--watchlist", "brands.csv", "nowhere.xml")
    assert done.returncode == 2
    assert "nowhere.xml" in done.stderr


def test_bad_usage_ends_with_status_two(folder: Path) -> None:
    assert screen(folder, "seen.csv").returncode == 2
    assert screen(folder, "--watchlist", "brands.csv", "--format", "poem", "seen.csv").returncode == 2

"""What the web may answer with, each against a real server on loopback: refused with its reason, and nothing else stops."""

import gzip
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from crawlers.addresses import check_url
from crawlers.errors import UnsafeAddress
from crawlers.outcome import Outcome, State
from crawlers.run import read_run

HERE = Path(__file__).parent
SHOP = "shop.example"
HTML = {"Content-Type": "text/html; charset=utf-8"}


def crawl(start: str, out: Path, **options: str) -> Outcome:
    """One crawl of the linked shop, in a process of its own."""
    command = [sys.executable, str(HERE / "linked_shop.py"), start, str(out)]
    environment = os.environ | {
        "SCRAPY_SETTINGS_MODULE": "crawlers.settings",
        "PYTHONPATH": str(HERE.parents[1]),
    }
    command += [f"{name}={value}" for name, value in options.items()]
    with (out.parent / f"{out.name}.log").open("wb") as log:
        subprocess.run(command, env=environment, stdout=log, stderr=log, timeout=60, check=True)
    return read_run(out).outcome


def page(name: str, *links: str) -> bytes:
    hrefs = "".join(f'<a href="{link}">x</a>' for link in links)
    return f"<!DOCTYPE html><html><body><h1>{name}</h1>{hrefs}</body></html>".encode()


def faults(out: Path) -> dict[str, str]:
    """The kind of fault by the address it concerns."""
    lines = (out / "faults.jsonl").read_text(encoding="utf-8").splitlines()
    return {fault["file"]: fault["kind"] for fault in map(json.loads, lines)}


def signs(out: Path) -> set[str]:
    return {observation.sign for observation in read_run(out).observations()}


@pytest.fixture
def shop(replay: Any) -> Any:
    """A shop whose first page leads to one bad address and to a good one."""

    def leads_to(bad: str, **answer: Any) -> str:
        replay.gives(f"{SHOP}/", page("first", bad, f"https://{SHOP}/good"), headers=HTML)
        replay.gives(f"{SHOP}/good", page("good"), headers=HTML)
        if answer:
            replay.gives(bad.partition("://")[2], **answer)
        return f"https://{SHOP}/"

    return leads_to


@pytest.mark.parametrize(
    "bad",
    [
        "file:///etc/passwd",
        "ftp://shop.example/a",
        "http://127.0.0.1:5432/",
        "http://10.0.0.8/admin",
        "http://169.254.169.254/latest/meta-data/",
        "http://[::1]/",
        "http://user:hunter2@shop.example/",
        "http://[fe80::1%25eth0]/",
    ],
)
def test_a_link_into_a_private_network_is_not_followed(shop: Any, tmp_path: Path, bad: str) -> None:
    ended = crawl(shop(bad), tmp_path / "run")
    assert (ended.state, ended.kept) == (State.OK, 2)
    (kind,) = faults(tmp_path / "run").values()
    assert kind == "address-refused"
    assert "hunter2" not in (tmp_path / "run" / "faults.jsonl").read_text()


@pytest.mark.parametrize("leads_to", ["file:///etc/passwd", "http://169.254.169.254/"])
def test_a_redirect_into_a_private_network_is_not_followed(
    shop: Any, replay: Any, tmp_path: Path, leads_to: str
) -> None:
    start = shop(f"https://{SHOP}/moved", status=302, headers={"Location": leads_to})
    ended = crawl(start, tmp_path / "run")
    assert (ended.state, signs(tmp_path / "run")) == (State.OK, {"first", "good"})
    assert set(faults(tmp_path / "run").values()) == {"address-refused"}


def test_a_redirect_loop_is_left_and_the_rest_goes_on(shop: Any, tmp_path: Path) -> None:
    start = shop(f"https://{SHOP}/loop", status=302, headers={"Location": f"https://{SHOP}/loop"})
    ended = crawl(start, tmp_path / "run")
    assert (ended.state, signs(tmp_path / "run")) == (State.OK, {"first", "good"})
    assert set(faults(tmp_path / "run").values()) == {"answer-refused"}


def test_a_redirect_loop_at_the_first_page_is_the_run_s_own_failure(replay: Any, tmp_path: Path) -> None:
    replay.gives(f"{SHOP}/", status=302, headers={"Location": f"https://{SHOP}/"})
    ended = crawl(f"https://{SHOP}/", tmp_path / "run")
    assert ended.state is State.REFUSED
    assert "redirections" in ended.reason_en


def test_a_gzip_bomb_is_left_and_the_rest_goes_on(shop: Any, tmp_path: Path) -> None:
    bomb = gzip.compress(b"\0" * (64 * 1024**2))
    start = shop(f"https://{SHOP}/bomb", body=bomb, headers={"Content-Encoding": "gzip"})
    ended = crawl(start, tmp_path / "run")
    assert (ended.state, signs(tmp_path / "run")) == (State.OK, {"first", "good"})
    assert faults(tmp_path / "run") == {f"https://{SHOP}/bomb": "answer-refused"}


@pytest.mark.parametrize("link", ["a", "link"])
def test_a_body_of_five_gigabytes_is_left_unread(replay: Any, tmp_path: Path, link: str) -> None:
    first = page("first", f"https://{SHOP}/good").replace(
        b"</body>", f'<{link} href="https://{SHOP}/huge"></{link}></body>'.encode()
    )
    replay.gives(f"{SHOP}/", first, headers=HTML)
    replay.gives(f"{SHOP}/good", page("good"), headers=HTML)
    replay.gives(f"{SHOP}/huge", b"x" * 1024**2, times=5 * 1024)
    ended = crawl(f"https://{SHOP}/", tmp_path / "run")
    assert (ended.state, signs(tmp_path / "run")) == (State.OK, {"first", "good"})
    assert faults(tmp_path / "run") == {f"https://{SHOP}/huge": "answer-refused"}
    assert [route for route, _ in replay.asked].count(f"{SHOP}/huge") == 1


def test_a_bulk_file_that_inflates_without_end_is_left(replay: Any, tmp_path: Path) -> None:
    first = page("first").replace(b"</body>", f'<link href="https://{SHOP}/b.xml"></body>'.encode())
    replay.gives(f"{SHOP}/", first, headers=HTML)
    bomb = gzip.compress(b"\0" * (256 * 1024**2))
    replay.gives(f"{SHOP}/b.xml", bomb, headers={"Content-Encoding": "gzip"})
    ended = crawl(f"https://{SHOP}/", tmp_path / "run")
    assert (ended.state, ended.kept) == (State.OK, 1)
    assert faults(tmp_path / "run") == {f"https://{SHOP}/b.xml": "answer-refused"}


def test_a_page_in_another_encoding_than_it_says_is_named(shop: Any, tmp_path: Path) -> None:
    latin = {"Content-Type": "text/html; charset=utf-8"}
    start = shop(f"https://{SHOP}/latin", body=page("x").replace(b"x", b"caf\xe9 " * 500), headers=latin)
    ended = crawl(start, tmp_path / "run")
    assert (ended.state, signs(tmp_path / "run")) == (State.OK, {"first", "good"})
    lines = (tmp_path / "run" / "faults.jsonl").read_text(encoding="utf-8")
    assert "wrong-encoding" in lines and "utf-8, byte" in lines


def test_pages_that_lead_in_a_circle_are_asked_once(replay: Any, tmp_path: Path) -> None:
    replay.gives(f"{SHOP}/1", page("same", f"https://{SHOP}/2"), headers=HTML)
    replay.gives(f"{SHOP}/2", page("same", f"https://{SHOP}/1"), headers=HTML)
    assert crawl(f"https://{SHOP}/1", tmp_path / "circle").state is State.OK


def test_a_next_page_that_says_the_same_again_means_the_list_has_changed(replay: Any, tmp_path: Path) -> None:
    for number in range(1, 9):
        replay.gives(
            f"{SHOP}/{number}", b"<html><a href='https://shop.example/%d'>" % (number + 1), headers=HTML
        )
    replay.gives(f"{SHOP}/2", replay.routes[f"{SHOP}/1"].body, headers=HTML)
    assert crawl(f"https://{SHOP}/1", tmp_path / "run").state is State.CHANGED


def test_pages_without_end_stop_at_the_source_s_bound(replay: Any, tmp_path: Path) -> None:
    for number in range(80):
        replay.gives(f"{SHOP}/{number}", page(f"n{number}", f"https://{SHOP}/{number + 1}"), headers=HTML)
    ended = crawl(f"https://{SHOP}/0", tmp_path / "run")
    assert ended.state is State.ERROR
    assert "no end" in ended.reason_en
    assert ended.kept == 51


@pytest.mark.parametrize(
    "title", ["Just a moment...", "Robot Check", "Access Denied", "Attention Required! | Cloudflare"]
)
def test_a_bot_check_with_status_200_blocks_the_source(replay: Any, tmp_path: Path, title: str) -> None:
    body = f"<html><head><title>{title}</title></head><h1>Verify</h1></html>".encode()
    replay.gives(f"{SHOP}/", body, headers=HTML)
    ended = crawl(f"https://{SHOP}/", tmp_path / "run")
    assert (ended.state, ended.kept) == (State.BLOCKED, 0)


def test_a_blocked_source_is_asked_no_further(replay: Any, tmp_path: Path) -> None:
    links = [f"https://{SHOP}/{number}" for number in range(20)]
    replay.gives(f"{SHOP}/", page("first", *links), headers=HTML)
    for number in range(20):
        replay.gives(f"{SHOP}/{number}", page("x"), status=403)
    ended = crawl(f"https://{SHOP}/", tmp_path / "run")
    assert ended.state is State.BLOCKED
    assert len([route for route, _ in replay.asked if route.startswith(f"{SHOP}/")]) < 12


def test_of_several_shops_only_the_blocked_one_is_asked_no_further(replay: Any, tmp_path: Path) -> None:
    for host in ("bad.example", "good.example"):
        links = [f"https://{host}/{number}" for number in range(15)]
        replay.gives(f"{host}/", page(host, *links), headers=HTML)
        for number in range(15):
            status = 403 if host == "bad.example" else 200
            replay.gives(f"{host}/{number}", page(f"{host} {number}"), headers=HTML, status=status)
    ended = crawl("https://bad.example/,https://good.example/", tmp_path / "run")
    assert ended.state is State.BLOCKED
    assert len({sign for sign in signs(tmp_path / "run") if sign.startswith("good.example")}) == 16
    assert len([route for route, _ in replay.asked if route.startswith("bad.example/")]) < 12


def test_a_list_that_shrank_is_no_success(replay: Any, tmp_path: Path) -> None:
    replay.gives(f"{SHOP}/", page("only one"), headers=HTML)
    ended = crawl(f"https://{SHOP}/", tmp_path / "run", last_good="100")
    assert ended.state is State.SHRUNK
    assert "--accept-shorter" in ended.reason_en


def test_without_replay_loopback_is_refused_by_number_and_by_name(
    replay: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    port = replay.url.rpartition(":")[2]
    monkeypatch.delenv("HAISHAO_REPLAY")
    for number, host in enumerate(("127.0.0.1", "localhost", "2130706433", "127.1")):
        ended = crawl(f"http://{host}:{port}/", tmp_path / str(number))
        assert ended.state is State.REFUSED, host
        assert "private network" in ended.reason_en
    assert replay.asked == []


@pytest.mark.parametrize(
    "url", ["http://", "https://:80/", "http://a.example:99999/", "javascript:alert(1)", ""]
)
def test_what_is_no_address_is_refused(url: str) -> None:
    with pytest.raises(UnsafeAddress):
        check_url(url)

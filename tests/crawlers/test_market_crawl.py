"""Marketplaces and proceedings that need more than a spec, crawled whole: real Scrapy, a real HTTP server on loopback."""

import datetime as dt
import gzip
import hashlib
import hmac
import json
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import pytest

from crawlers.outcome import Outcome, State
from crawlers.run import read_run, run_source

FROZEN = Path(__file__).parent / "sources"
TODAY = dt.date(2026, 11, 23)
ALIEXPRESS = "api-sg.aliexpress.com/sync"
SHOPIFY = "catalog.shopify.com/api/ucp/mcp"
PROFILE = "https://agent.example.org/ucp.json"


@pytest.fixture(autouse=True)
def _keys(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HAISHAO_ALIEXPRESS_KEY", "512345")
    monkeypatch.setenv("HAISHAO_ALIEXPRESS_SECRET", "the-secret")
    monkeypatch.setenv("HAISHAO_SHOPIFY_PROFILE", PROFILE)


def _crawl(name: str, out: Path, **how: Any) -> Outcome:
    return run_source(name, out, timeout=60, today=TODAY, **how)


def _said(replay: Any, route: str) -> list[bytes]:
    return [body for _, full, body in replay.said if full == route]


def test_aliexpress_gets_signed_forms_and_nothing_kept_holds_the_secret(replay: Any, tmp_path: Path) -> None:
    replay.gives(ALIEXPRESS, (FROZEN / "aliexpress-affiliate" / "no-hit.json").read_bytes())
    ended = _crawl("aliexpress-affiliate", tmp_path, words=["Haidilao", "海底捞 & co"])
    assert ended.state is State.EMPTY
    forms = [dict(parse_qsl(body.decode())) for body in _said(replay, ALIEXPRESS)]
    assert {form["keywords"] for form in forms} == {"Haidilao", "海底捞 & co"}
    for form in forms:
        sign = form.pop("sign")
        text = "".join(f"{name}{value}" for name, value in sorted(form.items()))
        assert sign == hmac.new(b"the-secret", text.encode(), hashlib.sha256).hexdigest().upper()
        assert form["app_key"] == "512345"
    evidence = b"".join(gzip.decompress(path.read_bytes()) for path in tmp_path.glob("*.warc.gz"))
    lines = b"".join(
        path.read_bytes() for path in tmp_path.iterdir() if path.suffix != ".gz" and path.is_file()
    )
    kept = (evidence + lines).decode()
    assert "the-secret" not in kept


def test_an_error_with_status_200_ends_the_run_in_the_words_of_the_source(
    replay: Any, tmp_path: Path
) -> None:
    replay.gives(ALIEXPRESS, (FROZEN / "aliexpress-affiliate" / "error.json").read_bytes())
    ended = _crawl("aliexpress-affiliate", tmp_path, words=["Haidilao"])
    assert ended.state is State.ERROR
    assert "does not conform to platform standards" in ended.reason_en


def test_shopify_is_asked_for_each_word_with_the_agents_profile(replay: Any, tmp_path: Path) -> None:
    replay.gives(SHOPIFY, (FROZEN / "shopify-ucp-catalog" / "first.json").read_bytes())
    ended = _crawl("shopify-ucp-catalog", tmp_path, words=["Haidilao", "海底捞"])
    assert (ended.state, ended.kept, ended.requests) == (State.OK, 4, 2)
    asked = [json.loads(body)["params"]["arguments"] for body in _said(replay, SHOPIFY)]
    assert {one["catalog"]["query"] for one in asked} == {"Haidilao", "海底捞"}
    assert {one["meta"]["ucp-agent"]["profile"] for one in asked} == {PROFILE}


def test_shopify_is_not_asked_without_a_profile(
    replay: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("HAISHAO_SHOPIFY_PROFILE")
    ended = _crawl("shopify-ucp-catalog", tmp_path, words=["Haidilao"])
    assert (ended.state, replay.asked) == (State.NO_KEY, [])


def test_more_words_than_a_run_of_shopify_may_search_for_are_taken_in_turn(
    replay: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from crawlers.source import Scope
    from crawlers.sources.marketplaces import shopify_ucp_catalog as module

    monkeypatch.setattr(module, "MOST_WORDS", 2)
    words = ("aa", "bb", "cc")
    days = [Scope(today=TODAY + dt.timedelta(days=n), since=TODAY, words=words) for n in range(3)]
    asked = [
        json.loads(follow.body)["params"]["arguments"]["catalog"]["query"]
        for day in days
        for follow in module.start(day)
    ]
    assert sorted(asked) == ["aa", "aa", "bb", "bb", "cc", "cc"]


def test_the_investigations_file_goes_to_disk_and_is_read_row_by_row(replay: Any, tmp_path: Path) -> None:
    rows = json.loads((FROZEN / "us-usitc-ids" / "day.json").read_bytes())["data"]
    many = [{**rows[0], "Investigation ID": n} for n in range(50)]
    replay.gives("ids.usitc.gov/investigations.json", json.dumps({"count": 50, "data": many}).encode())
    ended = _crawl("us-usitc-ids", tmp_path)
    assert (ended.state, ended.kept) == (State.OK, 50)
    assert len({one.ref for one in read_run(tmp_path).observations()}) == 50


def test_a_cut_investigations_file_is_not_taken_for_whole(replay: Any, tmp_path: Path) -> None:
    replay.gives("ids.usitc.gov/investigations.json", b'{"count": 2, "data": [{"Investigation Number": "337-')
    assert _crawl("us-usitc-ids", tmp_path).state is State.CHANGED


def test_domain_name_decisions_are_read_list_by_list(replay: Any, tmp_path: Path) -> None:
    place = "www.wipo.int/amc/en/domains/decisionsx/"
    replay.gives(f"{place}index.html", (FROZEN / "xx-wipo-udrp" / "index.html").read_bytes())
    replay.gives(f"{place}list.jsp", (FROZEN / "xx-wipo-udrp" / "list.html").read_bytes())
    ended = _crawl("xx-wipo-udrp", tmp_path)
    assert ended.requests == 4
    assert {one.docket for one in read_run(tmp_path).observations()} == {"D2026-0201", "D2026-0203"}

"""Declared sources crawled whole: a real Scrapy process, a spec, and a real HTTP server on loopback."""

import datetime as dt
import gzip
import json
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from crawlers.catalogue import SPECS
from crawlers.declared.load import load_spec
from crawlers.outcome import Outcome, State
from crawlers.run import read_run, run_source

FROZEN = Path(__file__).parent / "sources"
TODAY = dt.date(2026, 11, 23)
EUIPO = "api.euipo.europa.eu/trademark-search/trademarks"
EUIPO_TOKEN = "euipo.europa.eu/cas-server-webapp/oidc/accessToken"
EBAY = "api.ebay.com/buy/browse/v1/item_summary/search"
EBAY_TOKEN = "api.ebay.com/identity/v1/oauth2/token"


@pytest.fixture(autouse=True)
def _keys(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("EUIPO_ID", "EUIPO_SECRET", "EBAY_ID", "EBAY_SECRET"):
        monkeypatch.setenv(f"HAISHAO_{name}", f"the-{name.lower()}")


def _crawl(name: str, out: Path, **how: Any) -> Outcome:
    return run_source(name, out, timeout=60, today=TODAY, **how)


def _query(asked: str) -> dict[str, list[str]]:
    return parse_qs(urlsplit(asked).query)


def _euipo_page(page: int, *numbers: str) -> bytes:
    marks = json.loads((FROZEN / "eu-euipo-tm-api" / "first.json").read_bytes())["trademarks"]
    made = [{**marks[0], "applicationNumber": number} for number in numbers]
    return json.dumps({"totalElements": 3, "totalPages": 2, "page": page, "trademarks": made}).encode()


def _address(page: int) -> str:
    return f"{EUIPO}?query=updateDate%3E%3D2026-11-16&sort=updateDate%3Aasc&size=100&page={page}"


def test_a_register_is_taken_page_by_page_with_one_token(replay: Any, tmp_path: Path) -> None:
    replay.gives(EUIPO_TOKEN, b'{"access_token": "a-token", "expires_in": 3600}')
    replay.gives(_address(0), _euipo_page(0, "1", "2"))
    replay.gives(_address(1), _euipo_page(1, "3"))
    ended = _crawl("eu-euipo-tm-api", tmp_path)
    assert (ended.state, ended.kept, ended.requests) == (State.OK, 3, 2)
    assert [o.ref for o in read_run(tmp_path).observations()] == ["1", "2", "3"]
    sent = [headers for route, headers in replay.asked if route == EUIPO]
    assert {headers["Authorization"] for headers in sent} == {"Bearer a-token"}
    (form,) = [body for _, route, body in replay.said if route == EUIPO_TOKEN]
    assert parse_qs(form.decode())["client_secret"] == ["the-euipo_secret"]
    evidence = b"".join(gzip.decompress(path.read_bytes()) for path in tmp_path.glob("*.warc.gz"))
    lines = b"".join(
        path.read_bytes() for path in tmp_path.iterdir() if path.suffix != ".gz" and path.is_file()
    )
    kept = (evidence + lines).decode()
    assert "a-token" not in kept and "the-euipo" not in kept


def test_a_marketplace_is_asked_for_every_word_on_every_site(replay: Any, tmp_path: Path) -> None:
    replay.gives(EBAY_TOKEN, b'{"access_token": "a-token", "expires_in": 7200}')
    replay.gives(EBAY, (FROZEN / "ebay-browse" / "first.json").read_bytes())
    ended = _crawl("ebay-browse", tmp_path, words=["Haidilao", " 海底捞 ", "x", "Haidilao"])
    assert ended.state is State.OK
    asked = [(headers["X-Ebay-C-Marketplace-Id"]) for route, headers in replay.asked if route == EBAY]
    words = [_query(full)["q"][0] for _, full, _ in replay.said if full.startswith(EBAY)]
    assert len(asked) == 7 * 2
    assert set(words) == {"Haidilao", "海底捞"}
    assert {o.office for o in read_run(tmp_path).observations()} == {"US", "GB", "DE", "FR", "IT", "ES", "AU"}


def test_a_listing_met_by_two_words_is_kept_once(replay: Any, tmp_path: Path) -> None:
    replay.gives(EBAY_TOKEN, b'{"access_token": "a-token"}')
    replay.gives(EBAY, (FROZEN / "ebay-browse" / "first.json").read_bytes())
    assert _crawl("ebay-browse", tmp_path, words=["Haidilao", "海底捞"]).kept == 3 * 7


def test_a_search_without_words_is_not_made(replay: Any, tmp_path: Path) -> None:
    assert _crawl("ebay-browse", tmp_path).state is State.NO_WORDS
    assert replay.asked == []


def test_no_hit_for_any_word_is_empty_and_never_ok(replay: Any, tmp_path: Path) -> None:
    replay.gives(EBAY_TOKEN, b'{"access_token": "a-token"}')
    replay.gives(EBAY, b'{"total": 0}')
    assert _crawl("ebay-browse", tmp_path, words=["Haidilao"]).state is State.EMPTY


@pytest.mark.parametrize(
    ("status", "body"), [(401, b'{"error": "invalid_client"}'), (200, b"<html>"), (200, b'{"token": "x"}')]
)
def test_a_refused_key_names_its_settings_and_never_the_secret(
    replay: Any, tmp_path: Path, status: int, body: bytes
) -> None:
    replay.gives(EUIPO_TOKEN, body, status=status)
    ended = _crawl("eu-euipo-tm-api", tmp_path)
    assert ended.state is State.KEY_REFUSED
    assert "HAISHAO_EUIPO_SECRET" in ended.reason_en
    assert "the-euipo" not in ended.reason_en


@pytest.mark.parametrize(
    ("body", "state", "says"),
    [
        (b'{"items": []}', State.CHANGED, "records.at, 'trademarks'"),
        (b'{"trademarks": {"a": 1}, "totalPages": 1}', State.CHANGED, "ref"),
        (b'{"trademarks": 7, "totalPages": 1}', State.CHANGED, "int where a list was expected"),
        (b'{"trademarks": [{"applicationNumber": ["1"]}]}', State.CHANGED, "fields.ref"),
        (b"<html><title>Just a moment...</title></html>", State.BLOCKED, "keep automatic readers out"),
        (b"<html><title>Sorry</title></html>", State.NOT_THE_FILE, "JSON was promised"),
        (b'{"totalElements": 0}', State.EMPTY, "zero"),
    ],
)
def test_an_answer_of_another_shape_has_its_own_state(
    replay: Any, tmp_path: Path, body: bytes, state: State, says: str
) -> None:
    replay.gives(EUIPO_TOKEN, b'{"access_token": "a-token"}')
    replay.gives(EUIPO, body)
    ended = _crawl("eu-euipo-tm-api", tmp_path)
    assert (ended.state, ended.kept) == (state, 0)
    assert says in ended.reason_en


def test_a_list_that_gives_the_same_page_for_ever_has_changed(replay: Any, tmp_path: Path) -> None:
    replay.gives(EUIPO_TOKEN, b'{"access_token": "a-token"}')
    replay.gives(EUIPO, _euipo_page(0, "1", "2").replace(b'"totalPages": 2', b'"totalPages": 999'))
    ended = _crawl("eu-euipo-tm-api", tmp_path)
    assert (ended.state, ended.requests) == (State.CHANGED, 2)
    assert "the one before again" in ended.reason_en


def test_every_show_of_a_platform_is_asked_within_a_session_of_its_own(replay: Any, tmp_path: Path) -> None:
    hosts = [str(choice["host"]) for choice in load_spec(SPECS / "mapyourshow.yaml").choices()]
    answer = json.loads((FROZEN / "mapyourshow" / "first.json").read_bytes())
    answer["DATA"]["results"]["exhibitor"]["found"] = 3
    for host in hosts:
        replay.gives(
            f"{host}/8_0/explore/exhibitor-gallery.cfm",
            b"<html></html>",
            headers={"Set-Cookie": f"CFID={host}; path=/"},
        )
        replay.gives(f"{host}/8_0/ajax/remote-proxy.cfm", json.dumps(answer).encode())
    ended = _crawl("mapyourshow", tmp_path)
    assert ended.kept == 3 * len(hosts), ended.reason_en
    asked = [headers for route, headers in replay.asked if route.endswith("remote-proxy.cfm")]
    assert [headers["X-Requested-With"] for headers in asked] == ["XMLHttpRequest"] * len(hosts)
    assert {headers["Referer"].split("/")[2] for headers in asked} == set(hosts)
    assert all(headers["Cookie"] == f"CFID={headers['Referer'].split('/')[2]}" for headers in asked)
    assert {o.event for o in read_run(tmp_path).observations()} >= {"CES 2027", "SEMA Show 2026"}

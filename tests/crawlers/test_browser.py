"""A source whose pages need a browser, crawled with a real Chromium against a real HTTP server on loopback."""

import json
from pathlib import Path
from typing import Any

import pytest

from crawlers.catalogue import SPECS
from crawlers.chromium import why_no_browser
from crawlers.declared.load import load_spec
from crawlers.outcome import Outcome, State
from crawlers.run import read_run, run_source

SPEC = """
name: my-fair
kind: exhibitor
country: DE
title: {zh: 展会, en: Fair}
route: html
policy: allowed
terms: https://fair.example.com/terms
note: {zh: 说明, en: note}
interval: 7d
least: 1
request: {url: "https://fair.example.com/list", params: {page: "{page}"}}
render: {wait_for: "li.exhibitor", hosts: [cdn.example.com]}
answer: {format: html}
records: {at: li.exhibitor, empty_when: p.none}
paging: {by: page, most: 30}
fields:
  ref: xpath:@id
  sign: b
  holders: {name: b, country: i}
"""
LIST = "fair.example.com/list"
PAGE = """<!DOCTYPE html><html><body><ul id="list"></ul><img src="logo.png">
<script src="names.js"></script><script src="%s/elsewhere.js"></script></body></html>"""
NAMES = """
const page = new URLSearchParams(location.search).get("page");
document.cookie = "seen=" + page;
fetch("names.json?page=" + page).then(answer => answer.json()).then(names => {
  for (const [id, name] of names)
    document.getElementById("list").innerHTML += `<li class="exhibitor" id="${id}"><b>${name}</b><i>China</i></li>`;
  if (!names.length) document.body.innerHTML = '<p class="none">-</p><li class="exhibitor" hidden></li>';
});
"""


@pytest.fixture
def fair(replay: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A replay server that serves a list which scripts fill in, page after page."""
    if missing := why_no_browser():
        pytest.skip(f"no browser: {missing}")
    specs = tmp_path / "specs"
    specs.mkdir()
    (specs / "my-fair.yaml").write_text(SPEC, encoding="utf-8")
    monkeypatch.setenv("HAISHAO_SPECS", str(specs))
    elsewhere = replay.url.replace("127.0.0.1", "localhost")
    replay.gives(LIST, (PAGE % elsewhere).encode(), headers={"Content-Type": "text/html"})
    replay.gives("fair.example.com/names.js", NAMES.encode(), headers={"Content-Type": "text/javascript"})
    replay.gives("fair.example.com/names.json", b"[]", headers={"Content-Type": "application/json"})
    return replay


def _names(fair: Any, page: int, body: str) -> None:
    headers = {"Content-Type": "application/json"}
    fair.gives(f"fair.example.com/names.json?page={page}", body.encode(), headers=headers)


def _lower(headers: dict[str, str]) -> dict[str, str]:
    return {name.lower(): value for name, value in headers.items()}


def _crawl(out: Path) -> Outcome:
    return run_source("my-fair", out, timeout=120)


def test_a_list_that_scripts_fill_in_is_read(fair: Any, tmp_path: Path) -> None:
    _names(fair, 1, '[["E1", "Example Tools Ltd."], ["E2", "青鹭"]]')
    ended = _crawl(tmp_path / "out")
    assert (ended.state, ended.kept) == (State.OK, 2), ended.reason_en
    first, second = read_run(tmp_path / "out").observations()
    assert (first.ref, first.sign, first.holders[0].country) == ("E1", "Example Tools Ltd.", "CN")
    assert second.sign == "青鹭"


def test_a_page_may_ask_its_own_host_only_and_for_no_pictures(fair: Any, tmp_path: Path) -> None:
    _names(fair, 1, '[["E1", "Example Tools Ltd."]]')
    assert _crawl(tmp_path / "out").ok
    asked = {route for route, _ in fair.asked}
    assert "fair.example.com/names.js" in asked
    assert asked & {"elsewhere.js", "fair.example.com/logo.png"} == set()
    agents = [_lower(headers)["user-agent"] for route, headers in fair.asked if "fair.example.com" in route]
    assert all(agent.startswith("haishao/") for agent in agents)


def test_every_twenty_pages_begin_in_a_fresh_context(fair: Any, tmp_path: Path) -> None:
    for page in range(1, 23):
        _names(fair, page, f'[["E{page}", "Example {page} Ltd."]]')
    ended = _crawl(tmp_path / "out")
    assert (ended.state, ended.kept) == (State.OK, 22), ended.reason_en
    with_cookies = [
        full.rpartition("=")[2]
        for (_, full, _), (_, headers) in zip(fair.said, fair.asked, strict=True)
        if full.startswith(LIST) and "cookie" in _lower(headers)
    ]
    assert "20" in with_cookies and "21" not in with_cookies and "22" in with_cookies


def test_robots_txt_is_obeyed_before_a_browser_is_started(fair: Any, tmp_path: Path) -> None:
    fair.gives("fair.example.com/robots.txt", b"User-agent: *\nDisallow: /list\n")
    assert _crawl(tmp_path / "out").state is State.FORBIDDEN
    assert LIST not in [route for route, _ in fair.asked]


def test_without_a_browser_the_source_says_what_to_install(
    fair: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HAISHAO_CHROMIUM", "/nowhere/chromium")
    ended = _crawl(tmp_path / "out")
    assert ended.state is State.NO_BROWSER
    assert "HAISHAO_CHROMIUM" in ended.reason_en


def test_the_exhibitor_search_of_a_show_is_read_as_its_scripts_fill_it_in(fair: Any, tmp_path: Path) -> None:
    filled = (Path(__file__).parent / "sources" / "messe-frankfurt-pages" / "one-page.html").read_text()
    empty = b'<!DOCTYPE html><html><body></body><script src="/main.js"></script></html>'
    script = f"document.body.innerHTML = {json.dumps(filled)};"
    choices = load_spec(SPECS / "messe-frankfurt-pages.yaml").choices()
    for choice in choices:
        page = f"{choice['host']}/{choice['place']}/en/exhibitor-search.html"
        fair.gives(page, empty, headers={"Content-Type": "text/html"})
    fair.gives("main.js", script.encode(), headers={"Content-Type": "text/javascript"})
    ended = run_source("messe-frankfurt-pages", tmp_path / "out", timeout=120)
    seen = list(read_run(tmp_path / "out").observations())
    assert len(seen) == len(choices), ended.reason_en
    assert {o.sign for o in seen} == {"Qinglu Fire & Safety Co., Ltd."}
    assert {o.office for o in seen} == {"SA", "AE", "DE"}

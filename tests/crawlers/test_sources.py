"""Each source's addresses and its parse of a kept page; the rules every source keeps."""

import datetime as dt
import hashlib
import shutil
from pathlib import Path

import pytest

from crawlers.catalogue import load_all
from crawlers.errors import Blocked, NotTheFile, NotYetPublished, PageChanged
from crawlers.page import Page
from crawlers.source import Follow, Scope
from crawlers.sources.gazettes import br_inpi_rpi, gb_ukipo_tmj, se_prv_ftp, us_uspto_trtdxfap
from domain.observation import Observation, Provenance

FROZEN = Path(__file__).parent / "sources"


def _scope(day: str) -> Scope:
    return Scope(today=dt.date.fromisoformat(day), since=dt.date.fromisoformat(day))


def _page(
    body: bytes = b"", *, path: Path | None = None, status: int = 200, url: str = "https://x.example/f.zip"
) -> Page:
    return Page(
        url=url,
        status=status,
        body=body,
        path=path,
        fetched_at=dt.datetime(2026, 11, 23, tzinfo=dt.UTC),
        provenance=Provenance.MADE_UP,
        sha256=hashlib.sha256(body).hexdigest(),
    )


def test_every_source_states_route_policy_and_terms_in_both_languages() -> None:
    sources = load_all()
    assert {"br-inpi-rpi", "gb-ukipo-tmj", "us-uspto-trtdxfap"} <= {s.name for s in sources}
    for source in sources:
        assert source.terms.startswith("https://")
        assert source.title_zh and source.title_en and source.note_zh and source.note_en
        assert source.least >= 1
        assert source.interval >= dt.timedelta(hours=1)
        assert source.auth is None or all(source.auth.hosts)


@pytest.mark.parametrize(
    ("day", "issue"),
    [
        ("2026-08-14", "2026-033"),
        ("2026-08-20", "2026-033"),
        ("2026-11-23", "2026-047"),
        ("2026-01-01", "2025-052"),
    ],
)
def test_ukipo_issues_are_numbered_by_the_fridays_of_the_year(day: str, issue: str) -> None:
    (follow,) = gb_ukipo_tmj.start(_scope(day))
    assert follow.url == f"https://www.ipo.gov.uk/t-tmj/tm-journals/{issue}/jnl.xml"
    assert follow.to_file


@pytest.mark.parametrize(
    ("day", "number"),
    [("2026-05-12", 2888), ("2026-05-18", 2888), ("2026-05-19", 2889), ("2026-11-23", 2915)],
)
def test_inpi_issues_grow_by_one_each_tuesday(day: str, number: int) -> None:
    (follow,) = br_inpi_rpi.start(_scope(day))
    assert follow.url == f"https://revistas.inpi.gov.br/txt/RM{number}.zip"


def test_the_newest_daily_files_are_followed_to_disk() -> None:
    body = (FROZEN / "us-uspto-trtdxfap" / "product.json").read_bytes()
    follows = [item for item in us_uspto_trtdxfap.parse(_page(body)) if isinstance(item, Follow)]
    assert [f.url.rpartition("/")[2] for f in follows] == ["apc261122.zip", "apc261121.zip"]
    assert all(f.to_file for f in follows)


@pytest.mark.parametrize(
    "body",
    [
        b"<html></html>",
        b"[]",
        b'{"bulkDataProductBag": []}',
        b'{"bulkDataProductBag": [{"productFileBag": {"fileDataBag": []}}]}',
    ],
)
def test_a_product_that_looks_otherwise_has_changed(body: bytes) -> None:
    with pytest.raises(PageChanged):
        list(us_uspto_trtdxfap.parse(_page(body)))


def test_a_kept_file_is_read_under_the_sources_name(tmp_path: Path) -> None:
    for module in (br_inpi_rpi, gb_ukipo_tmj):
        items = list(module.parse(_page(path=FROZEN / module.SOURCE.name / "issue.xml")))
        assert {item.source for item in items if isinstance(item, Observation)} == {module.SOURCE.name}


def test_a_web_page_or_a_404_is_an_issue_not_out_or_a_wrong_file(tmp_path: Path) -> None:
    html = tmp_path / "page"
    html.write_bytes(b"<html><title>404</title></html>")
    with pytest.raises(NotYetPublished):
        list(gb_ukipo_tmj.parse(_page(path=html)))
    with pytest.raises(NotYetPublished):
        list(br_inpi_rpi.parse(_page(path=html, status=404)))
    with pytest.raises(NotTheFile):
        list(us_uspto_trtdxfap.read_day(_page(path=html)))
    html.write_bytes(b"<html><title>Just a moment...</title></html>")
    with pytest.raises(Blocked):
        list(gb_ukipo_tmj.parse(_page(path=html)))


def test_a_selector_that_finds_too_little_says_the_page_has_changed() -> None:
    page = _page("<ul><li>一</li><li>二</li></ul>".encode(), url="https://x.example/list")
    assert [e.css("::text").get() for e in page.all("li", least=2)] == ["一", "二"]
    with pytest.raises(PageChanged, match=r"2 of at least 3 elements 'li'"):
        page.all("li", least=3)


def test_prv_files_since_the_last_run_are_read_one_after_the_other_oldest_first(tmp_path: Path) -> None:
    listing = _page(b"20261101000000 9 old.zip\n20261120000000 9 b c.zip\n20261119000000 9 z.zip\n")
    day = tmp_path / "day.zip"
    shutil.copy(FROZEN / "se-prv-ftp" / "day.zip", day)
    (follow,) = se_prv_ftp.start(_scope("2026-11-19"))
    assert follow.parse is not None
    chain, items = [], list(follow.parse(listing))
    while follows := [item for item in items if isinstance(item, Follow)]:
        chain.append(follows[0].url.rpartition("/")[2])
        assert len(follows) == 1 and follows[0].parse is not None
        items = list(follows[0].parse(_page(path=day)))
        assert sum(isinstance(item, Observation) for item in items) == 4
    assert chain == ["z.zip", "b%20c.zip"]

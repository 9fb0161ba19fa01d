"""The replayed sources: the habits of the real ones, over a real socket."""

import datetime as dt
import io
import zipfile
from collections.abc import Iterator
from urllib.parse import urlsplit

import httpx
import pytest

from crawlers.source import Scope
from crawlers.sources.gazettes import br_inpi_rpi, gb_ukipo_tmj
from haishao.demo.replay import Issues, ReplayServer, journal_issue

TODAY = dt.date(2026, 11, 23)
PRODUCT = "/api.uspto.gov/api/v1/datasets/products/TRTDXFAP"


@pytest.fixture(scope="module")
def replay() -> Iterator[httpx.Client]:
    with (
        ReplayServer(today=TODAY, seed=5) as server,
        httpx.Client(base_url=server.url, timeout=10, trust_env=False) as client,
    ):
        yield client


def replayed(address: str) -> str:
    """The path under which `https://host/path?query` is replayed."""
    parts = urlsplit(address)
    return f"/{parts.netloc}{parts.path}" + (f"?{parts.query}" if parts.query else "")


def test_the_us_office_wants_a_key(replay: httpx.Client) -> None:
    refused = replay.get(PRODUCT)
    assert refused.status_code == 403
    assert refused.json()["message"]


def test_the_us_file_is_reached_through_product_and_signed_address(replay: httpx.Client) -> None:
    key = {"X-API-KEY": "demo"}
    (file,) = replay.get(PRODUCT, headers=key).json()["bulkDataProductBag"][0]["productFileBag"][
        "fileDataBag"
    ]
    assert file["fileName"] == "apc261117.zip"
    assert file["fileReleaseDate"].startswith("2026-11-17")
    sent_on = replay.get(replayed(file["fileDownloadURI"]), headers=key)
    assert sent_on.status_code == 302
    where = sent_on.headers["Location"]
    assert urlsplit(where).netloc == "data.uspto.gov"
    content = replay.get(replayed(where)).content
    assert len(content) == file["fileSize"]
    assert zipfile.ZipFile(io.BytesIO(content)).namelist() == ["apc261117.xml"]
    assert replay.get(replayed(where.partition("?")[0])).status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "/www.ipo.gov.uk/t-tmj/tm-journals/2026-048/jnl.xml",
        "/www.ipo.gov.uk/t-tmj/tm-journals/2026-47/jnl.xml",
        "/revistas.inpi.gov.br/txt/RM2916.zip",
        "/revistas.inpi.gov.br/txt/RM\u00b2.zip",
        "/revistas.inpi.gov.br/txt/RM2915.rar",
        "/example.org/",
        "/",
        "/api.uspto.gov/elsewhere",
    ],
)
def test_what_is_not_out_is_a_web_page_with_404(replay: httpx.Client, path: str) -> None:
    missing = replay.get(path, headers={"X-API-KEY": "demo"})
    assert missing.status_code == 404
    assert missing.headers["Content-Type"].startswith("text/html")


@pytest.mark.parametrize(
    ("path", "status"),
    [
        (PRODUCT, 403),
        ("/www.ipo.gov.uk/robots.txt", 200),
        ("/www.ipo.gov.uk/t-tmj/tm-journals/2026-047/jnl.xml", 200),
        ("/revistas.inpi.gov.br/txt/RM2915.zip", 200),
        ("/revistas.inpi.gov.br/txt/RM9999.zip", 404),
    ],
)
def test_every_answer_says_that_it_is_made_up(replay: httpx.Client, path: str, status: int) -> None:
    for answer in (replay.get(path), replay.head(path)):
        assert answer.status_code == status
        assert answer.headers["X-Haishao-Provenance"] == "made-up"


def test_robots_allow_everything(replay: httpx.Client) -> None:
    assert replay.get("/data.uspto.gov/robots.txt").text == "User-agent: *\nAllow: /\n"


def test_the_issue_a_crawler_asks_for_first_is_out_on_any_day() -> None:
    days = [dt.date(2026, 11, 1) + dt.timedelta(n) for n in range(0, 800, 9)]
    for today in days:
        shelf = Issues(today, 1)
        friday = today - dt.timedelta(days=(today.weekday() - 4) % 7)
        (journal,) = gb_ukipo_tmj.start(Scope(today=today, since=today))
        assert journal.url.split("/")[-2] == journal_issue(friday)
        (issue,) = br_inpi_rpi.start(Scope(today=today, since=today))
        number = int(issue.url.rpartition("/RM")[2].removesuffix(".zip"))
        assert shelf.rpi_zip(number) is not None, today
    assert Issues(dt.date(2027, 1, 8), 1).journal("2027-002") is not None
    assert Issues(dt.date(2027, 1, 8), 1).journal("2027-003") is None


def test_the_server_ends_at_once_with_a_client_still_connected() -> None:
    with httpx.Client(timeout=10, trust_env=False) as client:
        with ReplayServer(today=TODAY, seed=5) as server:
            url = server.url
            assert client.get(f"{url}/x/robots.txt").status_code == 200
        with pytest.raises(httpx.ConnectError):
            httpx.get(url, trust_env=False)

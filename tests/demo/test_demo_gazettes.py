"""The demo's gazettes: read by the readers of the real ones, valid by the offices' own grammars."""

import datetime as dt
import io
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

import pytest
from lxml import etree

from crawlers.families import inpi_rpi as rpi_reader
from crawlers.families import st66
from crawlers.families import uspto_daily as daily_reader
from domain.fault import Fault
from domain.match import Match, Reason, Tier, reason_of
from domain.observation import Observation
from haishao.demo.filings import OWN_FOODS, UNRELATED, DemoFiling, demo_filings
from haishao.demo.gazettes import inpi_rpi, ukipo_journal, uspto_daily
from haishao.demo.stage import DEMO_WATCHLIST
from jobs.judging import Screen
from watchlists.read import read_watchlist

PUBLISHED = dt.date(2026, 11, 17)
SEED = 11
WRITERS: dict[str, Callable[[list[DemoFiling], BinaryIO], None]] = {
    "US": lambda filings, stream: uspto_daily(filings, PUBLISHED, stream),
    "GB": lambda filings, stream: ukipo_journal(filings, "2026/046", stream),
    "BR": lambda filings, stream: inpi_rpi(filings, 2915, PUBLISHED, stream),
}
READERS: dict[str, Callable[[BinaryIO, str], Iterator[Observation | Fault]]] = {
    "US": daily_reader.read,
    "GB": st66.read,
    "BR": rpi_reader.read,
}


def filings_of(office: str, *, published_on: dt.date = PUBLISHED, planted: bool = True) -> list[DemoFiling]:
    return demo_filings(office, published_on=published_on, seed=SEED, planted=planted)


def written(office: str, filings: list[DemoFiling]) -> bytes:
    stream = io.BytesIO()
    WRITERS[office](filings, stream)
    return stream.getvalue()


def read_back(office: str, filings: list[DemoFiling]) -> list[Observation]:
    items = list(READERS[office](io.BytesIO(written(office, filings)), "made-up.xml"))
    assert not [item for item in items if isinstance(item, Fault)]
    return [item for item in items if isinstance(item, Observation)]


@pytest.mark.parametrize("office", ["US", "GB", "BR"])
def test_a_gazette_is_read_back_as_it_was_made_up(office: str) -> None:
    filings = filings_of(office)
    for filing, seen in zip(filings, read_back(office, filings), strict=True):
        assert (seen.office, seen.ref, seen.sign, seen.holder) == (
            office,
            filing.number,
            filing.sign,
            filing.holder,
        )
        assert [party.country for party in seen.holders] == [filing.country]
        assert [(g.nice_class, g.text) for g in seen.goods] == list(filing.goods)
        assert (seen.filed_on, seen.published_on) == (filing.filed_on, filing.published_on)
        assert not seen.madrid


@pytest.mark.parametrize("office", ["US", "GB", "BR"])
def test_names_with_marks_of_xml_come_through(office: str) -> None:
    filing = DemoFiling(
        number="935100000",
        sign="A & B <C> \"D\" 'é' 海",
        holder='O\'Neil & "Söhne" <Ltd>',
        country="US",
        goods=((29, "fish & <chips>"),),
        filed_on=PUBLISHED,
        published_on=PUBLISHED,
    )
    (seen,) = read_back(office, [filing])
    assert (seen.sign, seen.holder, seen.goods[0].text) == (filing.sign, filing.holder, filing.goods[0][1])


@pytest.mark.parametrize("office", ["US", "GB", "BR"])
def test_every_file_says_that_it_is_made_up(office: str) -> None:
    assert b"<!-- made up" in written(office, filings_of(office))[:200]


def test_the_us_file_is_valid_by_the_office_s_dtd(shared_data: Path) -> None:
    with (shared_data / "gazettes/uspto-tdxf/trademark-applications-daily.dtd").open("rb") as file:
        dtd = etree.DTD(file)
    assert dtd.validate(etree.fromstring(written("US", filings_of("US")))), dtd.error_log


def test_the_brazilian_file_is_valid_by_the_published_schema(shared_data: Path) -> None:
    schema = etree.XMLSchema(etree.parse(shared_data / "gazettes/inpi-rpi/magazine.xsd"))
    issue = etree.fromstring(written("BR", filings_of("BR")))
    # The schema is of 2013: INPI has since put the classes into a list of their own.
    etree.strip_tags(issue, "lista-classe-nice")
    assert schema.validate(issue), schema.error_log


@pytest.mark.parametrize("office", ["US", "GB", "BR"])
def test_a_seed_and_a_day_always_give_the_same_filings(office: str) -> None:
    assert filings_of(office) == filings_of(office)
    assert len(filings_of(office, planted=False)) == UNRELATED


@pytest.mark.parametrize("office", ["US", "GB", "BR"])
def test_no_two_issues_share_a_number(office: str) -> None:
    weeks = [filings_of(office, published_on=PUBLISHED + dt.timedelta(weeks=n)) for n in range(4)]
    numbers = [filing.number for week in weeks for filing in week]
    assert len(set(numbers)) == len(numbers)


@pytest.fixture(scope="module")
def matches() -> list[Match]:
    brands = read_watchlist(DEMO_WATCHLIST).brands
    seen = [o for office in WRITERS for o in read_back(office, filings_of(office))]
    return Screen(brands).matches(seen)


@pytest.mark.parametrize(
    ("office", "brand_id", "sign"),
    [
        ("US", "HY-01", "HAIWEIXIAN"),
        ("US", "HY-01", "HAI WEI XIAN FOODS"),
        ("US", "HY-02", "渔歌岛"),
        ("US", "YL-01", "KANGRUINNING"),
        ("US", "YY-02", "KUN YA WANG"),
        ("US", "YL-05", "YOUFUBEI DERMA"),
        ("GB", "HY-02", "YUGE ISLAND"),
        ("GB", "HY-11", "LANYUJI"),
        ("GB", "YL-01", "KANGRUINING"),
        ("BR", "HY-09", "SUAN TIAN XIANG"),
        ("BR", "YL-06", "TINGYUELIN"),
        ("BR", "YY-06", "沧炬"),
    ],
)
def test_a_planted_conflict_is_found_with_its_last_day(
    matches: list[Match], office: str, brand_id: str, sign: str
) -> None:
    (found,) = [
        m
        for m in matches
        if (m.observation.office, m.brand_id, m.observation.sign) == (office, brand_id, sign)
    ]
    assert found.tier.rank >= Tier.MEDIUM.rank
    assert found.last_day is not None
    assert 20 < found.last_day.days_left(PUBLISHED) <= 62


def test_a_filing_of_the_owner_raises_nothing(matches: list[Match]) -> None:
    all_filings = [filing for office in WRITERS for filing in filings_of(office)]
    assert [f for f in all_filings if (f.sign, f.holder) == ("SUIBAOHE", OWN_FOODS)]
    told = [m for m in matches if m.observation.sign == "SUIBAOHE" and m.tier is not Tier.NONE]
    assert [m.observation.holder for m in told if m.observation.holder == OWN_FOODS] == []


def test_a_distributor_s_filing_in_its_own_name_is_told_for_what_it_is(matches: list[Match]) -> None:
    (own,) = [m for m in matches if m.observation.holder == "Mangueiras Sul Ltda (Demo)"]
    assert own.observation.sign == "TUOZELI"
    assert own.tier is Tier.HIGH
    assert reason_of(e.feature for e in own.evidence) is Reason.AUTHORISED_FILING
    assert "授权主体" in own.evidence[0].says


def test_unrelated_filings_are_never_alerted_as_high(matches: list[Match]) -> None:
    planted = {f.sign for office in WRITERS for f in filings_of(office)} - {
        f.sign for office in WRITERS for f in filings_of(office, planted=False)
    }
    noise = [m for m in matches if m.observation.sign not in planted and m.tier is Tier.HIGH]
    assert noise == []


def test_the_watchlist_is_read_without_a_fault() -> None:
    found = read_watchlist(DEMO_WATCHLIST)
    assert len(found.brands) >= 36
    assert len({brand.enterprise for brand in found.brands}) == 3
    assert not found.faults
    assert all("演示" in brand.enterprise for brand in found.brands)

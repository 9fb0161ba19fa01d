"""Named shops crawled through the real spider: which addresses are asked for, and which are left alone."""

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from crawlers.catalogue import find
from crawlers.families.shop.walk import Walk
from crawlers.outcome import State
from crawlers.page import Page
from crawlers.run import read_run, run_source
from crawlers.shops import BadShop, Shop, System, add_shop, read_shops, remove_shop, shop_of
from crawlers.source import Follow
from domain.observation import Provenance
from haishao.__main__ import app

TODAY = dt.date(2026, 11, 24)
PAGES = Path(__file__).parent / "sources"
PRODUCT = (
    "<html><title>{0}</title><h1>{0}</h1>"
    '<script type="application/ld+json">{{"@type":"Product","name":"{0}"}}</script></html>'
)
SITEMAP = "<urlset>{}</urlset>"


@pytest.fixture
def shops(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "shops.csv"
    monkeypatch.setenv("HAISHAO_SHOPS", str(path))
    return path


def crawl(source: str, out: Path) -> Any:
    return run_source(source, out, timeout=60, today=TODAY)


def page_of(body: bytes, url: str) -> Page:
    return Page(
        url=url,
        status=200,
        body=body,
        fetched_at=dt.datetime(2026, 11, 24, tzinfo=dt.UTC),
        provenance=Provenance.MADE_UP,
        sha256="",
    )


def signs(out: Path) -> list[str]:
    return sorted(o.sign for o in read_run(out).observations())


def loc(*urls: str) -> bytes:
    return SITEMAP.format("".join(f"<url><loc>{url}</loc></url>" for url in urls)).encode()


def test_a_shop_is_read_along_its_sitemaps_and_not_beyond_its_own_host(
    replay: Any, shops: Path, tmp_path: Path
) -> None:
    add_shop(shop_of("https://www.tin.example", country="gb"), TODAY)
    index = "<sitemapindex>{}</sitemapindex>".format(
        "".join(
            f"<sitemap><loc>https://tin.example/{name}.xml</loc></sitemap>"
            for name in ("blog", "product-1", "product-2")
        )
    )
    replay.gives("www.tin.example/", b"<html><h1>Tin</h1></html>")
    replay.gives(
        "www.tin.example/robots.txt",
        b"User-agent: *\nDisallow: /secret\nSitemap: https://www.tin.example/map.xml\n",
    )
    replay.gives("www.tin.example/map.xml", index.encode())
    replay.gives(
        "tin.example/product-1.xml",
        loc("https://tin.example/p/1", "https://elsewhere.example/p/9", "file:///etc/passwd"),
    )
    replay.gives(
        "tin.example/product-2.xml",
        loc("https://tin.example/p/2?utm_source=x", "https://tin.example/p/2", "https://tin.example/gone"),
    )
    for number in (1, 2):
        replay.gives(f"tin.example/p/{number}", PRODUCT.format(f"Kettle {number}").encode())
    ended = crawl("schemaorg-shop", tmp_path / "run")
    assert (ended.state, ended.kept) == (State.OK, 2)
    assert signs(tmp_path / "run") == ["Kettle 1", "Kettle 2"]
    asked = [route for route, _ in replay.asked]
    assert asked.count("tin.example/p/2") == 1
    assert not {route for route in asked if route.startswith("elsewhere") or "blog" in route}


def test_the_sitemaps_of_a_large_shop_share_a_run_evenly() -> None:
    walk = Walk(shop_of("https://tin.example"), source="schemaorg-shop", today=TODAY, most_pages=10)

    def items(follow: Follow, body: bytes) -> list[Follow]:
        assert follow.parse is not None
        return [item for item in follow.parse(page_of(body, follow.url)) if isinstance(item, Follow)]

    (robots,) = items(walk.start(), b"<html></html>")
    (index,) = items(robots, b"")
    both = items(
        index,
        b"<sitemapindex><sitemap><loc>/1.xml</loc></sitemap><sitemap><loc>/2.xml</loc></sitemap></sitemapindex>",
    )
    pages = [items(one, loc(*(f"https://tin.example/{one.url[-5]}/{n}" for n in range(100)))) for one in both]
    assert [len(own) for own in pages] == [5, 5]


def test_a_shop_without_a_sitemap_is_read_along_its_links(replay: Any, shops: Path, tmp_path: Path) -> None:
    add_shop(shop_of("https://tin.example/"), TODAY)
    front = (
        b'<a href="/kettles">K</a><a href="/cart">C</a><a href="/k.jpg">P</a>'
        b'<a href="https://elsewhere.example/">E</a><a rel=nofollow href="/n">N</a>'
    )
    replay.gives("tin.example/", front)
    replay.gives(
        "tin.example/kettles",
        b'<h1>Kettles</h1><a href="/p/1#top">1</a><a href="/p/1">1</a><a href="/">home</a><a href="mailto:x">m</a>',
    )
    replay.gives("tin.example/p/1", PRODUCT.format("Kettle").encode())
    ended = crawl("schemaorg-shop", tmp_path / "run")
    assert (ended.state, signs(tmp_path / "run")) == (State.OK, ["Kettle"])
    asked = [route for route, _ in replay.asked]
    assert asked.count("tin.example/p/1") == 1
    assert not {"tin.example/cart", "tin.example/k.jpg", "tin.example/n", "elsewhere.example/"} & set(asked)


@pytest.mark.parametrize(("source", "system"), [("schemaorg-shop", ""), ("shopify-store", "shopify")])
def test_a_shopify_shop_is_asked_for_its_lists_in_its_own_currency(
    replay: Any, shops: Path, tmp_path: Path, source: str, system: str
) -> None:
    add_shop(shop_of("https://tin.example", system), TODAY)
    replay.gives("tin.example/", b'<script src="https://cdn.shopify.com/x.js"></script>')
    replay.gives("tin.example/meta.json", b'{"name": "Tin & Co", "currency": "GBP", "country": "GB"}')
    replay.gives("tin.example/products.json", (PAGES / "shopify-store" / "products.json").read_bytes())
    ended = crawl(source, tmp_path / "run")
    assert (ended.state, ended.kept, ended.faults) == (State.OK, 3, 2)
    first = next(read_run(tmp_path / "run").observations())
    assert first.price is not None and first.seller is not None
    assert (first.source, first.price.currency, first.seller.name, first.office) == (
        source,
        "GBP",
        "Tin & Co",
        "GB",
    )


def test_a_list_of_pages_that_never_ends_is_left_when_it_repeats_itself(
    replay: Any, shops: Path, tmp_path: Path
) -> None:
    add_shop(shop_of("https://tin.example", "shopify"), TODAY)
    full = [{"title": f"Kettle {n}", "handle": f"k{n}"} for n in range(250)]
    replay.gives("tin.example/products.json", json.dumps({"products": full}).encode())
    ended = crawl("shopify-store", tmp_path / "run")
    assert (ended.state, ended.kept, ended.requests) == (State.OK, 250, 3)


def test_a_woocommerce_shop_is_told_by_its_front_page(replay: Any, shops: Path, tmp_path: Path) -> None:
    add_shop(shop_of("https://woo.example", country="DE"), TODAY)
    replay.gives("woo.example/", b'<link href="/wp-content/plugins/woocommerce/a.css">')
    replay.gives(
        "woo.example/wp-json/wc/store/v1/products",
        (PAGES / "woocommerce-store" / "products.json").read_bytes(),
    )
    ended = crawl("schemaorg-shop", tmp_path / "run")
    assert (ended.state, ended.kept) == (State.OK, 3)
    assert {o.office for o in read_run(tmp_path / "run").observations()} == {"DE"}


def test_without_a_shop_a_run_says_so_and_the_clock_leaves_the_source_alone(
    replay: Any, shops: Path, tmp_path: Path
) -> None:
    ended = crawl("schemaorg-shop", tmp_path / "run")
    assert ended.state is State.NO_SHOPS
    assert "haishao shops add" in ended.reason_zh
    assert not find("schemaorg-shop").has_work()
    add_shop(shop_of("https://tin.example"), TODAY)
    assert find("schemaorg-shop").has_work()
    assert not find("shopify-store").has_work()


def test_a_broken_list_of_shops_fails_the_run_with_its_line(replay: Any, shops: Path, tmp_path: Path) -> None:
    shops.write_text("url,system\ntin.example,magento\n", encoding="utf-8")
    ended = crawl("schemaorg-shop", tmp_path / "run")
    assert ended.state is State.ERROR
    assert "line 2: magento" in ended.reason_en


def test_a_shop_is_added_once_listed_and_removed(shops: Path) -> None:
    assert add_shop(shop_of("tin.example", country="gb", terms="https://tin.example/terms"), TODAY)
    assert not add_shop(shop_of("https://www.tin.example/en/"), TODAY)
    (shop,) = read_shops()
    assert shop == Shop(
        url="https://tin.example/",
        system=System.AUTO,
        country="GB",
        terms="https://tin.example/terms",
        added_on="2026-11-24",
    )
    assert remove_shop("tin.example")
    assert read_shops() == ()
    assert not remove_shop("tin.example")


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "ftp://x.example",
        "http://127.0.0.1/",
        "http://[::1]/",
        "localhost",
        "",
        "http://u:p@x.example",
        "http://x.example:y",
    ],
)
def test_an_address_that_is_no_public_shop_is_refused(url: str) -> None:
    with pytest.raises(BadShop):
        shop_of(url)


@pytest.mark.parametrize(
    "body",
    ["shop\nx\n", "url,colour\nx,y\n", "url,system\ntin.example,magento\n", "url,country\ntin.example,GBR\n"],
)
def test_a_broken_list_of_shops_is_refused_with_its_line(shops: Path, body: str) -> None:
    shops.write_text(body, encoding="utf-8")
    with pytest.raises(BadShop, match=r"line|行"):
        read_shops()


def test_the_command_line_adds_lists_and_removes(shops: Path) -> None:
    runner = CliRunner()
    added = runner.invoke(app, ["shops", "add", "tin.example", "--country", "GB"])
    assert added.exit_code == 0 and "haishao crawl schemaorg-shop" in added.output
    assert "https://tin.example/" in runner.invoke(app, ["shops", "list"]).output
    assert runner.invoke(app, ["shops", "remove", "tin.example"]).exit_code == 0
    assert runner.invoke(app, ["shops", "remove", "tin.example"]).exit_code == 2
    assert runner.invoke(app, ["shops", "add", "file:///etc/passwd"]).exit_code == 2

"""The readers of shops, and whatever a page may throw at them; their frozen pages are in `sources/`."""

import datetime as dt
import gzip
import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.errors import Blocked, PageChanged
from crawlers.families import shopify, woocommerce
from crawlers.families.schema_org import links_in, read_listing, read_product
from crawlers.families.shop.json_ld import read_script
from crawlers.families.shop.money import plain_amount, read_price
from crawlers.families.shop.product import ref_of
from crawlers.families.shop.walk import in_turn
from crawlers.families.sitemap import Entry, read_sitemap, sitemaps_in_robots
from crawlers.page import Page
from domain.observation import Observation, Provenance


def page_of(
    body: bytes, url: str = "https://shop.example/p", content_type: str = "", status: int = 200
) -> Page:
    return Page(
        url=url,
        status=status,
        body=body,
        content_type=content_type,
        fetched_at=dt.datetime(2026, 11, 24, tzinfo=dt.UTC),
        provenance=Provenance.MADE_UP,
        sha256="",
    )


@pytest.mark.parametrize(
    ("script", "name"),
    [
        ('{"name": "a\nb"}', "a\nb"),
        ('<!-- {"name": "a"} -->', "a"),
        ('//<![CDATA[\n{"name": "a"}\n//]]>', "a"),
        ("{&quot;name&quot;: &quot;a&quot;}", "a"),
        ('{"name": "a",}', "a"),
        ("{'name': 'a'}", "a"),
        ('{"name": "a"};', "a"),
        ('{"name": "a"} {"name": "b"}', "a"),
    ],
)
def test_a_broken_script_is_repaired(script: str, name: str) -> None:
    first = read_script(script)[0]
    assert isinstance(first, dict)
    assert first["name"] == name


def test_a_script_of_white_space_takes_no_time() -> None:
    script = "{" + ("-->" + " " * 50_000 + "x") * 20
    started = time.process_time()
    assert read_script(script) == []
    assert time.process_time() - started < 2


def test_a_script_beyond_repair_loses_only_itself() -> None:
    body = (
        b'<script type="application/ld+json">{{{"@type": </script>'
        b'<script type="application/ld+json; charset=utf-8">{"@type": "Product", "name": "Kettle"}</script>'
    )
    assert read_product(body, url="https://shop.example/").title == "Kettle"


@pytest.mark.parametrize(
    ("said", "amount", "currency"),
    [
        ("1.299,00 €", "1299.00", "EUR"),
        ("€1,299.00", "1299.00", "EUR"),
        ("1 299 Kč", "1299", "CZK"),
        ("R$ 1.299,90", "1299.90", "BRL"),
        ("₩12,900", "12900", "KRW"),
        ("12 990 руб.", "12990", "RUB"),
        ("USD 5", "5", "USD"),
        ("free", "", ""),
        ("x" * 100 + " 5 €", "", ""),
    ],
)
def test_a_price_for_people_is_an_amount_and_a_code(said: str, amount: str, currency: str) -> None:
    assert read_price(said) == (amount, currency)


@pytest.mark.parametrize(("country", "code"), [("ca", "CAD"), ("au", "AUD"), ("", "USD"), ("fr", "")])
def test_a_dollar_is_the_countrys_own_or_unknown(country: str, code: str) -> None:
    assert read_price("$5.00", country) == ("5.00", code)


@pytest.mark.parametrize(
    ("value", "amount"),
    [("12.50", "12.50"), (12.5, "12.5"), (True, ""), (None, ""), (float("nan"), ""), ("1.299,00", "1299.00")],
)
def test_a_machines_price_is_a_plain_decimal(value: object, amount: str) -> None:
    assert plain_amount(value) == amount


def test_small_print_of_cents_is_a_fraction_and_a_struck_price_none() -> None:
    body = b'<h1>Kettle</h1><p class="price"><del>99,00 EUR</del> <b>12<sup>99</sup> EUR</b></p>'
    assert read_product(body, url="https://shop.example/").price == "12.99"


def test_the_price_of_the_variant_in_the_address_is_taken() -> None:
    offers = [
        {"@type": "Offer", "sku": sku, "price": price, "priceCurrency": "EUR"}
        for sku, price in (("s", 1), ("l", 2))
    ]
    product = {
        "@type": "ProductGroup",
        "name": "Kettle",
        "hasVariant": [{"@type": "Product", "offers": o, "sku": o["sku"]} for o in offers],
    }
    body = f'<script type="application/ld+json">{json.dumps(product)}</script>'.encode()
    assert read_product(body, url="https://shop.example/k?variant=l").price == "2"
    assert read_product(body, url="https://shop.example/k").price == "1"


@given(st.binary(max_size=400) | st.text(max_size=400).map(str.encode))
def test_no_bytes_make_the_reader_fail(body: bytes) -> None:
    read_product(body, url="https://shop.example/p")
    links_in(page_of(body))


_PROPERTIES = (
    "@type", "@id", "@graph", "name", "brand", "offers", "price", "hasVariant", "seller", "image", "url", "priceSpecification",
)  # fmt: skip
_json: st.SearchStrategy[object] = st.deferred(
    lambda: (
        st.none()
        | st.booleans()
        | st.integers()
        | st.floats()
        | st.just("Product")
        | st.text(max_size=10)
        | st.lists(_json, max_size=3)
        | st.dictionaries(st.sampled_from(_PROPERTIES), _json, max_size=4)
    )
)


@given(_json)
def test_no_structured_data_makes_the_reader_fail(data: object) -> None:
    script = json.dumps({"@type": "Product", "x": data, "@graph": data})
    body = f'<h1>Kettle</h1><script type="application/ld+json">{script}</script>'
    read_product(body.encode(), url="https://shop.example/p")


@given(
    st.lists(
        st.sampled_from(
            [
                "<div itemscope itemtype=http://schema.org/Product itemref=b>",
                "<b itemprop=name id=b>",
                "</div>",
                "x",
                "<p class=price>5 €",
                "<h1>",
                "<table><tr><th>Brand<td>",
            ]
        ),
        max_size=60,
    )
)
def test_no_markup_makes_the_reader_fail(pieces: list[str]) -> None:
    read_product("".join(pieces).encode(), url="https://shop.example/p")


@pytest.mark.parametrize(
    "piece",
    [
        "<div class=price>",
        "<div itemscope itemtype=http://schema.org/Product>",
        "<p class=price>5 EUR</p>",
        "<th>Brand</th>",
        "<h1>a</h1>",
        "<a class=brand>x</a>",
        '<script type="application/ld+json">--> </script>',
    ],
)
def test_time_grows_with_the_page_and_not_with_its_square(piece: str) -> None:
    def seconds(times: int) -> float:
        body = ("<h1>Kettle</h1>" + piece * times).encode()
        started = time.process_time()
        read_product(body, url="https://shop.example/p")
        return time.process_time() - started

    small = max(seconds(2_000), 0.02)
    assert seconds(16_000) < 40 * small + 1


def test_a_shop_closed_by_a_password_is_blocked() -> None:
    page = page_of(b"<!DOCTYPE html><html>Enter store using password</html>", "https://tin.example/password")
    with pytest.raises(Blocked, match="password"):
        list(shopify.read_products(page, source="s", about=shopify.About()))


@pytest.mark.parametrize("body", [b"{}", b"[]", b"<html>", b'{"products": {}}'])
def test_an_answer_without_a_list_has_changed(body: bytes) -> None:
    with pytest.raises(PageChanged):
        list(shopify.read_products(page_of(body), source="s", about=shopify.About()))
    with pytest.raises(PageChanged):
        list(woocommerce.read_products(page_of(body if body != b"[]" else b"{}"), source="s"))


def test_suggestions_are_listings_too() -> None:
    product = {
        "title": "Kettle",
        "url": "/products/kettle?_pos=1",
        "vendor": "Harbour",
        "type": "Kettles",
        "price": "24.50",
    }
    body = json.dumps({"resources": {"results": {"products": [product]}}}).encode()
    about = shopify.read_about(page_of(b'{"name": "Tin & Co", "currency": "GBP", "country": "GB"}'))
    (found,) = shopify.read_suggestions(
        page_of(body, "https://tin.example/search/suggest.json"), source="s", about=about
    )
    assert isinstance(found, Observation)
    assert found.price is not None and found.seller is not None
    assert (found.sign, found.brand, found.office, found.url) == (
        "Kettle", "Harbour", "GB", "https://tin.example/products/kettle",
    )  # fmt: skip
    assert (str(found.price.amount), found.price.currency, found.seller.name) == ("24.50", "GBP", "Tin & Co")


def test_a_shop_named_for_a_market_has_that_markets_dollar() -> None:
    page = page_of(
        b'<meta property="og:type" content="product"><h1>Tin kettle</h1><p class="price">$24.50</p>'
    )
    for country, currency in (("CA", "CAD"), ("AU", "AUD")):
        found = read_listing(page, source="s", country=country)
        assert found is not None and found.price is not None
        assert (found.office, found.price.currency) == (country, currency)


@pytest.mark.parametrize(
    ("said", "believed"),
    [
        ("https://www.shop.example/kettle", True),
        ("/kettle", True),
        ("https://shop.example/", False),
        ("https://elsewhere.example/kettle", False),
        ("http://[", False),
    ],
)
def test_a_page_is_believed_of_its_own_address_within_reason(said: str, believed: bool) -> None:
    url = "https://shop.example/p?id=1"
    found = read_product(f'<link rel="canonical" href="{said}"><h1>Kettle</h1>'.encode(), url=url).url
    assert (found == url) is not believed


def test_links_are_taken_from_the_pages_own_base() -> None:
    page = page_of(b'<base href="/shop/"><a href="a">A</a><a href="/b">B</a><a href="http://[">C</a>')
    assert links_in(page) == ["https://shop.example/shop/a", "https://shop.example/b"]


URLSET = b'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">%s</urlset>'


def test_a_sitemap_gives_each_address_once_with_its_day() -> None:
    body = URLSET % (
        b"<url><loc> https://s.example/a </loc><lastmod>2026-11-02T10:00:00+01:00</lastmod></url>"
        b"<url><loc>/b</loc><lastmod>last week</lastmod></url><url><loc></loc></url><url><loc>/b</loc></url><url><loc>file:///etc/passwd</loc></url>"
    )
    expected = (Entry("https://s.example/a", dt.date(2026, 11, 2)), Entry("https://s.example/b"))
    for packed in (body, gzip.compress(body)):
        listed = read_sitemap(packed, "https://s.example/sitemap.xml")
        assert (listed.is_index, listed.entries) == (False, expected)


def test_an_index_a_text_and_what_is_no_sitemap_are_told_apart() -> None:
    index = b"<sitemapindex><sitemap><loc>https://s.example/1.xml</loc></sitemap><sitemap><loc>https://s.example/i.xml</loc></sitemap></sitemapindex>"
    listed = read_sitemap(index, "https://s.example/i.xml")
    assert (listed.is_index, listed.entries) == (True, (Entry("https://s.example/1.xml"),))
    assert read_sitemap(b"https://s.example/a\nnothing\n", "https://s.example/s.txt").entries == (
        Entry("https://s.example/a"),
    )
    for body in (b"", b"<html><body>404</body></html>", b"\x1f\x8bnothing", b"{}"):
        with pytest.raises(PageChanged):
            read_sitemap(body, "https://s.example/s.xml")


@given(st.binary(max_size=300))
def test_no_bytes_make_the_sitemap_reader_fail_otherwise(body: bytes) -> None:
    for tried in (body, b"\x1f\x8b" + body, URLSET % body):
        try:
            read_sitemap(tried, "https://s.example/s.xml")
        except PageChanged:
            continue


def test_a_gzip_bomb_is_refused() -> None:
    bomb = gzip.compress(b"<urlset>" + b" " * (65 * 1024 * 1024))
    with pytest.raises(PageChanged, match="gzip"):
        read_sitemap(bomb, "https://s.example/s.xml.gz")


def test_robots_txt_names_the_sitemaps() -> None:
    robots = b"User-agent: *\nDisallow: /cart\nsitemap: /a.xml\nSitemap: https://s.example/b.xml\n"
    assert sitemaps_in_robots(robots, "https://s.example/") == [
        "https://s.example/a.xml",
        "https://s.example/b.xml",
    ]


@given(st.integers(1, 40), st.integers(1, 40))
def test_every_page_of_a_long_sitemap_has_its_turn(count: int, most: int) -> None:
    entries = [Entry(f"https://s.example/{n}") for n in range(count)]
    today = dt.date(2026, 11, 24)
    turns = [in_turn(entries, today + dt.timedelta(days=day), most) for day in range(count)]
    assert {entry for turn in turns for entry in turn} == set(entries)
    assert all(len(set(turn)) == len(turn) <= max(most, 1) for turn in turns)


def test_the_last_changed_pages_are_always_among_those_fetched() -> None:
    old = [Entry(f"https://s.example/{n}", dt.date(2020, 1, 1)) for n in range(100)]
    new = Entry("https://s.example/new", dt.date(2026, 11, 23))
    assert in_turn([*old, new], dt.date(2026, 11, 24), 10)[0] == new


def test_a_listing_is_known_by_its_address_whoever_sent_the_visitor() -> None:
    one = ref_of("https://www.shop.example/p/1/?utm_source=x&size=2&gclid=y")
    assert one == ref_of("https://shop.example/p/1?size=2") == "shop.example/p/1?size=2"

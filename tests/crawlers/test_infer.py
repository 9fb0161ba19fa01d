"""A spec inferred from a page: JSON answers, data inside pages, lists of repeated elements."""

import datetime as dt
import hashlib
import json
from typing import Any

import pytest

from crawlers.declared.infer import NothingFound, infer, spec_yaml
from crawlers.declared.load import read_spec
from crawlers.declared.source import declared_source
from crawlers.page import Page
from domain.observation import Kind, Observation, Provenance


def _page(body: str | bytes, url: str = "https://shop.example/list") -> Page:
    content = body.encode() if isinstance(body, str) else body
    return Page(
        url=url,
        status=200,
        body=content,
        fetched_at=dt.datetime(2026, 11, 23, tzinfo=dt.UTC),
        provenance=Provenance.MADE_UP,
        sha256=hashlib.sha256(content).hexdigest(),
    )


def _observations(page: Page) -> list[Observation]:
    spec = read_spec(spec_yaml(page, infer(page), "shop-example").encode(), file="shop-example.yaml")
    return [item for item in declared_source(spec).parse(page) if isinstance(item, Observation)]


PRODUCTS = [
    {
        "id": 900 + n,
        "title": f"Hot pot base {n}",
        "handle": f"hot-pot-base-{n}",
        "vendor": "Example Foods",
        "published_at": f"2026-11-0{n}T10:00:00+08:00",
        "variants": [{"id": 7000 + n, "price": f"{n}9.50", "available": True}],
        "images": [{"src": f"https://cdn.example/pot{n}.jpg"}],
    }
    for n in range(1, 6)
]


def test_a_shops_json_gives_title_number_price_picture_and_seller() -> None:
    found = _observations(_page(json.dumps({"products": PRODUCTS})))
    assert len(found) == 5
    first = found[0]
    assert (first.kind, first.ref, first.sign) == (Kind.LISTING, "901", "Hot pot base 1")
    assert first.price and str(first.price.amount) == "19.50"
    assert first.image_url == "https://cdn.example/pot1.jpg"
    assert first.seller and first.seller.name == "Example Foods"


def test_an_exhibitor_list_gives_the_exhibitor_as_holder_with_its_country() -> None:
    rows = [
        {
            "exhibitorId": f"E{n}",
            "exhibitorName": f"Example Tools {n} Ltd.",
            "country": "China",
            "booth": f"A{n}",
        }
        for n in range(4)
    ]
    found = _observations(_page(json.dumps({"data": {"rows": rows, "filters": [{"id": 1}, {"id": 2}]}})))
    assert [o.stand for o in found] == ["A0", "A1", "A2", "A3"]
    assert found[0].kind is Kind.EXHIBITOR
    assert (found[0].holders[0].name, found[0].holders[0].country) == ("Example Tools 0 Ltd.", "CN")


def test_data_inside_a_page_is_found_before_its_elements() -> None:
    inside = json.dumps({"props": {"pageProps": {"list": {"data": PRODUCTS}}}})
    page = _page(f'<html><body><div id="x"></div><script id="__NEXT_DATA__">{inside}</script></body></html>')
    inferred = infer(page)
    assert (inferred.answer.css, inferred.at) == ("script#__NEXT_DATA__", "props.pageProps.list.data")
    assert len(_observations(page)) == 5


def test_json_ld_that_lists_products_is_read() -> None:
    items = [
        {
            "@type": "ListItem",
            "position": n,
            "item": {
                "@type": "Product",
                "name": f"Kettle {n}",
                "sku": f"K-{n}",
                "url": f"https://shop.example/k/{n}",
                "offers": {"price": f"{n}5.00", "priceCurrency": "EUR"},
            },
        }
        for n in range(1, 4)
    ]
    script = json.dumps({"@type": "ItemList", "itemListElement": items})
    found = _observations(_page(f'<html><script type="application/ld+json">{script}</script></html>'))
    assert (found[0].ref, found[0].sign) == ("K-1", "Kettle 1")
    assert found[0].price and (str(found[0].price.amount), found[0].price.currency) == ("15.00", "EUR")


ROWS = "".join(
    f"""<li class="col-6 product"><article class="product_pod"><div class="image_container"><a href="/catalogue/{n}/">
<img src="/media/{n}.jpg" alt="Travels {n}"></a></div>
<h3><a href="/catalogue/{n}/" title="Travels {n} of Hai">Travels {n}</a></h3>
<div class="product_price"><p class="price_color">£{n}2.00</p></div></article></li>"""
    for n in range(1, 8)
)
HTML = f"""<!DOCTYPE html><html><head><title>Shop</title></head><body>
<nav><ul class="menu"><li><a href="/a">All</a></li><li><a href="/b">New</a></li><li><a href="/c">Sale</a></li></ul></nav>
<ol class="row">{ROWS}</ol><footer><a href="/imprint">Imprint</a></footer></body></html>"""


def test_a_list_of_elements_gives_name_link_picture_and_price() -> None:
    found = _observations(_page(HTML))
    assert len(found) == 7
    first = found[0]
    assert first.sign.startswith("Travels 1")
    assert first.url == "https://shop.example/catalogue/1/"
    assert first.image_url == "https://shop.example/media/1.jpg"
    assert first.price and str(first.price.amount) == "12.00"


def test_what_a_page_cannot_tell_is_left_to_a_person() -> None:
    text = spec_yaml(_page(HTML), infer(_page(HTML)), "shop-example")
    assert "policy: needs_review" in text
    assert text.count("TODO") >= 3


@pytest.mark.parametrize(
    "body", ["{}", "[]", "7", "<html><p>nothing here</p></html>", '{"a": [1, 2]}', "", "\0"]
)
def test_a_page_without_a_list_is_refused_with_what_was_looked_for(body: Any) -> None:
    with pytest.raises(NothingFound, match="looked for JSON"):
        infer(_page(body))

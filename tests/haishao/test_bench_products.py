"""The benchmark of product pages: skipped in words without its data, and ahead of its baseline with it."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from haishao.__main__ import app
from haishao.bench.products import FIELDS, is_right


def test_without_its_data_it_says_so_and_ends_well(tmp_path: Path) -> None:
    ran = CliRunner().invoke(app, ["bench", "products", "--pages", str(tmp_path)])
    assert ran.exit_code == 0
    assert "skipped: no saved pages in" in ran.output


def test_on_saved_pages_of_real_shops_every_field_is_right_more_often_than_with_extruct(
    shared_data: Path, tmp_path: Path
) -> None:
    pages = shared_data / "marketplaces" / "product-pages"
    if not pages.is_dir():
        pytest.skip(f"no saved pages in {pages}")
    out = tmp_path / "out.json"
    ran = CliRunner().invoke(app, ["bench", "products", "--pages", str(pages), "--json", str(out)])
    assert ran.exit_code == 0, ran.output
    rows = json.loads(out.read_text())["rows"]
    right = {(row["reader"], row["half"], row["field"]): row["right"] for row in rows}
    for half in ("seen", "held out"):
        for field in FIELDS:
            assert right["haishao", half, field] > right["extruct + price-parser", half, field], (half, field)


def test_the_brands_of_real_snippets_are_read(shared_data: Path) -> None:
    """zyte-parsers' snippets hold words around a brand as they stand, so they are compared before those are taken off."""
    from lxml import etree

    from crawlers.families.shop.page_brand import brand_in

    path = shared_data / "marketplaces" / "zyte-parsers" / "brand_values.json"
    if not path.exists():
        pytest.skip(f"no {path}")
    rows = json.loads(path.read_text(encoding="utf-8"))
    right = 0
    for row in rows:
        root = etree.fromstring(f"<html><body>{row['html']}</body></html>", etree.HTMLParser())
        body = root.find("body")
        element = body if body is not None else root
        if len(element) == 1 and not (element.text or "").strip():
            element = element[0]
        right += brand_in(element) == (row["value"] or "")
    assert right / len(rows) > 0.95


@pytest.mark.parametrize(
    ("field", "said", "truth", "right"),
    [
        ("price", "12.50", ("12.5",), True),
        ("price", "", ("12.5",), False),
        ("price", "1299", ("1,299",), True),
        ("brand", "Kärcher", ("KÄRCHER",), True),
        ("title", "Tin kettle 2 l, red", ("Tin kettle*",), True),
        ("title", "", ("Tin kettle*",), False),
        ("seller", "Tin", ("Tin & Co",), False),
    ],
)
def test_a_value_is_right_by_its_number_or_its_words(
    field: str, said: str, truth: tuple[str, ...], right: bool
) -> None:
    assert is_right(field, said, truth) is right

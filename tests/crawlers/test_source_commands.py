"""`haishao source`: try a page, check a spec, record a first real answer, as a person types them."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli import ROOT, haishao

SHOP = "shop.example.com/products.json"
PRODUCTS = [
    {
        "id": n,
        "title": f"Pot {n}",
        "vendor": "Example",
        "variants": [{"price": f"{n}.00"}],
        "body": "x" * 9_000,
    }
    for n in range(1, 41)
]


def test_a_page_is_tried_shown_and_written_as_a_spec(replay: Any, tmp_path: Path) -> None:
    replay.gives(SHOP, json.dumps({"products": PRODUCTS}).encode())
    file = tmp_path / "example-shop.yaml"
    ran = haishao("source", "try", f"https://{SHOP}", "--write", str(file))
    assert ran.returncode == 0, ran.stderr
    assert "Pot 10" in ran.stdout and "Pot 11" not in ran.stdout
    assert "40 条 records" in ran.stderr
    assert "shop.example.com/robots.txt" in [route for route, _ in replay.asked]
    checked = haishao("source", "check", str(file))
    assert checked.returncode == 0
    assert f"{file}:5: TODO" in checked.stdout
    again = haishao("source", "try", f"https://{SHOP}", "--write", str(file))
    assert (again.returncode, "is there already" in again.stderr) == (2, True)


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd", "http://shop.example.com/", "https://127.0.0.1/", "https://localhost/", "https://[::1]/",
        "https://169.254.169.254/latest/meta-data/", "https://10.0.0.1/", "https://router.lan/", "ftp://x.example/a",
        "https://u:p@shop.example.com/", "nonsense",
    ],
)  # fmt: skip
def test_what_is_no_public_address_is_refused_unasked(replay: Any, url: str) -> None:
    ran = haishao("source", "try", url)
    assert ran.returncode == 2
    assert "refused" in ran.stderr
    assert replay.asked == []


def test_robots_txt_is_obeyed_by_a_trial_too(replay: Any) -> None:
    replay.gives("shop.example.com/robots.txt", b"User-agent: *\nDisallow: /\n")
    replay.gives(SHOP, json.dumps({"products": PRODUCTS}).encode())
    ran = haishao("source", "try", f"https://{SHOP}")
    assert ran.returncode == 2
    assert "robots.txt" in ran.stderr
    assert SHOP not in [route for route, _ in replay.asked]


def test_a_page_without_a_list_says_so(replay: Any) -> None:
    replay.gives("shop.example.com/about", b"<html><body><p>About us</p></body></html>")
    ran = haishao("source", "try", "https://shop.example.com/about")
    assert ran.returncode == 2
    assert "no list of at least" in ran.stderr


def test_check_names_every_mistake_and_fails(tmp_path: Path) -> None:
    file = tmp_path / "bad.yaml"
    file.write_text("name: bad\nkind: poem\nmore: 1\n", encoding="utf-8")
    ran = haishao("source", "check", str(file), str(ROOT / "crawlers" / "specs" / "ebay-browse.yaml"))
    assert ran.returncode == 1
    assert f"{file}:2: kind: " in ran.stderr
    assert f"{file}:3: more: unknown key" in ran.stderr
    assert "ebay-browse" in ran.stdout


def test_the_first_real_answer_takes_the_place_of_a_derived_one(
    replay: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "sources" / "my-shop"
    folder.mkdir(parents=True)
    (folder / "first.html").write_text("<html></html>", encoding="utf-8")
    (folder / "first.meta.yaml").write_text(
        "provenance: made-up\nurl: https://x.example/\nnote: n\nfetched_on: 2026-11-01\n", encoding="utf-8"
    )
    replay.gives(SHOP, json.dumps({"products": PRODUCTS}).encode())
    specs = tmp_path / "specs"
    specs.mkdir()
    assert haishao("source", "try", f"https://{SHOP}", "--write", str(specs / "my-shop.yaml")).returncode == 0
    monkeypatch.setenv("HAISHAO_SPECS", str(specs))
    ran = haishao("source", "record", "my-shop", "--into", str(tmp_path / "sources"))
    assert ran.returncode == 0, ran.stderr
    assert not (folder / "first.html").exists()
    kept = json.loads((folder / "first.json").read_bytes())["products"]
    assert (len(kept), kept[0]["title"]) == (10, "Pot 1")
    assert (folder / "first.json").stat().st_size < 200_000
    meta = (folder / "first.meta.yaml").read_text(encoding="utf-8")
    assert f"url: https://{SHOP}" in meta and "each list cut to 10" in meta
    assert len((folder / "first.expected.jsonl").read_text(encoding="utf-8").splitlines()) == 10

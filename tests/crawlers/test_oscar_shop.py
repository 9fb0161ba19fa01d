"""A real shop that nobody here wrote, django-oscar, is crawled whole by the generic reader through the real spider."""

import importlib.util
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from crawlers.outcome import State
from crawlers.run import read_run, run_source

FROBSHOP = Path(__file__).parent / "oscar" / "frobshop.py"
PRODUCTS = 45
"""Three pages of the shop's catalogue."""


@pytest.fixture
def frobshop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[dict[str, str]]]:
    """The shop, served on loopback behind HAISHAO_REPLAY; what its database says of its products."""
    if importlib.util.find_spec("oscar") is None:
        pytest.skip("django-oscar is not installed; it comes with the extra `dev`")
    environment = os.environ | {"FROBSHOP_FOLDER": str(tmp_path), "PYTHONWARNINGS": "ignore"}
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    command = [sys.executable, str(FROBSHOP)]
    filled = subprocess.run(
        [*command, "fill", str(PRODUCTS)],
        env=environment,
        capture_output=True,
        text=True,
        timeout=80,
        check=True,
    )
    server = subprocess.Popen(
        [*command, "serve"], env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    try:
        assert server.stdout is not None
        port = int(server.stdout.readline())
        monkeypatch.setenv("HAISHAO_REPLAY", f"http://127.0.0.1:{port}")
        yield json.loads(filled.stdout)
    finally:
        server.terminate()
        server.wait(20)
        assert server.stdout is not None
        server.stdout.close()


def test_every_product_of_a_django_oscar_shop_is_found_with_its_title_and_price(
    frobshop: list[dict[str, Any]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shops = tmp_path / "shops.csv"
    shops.write_text(
        "url,system,country,terms,added_on\nhttp://frobshop.example/,auto,GB,,\n", encoding="utf-8"
    )
    monkeypatch.setenv("HAISHAO_SHOPS", str(shops))
    ended = run_source("schemaorg-shop", tmp_path / "run", timeout=60)
    assert ended.state is State.OK, ended.reason_en
    seen = {
        o.url.removeprefix("http://frobshop.example"): o for o in read_run(tmp_path / "run").observations()
    }
    sold = {product["path"]: product for product in frobshop}
    assert len(sold) == PRODUCTS + 1
    read = {path: (o.sign, str(o.price.amount) if o.price else "") for path, o in seen.items()}
    # The parent of the two sizes is shown on a page of its own, at its cheapest size's price.
    parents = set(read) - set(sold)
    assert {path: read[path] for path in sold} == {path: (p["title"], p["price"]) for path, p in sold.items()}
    assert [read[path] for path in parents] == [("Enamel kettle No. 45", "62.64")]
    assert {o.price.currency for o in seen.values() if o.price} == {"GBP"}
    assert {o.seller.name for o in seen.values() if o.seller} == {"frobshop.example"}

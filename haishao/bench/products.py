"""`haishao bench products`: what is read from saved product pages, beside extruct + price-parser in the same run.

The pages and their brand and price are those of the product extraction benchmark by Scrapinghub (MIT), read
in place. They tell no title and no seller; `product_labels.csv` does, written by hand from the same pages for
this measurement: alternatives stand beside each other with `|`, and `*` ends a title that was cut. The pages
are in two halves by the hash of their name: the rules were made looking at the first half only.
"""

import csv
import gzip
import hashlib
import json
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from decimal import Decimal, InvalidOperation
from importlib import resources
from pathlib import Path
from typing import Any

import typer
from rich.console import Console
from rich.progress import track
from rich.table import Table

from crawlers.families.schema_org import read_product
from crawlers.families.shop.product import Product

FIELDS = ("brand", "title", "price", "seller")
HALVES = ("seen", "held out")


@dataclass(frozen=True, slots=True)
class SavedPage:
    """A page with what a person read on it; a field without values is not measured on it."""

    name: str
    url: str
    body: bytes
    truth: dict[str, tuple[str, ...]]

    @property
    def half(self) -> str:
        """`seen`, or `held out`: which half of the pages this one is of."""
        return HALVES[int(hashlib.sha256(self.name.encode()).hexdigest(), 16) % 2]


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """Of the `known` values of a field, those one reader gave at all (`said`) and gave right."""

    reader: str
    half: str
    field: str
    known: int
    said: int
    right: int


Reader = Callable[[SavedPage], Product]


def run(folder: Path, json_path: Path | None) -> None:
    """Measures both readers on the pages in `folder` and prints the table; with `json_path`, writes it as JSON too."""
    console = Console()
    pages = list(saved_pages(folder)) if (folder / "ground-truth.json").exists() else []
    if not pages:
        console.print(
            f"没有数据，略过 · skipped: no saved pages in {folder} (ground-truth.json, html/*.html.gz)"
        )
        raise typer.Exit(0)
    readers: dict[str, Reader] = {"haishao": _ours}
    try:
        readers["extruct + price-parser"] = baseline()
    except ImportError:
        console.print("没有对照 · no baseline: install the extra `dev` for extruct")
    scores, seconds = [], {}
    for name, reader in readers.items():
        started = time.perf_counter()
        read = [
            (page, reader(page)) for page in track(pages, description=name, console=console, transient=True)
        ]
        seconds[name] = time.perf_counter() - started
        scores += [_score(name, half, field, read) for half in (*HALVES, "all") for field in FIELDS]
    _print(console, scores, seconds, len(pages))
    if json_path:
        result = {"pages": len(pages), "seconds": seconds, "rows": [asdict(score) for score in scores]}
        json_path.write_text(json.dumps(result, indent=2))


def saved_pages(folder: Path) -> Iterator[SavedPage]:
    """The pages with what is known of them, by name."""
    known = json.loads((folder / "ground-truth.json").read_text(encoding="utf-8"))
    labels = {row["page"]: row for row in csv.DictReader(_labels().splitlines())}
    for name in sorted(known):
        own = labels.get(name[:8], {})
        truth = {
            "brand": tuple(known[name].get("brand", ())),
            "price": tuple(known[name].get("price", ())),
            "title": tuple(filter(None, own.get("title", "").split("|"))),
            "seller": tuple(filter(None, own.get("seller", "").split("|"))),
        }
        body = gzip.decompress((folder / "html" / f"{name}.html.gz").read_bytes())
        yield SavedPage(name, known[name]["url"], body, truth)


def _labels() -> str:
    return resources.files("haishao.bench").joinpath("product_labels.csv").read_text(encoding="utf-8")


def _ours(page: SavedPage) -> Product:
    return read_product(page.body, url=page.url)


def baseline() -> Reader:
    """What a user would write first: extruct's Products, price-parser for its price, OpenGraph for its title.

    Raises ImportError where extruct is not installed.
    """
    import extruct
    from price_parser import Price
    from w3lib.encoding import html_to_unicode

    def read(page: SavedPage) -> Product:
        _, text = html_to_unicode(None, page.body)
        data = extruct.extract(
            text,
            base_url=page.url,
            syntaxes=["json-ld", "microdata", "opengraph"],
            uniform=True,
            errors="ignore",
        )
        nodes = [
            n for kind in ("json-ld", "microdata") for top in data.get(kind, ()) for n in (top, *_graph(top))
        ]
        products = [
            n
            for n in nodes
            if {"product", "productgroup"} & {str(t).lower() for t in _listed(n.get("@type"))}
        ]
        product = {name: value for node in reversed(products) for name, value in node.items() if value}
        opened = (data.get("opengraph") or [{}])[0]
        offer = next((o for o in _listed(product.get("offers")) if isinstance(o, dict)), {})
        price = (
            offer.get("price")
            or offer.get("lowPrice")
            or opened.get("product:price:amount")
            or opened.get("og:price:amount")
        )
        amount = Price.fromstring(str(price)).amount if price else None
        return Product(
            title=_plain(product.get("name") or opened.get("og:title")),
            brand=_plain(product.get("brand") or opened.get("product:brand")),
            price=str(amount) if amount is not None else "",
            seller=_plain(offer.get("seller") or opened.get("og:site_name")),
        )

    return read


def _graph(node: dict[str, Any]) -> list[dict[str, Any]]:
    return [inner for inner in _listed(node.get("@graph")) if isinstance(inner, dict)]


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _plain(value: Any) -> str:
    first = next(iter(_listed(value)), "")
    return str(first.get("name", "")) if isinstance(first, dict) else str(first)


def _score(reader: str, half: str, field: str, read: list[tuple[SavedPage, Product]]) -> Score:
    measured = [(p, getattr(got, field)) for p, got in read if p.truth[field] and half in ("all", p.half)]
    right = sum(is_right(field, said, page.truth[field]) for page, said in measured)
    return Score(
        reader=reader,
        half=half,
        field=field,
        known=len(measured),
        said=sum(bool(said) for _, said in measured),
        right=right,
    )


def is_right(field: str, said: str, truth: tuple[str, ...]) -> bool:
    """Whether a value is one of those a person read: an amount by its number, a text by its words."""
    if field == "price":
        return _number(said) is not None and _number(said) in [_number(value) for value in truth]
    words = _words(said)
    return any(
        words[: len(_words(v))] == _words(v) if v.endswith("*") else words == _words(v)
        for v in truth
        if words
    )


def _number(text: str) -> Decimal | None:
    try:
        return Decimal(text.replace(",", "").strip())
    except InvalidOperation:
        return None


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())


def _print(console: Console, scores: list[Score], seconds: dict[str, float], count: int) -> None:
    console.print(f"{count} product pages read: right of known")
    table = Table("", *(f"{reader}\n{half}" for half in (*HALVES, "all") for reader in seconds))
    found = {(s.field, s.half, s.reader): f"{s.right}/{s.known}" for s in scores}
    for field in FIELDS:
        table.add_row(field, *(found[field, half, reader] for half in (*HALVES, "all") for reader in seconds))
    console.print(table)
    for reader, spent in seconds.items():
        console.print(f"{reader}: {1000 * spent / count:.0f} ms a page")

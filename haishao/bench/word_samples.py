"""Real names for measuring the word matcher, read in place from the project's shared data; no name is made up.

Every set is parted in two halves by a hash of the folded name: 0 is for fitting, 1 for reporting. One name
in two spellings that fold alike falls into the same half. The exhibitors of half 0 are parted once more: from
one quarter the matcher's table of known words was counted, and only the other serves as unrelated names.
"""

import csv
import gzip
import hashlib
import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from lxml import etree
from rapidfuzz import fuzz, process

from matchers.text.generic import GENERIC
from matchers.text.normal import words
from matchers.text.scripts import Script, latin, scripts_of

DATA = Path(__file__).parent.parent.parent.parent / "shared" / "data"


REPORTED = (1, 3)
COUNTED = (0,)
FITTED = (2,)
"""Quarters of the exhibitors: to report on, to count known words in, to fit on."""


def _quarter_of(name: str) -> int:
    return hashlib.md5("".join(words(name)).encode(), usedforsecurity=False).digest()[0] & 3


def half_of(name: str) -> int:
    """0 for fitting, 1 for reporting."""
    return _quarter_of(name) & 1


@cache
def exhibitor_names(quarters: tuple[int, ...]) -> tuple[str, ...]:
    """Distinct real company names from the lists of trade fairs, in the file's order."""
    found: dict[str, str] = {}
    with gzip.open(DATA / "exhibitors" / "exhibitors.csv.gz", "rt", encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            name = row["exhibitor"].strip()
            key = " ".join(words(name))
            if len(key) >= 3:
                found.setdefault(key, name)
    return tuple(name for name in found.values() if _quarter_of(name) in quarters)


@dataclass(frozen=True, slots=True)
class Rendering:
    """One brand with its Latin name and its name in another script, both used by the brand itself."""

    latin: str
    other: str
    script: str


@cache
def renderings() -> tuple[Rendering, ...]:
    """The brands of the name-suggestion-index that carry names in two scripts."""
    found: dict[tuple[str, str], Rendering] = {}
    path = DATA / "pairs" / "nsi-brand-names" / "multi-script-pairs.csv"
    with path.open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            pair = Rendering(row["latin_name"].strip(), row["other_name"].strip(), row["other_script"])
            found.setdefault((pair.latin, pair.other), pair)
    return tuple(found.values())


@dataclass(frozen=True, slots=True)
class Filing:
    """One EUIPO filing and the earlier marks (with words) it was opposed on, by opposition; () if unopposed."""

    number: str
    sign: str
    opposed_on: tuple[tuple[str, ...], ...]


@cache
def euipo_filings() -> tuple[Filing, ...]:
    """The EUIPO filings that have words. One opposed on figurative marks alone has `opposed_on` of empty tuples."""
    oppositions: dict[str, dict[str, list[str]]] = {}
    with (DATA / "pairs" / "euipo-opposition-pairs.csv").open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            earlier = oppositions.setdefault(row["contested_app"], {}).setdefault(row["opposition_id"], [])
            if row["earlier_mark"].strip():
                earlier.append(row["earlier_mark"].strip())
    found = []
    for path in sorted((DATA / "gazettes" / "euipo-st66").glob("*/*.xml")):
        root = etree.parse(path).getroot()
        spaces = {"t": root.nsmap[None]}
        mark = root.find(".//t:TradeMark", spaces)
        number = mark.findtext("t:ApplicationNumber", namespaces=spaces)
        sign = mark.findtext("t:WordMarkSpecification/t:MarkVerbalElementText", namespaces=spaces) or ""
        if sign.strip():
            groups = oppositions.get(number, {}).values()
            found.append(Filing(number, sign.strip(), tuple(tuple(dict.fromkeys(g)) for g in groups)))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class NamePair:
    """Two names and whether a person said that they name one organisation."""

    first: str
    second: str
    same: bool


@cache
def organisation_pairs() -> tuple[NamePair, ...]:
    """Labelled pairs of organisations, companies and legal entities."""
    path = DATA / "pairs" / "nomenklatura-name-bench" / "cases.csv"
    with path.open(encoding="utf-8", newline="") as stream:
        return tuple(
            NamePair(row["name1"], row["name2"], row["is_match"] == "true")
            for row in csv.DictReader(stream)
            if row["schema"] in ("Organization", "Company", "LegalEntity")
        )


@cache
def name_variants(half: int) -> tuple[tuple[str, ...], ...]:
    """Spellings under which one website's company was listed by fairs; the junk row "." left out."""
    found = []
    path = DATA / "exhibitors" / "same-website-name-variants.jsonl.gz"
    with gzip.open(path, "rt", encoding="utf-8") as stream:
        for line in stream:
            row = json.loads(line)
            if row["site"] != "." and half_of(row["names"][0]) == half:
                found.append(tuple(row["names"]))
    return tuple(found)


def key_of(name: str) -> str:
    """All words of a name in one run of a-z and 0-9."""
    return "".join(map(latin, words(name)))


def is_han(name: str) -> bool:
    """True for a name written in hanzi alone (no kana beside them)."""
    return all(scripts_of(word) == {Script.HAN} for word in words(name)) and bool(words(name))


_MOST_HANZI = 6
_MOST_BRAND_WORDS = 5
_LEAST_BRAND_LETTERS = 4


@cache
def consumer_brands(half: int) -> tuple[str, ...]:
    """Real brands no fair of these lists knows: of shops and chains, of logo sets, of saved product pages."""
    every = [name for r in renderings() for name in ((r.latin, r.other) if is_han(r.other) else (r.latin,))]
    every += [icon["title"] for icon in json.loads((DATA / "logos" / "simple-icons-data.json").read_bytes())]
    pages = json.loads((DATA / "marketplaces" / "zyte-parsers" / "brand_values.json").read_bytes())
    every += [page["value"] for page in pages if page["value"]]
    return tuple(name for name in _distinct(every) if half_of(name) == half)


def _distinct(names: list[str]) -> list[str]:
    """Names fit to stand as brands, each once, in an order that depends on nothing but themselves."""
    found: dict[str, str] = {}
    for name in names:
        key = key_of(name)
        if len(key) < _LEAST_BRAND_LETTERS or len(words(name)) > _MOST_BRAND_WORDS:
            continue
        if not (is_han(name) and len(name) > _MOST_HANZI):
            found.setdefault(key, name)
    return sorted(found.values(), key=lambda name: hashlib.md5(name.encode(), usedforsecurity=False).digest())


@dataclass(frozen=True, slots=True)
class Watchlist:
    """Real names standing as brands: the first `planted` of them have variants planted, the rest are bystanders."""

    brands: tuple[str, ...]
    planted: int


@cache
def watchlist(half: int, count: int) -> Watchlist:
    """`count` brands: this half's consumer brands, then bystanders.

    Bystanders in the reporting half are the other half's consumer brands, then (as always in the fitting half)
    short names of exhibitors out of the quarter that is neither fitted nor reported on.
    """
    own = consumer_brands(half)
    brands = own if half == 0 else own + consumer_brands(0)
    if len(brands) < count:
        short = [name for name in exhibitor_names(COUNTED) if len(words(name)) <= _MOST_FELLOW_WORDS]
        brands += tuple(_distinct(short)[: count - len(brands)])
    return Watchlist(brands[:count], min(len(own), count))


_MOST_FELLOW_WORDS = 3
_LEAST_NAMED = 5
_LEAST_TELLING = 4
_MOST_NAMED_WORDS = 4


@cache
def unrelated_names(quarters: tuple[int, ...], watched: Watchlist) -> tuple[str, ...]:
    """Exhibitors' names that name no brand outright, nor are named by one.

    No run of words is a brand's own letters, or the reverse. With a brand that is an exhibitor itself, no telling word is shared
    and the letters are less than 85 % alike (rapidfuzz): fairs list one company under many spellings.
    """
    keys = {key_of(name) for name in watched.brands}
    cores = {_core(name) for name in watched.brands}
    named = {key for key in keys | cores if len(key) >= _LEAST_NAMED} | keys
    parts = {run for name in watched.brands for run in _runs([latin(word) for word in words(name)])}
    consumer = {*consumer_brands(0), *consumer_brands(1)}
    fellow = {w for name in watched.brands if name not in consumer for w in words(name)} - GENERIC
    found = []
    for name in exhibitor_names(quarters):
        folded = words(name)
        read = [latin(word) for word in folded]
        runs = _runs(read)
        telling = {word for word in folded if len(word) >= _LEAST_TELLING}
        whole = {"".join(read), _core(name)}
        if (
            keys.isdisjoint(whole)
            and parts.isdisjoint(whole)
            and named.isdisjoint(runs)
            and fellow.isdisjoint(telling)
        ):
            found.append(name)
    fellows = [_core(name) for name in watched.brands if name not in consumer]
    if fellows:
        cores_found = [_core(name) for name in found]
        alike = process.cdist(cores_found, fellows, scorer=fuzz.ratio, score_cutoff=85, dtype=np.uint8).any(
            axis=1
        )
        found = [name for name, same in zip(found, alike, strict=True) if not same]
    return tuple(found)


def _runs(read: list[str]) -> set[str]:
    sizes = range(1, _MOST_NAMED_WORDS + 1)
    return {"".join(read[i : i + size]) for size in sizes for i in range(len(read) - size + 1)}


def _core(name: str) -> str:
    return "".join(latin(word) for word in words(name) if word not in GENERIC)

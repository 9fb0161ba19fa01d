"""Real names for measuring the word matcher, read in place from the project's shared data; no name is made up.

Every set is parted in two halves by a hash of the folded name: 0 is for fitting, 1 for reporting. One name
in two spellings that fold alike falls into the same half.
"""

import csv
import gzip
import hashlib
import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from lxml import etree

from matchers.text.generic import GENERIC
from matchers.text.normal import words
from matchers.text.scripts import Script, latin, scripts_of

DATA = Path(__file__).parent.parent.parent.parent / "shared" / "data"


def half_of(name: str) -> int:
    """0 for fitting, 1 for reporting."""
    return hashlib.md5("".join(words(name)).encode(), usedforsecurity=False).digest()[0] & 1


@cache
def exhibitor_names(half: int) -> tuple[str, ...]:
    """Distinct real company names from the lists of trade fairs, in the file's order."""
    found: dict[str, str] = {}
    with gzip.open(DATA / "exhibitors" / "exhibitors.csv.gz", "rt", encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            name = row["exhibitor"].strip()
            key = " ".join(words(name))
            if len(key) >= 3:
                found.setdefault(key, name)
    return tuple(name for name in found.values() if half_of(name) == half)


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


@cache
def brand_names(half: int, count: int) -> tuple[str, ...]:
    """`count` real names to stand as brands: the name-suggestion-index first, then short exhibitor names."""
    found: dict[str, str] = {}
    for rendering in renderings():
        for name in (rendering.latin, rendering.other if rendering.script == "Han" else ""):
            key = key_of(name)
            if len(key) < 4 or half_of(name) != half or (is_han(name) and len(name) > _MOST_HANZI):
                continue
            if name and (name == rendering.latin or is_han(name)):
                found.setdefault(key, name)
    exhibitors = [
        name for name in exhibitor_names(half) if len(words(name)) <= 3 and 5 <= len(key_of(name)) <= 24
    ]
    exhibitors.sort(key=lambda name: hashlib.md5(name.encode(), usedforsecurity=False).digest())
    for name in exhibitors:
        if len(found) >= count:
            break
        found.setdefault(key_of(name), name)
    names = sorted(
        found.values(), key=lambda name: hashlib.md5(name.encode(), usedforsecurity=False).digest()
    )
    return tuple(names[:count])


_LEAST_NAMED = 5
_MOST_NAMED_WORDS = 4


def unrelated_names(half: int, brands: tuple[str, ...]) -> tuple[str, ...]:
    """Exhibitors' names that name none of the brands outright: no run of words is a brand's own letters."""
    keys = {key_of(name) for name in brands}
    core = {"".join(latin(w) for w in words(name) if w not in GENERIC) for name in brands}
    named = {key for key in keys | core if len(key) >= _LEAST_NAMED} | keys
    found = []
    for name in exhibitor_names(half):
        read = [latin(word) for word in words(name)]
        runs = (
            "".join(read[i : i + size])
            for size in range(1, _MOST_NAMED_WORDS + 1)
            for i in range(len(read) - size + 1)
        )
        if "".join(read) not in keys and named.isdisjoint(runs):
            found.append(name)
    return tuple(found)

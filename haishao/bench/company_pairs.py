"""Labelled pairs of company names: the spellings one website's owner gave, against names of other websites.

The rows are JSON lines of `site` and `names`. A pair of one site is one company; each name is also paired with its
nearest neighbour of another site by token_set_ratio, every fifth also by WRatio (hard negatives, and what those scorers take for
most alike) and with one of another site chosen by hash. Sites are divided in halves by SHA-256; a pair never
crosses. Two sites of one company make a few negatives that are none; those spelled alike are left out.
"""

import gzip
import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

import numpy as np
from rapidfuzz import fuzz, process
from rapidfuzz.utils import default_process

_AT_ONCE = 500
_MOST_OF_ONE_SITE = 10

JUNK_SITES = frozenset({"."})
"""Not a website: its names are strangers'."""


@dataclass(frozen=True, slots=True)
class CompanyPair:
    """Two names, whether they are one company's, and the half (0 or 1) their sites fall in."""

    a: str
    b: str
    same: bool
    half: int


def read_pairs(path: Path) -> list[CompanyPair]:
    """Every pair of a gzipped file of name variants. Raises OSError or ValueError when it is not one."""
    pairs: list[CompanyPair] = []
    named: tuple[list[tuple[str, str]], list[tuple[str, str]]] = ([], [])
    with gzip.open(path, "rt", encoding="utf-8") as file:
        for line in file:
            row = json.loads(line)
            site, names = str(row["site"]), [str(name) for name in row["names"]]
            if site in JUNK_SITES:
                continue
            half = hashlib.sha256(site.encode()).digest()[0] % 2
            named[half].extend((name, site) for name in names)
            pairs += [CompanyPair(a, b, True, half) for a, b in combinations(names, 2)]
    for half, found in enumerate(named):
        pairs += _strangers(found, half)
    return pairs


def _strangers(named: list[tuple[str, str]], half: int) -> list[CompanyPair]:
    folded = [default_process(name) for name, _ in named]
    found: set[tuple[int, int]] = set()
    found |= _nearest(folded, named, fuzz.token_set_ratio, every=1)
    found |= _nearest(folded, named, fuzz.WRatio, every=5)
    for number, (name, site) in enumerate(named):
        other = int.from_bytes(hashlib.sha256(f"{name} {site}".encode()).digest()[:4]) % len(named)
        if named[other][1] != site:
            found.add((number, other))
    return [
        CompanyPair(named[i][0], named[j][0], False, half)
        for i, j in sorted(found)
        if _letters(named[i][0]) != _letters(named[j][0])
    ]


def _nearest(
    folded: list[str], named: list[tuple[str, str]], scorer: Callable[..., float], *, every: int
) -> set[tuple[int, int]]:
    """For every so-manieth name the nearest of another site."""
    found: set[tuple[int, int]] = set()
    asked = list(range(0, len(folded), every))
    for start in range(0, len(asked), _AT_ONCE):
        some = asked[start : start + _AT_ONCE]
        scores = process.cdist([folded[i] for i in some], folded, scorer=scorer, dtype=np.uint8, workers=2)
        for number, row in zip(some, scores, strict=True):
            most = min(_MOST_OF_ONE_SITE, len(row))
            order = np.argpartition(row, -most)[-most:]
            order = order[np.argsort(-row[order].astype(np.int16), kind="stable")]
            nearest = next((int(j) for j in order if named[int(j)][1] != named[number][1]), None)
            if nearest is not None:
                found.add((number, nearest))
    return found


def _letters(name: str) -> str:
    return "".join(c for c in name.casefold() if c.isalnum())

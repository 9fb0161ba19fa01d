"""How much a word says about whose a sign is, in bits: rare and long words say much, common ones little.

A word that real names share counts by how many of them have it (`names.csv`); any other by how improbable
its run of letters is among such words. Generic words never count for more than `MOST_GENERIC`.
"""

import csv
import math
from functools import cache, lru_cache
from importlib import resources

from matchers.text.generic import GENERIC

MOST_GENERIC = 4.0
MOST = 45.0
LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789"
_CODE = {letter: number for number, letter in enumerate(LETTERS)}
_END = len(LETTERS)
_SMOOTH = 0.5


@cache
def _names() -> tuple[dict[str, int], int]:
    """(names that have each word, names in all)."""
    text = resources.files("matchers.text").joinpath("names.csv").read_text(encoding="utf-8")
    counts = {word: int(names) for word, names in csv.reader(text.splitlines()[1:])}
    return counts, counts.pop("")


@cache
def _bigram_bits() -> list[list[float]]:
    """Bits of each letter after each other among the words of real names; row and column 36 are the word's ends."""
    size = _END + 1
    seen = [[_SMOOTH] * size for _ in range(size)]
    for word in _names()[0]:
        before = _END
        for letter in word:
            code = _CODE[letter]
            seen[before][code] += 1
            before = code
        seen[before][_END] += 1
    return [[-math.log2(count / sum(row)) for count in row] for row in seen]


@lru_cache(maxsize=500_000)
def bits(word: str) -> float:
    """Bits of a word in a-z and 0-9, from 0 to `MOST`."""
    counts, names = _names()
    table = _bigram_bits()
    total = 0.0
    before = _END
    for letter in word:
        code = _CODE[letter]
        total += table[before][code]
        before = code
    if word in counts:
        total = min(total, math.log2(names / counts[word]))
    if word in GENERIC:
        total = min(total, MOST_GENERIC)
    return min(total, MOST)


_LEAST_KNOWN = 4


def known(word: str) -> bool:
    """True for a word that at least two real names have: a word of its own rather than another's misspelling."""
    return len(word) >= _LEAST_KNOWN and word in _names()[0]

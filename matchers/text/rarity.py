"""How much a word says about whose a sign is, in bits: rare and long words say much, common ones little.

A word that real names share counts by how many of them have it (`names.csv`); any other by how improbable
its run of letters is among such words. Generic words never count for more than `MOST_GENERIC`.
"""

import csv
import math
from functools import cache
from importlib import resources

import numpy as np
import numpy.typing as npt

MOST_GENERIC = 4.0
MOST = 45.0
_LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789"
_CODE = {letter: number for number, letter in enumerate(_LETTERS)}
_END = len(_LETTERS)
_SMOOTH = 0.5


@cache
def _names() -> tuple[dict[str, int], int]:
    """(names that have each word, names in all)."""
    text = resources.files("matchers.text").joinpath("names.csv").read_text(encoding="utf-8")
    counts = {word: int(names) for word, names in csv.reader(text.splitlines()[1:])}
    return counts, counts.pop("")


@cache
def bigram_table() -> npt.NDArray[np.float32]:
    """Bits of each letter after each other among the words of real names; row and column 36 are the word's ends."""
    size = _END + 1
    seen = np.full((size, size), _SMOOTH)
    for word in _names()[0]:
        before = _END
        for letter in word:
            code = _CODE[letter]
            seen[before, code] += 1
            before = code
        seen[before, _END] += 1
    bits: npt.NDArray[np.float32] = (-np.log2(seen / seen.sum(axis=1, keepdims=True))).astype(np.float32)
    return bits


def names_with(word: str) -> int:
    """How many of the counted real names have a word in a-z and 0-9; 0 for one that fewer than two have."""
    return _names()[0].get(word, 0)


def bits_of(word: str, by_letters: float) -> float:
    """Bits of a word that is not generic, from 0 to `MOST`; `by_letters` are those of its run of letters."""
    counts, names = _names()
    shared = counts.get(word)
    return min(by_letters, MOST, math.log2(names / shared) if shared else MOST)

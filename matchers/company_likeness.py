"""How likely two company names are one company's, from 0 to 1: spelling, order, scripts, branches. 企业名称相似度.

Used to see that a holder *resembles* an owner or a distributor. Never to excuse a filing: who may file is decided by
`holders.same_company`, which a borrowed name does not pass.

Names are taken apart into words without legal forms; a Chinese name is read in pinyin with its line of business in
English. What a shared word says depends on how common it is in company names. The weights were fitted by
`tools/fit_companies.py` on one half of 3,031 companies' name variants from public exhibitor lists, divided by hash.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz
from rapidfuzz.distance import JaroWinkler

from matchers.companies import LINES_OF_BUSINESS, PLACES
from matchers.company_words import weight
from matchers.holders import bare_words, company_name

_FILLING = frozenset({"the", "and", "of", "de", "et", "und", "y", "e", "for"})
_FUZZY = 84.0
"""Least ratio of two words of four letters and more that are taken for one."""
_MOST_WORDS = 16
_SPELLED_APART = 55.0
_LINES = frozenset(LINES_OF_BUSINESS.values())
_LINE = 0.45
_COMMON = 0.5
"""Weight up to which a word (“trading”, “systems”) makes nobody less of a stranger."""


@dataclass(frozen=True, slots=True)
class _Named:
    """A name ready to be compared: its words, their weights, all of it joined, its initials."""

    words: tuple[str, ...]
    weights: tuple[float, ...]
    joined: str
    initials: str


def likeness(a: str, b: str) -> float:
    """The likelihood (0 to 1) that two names are one company's or its group's; 0 where either says nothing."""
    if b < a:
        a, b = b, a
    return _likeness(a, b)


@lru_cache(maxsize=200_000)
def _likeness(a: str, b: str) -> float:
    if _strangers(_words(a), _words(b)):
        return 0.0
    measured = features(a, b)
    if measured is None:
        return 0.0
    total = BIAS + sum(w * f for w, f in zip(WEIGHTS, measured, strict=True))
    return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, total))))


@lru_cache(maxsize=200_000)
def _words(text: str) -> tuple[str, ...]:
    found = bare_words(text)[:_MOST_WORDS]
    return tuple(LINES_OF_BUSINESS.get(w, w) for w in found if w not in _FILLING) or tuple(found)


def _strangers(a: tuple[str, ...], b: tuple[str, ...]) -> bool:
    """Most pairs: no word in common, however spaced, no initials, and spelled apart. Saves measuring them."""
    if not a or not b or not _keys(a).isdisjoint(_keys(b)):
        return not a or not b
    if len(a) == 1 or len(b) == 1:
        return False
    return fuzz.ratio("".join(a), "".join(b)) < _SPELLED_APART


@lru_cache(maxsize=200_000)
def _keys(words: tuple[str, ...]) -> frozenset[str]:
    """The words that say something, and neighbours written together."""
    pairs = ("".join(words[n : n + size]) for size in (2, 3) for n in range(len(words) - size + 1))
    return frozenset((*(w for w in words if _says(w) > _COMMON), *pairs))


_STEM = 5
"""Letters a trade name must begin with alike where no word is shared."""


def meeting_keys(name: str) -> frozenset[str]:
    """Keys of which two names that may be one company's share at least one: what an index of names is asked by."""
    trade = company_name(name).name
    return _keys(_words(name)) | {key for key in (trade, trade[:_STEM]) if key}


def _named(words: tuple[str, ...]) -> _Named:
    return _Named(
        words=words,
        weights=tuple(_says(w) for w in words),
        joined="".join(words),
        initials="".join(w[0] for w in words),
    )


@lru_cache(maxsize=100_000)
def _says(word: str) -> float:
    """How much a word says of whose name it is: little for a line of business, half for a place."""
    if word in _LINES:
        return min(_LINE, weight(word))
    return weight(word) * (0.5 if word in PLACES else 1.0)


def _written_like(words: tuple[str, ...], others: tuple[str, ...]) -> tuple[str, ...]:
    """Words joined where the other name writes them as one: turbine, one is turbineone beside turbineone."""
    known = frozenset(others)
    kept: list[str] = []
    place = 0
    while place < len(words):
        for size in (3, 2):
            joined = "".join(words[place : place + size])
            if place + size <= len(words) and joined in known:
                break
        else:
            size, joined = 1, words[place]
        kept.append(joined)
        place += size
    return tuple(kept)


def features(first: str, second: str) -> tuple[float, ...] | None:
    """What the weights weigh, each between 0 and 1, by `FEATURES`; None where a name has no word."""
    words_a, words_b = _words(first), _words(second)
    if not words_a or not words_b:
        return None
    a, b = _named(_written_like(words_a, words_b)), _named(_written_like(words_b, words_a))
    shared_a, shared_b, best = _shared(a, b)
    total_a, total_b = sum(a.weights), sum(b.weights)
    least = min(total_a, total_b) or 1.0
    shared = min(shared_a, shared_b)
    rest = min(total_a - shared_a, total_b - shared_b)
    joined = fuzz.ratio(a.joined, b.joined) / 100
    shorter, longer = sorted((a.joined, b.joined), key=len)
    return (
        joined,
        JaroWinkler.similarity(a.joined, b.joined),
        shared / least,
        (shared_a + shared_b) / ((total_a + total_b) or 1.0),
        best,
        min(1.0, rest / 2),
        float(a.joined == b.joined),
        float(_initials_of(a, b) or _initials_of(b, a)),
        float(_first(a) == _first(b)),
        _first_ratio(a, b),
        min(1.0, min(total_a, total_b) / 2),
        fuzz.token_set_ratio(a.words, b.words) / 100,
        fuzz.partial_ratio(shorter, longer) / 100 if len(shorter) >= 4 else 0.0,
    )


FEATURES = (
    "joined-ratio", "jaro-winkler", "contained", "shared", "rarest-shared", "left-over", "equal", "initials",
    "first-word", "first-ratio", "length", "token-set", "partial",
)  # fmt: skip


def _first(name: _Named) -> str:
    """The word the trade name begins with, past a place."""
    return next((w for w in name.words if w not in PLACES), name.words[0])


def _first_ratio(a: _Named, b: _Named) -> float:
    """How nearly the first words are one, weighed by how much they say."""
    first, second = _first(a), _first(b)
    return fuzz.ratio(first, second) / 100 * min(_says(first), _says(second))


def _initials_of(short: _Named, long: _Named) -> bool:
    """ABL for Advanced Bolt Lines: a single short word and the initials of three words and more."""
    return len(short.words) == 1 and len(long.words) >= 3 and long.initials.startswith(short.joined)


def _shared(a: _Named, b: _Named) -> tuple[float, float, float]:
    """Weight of the words each side shares with the other, and of the rarest that is shared."""
    taken: set[int] = set()
    shared_a = shared_b = best = 0.0
    for word, own in zip(a.words, a.weights, strict=True):
        place = _meeting(word, b.words, taken)
        if place < 0:
            continue
        taken.add(place)
        shared_a += own
        shared_b += b.weights[place]
        best = max(best, min(own, b.weights[place]))
    return shared_a, shared_b, best


def _meeting(word: str, others: Sequence[str], taken: set[int]) -> int:
    """Where among the others stands the same word, or the nearest spelling of it; -1 for nowhere."""
    nearest, place = _FUZZY, -1
    for number, other in enumerate(others):
        if number in taken:
            continue
        if other == word:
            return number
        if len(word) >= 4 and len(other) >= 4:
            ratio = fuzz.ratio(word, other)
            if ratio >= nearest:
                nearest, place = ratio, number
    return place


BIAS = -2.954
WEIGHTS = (
    -0.555, 0.138, 1.195, 1.246, 1.060, -0.836, 1.051, 1.496, 1.970, 1.035, 1.079, -0.637, -0.835,
)  # fmt: skip
"""By `tools/fit_companies.py`, 2026-11, in the order of `FEATURES`."""

RESEMBLES = 0.33
"""Likeness from which a holder is said to resemble a party; the best F1 on the half the weights were fitted on."""

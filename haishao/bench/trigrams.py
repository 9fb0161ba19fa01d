"""The similarity of PostgreSQL's pg_trgm, which the embedded server does not carry, as a baseline.

As its documentation and source say (contrib/pg_trgm): words are lower-cased, padded with two spaces before and one
behind, cut into sets of three letters; similarity is shared over all, here from 0 to 100.
"""

from collections import defaultdict
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
import numpy.typing as npt


def similarity(first: str, second: str) -> float:
    """Shared trigrams over all, 0 to 100."""
    a, b = trigrams(first), trigrams(second)
    return 100.0 * len(a & b) / len(a | b) if a and b else 0.0


@lru_cache(maxsize=100_000)
def trigrams(text: str) -> frozenset[str]:
    """The trigrams of a text."""
    padded = [f"  {word} " for word in text.lower().split()]
    return frozenset(word[i : i + 3] for word in padded for i in range(len(word) - 2))


def closest(texts: Sequence[str], keys: Sequence[str]) -> npt.NDArray[np.float64]:
    """For each text its greatest similarity to any key."""
    having: dict[str, list[int]] = defaultdict(list)
    for number, key in enumerate(keys):
        for trigram in trigrams(key):
            having[trigram].append(number)
    postings = {trigram: np.array(numbers) for trigram, numbers in having.items()}
    sizes = np.array([len(trigrams(key)) for key in keys], np.float64)
    found = np.zeros(len(texts))
    for at, text in enumerate(texts):
        mine = trigrams(text)
        shared = np.zeros(len(keys))
        for trigram in mine & postings.keys():
            shared[postings[trigram]] += 1
        found[at] = 100.0 * float((shared / (sizes + len(mine) - shared)).max())
    return found

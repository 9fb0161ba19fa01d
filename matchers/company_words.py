"""How common a word is in company names, so that “Defence Systems” binds nothing and “Uralvagonzavod” much.

`company_words.csv` counts the names of public trade-fair exhibitor lists a word stands in, per 100,000 names, for
words in at least 25 of 100,000; made by `tools/make_company_words.py`. Any other word is rarer than that.
"""

import csv
import math
from functools import cache, lru_cache
from importlib import resources

_RAREST = 5.0
"""Names in 100,000 a word that is not listed is taken to stand in."""


@cache
def _counts() -> dict[str, float]:
    text = resources.files("matchers").joinpath("company_words.csv").read_text("utf-8")
    return {row["word"]: float(row["per_100000"]) for row in csv.DictReader(text.splitlines(), strict=True)}


@lru_cache(maxsize=100_000)
def weight(word: str) -> float:
    """From 0 (in every name) to 1 (in hardly any): how much a shared word says."""
    return math.log(100_000 / _counts().get(word, _RAREST)) / math.log(100_000 / _RAREST)

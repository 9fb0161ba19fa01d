"""What a brand's names are worth to the word matcher, asked when they are taken in."""

from domain.brand import Brand, BrandForm
from matchers.text.lexicon import Lexicon
from matchers.text.signs import read_words
from matchers.text.views import ROADS, views_of

_LEAST_BITS = 6.0
"""Bits below which a word is not watched for by itself."""


def forms_of(brand: Brand) -> tuple[BrandForm, ...]:
    """Every form a brand is looked for in; () when nothing of it can be read."""
    return tuple(
        BrandForm(
            mark=view.mark, form=view.form, road_zh=ROADS.get(view.kind, ("", ""))[0],
            road_en=ROADS.get(view.kind, ("", ""))[1], scripts=tuple(sorted(script.value for script in view.meets)),
        )
        for view in views_of(brand)
    )  # fmt: skip


def too_generic(brand: Brand) -> bool:
    """True when a brand cannot be watched by its name alone: each word of each mark is generic or says nothing."""
    entries, lexemes = read_words([view.words for view in views_of(brand)], Lexicon())
    words = [entries.word[i] for i in range(entries.at[-1])]
    return not any(not lexemes.generic[w] and lexemes.bits[w] >= _LEAST_BITS for w in words)

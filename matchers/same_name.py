"""How nearly two organisations' names are one name, word for word: a strict reading. 名称是否同一。

Entity lists tell Bowne of Atlanta from Bowne of Boston and Estonia from Ethiopia: a word that stands on both sides and
differs counts against, however alike the rest. Where one side only says more, less is lost; legal forms and generic
words weigh little, numbers more. This is the opposite of the judgement of a sign, where a likeness is the danger.
"""

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

from matchers.companies import FORMS
from matchers.text.generic import GENERIC
from matchers.text.normal import words
from matchers.text.scripts import latin

_SHORTENED = {
    "limited": "ltd", "incorporated": "inc", "corporation": "corp", "company": "co", "aktiengesellschaft": "ag",
    "intl": "international", "bros": "brothers", "mfg": "manufacturing", "assoc": "association", "dept": "department",
    "govt": "government", "ooo": "llc", "oao": "jsc", "ojsc": "jsc", "zao": "jsc", "pao": "jsc", "pjsc": "jsc",
}  # fmt: skip
_PHRASES = (
    ("limited liability company", "llc"), ("open joint stock company", "jsc"), ("joint stock company", "jsc"),
    ("obshchestvo s ogranichennoi otvetstvennostyu", "llc"), ("aktsionernoe obshchestvo", "jsc"),
    ("gesellschaft mit beschrankter haftung", "gmbh"),
)  # fmt: skip
_FILLING = frozenset({"the", "of", "and"})
_LEAST_LIKE = 0.8
"""Least likeness (optimal string alignment) of two words of more than three letters that are taken for one."""

_ONE_SPELLING = 92
"""rapidfuzz's ratio from which two names written together are one in two spellings, whatever the words."""

_BOTH_DIFFER = 2.5
_OTHER_FORM = 0.25


def same_name(first: str, second: str) -> float:
    """The likeness of two names, 0 to 1; 0 where either says nothing. Which comes first makes no difference."""
    ours, theirs = sorted((_words(first), _words(second)))
    if not ours or not theirs:
        return 0.0
    joined, other = ("".join(word for word in side if word not in FORMS) for side in (ours, theirs))
    if joined and joined == other:
        forms, others = ({word for word in side if word in FORMS} for side in (ours, theirs))
        return 1.0 - (_OTHER_FORM if forms and others and forms != others else 0.0)
    by_words = _by_words(ours, theirs)
    spelled = fuzz.ratio(joined, other)
    return max(by_words, 0.9 * spelled / 100) if spelled >= _ONE_SPELLING else by_words


def _words(name: str) -> list[str]:
    text = " ".join(word for word in map(latin, words(name)) if word)
    for phrase, short in _PHRASES:
        text = text.replace(phrase, short)
    return [_SHORTENED.get(word, word) for word in text.split() if word not in _FILLING]


def _by_words(ours: list[str], theirs: list[str]) -> float:
    left = list(theirs)
    met = alone = 0.0
    for word in ours:
        best = max(left, key=lambda other: _like(word, other), default="")
        like = _like(word, best) if best else 0.0
        if like >= _LEAST_LIKE:
            left.remove(best)
            met += 2 * _weight(word) * (2 * like - 1)
        else:
            alone += _weight(word)
    others = sum(map(_weight, left))
    return met / (met + alone + others + _BOTH_DIFFER * min(alone, others)) if met else 0.0


def _like(one: str, other: str) -> float:
    if one == other:
        return 1.0
    return float(OSA.normalized_similarity(one, other)) if min(len(one), len(other)) > 3 else 0.0


def _weight(word: str) -> float:
    if word in FORMS:
        return 0.25
    return 1.2 if word.isdigit() else 0.6 if word in GENERIC else 1.0

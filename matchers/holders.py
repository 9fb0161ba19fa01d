"""Company names taken apart and compared in a normal form. 企业名称.

Conservative on purpose: a squatter who borrows the name must not pass for the owner. Legal forms, case,
width, punctuation and 繁/简 do not count; the place, the trade name and the line of business do. A Chinese
company and its usual English name are the same when all three agree: 深圳市海峰科技有限公司 is "Shenzhen Haifeng
Technology Co., Ltd.".
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from matchers.companies import FORMS, FORMS_HAN, LINES_OF_BUSINESS, LINES_OF_BUSINESS_HAN, PLACES, PLACES_HAN
from matchers.text.normal import words
from matchers.text.scripts import latin

_HAN = re.compile(r"[\u3400-\u9fff]")
_BRACKETED = re.compile(r"[(（][^()（）]*[)）]")
_FILLING = frozenset({"the", "and", "of"})
_MOST_LETTERS = 300
"""Letters of a company name that are read; the longest real ones have under 200."""


@dataclass(frozen=True, slots=True)
class CompanyName:
    """A company name taken apart. `forms` are families of legal forms, `name` the trade name in a-z and 0-9."""

    places: frozenset[str]
    name: str
    lines: frozenset[str]
    forms: frozenset[str]


def same_company(a: str, b: str) -> bool:
    """True when two names are one company's as far as names can tell; "" is nobody's."""
    first, second = company_name(a), company_name(b)
    if not first.name or first.name != second.name or not (names_somebody(a) and names_somebody(b)):
        return False
    agree = first.places == second.places and first.lines == second.lines
    return agree and (not first.forms or not second.forms or bool(first.forms & second.forms))


@lru_cache(maxsize=200_000)
def company_name(text: str) -> CompanyName:
    """Takes a company name apart, Chinese or Latin."""
    folded = words(text[:_MOST_LETTERS])
    joined = "".join(folded)
    if _HAN.search(joined):
        return _chinese(joined)
    return _western([latin(word) for word in folded])


def is_company(name: str) -> bool:
    """True for a name with a legal form; anything else may be a person's."""
    return bool(company_name(name).forms)


@lru_cache(maxsize=200_000)
def names_somebody(text: str) -> bool:
    """False for an empty name and for one that is only a legal form: "Co., Ltd.", 有限公司."""
    folded = words(text[:_MOST_LETTERS])
    joined = "".join(folded)
    if not joined:
        return False
    if joined in FORMS or any(joined == form for form, _ in FORMS_HAN):
        return False
    return not all(word in FORMS for word in map(latin, folded))


def bare_words(text: str) -> list[str]:
    """The words of a company name in a-z and 0-9 without its legal forms; the lines of business in English."""
    folded = words(text[:_MOST_LETTERS])
    joined = "".join(folded)
    if _HAN.search(joined):
        parts = _chinese(joined)
        return [*sorted(parts.places), parts.name, *sorted(parts.lines)]
    return [t for t in _without_forms([t for t in map(latin, folded) if t])[1] if t]


def short_names(text: str) -> tuple[str, ...]:
    """What a company is called for short, folded: its name without its legal form, with and without what stands in brackets."""
    if not names_somebody(text):
        return ()
    found = {_without_form(one): None for one in (text, _BRACKETED.sub(" ", text))}
    return tuple(name for name in found if name and names_somebody(name))


def trade_name(text: str) -> str:
    """The trade name of a Chinese company in hanzi, without form, place and line of business; "" for any other."""
    joined = "".join(words(_BRACKETED.sub(" ", text[:_MOST_LETTERS])))
    return _taken_apart(joined)[1] if _HAN.search(joined) and names_somebody(joined) else ""


def _without_form(text: str) -> str:
    folded = words(text[:_MOST_LETTERS])
    joined = "".join(folded)
    if _HAN.search(joined):
        return _formless(joined)[0]
    return " ".join(_without_forms([t for t in map(latin, folded) if t])[1])


def _chinese(text: str) -> CompanyName:
    places, name, lines, forms = _taken_apart(text)
    return CompanyName(places, latin(name), lines, forms)


def _formless(text: str) -> tuple[str, frozenset[str]]:
    """A Chinese name without its legal form, and the form's family."""
    for form, family in FORMS_HAN:
        if text.endswith(form) and len(text) > len(form):
            return text[: -len(form)], frozenset({family})
    return text, frozenset()


def _taken_apart(text: str) -> tuple[frozenset[str], str, frozenset[str], frozenset[str]]:
    """Places, trade name in hanzi, lines of business and forms of a Chinese name."""
    text, forms = _formless(text)
    places: set[str] = set()
    text = text.replace("中国", "", 1) if text.startswith("中国") and len(text) > 4 else text
    for _ in range(3):
        place = next((p for p in PLACES_HAN if text.startswith(p) and len(text) > len(p)), "")
        if not place:
            break
        text = text[len(place) :]
        if text[:1] in ("市", "省", "县", "区") and len(text) > 1:
            text = text[1:]
        places.add(PLACES_HAN[place])
    lines: set[str] = set()
    for _ in range(4):
        line = next((w for w in LINES_OF_BUSINESS_HAN if text.endswith(w) and len(text) > len(w) + 1), "")
        if not line:
            break
        text = text[: -len(line)]
        lines |= LINES_OF_BUSINESS_HAN[line]
    return frozenset(places), text, frozenset(lines), forms


def _western(tokens: list[str]) -> CompanyName:
    forms, tokens = _without_forms([t for t in tokens if t])
    places = frozenset(t for t in tokens if t in PLACES)
    lines = frozenset(LINES_OF_BUSINESS[t] for t in tokens if t in LINES_OF_BUSINESS)
    name = "".join(t for t in tokens if t not in PLACES and t not in LINES_OF_BUSINESS and t not in _FILLING)
    if not name:
        return CompanyName(frozenset(), "".join(tokens), frozenset(), forms)
    return CompanyName(places, name, lines, forms)


def _without_forms(tokens: list[str]) -> tuple[frozenset[str], list[str]]:
    """Legal forms stand at the end, some at the start ("PT", "OOO"), and may be spaced ("s r l")."""
    forms: set[str] = set()
    for _ in range(3):
        for size in (4, 3, 2, 1):
            ending = "".join(tokens[-size:])
            if (
                len(tokens) > size
                and ending in FORMS
                and (size == 1 or all(len(t) <= 3 for t in tokens[-size:]))
            ):
                forms.add(FORMS[ending])
                tokens = tokens[:-size]
                break
        else:
            break
    if len(tokens) > 1 and tokens[0] in ("pt", "ooo", "zao", "oao", "pao", "pjsc", "cv"):
        forms.add(FORMS[tokens[0]])
        tokens = tokens[1:]
    return frozenset(forms), tokens

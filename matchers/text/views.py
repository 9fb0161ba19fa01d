"""A brand's views: every form its marks can take on a foreign sign, as comparable Latin words. 品牌的各种写法.

A view meets only signs of a script it can stand in: the Palladius view meets Cyrillic signs, Wade-Giles
meets Latin ones. Both sides pass through the same latinisation, so what that gets wrong, it gets wrong twice.
"""

from dataclasses import dataclass
from enum import StrEnum
from itertools import islice, product

from pypinyin import Style, pinyin

from domain.brand import Brand
from matchers.text import forwards
from matchers.text.normal import words
from matchers.text.scripts import Script, latin, scripts_of

_MOST_HETERONYMS = 3
_LEAST_INITIALS = 4


class ViewKind(StrEnum):
    """By which road a view comes from a mark."""

    WRITTEN = "written"
    PINYIN = "pinyin"
    HETERONYM = "heteronym"
    INITIALS = "initials"
    WADE_GILES = "wade-giles"
    HONG_KONG = "hong-kong"
    VIETNAMESE = "vietnamese"
    PALLADIUS = "palladius"
    KATAKANA = "katakana"
    HANGUL = "hangul"
    SINO_KOREAN = "sino-korean"


_ANY = frozenset(Script)
_LATIN_ONLY = frozenset({Script.LATIN})
MEETS: dict[ViewKind, frozenset[Script]] = {
    ViewKind.WRITTEN: _ANY - {Script.HAN},
    ViewKind.PINYIN: _ANY,
    ViewKind.HETERONYM: frozenset({Script.LATIN, Script.HAN}),
    ViewKind.INITIALS: _LATIN_ONLY,
    ViewKind.WADE_GILES: _LATIN_ONLY,
    ViewKind.HONG_KONG: _LATIN_ONLY,
    ViewKind.VIETNAMESE: _LATIN_ONLY,
    ViewKind.PALLADIUS: frozenset({Script.CYRILLIC, Script.LATIN}),
    ViewKind.KATAKANA: frozenset({Script.KANA}),
    ViewKind.HANGUL: frozenset({Script.HANGUL}),
    ViewKind.SINO_KOREAN: frozenset({Script.HANGUL}),
}
"""The scripts of signs a view can stand in."""

ROADS: dict[ViewKind, tuple[str, str]] = {
    ViewKind.PINYIN: ("拼音", "in Pinyin"),
    ViewKind.HETERONYM: ("拼音（多音字）", "in Pinyin, another reading"),
    ViewKind.INITIALS: ("拼音首字母", "the initials of its Pinyin"),
    ViewKind.WADE_GILES: ("威妥玛拼音", "in Wade-Giles"),
    ViewKind.HONG_KONG: ("粤语拼写", "in Cantonese, Hong Kong spelling"),
    ViewKind.VIETNAMESE: ("汉越音", "in its Sino-Vietnamese reading"),
    ViewKind.PALLADIUS: ("俄文译写", "in Russian letters (Palladius)"),
    ViewKind.KATAKANA: ("片假名译写", "in katakana"),
    ViewKind.HANGUL: ("韩文译音", "in hangul, by sound"),
    ViewKind.SINO_KOREAN: ("韩文汉字音", "in hangul, the Sino-Korean reading"),
}
"""What a view is of its mark, in Chinese and English."""


@dataclass(frozen=True, slots=True)
class View:
    """One form of one mark. `mark` is as the enterprise writes it, `form` as it would stand on a sign.

    `words` are the form's words in a-z and 0-9; `meets` the scripts of signs it can stand in.
    """

    mark: str
    kind: ViewKind
    form: str
    words: tuple[str, ...]
    meets: frozenset[Script]


def views_of(brand: Brand) -> tuple[View, ...]:
    """Every view of every mark of a brand, each once; () when nothing of it can be read.

    What the enterprise wrote itself goes before a reading of another mark that comes out the same, unless that
    reading can stand in a script in which the written form can not.
    """
    found: dict[tuple[str, ...], list[View]] = {}
    views = [view for mark in brand.marks for view in _views_of_mark(mark)]
    for view in sorted(views, key=lambda view: view.kind is not ViewKind.WRITTEN):
        alike = found.setdefault(view.words, [])
        if not any(view.meets <= other.meets for other in alike):
            alike.append(view)
    return tuple(view for alike in found.values() for view in alike)


def _views_of_mark(mark: str) -> list[View]:
    folded = words(mark)
    hanzi = "".join(h for word in folded for h in word if scripts_of(h) == {Script.HAN})
    if not hanzi or any(scripts_of(word) == {Script.KANA} for word in folded):
        read = tuple(key for key in map(latin, folded) if key)
        return [View(mark, ViewKind.WRITTEN, mark, read, _met_by(folded))] if read else []
    found = _han_views(mark, hanzi)
    others = tuple(latin(word) for word in folded if Script.HAN not in scripts_of(word))
    if any(others):
        read = tuple(key for key in others if key)
        form = " ".join(word for word in folded if Script.HAN not in scripts_of(word)).upper()
        found.append(View(mark, ViewKind.WRITTEN, form, read, MEETS[ViewKind.WRITTEN]))
    return found


def _met_by(folded: list[str]) -> frozenset[Script]:
    """What is written in Latin letters stands in any script; what is written in another, there and in Latin."""
    scripts = frozenset(script for word in folded for script in scripts_of(word))
    return MEETS[ViewKind.WRITTEN] if scripts <= _LATIN_ONLY else scripts | _LATIN_ONLY


def _han_views(mark: str, hanzi: str) -> list[View]:
    readings = [list(dict.fromkeys(r.replace("ü", "v") for r in each))[:2] for each in _readings(hanzi)]
    if not readings:
        return []
    first = [each[0] for each in readings]
    found = [_view(mark, ViewKind.PINYIN, " ".join(first).upper(), first)]
    for other in islice(product(*readings), 1, 1 + _MOST_HETERONYMS):
        found.append(_view(mark, ViewKind.HETERONYM, " ".join(other).upper(), list(other)))
    if len(first) >= _LEAST_INITIALS:
        initials = "".join(syllable[0] for syllable in first)
        found.append(_view(mark, ViewKind.INITIALS, initials.upper(), [initials]))
    for kind, table in _BY_SYLLABLE.items():
        parts = [table(syllable) for syllable in first]
        if all(parts):
            found.append(_written(mark, kind, parts))
    for kind, read in _BY_HANZI.items():
        parts = read(hanzi)
        if parts:
            found.append(_written(mark, kind, parts))
    return found


def _readings(hanzi: str) -> list[list[str]]:
    """The usual reading of each hanzi first, then the others."""
    usual = pinyin(hanzi, style=Style.NORMAL, errors="ignore")
    every = pinyin(hanzi, style=Style.NORMAL, errors="ignore", heteronym=True)
    if len(usual) != len(every):
        return usual
    return [[*one, *(r for r in more if r not in one)] for one, more in zip(usual, every, strict=True)]


_BY_SYLLABLE = {
    ViewKind.WADE_GILES: forwards.wade_giles,
    ViewKind.PALLADIUS: forwards.palladius,
    ViewKind.KATAKANA: forwards.katakana,
    ViewKind.HANGUL: forwards.hangul,
}
_BY_HANZI = {
    ViewKind.HONG_KONG: lambda hanzi: [forwards.hong_kong(j) for j in forwards.cantonese(hanzi)],
    ViewKind.VIETNAMESE: forwards.vietnamese,
    ViewKind.SINO_KOREAN: forwards.sino_korean,
}
_SPACED = frozenset({ViewKind.WADE_GILES, ViewKind.HONG_KONG, ViewKind.VIETNAMESE})


def _written(mark: str, kind: ViewKind, parts: list[str]) -> View:
    form = " ".join(parts).upper() if kind in _SPACED else "".join(parts)
    return _view(mark, kind, form, parts)


def _view(mark: str, kind: ViewKind, form: str, parts: list[str]) -> View:
    """Syllables are read as one word: abroad a Chinese brand is written together as often as apart."""
    return View(mark, kind, form, (latin("".join(parts)),), MEETS[kind])

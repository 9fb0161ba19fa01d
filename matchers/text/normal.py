"""One way to fold the words of a sign: case, width, diacritics, styled letters, 繁→简, punctuation, spacing.

Everything compared in this package has passed through `words`. Nothing here depends on the sign's length
other than linearly, and only the first `MAX_SIGN` characters are read: longer "signs" are whole labels or
descriptions, and a brand that matters stands early in them.
"""

import re
import unicodedata

import opencc

MAX_SIGN = 1_000
"""Characters of a sign that are read."""

_TO_SIMPLIFIED = opencc.OpenCC("t2s")

_WITHIN_WORDS = frozenset("'’‘`´ʼʻ＇‛′")
"""Apostrophes stand inside a word: BED'S is read as one word."""

_LETTERS_WITHOUT_DECOMPOSITION = {
    "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h",
    "ŋ": "ng", "ŧ": "t", "ĸ": "k", "ſ": "s", "ə": "e", "ɡ": "g", "ƒ": "f",
}  # fmt: skip

_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z][A-Za-z])")
_INITIALS = re.compile(r"(?<!\w)(?:[^\W\d_]\.){1,9}[^\W\d_](?!\w)")
_LETTER_SIGNS = re.compile(r"(?<=[^\W_])[$@!|](?=[^\W_])")
_LETTER_SIGN_READINGS = {"$": "s", "@": "a", "!": "i", "|": "l"}


def _squared_letter(point: int) -> str:
    """Letters of the squared and negative-circled sets, which NFKC leaves as they are; else ""."""
    for first in (0x1F130, 0x1F150, 0x1F170, 0x1F1E6):
        if first <= point < first + 26:
            return chr(ord("a") + point - first)
    return ""


def _fold_character(point: int) -> str:
    letter = chr(point)
    if letter in _WITHIN_WORDS or 0xD800 <= point <= 0xDFFF:
        return ""
    if squared := _squared_letter(point):
        return squared
    category = unicodedata.category(letter)
    if category == "Mn":
        return letter if point > 0x08FF and not 0x1AB0 <= point <= 0x20FF else ""
    if category == "Cf":
        return ""
    if category[0] in "LNM":
        return _fold_letter(letter.casefold())
    return " "


def _fold_letter(folded: str) -> str:
    """A letter without its diacritics where the script's readers do not need them (Latin, Greek)."""
    if folded in _LETTERS_WITHOUT_DECOMPOSITION:
        return _LETTERS_WITHOUT_DECOMPOSITION[folded]
    first = ord(folded[0])
    if first < 0x0400 or 0x1E00 <= first < 0x2000:
        plain = unicodedata.normalize("NFKD", folded)
        plain = "".join(c for c in plain if unicodedata.category(c) != "Mn")
        return "".join(_LETTERS_WITHOUT_DECOMPOSITION.get(c, c) for c in plain) or folded
    if 0x3400 <= first <= 0x9FFF or 0xF900 <= first <= 0xFAFF or first >= 0x20000:
        simplified: str = _TO_SIMPLIFIED.convert(folded)
        return simplified
    return folded


class _Folding(dict[int, str]):
    """A table for `str.translate` that fills itself character by character."""

    def __missing__(self, point: int) -> str:
        folded = self[point] = _fold_character(point)
        return folded


_FOLDING = _Folding()


def words(sign: str) -> list[str]:
    """The words of a sign, folded: lower case, no diacritics, simplified hanzi; [] when it has none.

    A capital inside a word begins a new one (PrimaAqua is prima, aqua), initials with full stops are one
    word (S.p.A. is spa), and $ @ ! | between letters are read as letters. Lone surrogates, emoji and control
    characters are dropped.
    """
    text = sign[:MAX_SIGN]
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)[: 4 * MAX_SIGN]
    if not (text.islower() or text.isupper()):
        text = _CAMEL.sub(" ", text)
    if "." in text:
        text = _INITIALS.sub(lambda found: found.group().replace(".", ""), text)
    if _LETTER_SIGNS.search(text):
        text = _LETTER_SIGNS.sub(lambda found: _LETTER_SIGN_READINGS[found.group()], text)
    return text.translate(_FOLDING).split()

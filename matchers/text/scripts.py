"""Which script a word is written in, and its reading in plain Latin letters: one latinisation for both sides.

Because a brand's katakana view and a sign in katakana pass through the same `latin`, its errors cancel.
"""

import re
from enum import StrEnum
from functools import lru_cache

from pypinyin import Style, lazy_pinyin

from matchers.text.backwards import ARABIC, CYRILLIC, GREEK, HEBREW, from_any, from_hangul, from_kana


class Script(StrEnum):
    """The script of one word."""

    LATIN = "latin"
    CYRILLIC = "cyrillic"
    GREEK = "greek"
    HAN = "han"
    KANA = "kana"
    HANGUL = "hangul"
    ARABIC = "arabic"
    HEBREW = "hebrew"
    OTHER = "other"


_RANGES: tuple[tuple[int, int, Script], ...] = (
    (0x0000, 0x024F, Script.LATIN),
    (0x0250, 0x02AF, Script.LATIN),
    (0x0370, 0x03FF, Script.GREEK),
    (0x0400, 0x052F, Script.CYRILLIC),
    (0x0590, 0x05FF, Script.HEBREW),
    (0x0600, 0x06FF, Script.ARABIC),
    (0x0750, 0x077F, Script.ARABIC),
    (0x1100, 0x11FF, Script.HANGUL),
    (0x1E00, 0x1EFF, Script.LATIN),
    (0x3040, 0x30FF, Script.KANA),
    (0x31F0, 0x31FF, Script.KANA),
    (0x3400, 0x4DBF, Script.HAN),
    (0x4E00, 0x9FFF, Script.HAN),
    (0xAC00, 0xD7A3, Script.HANGUL),
    (0x20000, 0x323AF, Script.HAN),
)


@lru_cache(maxsize=65_536)
def script_of(letter: str) -> Script:
    """The script of one character."""
    point = ord(letter)
    for first, last, script in _RANGES:
        if first <= point <= last:
            return script
    return Script.OTHER


def scripts_of(word: str) -> frozenset[Script]:
    """The scripts of a word; digits count for none."""
    return frozenset(script_of(letter) for letter in word if not letter.isdigit())


_LETTER_TABLES = CYRILLIC | GREEK | ARABIC | HEBREW
_NOT_PLAIN = re.compile(r"[^a-z0-9]+")
_RUNS = re.compile(r"[\u3400-\u9fff]+|[\u3040-\u30ff]+|[\uac00-\ud7a3]+|[^\u3040-\u9fff\uac00-\ud7a3]+")


def runs_by_script(word: str) -> list[str]:
    """A word cut where hanzi, kana, hangul and other letters meet; ー and digits stay with what stands before."""
    return _RUNS.findall(word)


@lru_cache(maxsize=1_000_000)
def latin(word: str) -> str:
    """A folded word in a-z and 0-9 only; "" when nothing of it can be read."""
    if word.isascii():
        return _NOT_PLAIN.sub("", word)
    return "".join(_read(run) for run in _RUNS.findall(word))


def _read(run: str) -> str:
    match script_of(run[0]):
        case Script.HAN:
            read = "".join(lazy_pinyin(run, style=Style.NORMAL, errors="ignore"))
        case Script.KANA:
            read = from_kana(run)
        case Script.HANGUL:
            read = from_hangul(run)
        case _:
            read = from_any(run.translate(_LETTER_TABLES))
    return _NOT_PLAIN.sub("", read.replace("ü", "v"))

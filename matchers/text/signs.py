"""Signs and views read as runs of words, in the lexicon's numbers."""

from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from matchers.text.compiled.entries import FOREIGN, SOFT, Entries, read_entries
from matchers.text.compiled.keys import Keys, Runs, keys_of, runs_of
from matchers.text.generic import AFFIXES
from matchers.text.keyspace import picked
from matchers.text.lexicon import FOREIGN_BITS, SOFT_BITS, Lexemes, Lexicon, script_bits
from matchers.text.normal import words
from matchers.text.scripts import Script, runs_by_script, scripts_of

LATIN_BIT = script_bits([Script.LATIN])
_LEAST_SOUND = 3
_LEAST_BONES = 2
_WHOLE = 0.7
"""A run of words with at least this share of the bits is met more loosely, as a whole."""


def read_signs(signs: Sequence[str], lexicon: Lexicon) -> tuple[Entries, Lexemes]:
    """The readings of signs: as written, then by their looks. `owner` counts from the first sign."""
    texts = [[part for token in words(sign) for part in parted(token)] for sign in signs]
    return _entries(texts, lexicon, readings=3)


def read_words(texts: Sequence[Sequence[str]], lexicon: Lexicon) -> tuple[Entries, Lexemes]:
    """One entry for each text, given as its folded words; nothing is read by its looks."""
    return _entries(texts, lexicon, readings=1)


def _entries(texts: Sequence[Sequence[str]], lexicon: Lexicon, *, readings: int) -> tuple[Entries, Lexemes]:
    number, known = lexicon.number, lexicon.numbers.get
    flat: list[int] = []
    at = [0]
    for text in texts:
        for word in text:
            numbered = known(word)
            flat.append(number(word) if numbered is None else numbered)
        at.append(len(flat))
    lexemes = lexicon.learn_new()
    read = read_entries(
        lexemes, np.array(at, np.int32), np.array(flat, np.int32), FOREIGN_BITS, SOFT_BITS, readings
    )
    return Entries(*read), lexemes


@lru_cache(maxsize=100_000)
def parted(token: str) -> tuple[str, ...]:
    """A token of several scripts apart, with endings that say little apart, and hanzi one by one."""
    if token.isascii():
        return (token,)
    parts: list[str] = []
    for run in runs_by_script(token):
        parts += _without_affixes(run)
    return tuple(parts)


def _without_affixes(run: str) -> list[str]:
    endings: list[str] = []
    while ending := next(
        (a for a in AFFIXES.get(run[-1], ()) if run.endswith(a) and len(run) > len(a) + 1), ""
    ):
        run = run[: -len(ending)]
        endings.insert(0, ending)
    return [*(run if scripts_of(run) == {Script.HAN} else (run,)), *endings]


class KeySet:
    """The runs of some entries and their keys.

    `wholes` and `spelled` are keys by letters, of runs that stand for the whole and of all; `loose` are the wholes of
    signs in scripts whose readings are least certain (of views: all). `sounded` are keys by sound, `bones` by
    consonants, `soft` by consonants as kana and hangul write them.
    """

    def __init__(self, entries: Entries, lexemes: Lexemes, *, of_views: bool) -> None:
        self.runs = Runs(*runs_of(lexemes, entries, LATIN_BIT, of_views))
        self._entries, self._generic = entries, lexemes.generic
        everything = np.ones(len(self.runs.entry), np.bool_)
        foreign, soft = ((entries.flags[self.runs.entry] & flag) > 0 for flag in (FOREIGN, SOFT))
        of_bones, of_soft = (everything, everything) if of_views else (foreign & ~soft, soft)
        self.spelled = self._keys(lexemes.letters, lexemes.letters_at, 1, everything, False)
        self.wholes = self._of(self.runs.share >= _WHOLE)
        self.loose = self.wholes if of_views else self._of((self.runs.share >= _WHOLE) & foreign)
        self.sounded = self._keys(lexemes.sound, lexemes.sound_at, _LEAST_SOUND, everything, True)
        self.bones = self._keys(lexemes.bones, lexemes.bones_at, _LEAST_BONES, of_bones, True)
        self.soft = self._keys(lexemes.soft, lexemes.soft_at, _LEAST_BONES, of_soft, True)

    def of(self, name: str) -> Keys:
        """The keys of that kind."""
        keys: Keys = getattr(self, name)
        return keys

    def _of(self, wanted: np.ndarray) -> Keys:
        """The keys by letters of some runs only."""
        every = self.spelled
        used = np.unique(every.key[wanted & (every.key >= 0)])
        number = np.full(len(every.at), -1, np.int32)
        number[used] = np.arange(len(used))
        return Keys(*picked(every, used), np.where(wanted, number[every.key], np.int32(-1)))

    def _keys(self, letters: np.ndarray, at: np.ndarray, least: int, wanted: np.ndarray, once: bool) -> Keys:
        return Keys(*keys_of(letters, at, self._generic, self._entries, self.runs, least, wanted, once))

"""Lexicon: the words of signs or of brands, each once, as arrays that compiled code reads. 词表。"""

from collections.abc import Iterable
from typing import Any, NamedTuple, Self

import numpy as np
import numpy.typing as npt

from matchers.text.alike import look_alikes
from matchers.text.arrays import Arrays, Texts, part, texts_in, under
from matchers.text.compiled.sounds import bigram_bits, respelled
from matchers.text.generic import GENERIC
from matchers.text.growing import Growing
from matchers.text.rarity import MOST_GENERIC, bigram_table, bits_of, names_with
from matchers.text.scripts import Script, latin, scripts_of
from matchers.text.sound import BONES, SOUNDS

Bytes = npt.NDArray[np.uint8]
Ints = npt.NDArray[np.int32]
Floats = npt.NDArray[np.float32]

_SCRIPT_BIT = {script: 1 << number for number, script in enumerate(Script)}
_LATIN_BIT = _SCRIPT_BIT[Script.LATIN]
_CODES = bytes(
    code - 97 if 97 <= code <= 122 else 26 + code - 48 if 48 <= code <= 57 else 255 for code in range(256)
)
_MOST_LOOKS = 2


def script_bits(scripts: Iterable[Script]) -> int:
    """Scripts as one number, a bit each."""
    return sum(_SCRIPT_BIT[script] for script in scripts)


FOREIGN_BITS = script_bits(set(Script) - {Script.LATIN, Script.HAN})
"""The scripts whose readings are least certain: neither Latin nor hanzi."""

SOFT_BITS = script_bits({Script.KANA, Script.HANGUL})
"""The scripts that write no r before a consonant."""


class Lexemes(NamedTuple):
    """Words by number. Word w has letters `letters[letters_at[w]:letters_at[w + 1]]`, and so on.

    `bones` are its consonants in classes, `soft` the same without an r that no vowel follows. `bits` is what the
    word says about whose a sign is, `names` log2 of 1 + how many real names have it, `scripts` a bit a script.
    `looks` and `looks_also` are the words it may be read as by its looks, -1 for none.
    """

    letters: Bytes
    letters_at: Ints
    sound: Bytes
    sound_at: Ints
    bones: Bytes
    bones_at: Ints
    soft: Bytes
    soft_at: Ints
    bits: Floats
    names: Floats
    generic: Bytes
    scripts: Ints
    looks: Ints
    looks_also: Ints


_DTYPES = {
    "bits": np.float32,
    "names": np.float32,
    "scripts": np.int32,
    "looks": np.int32,
    "looks_also": np.int32,
}


class Lexicon:
    """Numbers for folded words. `number` gives them at once; the arrays follow in `learn_new`."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] | None = {}
        self._words: Texts | None = None
        self._new: list[str] = []
        self._columns = {
            name: Growing(np.int32 if name.endswith("_at") else _DTYPES.get(name, np.uint8))
            for name in Lexemes._fields
        }
        for name in Lexemes._fields:
            if name.endswith("_at"):
                self._columns[name].extend([0])

    @classmethod
    def from_arrays(cls, arrays: Arrays) -> Self:
        """The lexicon whose `arrays` these are; its words are gone through when one is first asked for."""
        one = cls()
        one._columns = {name: Growing.of(arrays[name]) for name in Lexemes._fields}
        one._words, one._numbers = Texts(part("words", arrays)), None
        return one

    def arrays(self) -> dict[str, npt.NDArray[Any]]:
        """All words that were learned."""
        columns = self.learn_new()._asdict()
        return {**columns, **under("words", texts_in(list(self.numbers)))}

    @property
    def numbers(self) -> dict[str, int]:
        """The number of each word."""
        if self._numbers is None:
            words = self._words.every() if self._words else []
            self._numbers = {word: number for number, word in enumerate(words)}
        return self._numbers

    def __len__(self) -> int:
        return len(self.numbers)

    def number(self, folded: str) -> int:
        """The number of a folded word; one of which nothing can be read has no letters."""
        numbers = self.numbers
        known = numbers.get(folded)
        if known is None:
            known = numbers[folded] = len(numbers)
            self._new.append(folded)
        return known

    def learn_new(self) -> Lexemes:
        """All words as arrays, those numbered since the last call among them. Views, valid until the next call."""
        if self._new:
            looks = [self._looks(word) for word in list(self._new)]  # numbers more words
            new, self._new = self._new, []
            looks += [()] * (len(new) - len(looks))
            self._learn(new, looks)
        return Lexemes(*(self._columns[name].now for name in Lexemes._fields))

    def _looks(self, folded: str) -> tuple[int, ...]:
        return tuple(self.number(seen) for seen in look_alikes(folded)[:_MOST_LOOKS])

    def _learn(self, new: list[str], looks: list[tuple[int, ...]]) -> None:
        keys = [word if word.isascii() else latin(word) for word in new]
        letters = np.frombuffer("".join(keys).encode("ascii").translate(_CODES), np.uint8)
        at = np.zeros(len(keys) + 1, np.int32)
        np.cumsum(np.fromiter(map(len, keys), np.int32, len(keys)), out=at[1:])
        by_letters = bigram_bits(letters, at, bigram_table()).tolist()
        generic = [word in GENERIC or key in GENERIC for word, key in zip(new, keys, strict=True)]
        bits = [
            min(bits_of(key, of_letters), MOST_GENERIC) if common else bits_of(key, of_letters)
            for key, of_letters, common in zip(keys, by_letters, generic, strict=True)
        ]
        self._put("letters", letters, at)
        self._put("sound", *respelled(letters, at, SOUNDS, False, False))
        self._put("bones", *respelled(letters, at, BONES, True, False))
        self._put("soft", *respelled(letters, at, BONES, True, True))
        self._columns["bits"].extend(bits)
        self._columns["names"].extend(np.log2(1 + np.array([names_with(key) for key in keys], np.float32)))
        self._columns["generic"].extend(generic)
        self._columns["scripts"].extend(
            [_LATIN_BIT if word.isascii() else script_bits(scripts_of(word)) for word in new]
        )
        self._columns["looks"].extend([seen[0] if seen else -1 for seen in looks])
        self._columns["looks_also"].extend([seen[1] if len(seen) > 1 else -1 for seen in looks])

    def _put(self, name: str, letters: Bytes, at: Ints) -> None:
        before = len(self._columns[name])
        self._columns[name].extend(letters)
        self._columns[f"{name}_at"].extend(at[1:] + before)

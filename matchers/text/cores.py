"""The cores of all forms by a hash of their letters, to find them inside longer words."""

from typing import Any, Self

import numpy as np
import numpy.typing as npt

from matchers.text.arrays import Arrays
from matchers.text.compiled.entries import Entries
from matchers.text.compiled.keys import CORE, LONGEST_KEY, compose, letters_hash
from matchers.text.growing import Growing
from matchers.text.lexicon import Ints, Lexemes

_LEAST_LETTERS = 4
_LEAST_BITS = 10.0


class Cores:
    """Cores of forms of at least `_LEAST_LETTERS` letters and `_LEAST_BITS` bits; shorter ones are inside everything."""

    def __init__(self) -> None:
        self._hash = Growing(np.uint64)
        self._form = Growing(np.int32)
        self._letters = Growing(np.uint8)
        self._at = Growing(np.int64)
        self._at.extend([0])
        self._sorted: tuple[int, np.ndarray, Ints, np.ndarray, np.ndarray] | None = None

    @classmethod
    def from_arrays(cls, arrays: Arrays) -> Self:
        """The cores whose `arrays` these are."""
        one = cls()
        hashes, forms, letters, at = (arrays[name] for name in ("hash", "form", "letters", "at"))
        one._hash, one._form = Growing.of(hashes), Growing.of(forms)
        one._letters, one._at = Growing.of(letters), Growing.of(at)
        one._sorted = (_LEAST_LETTERS, hashes, forms, letters, at)
        return one

    def arrays(self) -> dict[str, npt.NDArray[Any]]:
        """All of them, in order."""
        _, hashes, forms, letters, at = self.sorted()
        return {"hash": hashes, "form": forms, "letters": letters, "at": at}

    def add(self, entries: Entries, lexemes: Lexemes, first_form: int) -> None:
        """The cores of forms; entry 0 is the form numbered `first_form`."""
        buffer = np.zeros(LONGEST_KEY, np.uint8)
        letters, ends, hashes, forms = [], [], [], []
        end = len(self._letters)
        for e in range(len(entries.owner)):
            if entries.total[e] < _LEAST_BITS:
                continue
            first, count = entries.at[e], entries.at[e + 1] - entries.at[e]
            length = compose(
                lexemes.letters,
                lexemes.letters_at,
                lexemes.generic,
                entries.word,
                first,
                count,
                CORE,
                False,
                buffer,
            )
            if length >= _LEAST_LETTERS:
                letters.append(buffer[:length].copy())
                end += length
                ends.append(end)
                hashes.append(letters_hash(buffer, 0, length))
                forms.append(first_form + e)
        if forms:
            self._letters.extend(np.concatenate(letters))
            self._at.extend(ends)
            self._hash.extend(np.array(hashes, np.uint64))
            self._form.extend(forms)
            self._sorted = None

    def sorted(self) -> tuple[int, np.ndarray, Ints, np.ndarray, np.ndarray]:
        """What `meeting.meet_inside` looks cores up in, put in order after each change."""
        if self._sorted is None:
            order = np.argsort(self._hash.now, kind="stable")
            lengths = np.diff(self._at.now)[order]
            at = np.zeros(len(order) + 1, np.int64)
            np.cumsum(lengths, out=at[1:])
            places = (
                np.arange(at[-1]) - np.repeat(at[:-1], lengths) + np.repeat(self._at.now[:-1][order], lengths)
            )
            self._sorted = (
                _LEAST_LETTERS, self._hash.now[order], self._form.now[order], self._letters.now[places], at,
            )  # fmt: skip
        return self._sorted

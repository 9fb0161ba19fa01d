"""The keys of all forms of the brands, by letters, by sound or by consonants, and whom the keys of a sign meet there."""

from typing import Any, Self

import numpy as np
import numpy.typing as npt

from matchers.text.arrays import Arrays, part, under
from matchers.text.compiled.entries import Entries
from matchers.text.compiled.keys import Keys, Runs
from matchers.text.compiled.meeting import Meetings, spread
from matchers.text.growing import Growing
from matchers.text.join import Join
from matchers.text.lexicon import Floats, Ints


class KeySpace:
    """Keys of forms. Each key of each run of a form is a posting; postings are numbered as they come.

    `least` is the likeness (0 to 1) at which two keys meet, `least_of_part` the one for keys that are only a part.
    """

    def __init__(self, least: float, least_of_part: float) -> None:
        self._join = Join(least)
        self._least_of_part = least_of_part
        self._run = Growing(np.int32)

    @classmethod
    def from_arrays(cls, least: float, least_of_part: float, arrays: Arrays) -> Self:
        """The keys whose `arrays` these are."""
        one = cls(least, least_of_part)
        one._join = Join.from_arrays(least, part("join", arrays))
        one._run = Growing.of(arrays["run"])
        return one

    def arrays(self) -> dict[str, npt.NDArray[Any]]:
        """All of them."""
        return {**under("join", self._join.arrays()), "run": self._run.now}

    def __len__(self) -> int:
        return len(self._run)

    def add(self, keys: Keys, first_run: int) -> None:
        """Keys of runs of forms; run 0 of `keys` is the run numbered `first_run`."""
        run = np.nonzero(keys.key >= 0)[0]
        if not len(run):
            return
        postings = np.arange(len(self._run), len(self._run) + len(run), dtype=np.int32)
        self._join.add_packed(*picked(keys, keys.key[run]), postings)
        self._run.extend(run + first_run)

    def meet(
        self, keys: Keys, runs: Runs, entries: Entries, form_of: Ints, ours_of: Floats, form_scripts: Ints
    ) -> Meetings:
        """The meetings of the runs of signs with the runs of forms whose scripts can stand in theirs."""
        if len(keys.at) == 1 or not len(self._run):
            return nobody()
        probe, posting, ratio = self._join.pairs_of_packed(keys.letters, keys.at)
        return Meetings(
            *spread(
                probe, posting, ratio, keys.key, keys.at, runs, entries.scripts, self._run.now, form_of, ours_of,
                form_scripts, self._least_of_part,
            )
        )  # fmt: skip


def nobody() -> Meetings:
    """No meetings."""
    ints = np.empty(0, np.int32)
    return Meetings(ints, ints, ints, np.empty(0, np.float32))


def picked(keys: Keys, numbers: Ints) -> tuple[np.ndarray, np.ndarray]:
    """The letters and offsets of these keys, in this order."""
    lengths = np.diff(keys.at)[numbers]
    at = np.zeros(len(numbers) + 1, np.int64)
    np.cumsum(lengths, out=at[1:])
    places = np.arange(at[-1]) - np.repeat(at[:-1], lengths) + np.repeat(keys.at[:-1][numbers], lengths)
    return keys.letters[places], at

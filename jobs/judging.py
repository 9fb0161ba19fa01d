"""Observations judged against the watched brands, with the last day to act beside each match.

Needs no database: `haishao screen` runs through here as the queue does.
"""

from collections.abc import Sequence
from dataclasses import replace
from threading import Lock
from typing import Any

import numpy.typing as npt

from domain.brand import Brand
from domain.deadline import LastDay
from domain.history import BackgroundOf, no_background
from domain.match import Match
from domain.observation import Observation
from matchers.met import Seen
from matchers.text.arrays import Arrays
from matchers.text.rules import WIDE_2
from matchers.verdict import Judge, Judged
from response.windows import opposition_last_day


class Screen:
    """A watchlist ready to judge observations by. Threads take turns: the matcher numbers words as they come."""

    def __init__(self, brands: Sequence[Brand], *, wide: bool = False, index: Arrays | None = None) -> None:
        """With `wide`, pairs that are hardly alike are looked at too, and told though they reach no tier; `index` is one of
        brands with the same marks in the same order, and of the rules that are not wide.
        """
        self._turn = Lock()
        self._judge = Judge(brands, WIDE_2, everything=True) if wide else Judge(brands, index=index)

    def index(self) -> dict[str, npt.NDArray[Any]]:
        """The index of its brands, for another screen of the same."""
        return self._judge.arrays()

    def watch(self, brand: Brand) -> None:
        """Watches a brand from now on, and it alone by that id."""
        self._judge.remove(brand.brand_id)
        self._judge.add(brand)

    def forget(self, brand_id: str) -> None:
        """Stops watching a brand."""
        self._judge.remove(brand_id)

    def matches(
        self,
        observations: Sequence[Observation],
        background_of: BackgroundOf = no_background,
        seen: Sequence[Seen | None] = (),
    ) -> list[Match]:
        """The matches among a batch, each with its last day where the office's rule is known."""
        return list(self.judged(observations, background_of, seen).matches)

    def judged(
        self,
        observations: Sequence[Observation],
        background_of: BackgroundOf = no_background,
        seen: Sequence[Seen | None] = (),
    ) -> Judged:
        """As `matches`, and where the brands were seen in their own hands.

        Without a database nothing is known beside the observations themselves. `seen` is what was found in the picture
        of each observation.
        """
        with self._turn:
            judged = self._judge.judged(observations, background_of, seen)
        dated = (replace(match, last_day=last_day_of(match.observation)) for match in judged.matches)
        return replace(judged, matches=tuple(dated))

    def meet(self, signs: Sequence[str]) -> list[bool]:
        """Which signs meet any brand by their words."""
        with self._turn:
            return self._judge.meet(signs)


def last_day_of(observation: Observation) -> LastDay | None:
    """The last day to oppose a filing; None when it is not published or no rule is known."""
    if observation.published_on is None:
        return None
    answer = opposition_last_day(observation.office, observation.published_on, madrid=observation.madrid)
    return answer if isinstance(answer, LastDay) else None

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
from domain.match import Match, side_in
from domain.observation import Kind, Observation, Side
from matchers.met import Seen
from matchers.parties import PartyMatcher
from matchers.text.arrays import Arrays
from matchers.text.rules import WIDE_2
from matchers.verdict import Judge, Judged
from response.proceedings import answer_day
from response.windows import opposition_last_day


class Screen:
    """A watchlist ready to judge observations by. Threads take turns: the matcher numbers words as they come."""

    def __init__(self, brands: Sequence[Brand], *, wide: bool = False, index: Arrays | None = None) -> None:
        """With `wide`, pairs that are hardly alike are looked at too, and told though they reach no tier; `index` is one of
        brands with the same marks in the same order, and of the rules that are not wide.
        """
        self._turn = Lock()
        self._judge = Judge(brands, WIDE_2, everything=True) if wide else Judge(brands, index=index)
        self._parties = PartyMatcher(brands)

    def index(self) -> dict[str, npt.NDArray[Any]]:
        """The index of its brands, for another screen of the same."""
        return self._judge.arrays()

    def watch(self, brand: Brand) -> None:
        """Watches a brand from now on, and it alone by that id."""
        self._judge.remove(brand.brand_id)
        self._judge.add(brand)
        self._parties.remove(brand.brand_id)
        self._parties.add(brand)

    def forget(self, brand_id: str) -> None:
        """Stops watching a brand."""
        self._judge.remove(brand_id)
        self._parties.remove(brand_id)

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
            named = [match for observation in observations for match in self._parties.matches(observation)]
            told = {self._case_of(match) for match in named}
            others = [match for match in judged.matches if self._case_of(match) not in told]
        dated = (replace(match, last_day=_last_day(match)) for match in (*others, *named))
        return replace(judged, matches=tuple(dated))

    def _case_of(self, match: Match) -> tuple[int, str]:
        """What a match is about: an enterprise that is a party of a proceeding is not told of its brand's words in it too."""
        return id(match.observation), self._parties.owner_of(match.brand_id)

    def meet(self, signs: Sequence[str]) -> list[bool]:
        """Which signs meet any brand by their words."""
        with self._turn:
            return self._judge.meet(signs)


def _last_day(match: Match) -> LastDay | None:
    """Until when a filing can be opposed, or a proceeding must be answered by whoever stands against the claim in it."""
    if match.observation.kind is not Kind.PROCEEDING:
        return last_day_of(match.observation)
    side = side_in(evidence.feature for evidence in match.evidence)
    return None if side is None or side == Side.CLAIMANT else answer_day(match.observation)


def last_day_of(observation: Observation) -> LastDay | None:
    """The last day to oppose a filing; None when it is not published, no rule is known, or it is no filing."""
    if observation.published_on is None or observation.kind is not Kind.FILING:
        return None
    answer = opposition_last_day(observation.office, observation.published_on, madrid=observation.madrid)
    return answer if isinstance(answer, LastDay) else None

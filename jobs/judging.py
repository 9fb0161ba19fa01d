"""Observations judged against the watched brands, with the last day to act beside each match.

Needs no database: `haishao screen` runs through here as the queue does.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from domain.brand import Brand
from domain.deadline import LastDay
from domain.history import HolderHistory
from domain.match import Match
from domain.observation import Observation
from matchers.verdict import Judge
from response.windows import opposition_last_day

NO_HISTORY: Mapping[str, HolderHistory] = {}


class Screen:
    """A watchlist ready to judge observations by."""

    def __init__(self, brands: Sequence[Brand]) -> None:
        self._judge = Judge(brands)

    def matches(
        self, observations: Sequence[Observation], histories: Mapping[str, HolderHistory] = NO_HISTORY
    ) -> list[Match]:
        """The matches among a batch, each with its last day where the office's rule is known.

        `histories` by `domain.history.holder_key`; without a database there are none.
        """
        found = self._judge.judge(observations, histories)
        return [replace(match, last_day=last_day_of(match.observation)) for match in found]


def last_day_of(observation: Observation) -> LastDay | None:
    """The last day to oppose a filing; None when it is not published or no rule is known."""
    if observation.published_on is None:
        return None
    answer = opposition_last_day(observation.office, observation.published_on, madrid=observation.madrid)
    return answer if isinstance(answer, LastDay) else None

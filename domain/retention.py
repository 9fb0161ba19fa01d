"""For how long what is kept, by what it is. 保存期限."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from domain.observation import Kind

ANSWERS, RUNS, JOBS = "answers", "runs", "jobs"
"""Beside the kinds of observations: rows of answers, runs that gave nothing new, jobs of the queue that have ended."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptDays:
    """For how many days each kind of observation is kept since it was first seen, rows of answers and runs since their run, and
    jobs since they ended. 0 is for good.
    """

    kinds: Mapping[Kind, int]
    runs: int
    jobs: int

    def before(self, now: dt.datetime) -> dict[str, dt.datetime]:
        """By what it is, the moment before which it goes; what is kept for good is left out."""
        days = {kind.value: self.kinds.get(kind, 0) for kind in Kind}
        days |= {ANSWERS: self.runs, RUNS: self.runs, JOBS: self.jobs}
        return {what: now - dt.timedelta(days=many) for what, many in days.items() if many}

"""Holds what is told to each enterprise's review budget. 按复核预算提示."""

import datetime as dt

from django.utils import timezone

from matchers.verdict_rules import ReviewBudget
from storage import budgets

LOOKED_BACK = dt.timedelta(weeks=8)
"""How far back a budget is held against what came: long enough for a gazette that appears once a month."""
_WEEK = dt.timedelta(weeks=1)


def draw_lines() -> int:
    """Sets for each enterprise with a budget the score from which it is told, and returns how many matches that were
    withheld are now to be told. High tier is told whatever the budget.
    """
    now = timezone.now()
    freed = 0
    for enterprise_id, a_week in budgets.budgeted().items():
        since = now - LOOKED_BACK
        scores, first = budgets.scores_since(enterprise_id, since)
        least = 0.0
        if a_week is not None and first is not None:
            weeks = max(1.0, (now - first) / _WEEK)
            least = ReviewBudget(a_week=a_week).least_score(scores, weeks)
        freed += budgets.set_least_score(enterprise_id, least, since=since if a_week is not None else _EVER)
    return freed


_EVER = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)

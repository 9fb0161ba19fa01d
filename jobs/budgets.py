"""Holds what is told to each enterprise's review budget. 按复核预算提示."""

import datetime as dt

from django.utils import timezone

from matchers.verdict_rules import ReviewBudget
from storage import budgets

LOOKED_BACK = dt.timedelta(weeks=8)
"""How far back a budget is held against what came: long enough for a gazette that appears once a month."""
_WEEK = dt.timedelta(weeks=1)
_EVER = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


def draw_lines() -> int:
    """Sets for each enterprise with a budget the score from which it is told, and returns how many matches that were
    withheld are now to be told. High tier is told whatever the budget.
    """
    now = timezone.now()
    freed = 0
    for enterprise_id, a_week in budgets.budgeted().items():
        if a_week is None:
            freed += budgets.set_least_score(enterprise_id, 0.0, since=_EVER)
            continue
        since = now - LOOKED_BACK
        least = _least_score(enterprise_id, ReviewBudget(a_week=a_week), since, now)
        freed += budgets.set_least_score(enterprise_id, least, since=since)
    return freed


def _least_score(enterprise_id: int, budget: ReviewBudget, since: dt.datetime, now: dt.datetime) -> float:
    first = budgets.first_judged(enterprise_id, since)
    if first is None:
        return 0.0
    weeks = max(1.0, (now - first) / _WEEK)
    scores = budgets.highest_scores(enterprise_id, since, limit=budget.wanted(weeks) + 1)
    return budget.least_score(scores, weeks)

"""Review budgets: how many matches a week an enterprise wants to read, and what lies beyond it. 复核预算."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, F, Min, Q, QuerySet

from domain.match import Match, Tier
from storage.matches import match_for
from storage.models import Enterprise
from storage.models import Match as MatchRow
from storage.viewers import Viewer


class NoSuchEnterprise(LookupError):
    """A name no enterprise has."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """One enterprise's budget: matches `a_week` (None for all) and the least score that is therefore told."""

    enterprise: str
    a_week: int | None
    least_score: float
    withheld: int


def set_budget(enterprise: str, a_week: int | None) -> None:
    """Gives an enterprise a budget, or with None takes it away. Raises `NoSuchEnterprise`."""
    changed = Enterprise.objects.filter(name=enterprise).update(review_budget=a_week)
    if not changed:
        raise NoSuchEnterprise(enterprise)


def budgets() -> tuple[Budget, ...]:
    """Every enterprise's budget, by name."""
    rows = Enterprise.objects.order_by("name").annotate(
        withheld=Count("brand__matches", filter=Q(brand__matches__withheld=True))
    )
    return tuple(
        Budget(
            enterprise=row.name, a_week=row.review_budget, least_score=row.least_score, withheld=row.withheld
        )
        for row in rows
    )


def budgeted() -> dict[int, int | None]:
    """Row id and budget of each enterprise that has one, or still withholds what an earlier one did."""
    rows = Enterprise.objects.filter(Q(review_budget__isnull=False) | Q(least_score__gt=0))
    return dict(rows.values_list("pk", "review_budget"))


def first_judged(enterprise_id: int, since: dt.datetime) -> dt.datetime | None:
    """When the first of an enterprise's matches since an instant was judged; None when there is none."""
    first: dt.datetime | None = _judged(enterprise_id, since).aggregate(first=Min("judged_at"))["first"]
    return first


def highest_scores(enterprise_id: int, since: dt.datetime, *, limit: int) -> list[float]:
    """The scores of an enterprise's most serious matches judged since an instant, highest first."""
    rows = _judged(enterprise_id, since).order_by("-score")
    return list(rows.values_list("score", flat=True)[:limit])


def _judged(enterprise_id: int, since: dt.datetime) -> QuerySet[MatchRow]:
    return MatchRow.objects.filter(brand__enterprise_id=enterprise_id, judged_at__gte=since)


def set_least_score(enterprise_id: int, least: float, *, since: dt.datetime) -> int:
    """Moves the line, withholding nothing that was told, and gives free what now lies above it.

    Returns how many matches judged since `since` were given free; they wait to be folded.
    """
    Enterprise.objects.filter(pk=enterprise_id).update(least_score=least)
    return MatchRow.objects.filter(
        brand__enterprise_id=enterprise_id, withheld=True, score__gte=least, judged_at__gte=since
    ).update(withheld=False)


def withhold(match_ids: Sequence[int]) -> int:
    """Marks of these matches those beyond their enterprise's budget, and returns how many; never one of high tier."""
    beyond = MatchRow.objects.filter(
        pk__in=match_ids,
        folded_into__isnull=True,
        score__lt=F("brand__enterprise__least_score"),
    ).exclude(tier=Tier.HIGH.value)
    return MatchRow.objects.filter(pk__in=list(beyond.values_list("pk", flat=True))).update(withheld=True)


def withheld_count(viewer: Viewer) -> int:
    """How many matches this viewer could see that were not told."""
    return _withheld(viewer).count()


def withheld_matches(viewer: Viewer, *, limit: int) -> tuple[Match, ...]:
    """The matches not told, the most serious first."""
    rows = _withheld(viewer).select_related("brand__enterprise", "observation").order_by("-score", "-pk")
    return tuple(match_for(viewer, row) for row in rows[:limit])


def _withheld(viewer: Viewer) -> QuerySet[MatchRow]:
    rows = MatchRow.objects.filter(withheld=True)
    return rows if viewer.staff else rows.filter(brand__enterprise_id__in=viewer.enterprise_ids)

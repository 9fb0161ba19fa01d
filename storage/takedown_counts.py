"""What came of the complaints to platforms, counted. 平台投诉统计."""

from collections import defaultdict
from statistics import median

from domain.takedown import ListingOutcome, TakedownCount
from storage.cases import visible_cases
from storage.models import TakedownListing
from storage.viewers import Viewer

_Row = tuple[str, int, str, int | None, bool]
"""Platform, complaint, outcome, days to the first answer, whether a counter-notice arrived."""


def takedown_counts(viewer: Viewer) -> tuple[TakedownCount, ...]:
    """Of the complaints a viewer may see and that were sent: all together first, then by platform, the most listings first.

    A listing counts as removed while its outcome says so: one that was put back, or waits after a counter-notice, does not.
    """
    seen = visible_cases(viewer).values("pk")
    rows = TakedownListing.objects.filter(takedown__submitted_on__isnull=False, takedown__case__in=seen)
    names = (
        "takedown__platform",
        "takedown_id",
        "outcome",
        "takedown__submitted_on",
        "answered_on",
        "countered_on",
    )
    of: dict[str, list[_Row]] = defaultdict(list)
    for platform, takedown, outcome, sent, answered, countered in rows.values_list(*names).iterator():
        days = (answered - sent).days if answered else None
        row = (platform, takedown, outcome, days, countered is not None)
        of[platform].append(row)
        of[""].append(row)
    counts = [_count(platform, lines) for platform, lines in of.items()]
    return tuple(sorted(counts, key=lambda one: (one.platform != "", -one.listings, one.platform)))


def _count(platform: str, rows: list[_Row]) -> TakedownCount:
    outcomes = [outcome for _, _, outcome, _, _ in rows]
    days = [one for _, _, _, one, _ in rows if one is not None]
    return TakedownCount(
        platform=platform,
        submissions=len({takedown for _, takedown, _, _, _ in rows}),
        listings=len(rows),
        answered=len(days),
        removed=outcomes.count(ListingOutcome.REMOVED),
        refused=outcomes.count(ListingOutcome.REFUSED),
        countered=sum(countered for _, _, _, _, countered in rows),
        reinstated=outcomes.count(ListingOutcome.REINSTATED),
        median_days=float(median(days)) if days else None,
    )

"""How much of each source was held against one brand, and what was found. 监测了什么."""

from dataclasses import dataclass

from django.db import connection
from django.db.models import Count, Q

from storage.models import Brand, Match


@dataclass(frozen=True, slots=True, kw_only=True)
class LookedAt:
    """What a source gave that was judged against a brand: `before` it was added, in one go then, and `since`. `found` of it
    met the brand, `withheld` of that lay beyond the review budget.
    """

    source: str
    before: int
    since: int
    found: int
    withheld: int


_JUDGED = """
SELECT run.source,
       sum(run.added) FILTER (WHERE run.judged_at < brand.added_at),
       sum(run.added) FILTER (WHERE run.judged_at >= brand.added_at)
  FROM storage_crawlrun run, storage_brand brand
 WHERE brand.id = %s AND run.judged_at IS NOT NULL
   AND (brand.unwatched_at IS NULL OR run.judged_at <= brand.unwatched_at)
 GROUP BY run.source
"""


def looked_at(brand_row: int) -> dict[str, LookedAt]:
    """By source, whatever of it was judged. Only for a brand the viewer was found to see."""
    found = {
        row["observation__source"]: (row["found"], row["withheld"])
        for row in Match.objects.filter(brand_id=brand_row, observation__current=True)
        .values("observation__source")
        .annotate(
            found=Count("observation", distinct=True),
            withheld=Count("observation", distinct=True, filter=Q(withheld=True)),
        )
    }
    with connection.cursor() as cursor:
        cursor.execute(_JUDGED, [brand_row])
        judged = {source: (int(before or 0), int(since or 0)) for source, before, since in cursor.fetchall()}
    return {
        source: LookedAt(
            source=source,
            before=judged.get(source, (0, 0))[0],
            since=judged.get(source, (0, 0))[1],
            found=found.get(source, (0, 0))[0],
            withheld=found.get(source, (0, 0))[1],
        )
        for source in judged.keys() | found.keys()
    }


def watched_count(enterprise_ids: frozenset[int]) -> int:
    """How many brands of these enterprises are watched."""
    return Brand.objects.filter(enterprise_id__in=enterprise_ids, unwatched_at__isnull=True).count()

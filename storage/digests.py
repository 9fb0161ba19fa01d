"""Digests out of the database. 摘要."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable

from django.db import connection
from django.db.models import Count, Min, Q

from domain.digest import Digest as DigestRecord
from domain.digest import DigestLine
from domain.fair import closing_day
from domain.match import Tier
from domain.observation import Kind, Provenance
from storage.fairs import closing_days
from storage.models import Digest

MOST_LINES = 60
"""Alerts of a digest that are named; the rest are counted."""

_LINES = """
WITH entry AS MATERIALIZED (
    SELECT e.digest_id, a.id, a.holder, a.tier, a.last_day, b.name AS brand,
           row_number() OVER (
               PARTITION BY e.digest_id
               ORDER BY array_position(ARRAY['high', 'medium', 'low', 'none'], a.tier), a.last_day NULLS LAST, a.id
           ) AS place
      FROM storage_digestentry e
      JOIN storage_alert a ON a.id = e.alert_id
      JOIN storage_brand b ON b.id = a.brand_id
     WHERE e.digest_id = ANY(%(digests)s) AND a.open
)
SELECT entry.digest_id, entry.id, entry.brand, entry.holder, m.sign, m.offices, entry.tier, entry.last_day, m.matches,
       m.provenance, m.kind, m.source, m.event
  FROM entry
  CROSS JOIN LATERAL (
       SELECT (array_agg(o.sign ORDER BY x.last_day NULLS LAST, x.score DESC, x.id))[1] AS sign,
              (array_agg(o.kind ORDER BY x.last_day NULLS LAST, x.score DESC, x.id))[1] AS kind,
              (array_agg(o.source ORDER BY x.last_day NULLS LAST, x.score DESC, x.id))[1] AS source,
              (array_agg(o.event ORDER BY x.last_day NULLS LAST, x.score DESC, x.id))[1] AS event,
              array_agg(DISTINCT o.office) FILTER (WHERE o.office <> '') AS offices,
              count(DISTINCT (o.source, o.ref)) AS matches,
              coalesce(min(o.provenance) FILTER (WHERE o.provenance <> 'live'), 'live') AS provenance
         FROM storage_alertmatch f
         JOIN storage_match x ON x.id = f.match_id
         JOIN storage_observation o ON o.id = x.observation_id
        WHERE f.alert_id = entry.id) m
 WHERE entry.place <= %(most)s
 ORDER BY entry.digest_id, entry.place
"""


def loaded_digests(digest_ids: Iterable[int], *, today: dt.date) -> dict[int, DigestRecord]:
    """Digests by id, with what stands now: an alert decided meanwhile is counted, and not named."""
    ids = sorted(digest_ids)
    lines = _lines(ids, today) if ids else {}
    waits = Q(entries__alert__open=True)
    rows = Digest.objects.filter(pk__in=ids).select_related("contact__enterprise")
    rows = rows.annotate(
        still_open=Count("entries", filter=waits),
        high=Count("entries", filter=waits & Q(entries__alert__tier=Tier.HIGH.value)),
        nearest=Min("entries__alert__last_day", filter=waits & Q(entries__alert__last_day__gte=today)),
        all_entries=Count("entries"),
    )
    return {
        row.pk: DigestRecord(
            digest_id=row.pk,
            enterprise=row.contact.enterprise.name if row.contact.enterprise else "",
            due_at=row.due_at,
            total=row.still_open,
            high=row.high,
            nearest=row.nearest,
            decided=row.all_entries - row.still_open,
            lines=tuple(lines.get(row.pk, ())),
        )
        for row in rows
    }


def _lines(ids: list[int], today: dt.date) -> dict[int, list[DigestLine]]:
    found: dict[int, list[DigestLine]] = defaultdict(list)
    closing = closing_days(today)
    with connection.cursor() as cursor:
        cursor.execute(_LINES, {"digests": ids, "most": MOST_LINES})
        for row in cursor.fetchall():
            digest_id, alert_id, brand, holder, sign, offices, tier, last_day, matches, provenance, *seen = (
                row
            )
            kind, source, event = Kind(seen[0]), seen[1], seen[2]
            fair = kind is Kind.EXHIBITOR
            found[digest_id].append(
                DigestLine(
                    alert_id=alert_id,
                    brand=brand,
                    holder=holder,
                    sign=sign,
                    offices=tuple(offices or ()),
                    tier=Tier(tier),
                    last_day=last_day,
                    matches=matches,
                    provenance=Provenance(provenance),
                    kind=kind,
                    closes_on=closing_day(closing, source, event) if fair else None,
                )
            )
    return found

"""Digests in and out of the database. 摘要."""

import datetime as dt
from collections.abc import Callable, Iterable
from typing import Any

from django.db import connection, transaction
from django.db.models import Max

from domain.digest import Digest as DigestRecord
from domain.digest import DigestLine
from domain.match import Tier
from domain.observation import Provenance
from domain.subscription import Rhythm, Subscription
from storage.contacts import subscription_of
from storage.models import Contact, Delivery, Digest

MOST_LINES = 60
_FIRST_LOOK_BACK = dt.timedelta(days=7)

Due = Callable[[Subscription, dt.datetime], dt.datetime | None]
"""The last moment a digest was due, by a subscription and the time that is."""


def open_digests(due: Due, *, now: dt.datetime) -> int:
    """Opens the digest of every contact whose time has come since its last one, where anything grew; returns how many.

    Safe to repeat: a contact has one digest for each moment.
    """
    opened = 0
    contacts = Contact.objects.filter(active=True, enterprise__isnull=False).exclude(
        rhythm=Rhythm.AT_ONCE.value
    )
    for contact in contacts.annotate(last=Max("digests__until")).iterator(chunk_size=1_000):
        until = due(subscription_of(contact), now)
        if until is None or (contact.last is not None and contact.last >= until):
            continue
        since = contact.last or until - _FIRST_LOOK_BACK
        with transaction.atomic():
            digest, new = Digest.objects.get_or_create(
                contact=contact, until=until, defaults={"since": since}
            )
            if new and _rows(contact, since, until, 1):
                Delivery.objects.create(digest=digest, contact=contact, next_try_at=now)
                opened += 1
    return opened


_GROWN = """
SELECT a.id, b.name, a.holder, m.sign, m.office, a.tier, a.last_day, m.matches, m.provenance, count(*) OVER ()
  FROM storage_alert a
  JOIN storage_brand b ON b.id = a.brand_id
  CROSS JOIN LATERAL (
       SELECT o.sign, o.office, o.provenance, count(*) OVER () AS matches
         FROM storage_alertmatch f JOIN storage_match x ON x.id = f.match_id
         JOIN storage_observation o ON o.id = x.observation_id
        WHERE f.alert_id = a.id ORDER BY x.score DESC, x.id LIMIT 1) m
 WHERE b.enterprise_id = %(enterprise)s AND a.open AND a.grown_at > %(since)s AND a.grown_at <= %(until)s
   AND a.tier = ANY(%(tiers)s) AND (cardinality(%(brands)s::text[]) = 0 OR b.brand_id = ANY(%(brands)s))
   AND (cardinality(%(markets)s::text[]) = 0 OR m.office = '' OR m.office = ANY(%(markets)s))
 ORDER BY array_position(ARRAY['high', 'medium', 'low'], a.tier), a.last_day NULLS LAST, a.id
 LIMIT %(limit)s
"""


def _rows(contact: Contact, since: dt.datetime, until: dt.datetime, limit: int) -> list[tuple[Any, ...]]:
    least = Tier(contact.least_tier).rank
    tiers = [tier.value for tier in Tier if tier.rank >= least and tier is not Tier.NONE]
    given = {
        "enterprise": contact.enterprise_id,
        "since": since,
        "until": until,
        "tiers": tiers,
        "limit": limit,
    }
    given |= {"brands": list(contact.brands), "markets": list(contact.markets)}
    with connection.cursor() as cursor:
        cursor.execute(_GROWN, given)
        return list(cursor.fetchall())


def loaded_digests(digest_ids: Iterable[int]) -> dict[int, DigestRecord]:
    """Digests by id, with what they tell now: an alert decided meanwhile is not told."""
    found = {}
    for digest in Digest.objects.filter(pk__in=list(digest_ids)).select_related("contact__enterprise"):
        rows = _rows(digest.contact, digest.since, digest.until, MOST_LINES)
        lines = tuple(
            DigestLine(
                alert_id=alert_id, brand=brand, holder=holder, sign=sign, office=office,
                tier=Tier(tier), last_day=last_day, matches=matches,
                provenance=Provenance(provenance),
            )
            for alert_id, brand, holder, sign, office, tier, last_day, matches, provenance, _ in rows
        )  # fmt: skip
        found[digest.pk] = DigestRecord(
            digest_id=digest.pk,
            enterprise=digest.contact.enterprise.name if digest.contact.enterprise else "",
            since=digest.since,
            until=digest.until,
            total=rows[0][-1] if rows else 0,
            lines=lines,
        )
    return found

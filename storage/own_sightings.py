"""Where brands were seen in their own hands: days they were shown in public, prices they usually ask. 品牌自身的公开行为."""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from django.db import connection

from domain.history import Exposure, ExposureKind, OwnSighting, UsualPrice
from domain.observation import Kind
from storage.models import Brand
from storage.models import OwnSighting as Row
from storage.observations import still_here

_HOME = "CN"
_MOST_EXPOSURES = 50
"""Exposures of one brand that are read, the newest: a filing is held against the last before it."""


def save_own_sightings(sightings: Iterable[tuple[int, OwnSighting]]) -> int:
    """Keeps sightings, each with the row id of its observation, and returns how many there were. Safe to repeat."""
    pairs = list(sightings)
    ids = dict(
        Brand.objects.filter(brand_id__in={own.brand_id for _, own in pairs}).values_list("brand_id", "pk")
    )
    here = still_here(observation_id for observation_id, _ in pairs)
    rows = [
        Row(brand_id=ids[own.brand_id], observation_id=observation_id)
        for observation_id, own in pairs
        if own.brand_id in ids and observation_id in here
    ]
    Row.objects.bulk_create(rows, ignore_conflicts=True, batch_size=2_000)
    return len(rows)


_EXPOSURES = """
SELECT brand_id, kind, day, place FROM (
    SELECT b.brand_id, o.kind, min(coalesce(o.published_on, o.filed_on, o.seen_at::date)) AS day,
           coalesce(nullif(o.event, ''), nullif(o.office, ''), o.source) AS place,
           row_number() OVER (PARTITION BY b.brand_id
                              ORDER BY min(coalesce(o.published_on, o.filed_on, o.seen_at::date)) DESC) AS rank
      FROM storage_ownsighting s JOIN storage_brand b ON b.id = s.brand_id
      JOIN storage_observation o ON o.id = s.observation_id
     WHERE b.brand_id = ANY(%s) AND (o.kind IN (%s, %s) OR (o.kind = %s AND o.office = %s))
     GROUP BY b.brand_id, o.kind, place) shown
 WHERE rank <= %s ORDER BY brand_id, day, kind, place
"""
_KINDS = {
    Kind.EXHIBITOR.value: ExposureKind.FAIR,
    Kind.LISTING.value: ExposureKind.LISTING,
    Kind.FILING.value: ExposureKind.HOME_PUBLICATION,
}


def exposures(brand_ids: Sequence[str]) -> dict[str, tuple[Exposure, ...]]:
    """The days each brand was first seen at each fair, in each market's shops and in the gazette at home, by brand id."""
    found: dict[str, list[Exposure]] = {}
    kinds = (Kind.EXHIBITOR.value, Kind.LISTING.value, Kind.FILING.value)
    with connection.cursor() as cursor:
        cursor.execute(_EXPOSURES, [list(brand_ids), *kinds, _HOME, _MOST_EXPOSURES])
        for brand_id, kind, day, place in cursor.fetchall():
            found.setdefault(brand_id, []).append(Exposure(kind=_KINDS[kind], day=day, where=place))
    return {brand_id: tuple(shown) for brand_id, shown in found.items()}


_PRICES = """
SELECT b.brand_id, o.price->>'currency',
       percentile_disc(0.25) WITHIN GROUP (ORDER BY (o.price->>'amount')::numeric), count(*)
  FROM storage_ownsighting s JOIN storage_brand b ON b.id = s.brand_id
  JOIN storage_observation o ON o.id = s.observation_id
 WHERE b.brand_id = ANY(%s) AND o.kind = %s AND o.current AND o.price->>'currency' <> ''
   AND (o.price->>'amount')::numeric > 0
 GROUP BY 1, 2 ORDER BY 1, 2
"""


def usual_prices(brand_ids: Sequence[str]) -> dict[str, tuple[UsualPrice, ...]]:
    """The lower quartile of each brand's own prices, a currency each, by brand id."""
    found: dict[str, list[UsualPrice]] = {}
    with connection.cursor() as cursor:
        cursor.execute(_PRICES, [list(brand_ids), Kind.LISTING.value])
        for brand_id, currency, amount, seen in cursor.fetchall():
            price = UsualPrice(amount=Decimal(amount), currency=currency, seen=seen)
            found.setdefault(brand_id, []).append(price)
    return {brand_id: tuple(prices) for brand_id, prices in found.items()}


def own_filing_offices(brand_rows: Sequence[int]) -> dict[int, frozenset[str]]:
    """The offices at which a filing of each brand's own was seen, by the brand's row id."""
    found: dict[int, set[str]] = {}
    rows = Row.objects.filter(brand_id__in=list(brand_rows), observation__kind=Kind.FILING.value)
    for brand_row, office in rows.values_list("brand_id", "observation__office").distinct():
        found.setdefault(brand_row, set()).add(office)
    return {brand_row: frozenset(offices) for brand_row, offices in found.items()}

"""What is known of holders and brands from what was kept before. 前情.

A holder is one name folded (`domain.history.holder_key`). The keys do not chain: sharing a representative or an
address with somebody is counted, and makes nobody the same filer.
"""

from collections import Counter
from collections.abc import Sequence

from django.db.models import Count, Q

from domain.history import (
    Background,
    HolderHistory,
    HolderRecord,
    MetBrand,
    address_key_of,
    agent_key_of,
    holder_key_of,
)
from domain.observation import Observation
from storage.models import Alert, AlertMatch
from storage.own_sightings import exposures, usual_prices
from storage.viewers import NotVisible, Viewer, only_staff

_MOST_SHARED = 5_000
"""Other holders' matches read for one batch's representatives, and for its addresses."""


def background_of(met: Sequence[Observation], brand_ids: Sequence[str]) -> Background:
    """What is known beside observations that met the brands of these ids."""
    return Background(
        histories=histories(met), exposures=exposures(brand_ids), prices=usual_prices(brand_ids)
    )


def histories(observations: Sequence[Observation]) -> dict[str, HolderHistory]:
    """The history of the holder of each observation, by `holder_key`; one of whom nothing is known is left out."""
    keys = {key: observation for observation in observations if (key := holder_key_of(observation))}
    if not keys:
        return {}
    counted = _brands(sorted(keys))
    filings, classes = _filings(list(counted))
    agents = _shared("agent_key", {key: agent_key_of(seen) for key, seen in keys.items()})
    addresses = _shared("address_key", {key: address_key_of(seen) for key, seen in keys.items()})
    found = {}
    for key in keys:
        brands, enterprises = counted.get(key, (0, 0))
        if brands or agents.get(key) or addresses.get(key):
            found[key] = HolderHistory(
                filings=len(filings.get(key, ())),
                brands=brands,
                enterprises=enterprises,
                classes=len(classes.get(key, ())),
                agent_brands=agents.get(key, 0),
                address_brands=addresses.get(key, 0),
            )
    return found


_MOST_FILINGS = 2_000
"""Filings of one holder that are counted for a page."""
_MOST_BRANDS = 12
"""Brands named beside them."""


def holder_record(viewer: Viewer, alert_id: int, leading: Observation) -> HolderRecord:
    """What was kept before of whoever is behind an alert, whose leading observation is given. For staff: it names brands of
    every enterprise. Raises `NotVisible`.
    """
    only_staff(viewer, "a holder's record")
    key = Alert.objects.filter(pk=alert_id).values_list("conflict_key", flat=True).first()
    if key is None:
        raise NotVisible(f"alert {alert_id}")
    folded = AlertMatch.objects.filter(alert__conflict_key=key)
    seen = list(
        folded.values_list(
            "match__observation__source", "match__observation__ref", "match__observation__office"
        )
        .distinct()
        .order_by()[: _MOST_FILINGS + 1]
    )
    offices = Counter(office for _, _, office in seen[:_MOST_FILINGS])
    brands = (
        Alert.objects.filter(conflict_key=key)
        .values("brand__name", "brand__enterprise__name")
        .annotate(alerts=Count("pk"), still_open=Count("pk", filter=Q(open=True)))
        .order_by("-alerts", "brand__name")[: _MOST_BRANDS + 1]
    )
    met = tuple(
        MetBrand(
            brand=row["brand__name"],
            enterprise=row["brand__enterprise__name"],
            alerts=row["alerts"],
            open=row["still_open"],
        )
        for row in brands
    )
    own_key = holder_key_of(leading)
    return HolderRecord(
        filings=min(len(seen), _MOST_FILINGS),
        offices=tuple(offices.most_common()),
        brands=met[:_MOST_BRANDS],
        agent_brands=_shared("agent_key", {own_key: agent_key_of(leading)}).get(own_key, 0),
        address_brands=_shared("address_key", {own_key: address_key_of(leading)}).get(own_key, 0),
        cut=len(seen) > _MOST_FILINGS or len(met) > _MOST_BRANDS,
    )


def _brands(keys: list[str]) -> dict[str, tuple[int, int]]:
    """How many brands, of how many enterprises, the alerts of each holder are about."""
    rows = (
        Alert.objects.filter(holder_key__in=keys)
        .values("holder_key")
        .annotate(brands=Count("brand", distinct=True), enterprises=Count("brand__enterprise", distinct=True))
    )
    return {row["holder_key"]: (row["brands"], row["enterprises"]) for row in rows}


def _filings(keys: list[str]) -> tuple[dict[str, set[int]], dict[str, set[int]]]:
    """Observation ids and Nice classes of each holder's filings that met a brand."""
    filings: dict[str, set[int]] = {}
    classes: dict[str, set[int]] = {}
    rows = AlertMatch.objects.filter(alert__holder_key__in=keys).values_list(
        "alert__holder_key", "match__observation_id", "match__observation__classes"
    )
    for key, observation_id, nice in rows.iterator(chunk_size=5_000):
        filings.setdefault(key, set()).add(observation_id)
        classes.setdefault(key, set()).update(nice)
    return filings, classes


def _shared(field: str, shared_by: dict[str, str]) -> dict[str, int]:
    """For each holder the brands that other holders met who share what `field` folds; at most `_MOST_SHARED` rows."""
    wanted = sorted({shared for shared in shared_by.values() if shared})
    if not wanted:
        return {}
    rows = (
        AlertMatch.objects.filter(**{f"{field}__in": wanted})
        .order_by(field, "alert__holder_key", "alert__brand")
        .values_list(field, "alert__holder_key", "alert__brand")
        .distinct()
    )
    met: dict[str, set[tuple[str, int]]] = {}
    for shared, holder, brand in rows[:_MOST_SHARED]:
        met.setdefault(shared, set()).add((holder, brand))
    return {
        key: len({brand for holder, brand in met.get(shared, ()) if holder != key})
        for key, shared in shared_by.items()
    }

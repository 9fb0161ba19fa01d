"""What is known of holders from what was kept before. 申请人前情.

A holder is one name folded (`domain.history.holder_key`). The key does not chain: sharing a representative with
somebody makes nobody the same filer.
"""

from collections.abc import Iterable

from django.db.models import Count

from domain.history import HolderHistory
from storage.models import Alert, AlertMatch


def histories(keys: Iterable[str], *, most: int = 20_000) -> dict[str, HolderHistory]:
    """The history of each holder some alert names, by key; a holder never met before is left out."""
    wanted = sorted({key for key in keys if key})[:most]
    if not wanted:
        return {}
    rows = (
        Alert.objects.filter(holder_key__in=wanted)
        .values("holder_key")
        .annotate(brands=Count("brand", distinct=True), enterprises=Count("brand__enterprise", distinct=True))
    )
    counted = {row["holder_key"]: (row["brands"], row["enterprises"]) for row in rows}
    filings, classes = _filings(list(counted))
    return {
        key: HolderHistory(
            filings=len(filings.get(key, ())),
            brands=brands,
            enterprises=enterprises,
            classes=len(classes.get(key, ())),
        )
        for key, (brands, enterprises) in counted.items()
    }


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

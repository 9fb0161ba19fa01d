"""What somebody on duty at a fair carries along: who exhibits with which rights, and which stands to look at. 展会驻会服务台."""

from collections import Counter, defaultdict
from collections.abc import Iterable

from django.db.models import Prefetch

from domain.fair_desk import DeskAlert, DeskBrand, DeskEntry, OwnRight
from domain.match import Tier
from domain.observation import Kind, Provenance
from storage.alerts import met_in
from storage.fairs import entry_from, fair_of
from storage.matches import match_from
from storage.models import Alert, AlertMatch, Brand, FairEntry, Logo, OwnSighting
from storage.viewers import Viewer, only_staff

MOST_ENTRIES, MOST_ALERTS, MOST_RIGHTS = 500, 400, 2_000
"""Exhibiting enterprises, stands to look at and rights one desk holds: more is no longer read on a phone."""

_COUNTED = (Tier.HIGH, Tier.MEDIUM, Tier.LOW)


def desk_entries(viewer: Viewer, fair_id: int) -> tuple[DeskEntry, ...]:
    """Who exhibits, by stand, with brands, rights in the host country and open alerts there. Raises `NotVisible`."""
    only_staff(viewer, f"fair {fair_id}")
    fair = fair_of(viewer, fair_id)
    rows = list(
        FairEntry.objects.filter(fair_id=fair_id)
        .select_related("enterprise")
        .order_by("stand", "enterprise__name")[:MOST_ENTRIES]
    )
    enterprises = [row.enterprise_id for row in rows]
    brands = _brands_of(enterprises, fair.office)
    counts = _open_alerts(enterprises, fair.office)
    return tuple(
        DeskEntry(
            entry=entry_from(row),
            brands=tuple(brands[row.enterprise_id]),
            open_alerts=tuple(
                (tier, number) for tier in _COUNTED if (number := counts[row.enterprise_id, tier.value])
            ),
        )
        for row in rows
    )


def _brands_of(enterprises: list[int], office: str) -> dict[int, list[DeskBrand]]:
    logos = Prefetch("logos", queryset=Logo.objects.defer("content").order_by("pk"))
    rows = Brand.objects.filter(enterprise_id__in=enterprises, unwatched_at__isnull=True)
    chosen = list(rows.order_by("name").prefetch_related(logos))
    rights = _rights_of([row.pk for row in chosen], office)
    found: dict[int, list[DeskBrand]] = defaultdict(list)
    for row in chosen:
        brand = DeskBrand(
            brand_row=row.pk,
            name=row.name,
            marks=tuple(dict.fromkeys((row.name, *row.aliases))),
            classes=tuple(row.classes),
            logos=tuple(logo.sha256 for logo in row.logos.all()),
            rights=tuple(rights[row.pk]),
        )
        found[row.enterprise_id].append(brand)
    return found


def _rights_of(brand_rows: list[int], office: str) -> dict[int, list[OwnRight]]:
    """The filings seen in each brand's own hands at an office, those registered first."""
    rows = OwnSighting.objects.filter(
        brand_id__in=brand_rows,
        observation__kind=Kind.FILING.value,
        observation__office=office,
        observation__current=True,
    ).select_related("observation")
    found: dict[int, list[OwnRight]] = defaultdict(list)
    for row in rows.order_by("observation__registered_on", "pk")[:MOST_RIGHTS]:
        seen = row.observation
        right = OwnRight(
            office=seen.office,
            number=seen.ref,
            sign=seen.sign,
            classes=tuple(seen.classes),
            registered_on=seen.registered_on,
            url=seen.url,
            provenance=Provenance(seen.provenance),
        )
        found[row.brand_id].append(right)
    return found


def rights_of_brand(viewer: Viewer, brand_row: int, office: str) -> tuple[OwnRight, ...]:
    """The filings seen in a brand's own hands at an office. Raises `NotVisible` for anybody but staff."""
    only_staff(viewer, f"brand {brand_row}")
    return tuple(_rights_of([brand_row], office)[brand_row])


def _open_alerts(enterprises: list[int], office: str) -> Counter[tuple[int, str]]:
    rows = Alert.objects.filter(brand__enterprise_id__in=enterprises, open=True).filter(met_in(office))
    return Counter(rows.values_list("brand__enterprise_id", "tier"))


def desk_alerts(viewer: Viewer, fair_id: int) -> tuple[DeskAlert, ...]:
    """The open alerts about the fair's own exhibitors, by stand: those of the list the fair is read from, else those of its
    country. Raises `NotVisible`.
    """
    only_staff(viewer, f"fair {fair_id}")
    fair = fair_of(viewer, fair_id)
    rows = AlertMatch.objects.filter(
        alert__open=True,
        match__observation__kind=Kind.EXHIBITOR.value,
        match__observation__office=fair.office,
    )
    if fair.source:
        rows = rows.filter(match__observation__source=fair.source)
    if fair.event:
        rows = rows.filter(match__observation__event=fair.event)
    newest = rows.order_by("match__observation__stand", "-pk").select_related(
        "alert__brand__enterprise", "match__observation", "match__brand"
    )
    return tuple(_once(map(_alert, newest[:MOST_ALERTS])))


def _alert(row: AlertMatch) -> DeskAlert:
    match, brand = match_from(row.match), row.alert.brand
    seen = match.observation
    return DeskAlert(
        alert_id=row.alert_id,
        enterprise=brand.enterprise.name,
        brand=brand.name,
        brand_row=brand.pk,
        exhibitor=seen.behind or seen.sign,
        stand=seen.stand,
        shown=seen.brand,
        tier=match.tier,
        evidence=match.evidence,
        url=seen.url,
        seen_at=row.match.observation.seen_at,
        provenance=seen.provenance,
    )


def _once(alerts: Iterable[DeskAlert]) -> Iterable[DeskAlert]:
    """Each alert once a stand and what is shown there."""
    seen: set[tuple[int, str, str]] = set()
    for one in alerts:
        key = (one.alert_id, one.stand, one.shown)
        if key not in seen:
            seen.add(key)
            yield one

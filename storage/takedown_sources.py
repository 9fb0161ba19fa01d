"""What a complaint to a platform can rest on: the brand's registrations, and the listings of an alert. 投诉的依据与对象."""

from collections.abc import Iterable
from dataclasses import dataclass

from domain.observation import Kind, Provenance
from domain.takedown import ReliedRight, Target
from storage.alerts import visible_alerts
from storage.brand_lists import visible_brand
from storage.models import AlertMatch, BrandRight, Observation, OwnSighting
from storage.observations import observation_from
from storage.viewers import NotVisible, Viewer

MOST_TARGETS = 600
"""Listings of one complaint: two submissions of the platform that takes most."""

MOST_RIGHTS = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class ComplainedBrand:
    """A brand as a complaint names it."""

    brand_row: int
    enterprise_id: int
    enterprise: str
    name: str
    owners: tuple[str, ...]


def complained_brand(viewer: Viewer, brand_row: int) -> ComplainedBrand:
    """The brand. Raises `NotVisible`."""
    row = visible_brand(viewer, brand_row)
    return ComplainedBrand(
        brand_row=row.pk,
        enterprise_id=row.enterprise_id,
        enterprise=row.enterprise.name,
        name=row.name,
        owners=tuple(row.owners),
    )


def rights_of(viewer: Viewer, brand_row: int) -> tuple[ReliedRight, ...]:
    """The brand's own registrations by office: those seen in registers in the brand's own hands, and those the centre was told
    of; of a number both know, what the register said. Raises `NotVisible`.
    """
    complained_brand(viewer, brand_row)
    found: dict[str, ReliedRight] = {}
    for right in (*_seen(brand_row), *_told(brand_row)):
        found.setdefault(right.key, right)
    return tuple(sorted(found.values(), key=lambda one: (one.office, not one.registered, one.number)))


def _seen(brand_row: int) -> Iterable[ReliedRight]:
    rows = OwnSighting.objects.filter(
        brand_id=brand_row, observation__kind=Kind.FILING.value, observation__current=True
    ).select_related("observation")
    for row in rows.order_by("observation__registered_on", "pk")[:MOST_RIGHTS]:
        seen = observation_from(row.observation)
        yield ReliedRight(
            office=seen.office,
            number=seen.ref,
            classes=seen.classes,
            mark=seen.sign,
            owner=seen.holder,
            registered=seen.registered_on is not None,
            known_from=seen.source,
            provenance=seen.provenance,
        )


def _told(brand_row: int) -> Iterable[ReliedRight]:
    for row in BrandRight.objects.filter(brand_id=brand_row).order_by("office", "number")[:MOST_RIGHTS]:
        yield ReliedRight(office=row.office, number=row.number, classes=tuple(row.classes))


def targets_of_alert(viewer: Viewer, alert_id: int) -> tuple[Target, ...]:
    """The listings of an alert with an address, each once, newest sighting first; `MOST_TARGETS` at most. Raises `NotVisible`."""
    if not visible_alerts(viewer).filter(pk=alert_id).exists():
        raise NotVisible(f"alert {alert_id}")
    folded = AlertMatch.objects.filter(alert_id=alert_id).values("match__observation_id")
    rows = Observation.objects.filter(pk__in=folded, kind=Kind.LISTING.value).exclude(url="")
    found: dict[str, Target] = {}
    for row in rows.select_related("response").order_by("-current", "-pk")[: MOST_TARGETS * 2]:
        found.setdefault(row.url, _target(row))
    return tuple(found.values())[:MOST_TARGETS]


def _target(row: Observation) -> Target:
    seen = observation_from(row)
    answer = row.response
    return Target(
        url=seen.url,
        listing_id=seen.ref,
        market=seen.office,
        seller=seen.behind,
        title=seen.sign,
        price=f"{seen.price.amount} {seen.price.currency}".strip() if seen.price else "",
        captured_at=answer.fetched_at if answer else row.seen_at,
        sha256=answer.sha256 if answer else "",
        provenance=Provenance(row.provenance),
    )

"""Brands and contacts in and out of the database."""

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal

from django.db import transaction
from django.db.models import Count, DecimalField, F, Func, Max, Sum

from domain.alert import Channel
from domain.alert import Contact as ContactRecord
from domain.brand import Brand as BrandRecord
from domain.history import Exposure, ExposureKind, UsualPrice
from storage.audit import Act, note_contact
from storage.models import Brand, Contact, Enterprise
from storage.models.enterprises import REACHABLE
from storage.viewers import NotVisible, Viewer, only_staff


class BrandTaken(ValueError):
    """A brand id that another enterprise already uses."""


def save_brands(brands: Iterable[BrandRecord]) -> int:
    """Adds brands or brings them up to date by brand id, and returns how many there were; all of them are watched then.

    Raises `BrandTaken` when an id belongs to another enterprise; then nothing is saved.
    """
    count = 0
    with transaction.atomic():
        for brand in brands:
            _save_brand(brand)
            count += 1
    return count


def _save_brand(brand: BrandRecord) -> None:
    enterprise, _ = Enterprise.objects.get_or_create(name=brand.enterprise)
    known = Brand.objects.filter(brand_id=brand.brand_id).select_related("enterprise").first()
    if known and known.enterprise_id != enterprise.pk:
        raise BrandTaken(f"brand id {brand.brand_id} belongs to {known.enterprise.name}; choose another id")
    Brand.objects.update_or_create(
        brand_id=brand.brand_id,
        defaults={"enterprise": enterprise, "unwatched_at": None, **columns_of(brand)},
    )


def columns_of(brand: BrandRecord) -> dict[str, object]:
    """What the columns of a brand's row hold, all but whose it is and its id."""
    return {
        "name": brand.name,
        "aliases": list(brand.aliases),
        "owners": list(brand.owners),
        "authorised": list(brand.authorised),
        "classes": list(brand.classes),
        "markets": list(brand.markets),
        "goods": brand.goods,
        "logo": brand.logo,
        "addresses": list(brand.addresses),
        "shown": [{"kind": e.kind.value, "day": e.day.isoformat(), "where": e.where} for e in brand.shown],
        "prices": [{"amount": str(p.amount), "currency": p.currency} for p in brand.prices],
    }


def watched_brands() -> tuple[BrandRecord, ...]:
    """Every brand of every enterprise that is watched, ordered by brand id."""
    rows = Brand.objects.filter(unwatched_at__isnull=True).select_related("enterprise")
    return tuple(brand_from(row) for row in rows.order_by("brand_id"))


def watched_words() -> tuple[str, ...]:
    """The names and aliases of every watched brand, each once: what a source that is searched is asked for."""
    rows = Brand.objects.filter(unwatched_at__isnull=True).order_by("brand_id").values_list("name", "aliases")
    return tuple(dict.fromkeys(word for name, aliases in rows for word in (name, *aliases) if word.strip()))


def whole_brand(viewer: Viewer, brand_id: str) -> BrandRecord:
    """A watched brand, for staff. Raises `NotVisible`."""
    only_staff(viewer, "a brand whole")
    row = Brand.objects.filter(brand_id=brand_id).select_related("enterprise").first()
    if row is None:
        raise NotVisible(f"brand {brand_id}")
    return brand_from(row)


def brand_from(row: Brand) -> BrandRecord:
    """The domain record of a row."""
    return BrandRecord(
        brand_id=row.brand_id,
        name=row.name,
        enterprise=row.enterprise.name,
        aliases=tuple(row.aliases),
        owners=tuple(row.owners),
        authorised=tuple(row.authorised),
        classes=tuple(row.classes),
        markets=tuple(row.markets),
        goods=row.goods,
        logo=row.logo,
        addresses=tuple(row.addresses),
        shown=tuple(
            Exposure(kind=ExposureKind(e["kind"]), day=dt.date.fromisoformat(e["day"]), where=e["where"])
            for e in row.shown
        ),
        prices=tuple(UsualPrice(amount=Decimal(p["amount"]), currency=p["currency"]) for p in row.prices),
    )


def save_contact(enterprise: str, contact: ContactRecord, *, least_tier: str = "medium") -> int:
    """Adds a contact of an enterprise, or of the centre's staff with "", or brings it up to date; returns its id.

    One written down anew counts as reachable again.
    """
    with transaction.atomic():
        return _save_contact(enterprise, contact, least_tier)


def _save_contact(enterprise: str, contact: ContactRecord, least_tier: str) -> int:
    owner = Enterprise.objects.get_or_create(name=enterprise)[0] if enterprise else None
    row, _ = Contact.objects.update_or_create(
        enterprise=owner,
        channel=contact.channel.value,
        address=contact.address,
        defaults={
            "name": contact.name,
            "language": contact.language,
            "least_tier": least_tier,
            "secret": contact.secret,
            "form": contact.form,
            "active": True,
            **REACHABLE,
        },
    )
    note_contact(Act.CONTACT_SAVED, row)
    return row.pk


def contact_lines() -> list[tuple[int, str, ContactRecord]]:
    """Id, enterprise ("" for staff) and record of every active contact."""
    rows = Contact.objects.filter(active=True).select_related("enterprise").order_by("enterprise__name", "pk")
    return [(row.pk, row.enterprise.name if row.enterprise else "", contact_from(row)) for row in rows]


def move_contact(enterprise: str, name: str, channel: Channel, *, address: str) -> None:
    """Gives a contact a new address, where what it has not been told yet goes too, and which counts as reachable.
    Nothing when it is unknown.
    """
    known = Contact.objects.filter(
        enterprise__name=enterprise, name=name, channel=channel.value, active=True
    ).order_by("-pk")
    Contact.objects.filter(pk__in=known[:1]).update(address=address, **REACHABLE)


def enterprise_names() -> list[str]:
    """The name of every enterprise, in order."""
    return list(Enterprise.objects.order_by("name").values_list("name", flat=True))


def contact_from(row: Contact) -> ContactRecord:
    """The domain record of a row."""
    return ContactRecord(
        name=row.name,
        channel=Channel(row.channel),
        address=row.address,
        language=row.language,
        secret=row.secret,
        form=row.form,
        failing=row.failing_since is not None,
    )


def watchlist_version() -> str:
    """Changes whenever any brand is added, changed or removed, in whatever order those who did so at once commit."""
    moment = Func(
        F("changed_at"), template="extract(epoch FROM %(expressions)s)", output_field=DecimalField()
    )
    row = Brand.objects.aggregate(
        count=Count("pk"), newest=Max("changed_at"), last=Max("pk"), moments=Sum(moment)
    )
    return f"{row['count']} {row['newest']} {row['last']} {row['moments']}"

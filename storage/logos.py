"""Watched logos: kept by content hash, tied to brands, with the codes of each version of the picture matcher."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Count, Max, QuerySet

from storage.models import Brand, Logo, LogoCodes


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptLogo:
    """The codes of a watched logo, `codes` as the picture matcher wrote them."""

    brand_id: str
    sha256: str
    codes: bytes


def save_logos(brand_id: str, contents: Sequence[bytes]) -> tuple[str, ...]:
    """Makes these files the logos of a brand, in place of those before, and returns their SHA-256. Safe to repeat.

    Each file is kept once, whatever number of brands it stands for.
    """
    with transaction.atomic():
        brand = Brand.objects.select_for_update().get(brand_id=brand_id)
        logos = []
        for content in contents:
            sha256 = hashlib.sha256(content).hexdigest()
            logo, _ = Logo.objects.get_or_create(sha256=sha256, defaults={"content": content})
            logos.append(logo)
        if set(brand.logos.values_list("pk", flat=True)) != {logo.pk for logo in logos}:
            brand.logos.set(logos)
            brand.save(update_fields=["changed_at"])
        Logo.objects.filter(brands__isnull=True).delete()
    return tuple(logo.sha256 for logo in logos)


def uncoded_logos(version: str, *, limit: int) -> list[tuple[str, bytes]]:
    """SHA-256 and file of logos that this version of the matcher has not coded, oldest first."""
    coded = LogoCodes.objects.filter(version=version).values("logo_id")
    rows = Logo.objects.exclude(pk__in=coded).order_by("pk")[:limit]
    return [(row.sha256, bytes(row.content)) for row in rows]


def save_codes(version: str, codes: Iterable[tuple[str, bytes]]) -> None:
    """Keeps codes by the logo's SHA-256; empty codes for a logo that cannot be read. Safe to repeat."""
    by_hash = dict(codes)
    ids = dict(Logo.objects.filter(sha256__in=by_hash).values_list("sha256", "pk"))
    rows = [
        LogoCodes(logo_id=ids[sha256], version=version, codes=code)
        for sha256, code in by_hash.items()
        if sha256 in ids
    ]
    LogoCodes.objects.bulk_create(rows, ignore_conflicts=True)


def watched_logos(version: str) -> tuple[KeptLogo, ...]:
    """The logos of every watched brand that this version has coded, ordered by brand id and hash."""
    values = _watched(version).values_list("logo__brands__brand_id", "logo__sha256", "codes")
    kept = [KeptLogo(brand_id=brand, sha256=sha, codes=bytes(codes)) for brand, sha, codes in values]
    return tuple(sorted(kept, key=lambda logo: (logo.brand_id, logo.sha256)))


def any_watched(version: str) -> bool:
    """True where this version has coded the logo of any brand."""
    return _watched(version).exists()


def _watched(version: str) -> QuerySet[LogoCodes]:
    rows = LogoCodes.objects.filter(
        version=version, logo__brands__isnull=False, logo__brands__unwatched_at__isnull=True
    )
    return rows.exclude(codes=b"")


def logo_content(sha256: str) -> bytes | None:
    """The file of a logo; None when it is no longer watched."""
    content = Logo.objects.filter(sha256=sha256).values_list("content", flat=True).first()
    return None if content is None else bytes(content)


def logos_version(version: str) -> str:
    """Changes whenever a logo is added, removed or coded anew, or its brand is watched no longer."""
    row = LogoCodes.objects.filter(version=version).aggregate(count=Count("pk"), newest=Max("coded_at"))
    links = Brand.logos.through.objects.aggregate(count=Count("pk"), last=Max("pk"))
    left = Brand.objects.filter(unwatched_at__isnull=False).aggregate(
        count=Count("pk"), last=Max("unwatched_at")
    )
    return f"{version} {row['count']} {row['newest']} {links['count']} {links['last']} {left['count']} {left['last']}"

"""The profile of an enterprise: credit code, industry, district, and whether reports may name it. 企业档案."""

import datetime as dt
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from domain.lists import INDUSTRIES
from storage.audit import Act, note
from storage.models import Enterprise, Industry
from storage.viewers import NotVisible, Viewer, only_staff

MOST_INDUSTRIES = 200


class CreditCodeTaken(ValueError):
    """Another enterprise has the credit code."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """What is known of an enterprise itself. `named_from` is the day since which it allows reports to name it."""

    enterprise_id: int
    name: str
    credit_code: str
    industry: str
    district: str
    named_from: dt.date | None
    brands: int = 0
    lists: tuple[str, ...] = ()


def profile_of(viewer: Viewer, enterprise_id: int) -> Profile:
    """One profile. Raises `NotVisible`."""
    row = _visible(viewer).filter(pk=enterprise_id).first()
    if row is None:
        raise NotVisible(f"enterprise {enterprise_id}")
    return _record(row)


def profiles(viewer: Viewer, *, word: str = "", industry: str = "", limit: int = 500) -> tuple[Profile, ...]:
    """The enterprises a viewer may see, by name: whose name, code or district holds a word, of one industry."""
    rows = _visible(viewer)
    if word:
        rows = rows.filter(
            Q(name__icontains=word) | Q(credit_code__icontains=word) | Q(district__icontains=word)
        )
    if industry:
        rows = rows.filter(industry=industry)
    standing = rows.annotate(watched=Count("brand", filter=Q(brand__unwatched_at__isnull=True)))
    return tuple(
        _record(row, brands=row.watched)
        for row in standing.order_by("name").prefetch_related("list_entries")[:limit]
    )


def save_profile(
    viewer: Viewer, enterprise_id: int, *, credit_code: str, industry: str, district: str
) -> Profile:
    """Keeps what staff or the enterprise's administrator typed. Saved twice it is kept once. Raises `NotVisible`, and
    `CreditCodeTaken`.
    """
    if not viewer.may_change(enterprise_id):
        raise NotVisible(f"enterprise {enterprise_id}")
    with transaction.atomic():
        row = _visible(viewer).filter(pk=enterprise_id).select_for_update(of=("self",)).first()
        if row is None:
            raise NotVisible(f"enterprise {enterprise_id}")
        before = (row.credit_code, row.industry, row.district)
        after = (credit_code, industry, district)
        if before != after:
            try:
                with transaction.atomic():
                    Enterprise.objects.filter(pk=row.pk).update(
                        credit_code=credit_code, industry=industry, district=district
                    )
            except IntegrityError as taken:
                raise CreditCodeTaken(credit_code) from taken
            note(Act.PROFILE_CHANGED, of=row, about=" · ".join(filter(None, after)))
    return profile_of(viewer, enterprise_id)


def allow_naming(viewer: Viewer, enterprise_id: int) -> Profile:
    """The enterprise's administrator allows reports to name it, from today; the day of one that did before stays. Raises
    `NotVisible` for anybody else, staff too: it is the enterprise's to say.
    """
    if enterprise_id not in viewer.administers:
        raise NotVisible(f"enterprise {enterprise_id}")
    with transaction.atomic():
        rows = Enterprise.objects.filter(pk=enterprise_id, named_from__isnull=True)
        if rows.update(named_from=timezone.localdate()):
            note(Act.NAMING_ALLOWED, of=Enterprise.objects.get(pk=enterprise_id))
    return profile_of(viewer, enterprise_id)


def withdraw_naming(viewer: Viewer, enterprise_id: int) -> Profile:
    """Reports name the enterprise no more. Its administrator says so, or staff who were told. Raises `NotVisible`."""
    if not viewer.may_change(enterprise_id):
        raise NotVisible(f"enterprise {enterprise_id}")
    with transaction.atomic():
        rows = Enterprise.objects.filter(pk=enterprise_id, named_from__isnull=False)
        if rows.update(named_from=None):
            note(Act.NAMING_WITHDRAWN, of=Enterprise.objects.get(pk=enterprise_id))
    return profile_of(viewer, enterprise_id)


def industries() -> tuple[str, ...]:
    """The industries of the centre's list, the first three first."""
    added = Industry.objects.order_by("pk").values_list("name", flat=True)[:MOST_INDUSTRIES]
    return tuple(dict.fromkeys((*INDUSTRIES, *added)))


def add_industry(viewer: Viewer, name: str, *, by: str) -> bool:
    """Adds an industry to the list; False when it stands there. Raises `NotVisible` for anybody but staff."""
    only_staff(viewer, "industries")
    if name in industries():
        return False
    with transaction.atomic():
        _, made = Industry.objects.get_or_create(name=name, defaults={"added_by": by})
        if made:
            note(Act.INDUSTRY_ADDED, about=name)
    return made


def _visible(viewer: Viewer) -> QuerySet[Enterprise]:
    return (
        Enterprise.objects.all() if viewer.staff else Enterprise.objects.filter(pk__in=viewer.enterprise_ids)
    )


def _record(row: Enterprise, *, brands: int = 0) -> Profile:
    standing = [one for one in row.list_entries.all() if one.until is None]
    return Profile(
        enterprise_id=row.pk,
        name=row.name,
        credit_code=row.credit_code,
        industry=row.industry,
        district=row.district,
        named_from=row.named_from,
        brands=brands,
        lists=tuple(dict.fromkeys(one.kind for one in standing)),
    )

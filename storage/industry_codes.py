"""The HS codes the centre counts as an industry's, as they stood at an instant. 行业商品编码。"""

import datetime as dt
from collections.abc import Sequence

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from domain.trade import IndustryCode
from storage.audit import Act, note
from storage.models import IndustryCode as Row
from storage.viewers import Viewer, only_staff


def own_codes(
    viewer: Viewer, industry: str, *, as_of: dt.datetime | None = None
) -> tuple[IndustryCode, ...] | None:
    """The codes the centre wrote for an industry, by code; None where it never wrote any. Raises `NotVisible`."""
    only_staff(viewer, "industry codes")
    rows = Row.objects.filter(industry=industry)
    if as_of is not None:
        rows = rows.filter(since__lt=as_of)
    if not rows.exists():
        return None
    stands = Q(until__isnull=True) if as_of is None else Q(until__isnull=True) | Q(until__gte=as_of)
    return tuple(map(_record, rows.filter(stands).order_by("hs")))


def industries_written(viewer: Viewer, *, as_of: dt.datetime) -> tuple[str, ...]:
    """The industries the centre wrote codes for before an instant, in order. Raises `NotVisible` for anybody but staff."""
    only_staff(viewer, "industry codes")
    rows = Row.objects.filter(since__lt=as_of).order_by("industry").values_list("industry", flat=True)
    return tuple(rows.distinct())


def save_codes(viewer: Viewer, industry: str, codes: Sequence[IndustryCode], *, by: str) -> bool:
    """Writes an industry's codes; what is no longer among them ends and stays. False where nothing changes. Raises `NotVisible`
    for anybody but staff."""
    only_staff(viewer, "industry codes")
    with transaction.atomic():
        standing = {
            row.hs: row
            for row in Row.objects.select_for_update().filter(industry=industry, until__isnull=True)
        }
        had = {hs: _record(row) for hs, row in standing.items()}
        wanted = {one.hs: one for one in codes}
        if had == wanted:
            return False
        ended = [row.pk for hs, row in standing.items() if wanted.get(hs) != had[hs]]
        now = timezone.now()
        Row.objects.filter(pk__in=ended).update(until=now, until_by=by)
        Row.objects.bulk_create(_row(one, by, now) for hs, one in wanted.items() if had.get(hs) != one)
        note(Act.INDUSTRY_CODES_CHANGED, about=f"{industry}: {'、'.join(sorted(wanted))}"[:500])
    return True


def _record(row: Row) -> IndustryCode:
    return IndustryCode(
        industry=row.industry, hs=row.hs, says_zh=row.says_zh, says_en=row.says_en, source=row.source,
        checked_on=row.checked_on, confidence=row.confidence,
    )  # fmt: skip


def _row(one: IndustryCode, by: str, now: dt.datetime) -> Row:
    return Row(
        industry=one.industry, hs=one.hs, says_zh=one.says_zh, says_en=one.says_en, source=one.source,
        checked_on=one.checked_on, confidence=one.confidence, since=now, since_by=by,
    )  # fmt: skip

"""Experts and service agencies: who can be asked to help with a case. 专家库与服务机构名录."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils import timezone

from domain.adviser import Adviser as AdviserRecord
from domain.adviser import AdviserKind
from domain.case import Right
from domain.jurisdictions import REGIONS
from domain.jurisdictions import name as place
from domain.list_fields import RIGHT_NAMES
from storage.models import Adviser

MOST = 5_000
"""Advisers that are weighed for one suggestion, or listed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """An adviser that fits, and why, in the order of weight; what speaks against it (stopped, review overdue) stands last."""

    adviser: AdviserRecord
    reasons_zh: tuple[str, ...]
    reasons_en: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Reason:
    points: int
    zh: str
    en: str


_EXACT, _REGION, _RIGHT, _INDUSTRY, _LANGUAGE = 40, 20, 15, 10, 5
_OVERDUE, _STOPPED = -8, -1_000
"""Points: the country weighs more than all else together, an exact one twice a region's; one stopped comes after all others.
Chosen here; there is no source for them.
"""


def suggested_advisers(
    *, office: str, right: Right, industry: str = "", languages: Sequence[str] = (), limit: int = 8
) -> tuple[Suggestion, ...]:
    """Who can be asked about a right at an office (ST.3), the best first. For the eyes of staff.

    One that names countries, and neither this office's nor one in its region, is not suggested; nor is one of whom nothing
    speaks for it.
    """
    weighed = []
    for row in Adviser.objects.select_related("pair").order_by("name", "pk")[:MOST]:
        adviser = adviser_record(row)
        where = _where(adviser, office)
        if where is None and office and adviser.offices:
            continue
        fits = [*([where] if where else []), *_fits(adviser, right, industry, languages)]
        if not fits:
            continue
        reasons = [*fits, *_cautions(adviser)]
        weighed.append((-sum(one.points for one in reasons), reasons, adviser))
    weighed.sort(key=lambda one: one[0])
    return tuple(
        Suggestion(
            adviser=adviser,
            reasons_zh=tuple(one.zh for one in reasons),
            reasons_en=tuple(one.en for one in reasons),
        )
        for _, reasons, adviser in weighed[:limit]
    )


def _where(adviser: AdviserRecord, office: str) -> _Reason | None:
    if office and office in adviser.offices:
        zh, en = place(office, "zh"), place(office, "en")
        return _Reason(_EXACT, f"业务覆盖{zh}", f"works in {en}")
    for one in adviser.offices:
        if office in REGIONS.get(one, ()) or one in REGIONS.get(office, ()):
            zh, en = place(one, "zh"), place(one, "en")
            return _Reason(_REGION, f"业务覆盖同一区域（{zh}）", f"works in the same region ({en})")
    return None


def _fits(adviser: AdviserRecord, right: Right, industry: str, languages: Sequence[str]) -> list[_Reason]:
    found = []
    if right in adviser.rights:
        zh, en = RIGHT_NAMES[right]
        found.append(_Reason(_RIGHT, f"擅长{zh}", f"works on {en}"))
    if industry and industry in adviser.industries:
        found.append(_Reason(_INDUSTRY, f"熟悉{industry}行业", f"knows the industry ({industry})"))
    spoken = {one.casefold() for one in adviser.languages}
    if shared := [one for one in dict.fromkeys(languages) if one.casefold() in spoken]:
        said = "、".join(shared)
        points = _LANGUAGE * len(shared)
        found.append(_Reason(points, f"工作语言：{said}", f"speaks {', '.join(shared)}"))
    return found


def _cautions(adviser: AdviserRecord) -> list[_Reason]:
    found = []
    if adviser.review_by is not None and adviser.review_by < timezone.localdate():
        day = adviser.review_by.isoformat()
        found.append(_Reason(_OVERDUE, f"复核已逾期（应于{day}前）", f"review overdue since {day}"))
    if not adviser.active:
        found.append(_Reason(_STOPPED, "已停用", "stopped"))
    return found


def adviser_record(row: Adviser) -> AdviserRecord:
    """The domain record of a row."""
    return AdviserRecord(
        adviser_id=row.pk,
        kind=AdviserKind(row.kind),
        name=row.name,
        organisation=row.organisation,
        offices=tuple(row.offices),
        rights=tuple(Right(one) for one in row.rights),
        industries=tuple(row.industries),
        languages=tuple(row.languages),
        licence=row.licence,
        fees=row.fees,
        reach=row.reach,
        note=row.note,
        conflicts=row.conflicts,
        pair=row.pair.name if row.pair else "",
        active=row.active,
        reviewed_on=row.reviewed_on,
        review_by=row.review_by,
    )

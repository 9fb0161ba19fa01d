"""Experts and service agencies: who can be asked to help with a case. 专家库与服务机构名录."""

from domain.adviser import Adviser as AdviserRecord
from domain.adviser import AdviserKind
from domain.case import Right
from storage.models import Adviser

MOST = 5_000
"""Advisers that are listed."""


def called(row: Adviser) -> str:
    """The name, with the organisation where one is known."""
    return f"{row.name}（{row.organisation}）" if row.organisation else row.name


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

"""The ratings of cases that ended. 满意度评分."""

import datetime as dt

from django.utils import timezone

from domain.period import ZONE
from domain.satisfaction import RatedCase
from storage.case_messages import ENDED
from storage.models import Case
from storage.viewers import Viewer, only_staff


def rated_cases(viewer: Viewer, *, since: dt.datetime) -> tuple[RatedCase, ...]:
    """Every case that ended since then and was not opened again, the oldest first; none that is confidential. Raises `NotVisible`
    for anybody but staff.
    """
    only_staff(viewer, "ratings")
    rows = Case.objects.filter(state__in=ENDED, closed_at__gte=since, confidential=False)
    return tuple(
        RatedCase(
            number=row.number,
            enterprise_id=row.enterprise_id,
            closed_on=timezone.localdate(row.closed_at, ZONE),
            rating=row.satisfaction,
        )
        for row in rows.only("number", "enterprise_id", "closed_at", "satisfaction").order_by(
            "closed_at", "pk"
        )
    )

"""What people said before of alerts like one: of the same sign, holder or brand. 相似的以往处理."""

from dataclasses import replace

from django.db.models import QuerySet

from domain.decision import NO_WHY, PastDecision
from storage.decisions import standing, why_of
from storage.models import Alert, AlertMatch, Decision, Review
from storage.reviews import Verdict, leading_matches
from storage.viewers import NotVisible, Viewer, only_staff

_NEWEST_OF_ONE = 50
"""Decisions of one brand, or on one holder, that are looked at: the newest."""
_NEWEST_OF_SIGN = 500
"""Alerts with the same sign that are looked at: the newest."""


def similar_decisions(viewer: Viewer, alert_id: int, *, limit: int = 8) -> tuple[PastDecision, ...]:
    """What people decided on alerts like this one, or confirmed, and did not take back: most alike first, then newest.
    Raises `NotVisible` for anybody but staff.
    """
    only_staff(viewer, "past decisions")
    alert = Alert.objects.filter(pk=alert_id).first()
    if alert is None:
        raise NotVisible(f"alert {alert_id}")
    leading = leading_matches([alert_id]).get(alert_id)
    of_sign = _alerts_of(leading.sign) if leading and leading.sign else []
    confirmed = Review.objects.filter(undone_at__isnull=True, verdict=Verdict.CONFIRMED.value)
    found: dict[int, PastDecision] = {}
    for row, same_sign in [*_alike(standing(), alert, of_sign), *_alike(confirmed, alert, of_sign)]:
        if row.alert_id not in found or same_sign:
            found[row.alert_id] = _past(row, alert, same_sign)
    ranked = sorted(found.values(), key=lambda one: (one.likeness, one.made_at), reverse=True)[:limit]
    signs = leading_matches([one.alert_id for one in ranked])
    return tuple(
        replace(one, sign=signs[one.alert_id].sign) if one.alert_id in signs else one for one in ranked
    )


def _alike(
    rows: QuerySet[Decision] | QuerySet[Review], alert: Alert, of_sign: list[int]
) -> list[tuple[Decision | Review, bool]]:
    """Rows on other alerts of the same holder, brand or sign, each with whether it is known to be of the same sign."""
    rows = rows.exclude(alert=alert).select_related("alert__brand").order_by("-pk")
    by_holder = rows.filter(alert__conflict_key=alert.conflict_key)[:_NEWEST_OF_ONE]
    by_brand = rows.filter(alert__brand_id=alert.brand_id)[:_NEWEST_OF_ONE]
    found: list[tuple[Decision | Review, bool]] = [(row, False) for row in (*by_holder, *by_brand)]
    if of_sign:
        found += [(row, True) for row in rows.filter(alert__in=of_sign)[:_NEWEST_OF_ONE]]
    return found


def _alerts_of(sign: str) -> list[int]:
    """The alerts with this sign among their matches, the newest."""
    alike = AlertMatch.objects.filter(match__observation__sign__iexact=sign).order_by("-pk")
    return list(alike.values_list("alert_id", flat=True)[:_NEWEST_OF_SIGN])


def _past(row: Decision | Review, alert: Alert, same_sign: bool) -> PastDecision:
    return PastDecision(
        alert_id=row.alert_id,
        brand=row.alert.brand.name,
        holder=row.alert.holder,
        sign="",
        said=row.answer if isinstance(row, Decision) else row.verdict,
        why=why_of(row) if isinstance(row, Decision) else NO_WHY,
        by=row.by,
        made_at=row.made_at,
        same_sign=same_sign,
        same_holder=row.alert.conflict_key == alert.conflict_key,
        same_brand=row.alert.brand_id == alert.brand_id,
    )

"""One applicant: its alerts, cases and filings, by the key that says by whom a conflict is. 申请人。"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from django.db.models import Q

from domain.applicant import Behind, CaseBehind, Counts, Sighting
from domain.case import CaseState, Outcome
from domain.match import Tier
from domain.observation import Kind, Party, Provenance
from storage.applicant_list import BY_STRANGERS, COUNTS, NAMED, asked, counts_from
from storage.cases import visible_cases
from storage.models import Alert, AlertMatch, Observation, ProceedingSighting
from storage.viewers import NotVisible, Viewer, only_staff

MOST_ALERTS = 300
MOST_MET = 2_000
"""Sightings of filings that met a brand that are read of one applicant."""
MOST_CASES = 100

_BEHIND = """
SELECT a.id, b.name, e.name, a.tier, a.open, a.raised_at, a.last_day, coalesce(d.answer, ''), coalesce(d.ground, '')
FROM storage_alert a JOIN storage_brand b ON b.id = a.brand_id JOIN storage_enterprise e ON e.id = b.enterprise_id
LEFT JOIN LATERAL (SELECT answer, ground FROM storage_decision WHERE alert_id = a.id AND undone_at IS NULL
    ORDER BY answer = 'help', id DESC LIMIT 1) d ON true
WHERE a.conflict_key = %(key)s AND a.reason = ANY(%(reasons)s)
ORDER BY a.open DESC, (a.last_day < %(today)s) NULLS LAST, a.last_day, a.id LIMIT %(most)s
"""

_SEEN = (
    "pk", "kind", "source", "ref", "sign", "office", "classes", "filed_on", "published_on", "status", "docket", "holders",
    "seller", "representative", "provenance",
)  # fmt: skip


def key_behind(viewer: Viewer, alert_id: int) -> tuple[str, str]:
    """Conflict key and name of whoever is behind an alert that a stranger's filings were told in, for staff. Raises
    `NotVisible`.
    """
    only_staff(viewer, "an applicant")
    rows = Alert.objects.filter(pk=alert_id, reason__in=BY_STRANGERS).values_list("conflict_key", "holder")
    row = rows.first()
    if row is None or not row[1]:
        raise NotVisible(f"alert {alert_id}")
    return row


def counts_of(viewer: Viewer, key: str, *, today: dt.date) -> Counts | None:
    """How often whoever has this conflict key was met, None for never. For staff; raises `NotVisible`."""
    only_staff(viewer, "an applicant")
    values = {"today": today, "reasons": list(BY_STRANGERS), "key": key}
    rows = asked(COUNTS.format(where=f"a.conflict_key = %(key)s AND {NAMED}"), values)
    return counts_from(rows[0]) if rows else None


def alerts_behind(viewer: Viewer, key: str, *, today: dt.date) -> tuple[Behind, ...]:
    """The alerts of a key, up to `MOST_ALERTS`: open ones first, by the nearest last day. For staff; raises `NotVisible`."""
    only_staff(viewer, "an applicant")
    values = {"key": key, "reasons": list(BY_STRANGERS), "today": today, "most": MOST_ALERTS}
    return tuple(
        Behind(
            alert_id=alert_id, brand=brand, enterprise=enterprise, tier=Tier(tier), open=is_open, raised_at=raised_at,
            last_day=last_day, answer=answer, ground=ground,
        )
        for alert_id, brand, enterprise, tier, is_open, raised_at, last_day, answer, ground in asked(_BEHIND, values)
    )  # fmt: skip


def cases_against(viewer: Viewer, key: str, names: Iterable[str]) -> tuple[CaseBehind, ...]:
    """The cases opened from alerts of a key, or against an opponent of one of these names, the newest first; up to
    `MOST_CASES`. For staff; raises `NotVisible`.
    """
    only_staff(viewer, "an applicant")
    rows = visible_cases(viewer).filter(
        Q(alert__conflict_key=key) | Q(opponent__in=[one for one in set(names) if one])
    )
    rows = rows.select_related("enterprise", "alert").order_by("-opened_at", "-pk")[:MOST_CASES]
    return tuple(
        CaseBehind(
            case_id=row.pk,
            number=row.number,
            title=row.title,
            enterprise=row.enterprise.name,
            state=CaseState(row.state),
            outcome=Outcome(row.outcome) if row.outcome and row.state == CaseState.CLOSED else None,
            from_alert=bool(row.alert and row.alert.conflict_key == key),
        )
        for row in rows
    )


def filings_met(viewer: Viewer, key: str) -> tuple[Sighting, ...]:
    """The filings of a key that met a brand, of each number the newest sighting, the newest number first; up to `MOST_MET`
    sightings are read. For staff; raises `NotVisible`.
    """
    only_staff(viewer, "an applicant")
    folded = AlertMatch.objects.filter(alert__conflict_key=key, alert__reason__in=BY_STRANGERS)
    told = folded.order_by("-pk").values_list("match__observation_id", "alert_id")[:MOST_MET]
    alerts = defaultdict[int, set[int]](set)
    for observation_id, alert_id in told:
        alerts[observation_id].add(alert_id)
    newest: dict[tuple[str, str], Sighting] = {}
    told_in = defaultdict[tuple[str, str], set[int]](set)
    for one in seen(alerts):
        newest[one.source, one.ref] = one
        told_in[one.source, one.ref] |= alerts[one.observation_id]
    return tuple(
        with_alerts(one, told_in[number]) for number, one in sorted(newest.items(), reverse=True, key=_newest)
    )


def _newest(numbered: tuple[tuple[str, str], Sighting]) -> int:
    return numbered[1].observation_id


def seen(observation_ids: Iterable[int]) -> list[Sighting]:
    """The observations of these row ids in a few words, the oldest first."""
    rows = Observation.objects.filter(pk__in=list(observation_ids)).order_by("pk")
    return [_sighting(row) for row in rows.values_list(*_SEEN)]


def with_alerts(one: Sighting, alert_ids: Iterable[int]) -> Sighting:
    """A sighting with the alerts it was told in."""
    return replace(one, alert_ids=tuple(sorted(alert_ids)))


def _sighting(row: Sequence[Any]) -> Sighting:
    (row_id, kind, source, ref, sign, office, classes, filed_on, published_on, status, docket, holders, seller,
     representative, provenance) = row  # fmt: skip
    return Sighting(
        observation_id=row_id, kind=Kind(kind), source=source, ref=ref, sign=sign, office=office, classes=tuple(classes),
        filed_on=filed_on, published_on=published_on, status=status, docket=docket,
        parties=tuple(Party(**one) for one in holders or ([seller] if seller else [])), representative=representative,
        live=Provenance(provenance) is Provenance.LIVE,
    )  # fmt: skip


def proceedings_with(viewer: Viewer, observation_ids: Iterable[int]) -> dict[int, int]:
    """The row ids of the proceedings these observations are sightings of, by observation. For staff; raises `NotVisible`."""
    only_staff(viewer, "an applicant")
    rows = ProceedingSighting.objects.filter(observation__in=list(observation_ids))
    return dict(rows.values_list("observation_id", "proceeding_id"))

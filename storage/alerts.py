"""Alerts: raised from matches, grown while open, read for one viewer."""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial

from django.db import transaction
from django.db.models import Case, Exists, F, IntegerField, OuterRef, Prefetch, Q, QuerySet, Value, When
from django.db.models.expressions import OrderBy
from django.utils import timezone

from domain.alert import Alert as AlertRecord
from domain.alert import Reason
from domain.history import address_key_of, agent_key_of, holder_key_of
from domain.match import Match, Tier, reason_of
from domain.observation import Observation
from storage.decisions import standing
from storage.matches import match_for, match_from
from storage.models import Alert, AlertMatch
from storage.models import Match as MatchRow
from storage.models.alerting import tier_rank
from storage.observations import observation_from
from storage.paging import nearest_page
from storage.viewers import NotVisible, Viewer


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertPage:
    """One page of alerts, most urgent first: tier, then nearest last day, then newest."""

    alerts: tuple[AlertRecord, ...]
    total: int
    page: int
    pages: int


Conflict = tuple[int, str, Reason]
"""Row id of a brand, conflict key, reason: what an open alert is about."""

Met = tuple[MatchRow, Observation]
"""A match's row, and the record of its observation."""

ConflictKey = Callable[[Observation], str]
"""By whom a conflict is: the same key for every way one company's name is written."""


def fold_matches(match_ids: list[int], key_of: ConflictKey) -> list[int]:
    """Folds matches into open alerts by brand, reason and who is behind them, opening those that are missing, and
    returns the ids of the alerts that grew: once each, however much they did. One transaction; safe to repeat, since
    a match is folded once.

    What a decision that stands is about joins the alert it was made on, and is not told.
    """
    with transaction.atomic():
        rows = (
            MatchRow.objects.filter(pk__in=match_ids, folded_into__isnull=True, withheld=False)
            .select_related("brand", "observation")
            .order_by("pk")
        )
        groups: dict[Conflict, list[Met]] = defaultdict(list)
        for row in rows:
            observation = observation_from(row.observation)
            reason = reason_of(evidence["feature"] for evidence in row.evidence)
            groups[row.brand_id, key_of(observation), reason].append((row, observation))
        decided = _decided({brand_id for brand_id, _, _ in groups})
        told = {}
        for (brand_id, key, reason), group in groups.items():
            if (brand_id, key) in decided:
                _add_matches(decided[brand_id, key], group)
            else:
                told[brand_id, key, reason] = group
        return _grow(told)


def _decided(brand_ids: set[int]) -> dict[tuple[int, str], Alert]:
    """The alerts of these brands that were decided on, by brand and conflict key."""
    rows = Alert.objects.filter(brand__in=brand_ids, open=False, decisions__in=standing()).order_by("pk")
    return {(row.brand_id, row.conflict_key): row for row in rows}


def _grow(groups: dict[Conflict, list[Met]]) -> list[int]:
    """Adds each group to its open alert, opened where there is none; the ids of the alerts."""
    alerts = _opened(groups)
    for conflict, group in groups.items():
        alert = alerts[conflict]
        tiers = [Tier(alert.tier), *(Tier(row.tier) for row, _ in group)]
        days = [day for day in (alert.last_day, *(row.last_day for row, _ in group)) if day]
        alert.tier = max(tiers, key=lambda tier: tier.rank).value
        alert.last_day = min(days, default=None)
        alert.grown_at = timezone.now()
        alert.revision += 1
    grown = [alerts[conflict] for conflict in groups]
    Alert.objects.bulk_update(grown, ["tier", "last_day", "grown_at", "revision"], batch_size=500)
    AlertMatch.objects.bulk_create(
        [row for conflict, group in groups.items() for row in _alert_matches(alerts[conflict], group)]
    )
    return [alert.pk for alert in grown]


def _opened(groups: dict[Conflict, list[Met]]) -> dict[Conflict, Alert]:
    """The open alert of each conflict, locked. One that is opened here has revision 0 until it has grown."""
    Alert.objects.bulk_create(
        [
            Alert(
                brand_id=brand_id,
                conflict_key=key,
                reason=reason.value,
                holder=group[0][1].behind,
                holder_key=_holder_key(group[0][1]),
                tier=Tier.NONE.value,
                revision=0,
            )
            for (brand_id, key, reason), group in groups.items()
        ],
        ignore_conflicts=True,
    )
    rows = Alert.objects.select_for_update().filter(
        open=True, brand__in={brand for brand, _, _ in groups}, conflict_key__in={key for _, key, _ in groups}
    )
    return {(row.brand_id, row.conflict_key, Reason(row.reason)): row for row in rows.order_by("pk")}


def _add_matches(alert: Alert, group: list[Met]) -> None:
    AlertMatch.objects.bulk_create(_alert_matches(alert, group))


def _alert_matches(alert: Alert, group: list[Met]) -> list[AlertMatch]:
    return [
        AlertMatch(
            alert=alert,
            match=row,
            revision=alert.revision,
            agent_key=agent_key_of(observation),
            address_key=address_key_of(observation),
        )
        for row, observation in group
    ]


def _holder_key(observation: Observation) -> str:
    """The key of those behind it; what names nobody stands alone."""
    return holder_key_of(observation) or f"{observation.source} {observation.ref}"


def matches_to_fold(*, after_id: int, limit: int) -> list[int]:
    """Ids of matches neither folded into an alert nor withheld, of brands that are watched, above `after_id`, in id order."""
    rows = MatchRow.objects.filter(
        folded_into__isnull=True, withheld=False, brand__unwatched_at__isnull=True, pk__gt=after_id
    ).order_by("pk")
    return list(rows.values_list("pk", flat=True)[:limit])


def alert_page(
    viewer: Viewer,
    *,
    page: int = 1,
    per_page: int = 50,
    tier: Tier | None = None,
    brand_id: str = "",
    word: str = "",
    market: str = "",
    decided: bool = False,
    nearest: bool = False,
) -> AlertPage:
    """The open alerts a viewer may see, or those `decided`. A page out of range is the nearest one.

    `word` is looked for in the names of brand and enterprise, `market` is the office one of its observations is of. With
    `nearest` they stand by their last day, those it has passed after all others.
    """
    rows = visible_alerts(viewer).filter(open=not decided)
    if tier:
        rows = rows.alias(rank=tier_rank()).filter(rank=tier.rank)
    if brand_id:
        rows = rows.filter(brand__brand_id=brand_id)
    if word:
        rows = rows.filter(
            Q(brand__name__icontains=word)
            | Q(brand__brand_id__iexact=word)
            | Q(brand__enterprise__name__icontains=word)
        )
    if market:
        rows = rows.filter(met_in(market))
    total = rows.count()
    page, pages, cut = nearest_page(total, page, per_page)
    ordered = loaded(rows.order_by(*_order(decided=decided, nearest=nearest)))
    chosen = ordered[cut]
    return AlertPage(
        alerts=tuple(alert_from(row, viewer) for row in chosen), total=total, page=page, pages=pages
    )


def _order(*, decided: bool, nearest: bool) -> tuple[OrderBy, ...]:
    newest, day = F("pk").desc(), F("last_day").asc(nulls_last=True)
    if decided:
        return F("grown_at").desc(), newest
    if not nearest:
        return tier_rank().desc(), day, newest
    over = When(last_day__lt=timezone.localdate(), then=Value(1))
    return Case(over, default=Value(0), output_field=IntegerField()).asc(), day, tier_rank().desc(), newest


def alert_for(viewer: Viewer, alert_id: int) -> AlertRecord:
    """One alert. Raises `NotVisible` when there is none, or none for this viewer."""
    row = loaded(visible_alerts(viewer)).filter(pk=alert_id).first()
    if row is None:
        raise NotVisible(f"alert {alert_id}")
    return alert_from(row, viewer)


def alert_from(row: Alert, viewer: Viewer | None = None) -> AlertRecord:
    """The domain record of a row loaded with its folded matches, as a viewer is told them; with no viewer, as they are kept."""
    read = match_from if viewer is None else partial(match_for, viewer)
    matches = sorted(map(read, _newest(row)), key=_urgency)
    return AlertRecord(
        alert_id=row.pk,
        enterprise=row.brand.enterprise.name,
        brand_id=row.brand.brand_id,
        brand=row.brand.name,
        holder=row.holder,
        reason=Reason(row.reason),
        raised_at=row.raised_at,
        matches=tuple(matches),
    )


def _newest(row: Alert) -> Iterable[MatchRow]:
    """The alert's matches, of each number only that with its newest sighting."""
    matches = [folded.match for folded in row.folded.all()]
    for match in matches:
        match.brand = row.brand  # the same for all of them, and loaded once
    matches.sort(key=lambda match: (match.observation.current, match.observation_id, match.pk))
    return {(match.observation.source, match.observation.ref): match for match in matches}.values()


def loaded_alerts(alert_ids: Iterable[int]) -> dict[int, AlertRecord]:
    """Alerts by id for the jobs, which look with nobody's eyes."""
    return {row.pk: alert_from(row) for row in loaded(Alert.objects.filter(pk__in=list(alert_ids)))}


def _urgency(match: Match) -> tuple[int, dt.date, float, str]:
    day = match.last_day.day if match.last_day else dt.date.max
    return (-match.tier.rank, day, -match.score, match.observation.ref)


def visible_alerts(viewer: Viewer) -> QuerySet[Alert]:
    """The alerts a viewer may see."""
    if viewer.staff:
        return Alert.objects.all()
    return Alert.objects.filter(brand__enterprise_id__in=viewer.enterprise_ids)


def met_in(office: str) -> Exists:
    """True of the alerts one of whose observations is of this office or market."""
    return Exists(AlertMatch.objects.filter(alert=OuterRef("pk"), match__observation__office=office))


def loaded(rows: QuerySet[Alert]) -> QuerySet[Alert]:
    """Alerts with all that `alert_from` reads."""
    folded = AlertMatch.objects.select_related("match__observation")
    return rows.select_related("brand__enterprise").prefetch_related(Prefetch("folded", queryset=folded))

"""Proceedings by docket: what was seen of each, and who of the watched enterprises is in it."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from django.db import transaction
from django.db.models import Exists, F, OuterRef, QuerySet
from django.utils import timezone

from domain.case import Case as CaseRecord
from domain.match import Evidence, Tier, side_in
from domain.observation import Kind, Observation, Provenance
from domain.proceeding import Forum, docket_of, forum_of
from storage.cases import record_of
from storage.models import (
    Case,
    Match,
    Proceeding,
    ProceedingSighting,
)
from storage.observations import observation_from
from storage.viewers import NotVisible, Viewer, only_staff


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A watched enterprise in a proceeding: under which brand it was told, on which side, why, and what became of it.

    `side` is a `Side`, "" for either, "domain" where no party but a disputed domain name met its brand.
    """

    enterprise_id: int
    enterprise: str
    brand: str
    tier: Tier
    side: str
    evidence: Evidence
    alert_id: int | None
    case: CaseRecord | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProceedingLine:
    """A proceeding in a list: its newest sighting, how many there are, who is in it; `published` of its bulletin."""

    proceeding_id: int
    office: str
    docket: str
    forum: Forum
    newest: Observation
    sightings: int
    changed_at: dt.datetime
    named: tuple[Named, ...]
    published: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """One sighting of a proceeding."""

    observation_id: int
    seen_at: dt.datetime
    observation: Observation


@dataclass(frozen=True, slots=True, kw_only=True)
class WholeProceeding:
    """A proceeding with every sighting, oldest first."""

    line: ProceedingLine
    seen: tuple[Seen, ...]


def note_proceedings(seen: Iterable[tuple[int, Observation]]) -> int:
    """Puts observations of proceedings, each with its row id, under their dockets; returns how many are new there.

    Safe to repeat. What is no proceeding is passed over.
    """
    found = [(row, one) for row, one in seen if one.kind is Kind.PROCEEDING]
    if not found:
        return 0
    keys = {(one.office, docket_of(one)): forum_of(one).value for _, one in found}
    with transaction.atomic():
        Proceeding.objects.bulk_create(
            [
                Proceeding(office=office, docket=docket, forum=forum)
                for (office, docket), forum in sorted(keys.items())
            ],
            ignore_conflicts=True,
        )
        rows = Proceeding.objects.filter(docket__in={docket for _, docket in keys})
        ids = {(row.office, row.docket): row.pk for row in rows}
        known = set(
            ProceedingSighting.objects.filter(observation__in=[row for row, _ in found]).values_list(
                "observation_id", flat=True
            )
        )
        new = [(row, one) for row, one in found if row not in known]
        ProceedingSighting.objects.bulk_create(
            [
                ProceedingSighting(proceeding_id=ids[one.office, docket_of(one)], observation_id=row)
                for row, one in new
            ],
            ignore_conflicts=True,
        )
        changed = {ids[one.office, docket_of(one)] for _, one in new}
        Proceeding.objects.filter(pk__in=changed).update(changed_at=timezone.now())
    return len(new)


def proceedings(
    viewer: Viewer, *, forum: Forum | None = None, named: bool = False, word: str = "", limit: int = 100
) -> tuple[ProceedingLine, ...]:
    """The proceedings last changed, for staff: of one forum, those a watched enterprise is in, or with a word in docket or title.

    Raises `NotVisible` for anybody but staff.
    """
    only_staff(viewer, "proceedings")
    rows = Proceeding.objects.all()
    if forum is not None:
        rows = rows.filter(forum=forum.value)
    sighted = ProceedingSighting.objects.filter(proceeding=OuterRef("pk"))
    if named:
        met = Match.objects.filter(observation=OuterRef("observation"), rules__startswith="parties-")
        rows = rows.filter(Exists(sighted.filter(Exists(met))))
    if word:
        rows = rows.filter(docket__icontains=word) | rows.filter(
            Exists(sighted.filter(observation__sign__icontains=word))
        )
    return _lines(rows.order_by("-changed_at", "-pk")[:limit])


def proceeding_of(viewer: Viewer, proceeding_id: int) -> WholeProceeding:
    """One proceeding with all that was seen of it, for staff. Raises `NotVisible`."""
    only_staff(viewer, f"proceeding {proceeding_id}")
    lines = _lines(Proceeding.objects.filter(pk=proceeding_id))
    if not lines:
        raise NotVisible(f"proceeding {proceeding_id}")
    return WholeProceeding(line=lines[0], seen=_seen([proceeding_id])[proceeding_id])


def proceeding_id_of(viewer: Viewer, docket: str) -> int:
    """The row id of a docket, for staff. Raises `NotVisible`."""
    only_staff(viewer, docket)
    row = Proceeding.objects.filter(docket__iexact=docket.strip()).order_by("pk").first()
    if row is None:
        raise NotVisible(docket)
    return row.pk


def _lines(rows: QuerySet[Proceeding]) -> tuple[ProceedingLine, ...]:
    kept = list(rows.select_related("bulletin"))
    seen = _seen([row.pk for row in kept])
    kept = [row for row in kept if seen[row.pk]]
    named = _named(kept, seen)
    return tuple(
        ProceedingLine(
            proceeding_id=row.pk,
            office=row.office,
            docket=row.docket,
            forum=Forum(row.forum),
            newest=seen[row.pk][-1].observation,
            sightings=len(seen[row.pk]),
            changed_at=row.changed_at,
            named=named[row.pk],
            published=row.bulletin.published if hasattr(row, "bulletin") else None,
        )
        for row in kept
    )


def _seen(ids: Sequence[int]) -> dict[int, tuple[Seen, ...]]:
    found: dict[int, list[Seen]] = {one: [] for one in ids}
    rows = ProceedingSighting.objects.filter(proceeding__in=ids).select_related("observation")
    for row in rows.order_by("observation__seen_at", "observation_id"):
        seen = row.observation
        one = Seen(observation_id=seen.pk, seen_at=seen.seen_at, observation=observation_from(seen))
        found[row.proceeding_id].append(one)
    return {one: tuple(seen) for one, seen in found.items()}


def _named(rows: Sequence[Proceeding], seen: dict[int, tuple[Seen, ...]]) -> dict[int, tuple[Named, ...]]:
    """Each enterprise once a proceeding, by its most serious match, the most serious first."""
    of = {one.observation_id: pk for pk, sightings in seen.items() for one in sightings}
    matches = Match.objects.filter(observation__in=of, rules__startswith="parties-")
    found: dict[int, dict[int, Named]] = defaultdict(dict)
    for match in matches.select_related("brand__enterprise", "folded_into").order_by("pk"):
        one = _named_by(match)
        known = found[of[match.observation_id]].get(one.enterprise_id)
        if known is None or one.tier.rank >= known.tier.rank:
            found[of[match.observation_id]][one.enterprise_id] = one
    dockets = {row.pk: (row.office, row.docket) for row in rows}
    cases = _cases(set(dockets.values()))
    return {
        pk: tuple(
            replace(one, case=cases.get((*dockets[pk], one.enterprise_id)))
            for one in sorted(found[pk].values(), key=lambda one: (-one.tier.rank, one.enterprise))
        )
        for pk in dockets
    }


def _named_by(match: Match) -> Named:
    evidence = [Evidence(**said) for said in match.evidence]
    folded = getattr(match, "folded_into", None)
    side = side_in(one.feature for one in evidence)
    return Named(
        enterprise_id=match.brand.enterprise_id,
        enterprise=match.brand.enterprise.name,
        brand=match.brand.name,
        tier=Tier(match.tier),
        side="domain" if side is None else side,
        evidence=evidence[0],
        alert_id=folded.alert_id if folded else None,
    )


def _cases(dockets: set[tuple[str, str]]) -> dict[tuple[str, str, int], CaseRecord]:
    rows = Case.objects.filter(dispute__docket__in={docket for _, docket in dockets}, confidential=False)
    rows = rows.select_related("enterprise").annotate(
        in_office=F("dispute__office"), in_docket=F("dispute__docket")
    )
    return {(row.in_office, row.in_docket, row.enterprise_id): record_of(row) for row in rows.order_by("pk")}


def is_live(whole: WholeProceeding) -> bool:
    """True where everything that was seen of it comes from the world as it is."""
    return all(one.observation.provenance is Provenance.LIVE for one in whole.seen)

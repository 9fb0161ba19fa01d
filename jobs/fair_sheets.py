"""Risk sheets made before a fair: each exhibiting enterprise's brands looked for in the host country's register. 展前排查.

A sheet rests on what is kept here and says which sources gave it and which never did. The searches are the register's, each
bounded in the database; the verdict is that of the alerts, with the host country as a market.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace

from django.utils import timezone
from procrastinate.contrib.django import app

from crawlers.catalogue import load_all
from domain.brand import Brand
from domain.fair import Fair, FairEntry
from domain.fair_sheet import (
    HeldBy,
    Litigant,
    MatterKind,
    PastMatter,
    RiskSheet,
    SheetBrand,
    SheetFiling,
    SourceRead,
)
from domain.jurisdictions import SEVERAL, regions_of
from domain.match import Match, Tier
from domain.observation import Kind
from domain.search import RegisterHit, RegisterQuery
from jobs.judging import Screen, last_day_of
from jobs.queue import any_undone, defer_once
from jobs.searching import UnreadableWord, search
from jobs.source_watch import is_clocked, shown_state
from matchers.holders import company_name, same_company
from matchers.standing import Standing, standing_of
from storage import fair_sheets as kept
from storage import runs
from storage.brand_lists import brands_in
from storage.cases import cases
from storage.fairs import fair_of
from storage.register import SearchTooLong
from storage.together import together
from storage.viewers import Viewer

SHEETS_A_JOB = 10
MOST_WOKEN = 20
MOST_MARKS = 8
"""Written forms of a brand that are searched for."""
MOST_HITS = 100
MOST_OTHERS = 25
"""Filings of others that a sheet names, of one brand."""
MOST_REASONS = 3
MOST_PROCEEDINGS = 2_000
MOST_LITIGANTS = 10
LITIGANT_FROM = 3
"""Proceedings from which a party counts as one to know of."""

_NOBODY = Viewer(user_id=None, staff=True)


def make_sheets(viewer: Viewer, fair_id: int, *, by: str) -> kept.Round:
    """Puts a round of sheets on the queue, unless one is being made. Raises as `storage.fair_sheets.start_round`."""
    with together():
        begun, new = kept.start_round(viewer, fair_id, by=by)
        if new:
            _go_on(begun.round_id)
    return begun


def go_on_with_rounds() -> None:
    """Puts rounds on the queue that were left by a worker."""
    for round_id in kept.rounds_left(limit=MOST_WOKEN):
        if not any_undone(_key(round_id)):
            _go_on(round_id)


def _key(round_id: int) -> str:
    return f"fair_sheets {round_id}"


def _go_on(round_id: int) -> None:
    defer_once("fair_sheets", key=_key(round_id), round_id=round_id)


@app.task(name="fair_sheets", queue="match")
def fair_sheets(round_id: int) -> None:
    """Makes some sheets of a round, then passes on to the next."""
    fair = fair_of(_NOBODY, kept.fair_of_round(round_id))
    left = kept.entries_left(round_id, limit=SHEETS_A_JOB)
    ground = host_ground(fair)
    for entry in left:
        kept.keep_sheet(round_id, sheet_on(ground, entry))
    with together():
        if kept.entries_left(round_id, limit=1):
            _go_on(round_id)
        else:
            kept.end_round(round_id)


def sheets_made_now(viewer: Viewer, fair_id: int, *, by: str) -> Iterator[tuple[RiskSheet, int]]:
    """Makes a round here and now, and gives each sheet with how many there are to be. Raises as `make_sheets`."""
    begun, _ = kept.start_round(viewer, fair_id, by=by)
    ground = host_ground(fair_of(viewer, fair_id))
    while left := kept.entries_left(begun.round_id, limit=SHEETS_A_JOB):
        for entry in left:
            sheet = sheet_on(ground, entry)
            kept.keep_sheet(begun.round_id, sheet)
            yield sheet, begun.wanted
    kept.end_round(begun.round_id)


def host_ground(fair: Fair) -> RiskSheet:
    """What every sheet of a fair has in common, as a sheet of nobody."""
    offices = offices_of(fair.office)
    sources = sources_of(offices, timezone.now())
    return RiskSheet(
        fair=fair,
        entry=FairEntry(entry_id=0, fair_id=fair.fair_id, enterprise_id=0, enterprise=""),
        made_at=timezone.now(),
        offices=offices,
        litigants=litigants(offices),
        sources=sources,
        unread=offices_unread(offices),
    )


def offices_of(host: str) -> tuple[str, ...]:
    """The offices whose marks hold in a country: its own, then regional ones, then international registrations."""
    regional = regions_of(host)
    return (host, *regional, "WO") if host != "WO" else (host,)


def offices_unread(offices: tuple[str, ...]) -> tuple[str, ...]:
    """Those of these offices of which no filing is found by searches."""
    return tuple(
        office
        for office in offices
        if not search(RegisterQuery(office=office, kind=Kind.FILING), size=1).hits
    )


def sources_of(offices: tuple[str, ...], now: dt.datetime) -> tuple[SourceRead, ...]:
    """The sources of filings that can say something of these offices, those of the host first."""
    wanted = [one for one in load_all() if one.kind is Kind.FILING and one.country in (*offices, SEVERAL)]
    health = runs.source_health([one.name for one in wanted])
    found = [
        SourceRead(
            source=one.name,
            title_zh=one.title_zh,
            title_en=one.title_en,
            state=shown_state(one, seen, now, clocked=is_clocked(one)),
            good_on=timezone.localtime(seen.last_good_at).date() if seen.last_good_at else None,
        )
        for one, seen in zip(wanted, health, strict=True)
    ]
    return tuple(sorted(found, key=lambda one: (one.good_on is None, one.source)))


def sheet_on(ground: RiskSheet, entry: FairEntry) -> RiskSheet:
    """The sheet of one enterprise."""
    _, brands = brands_in(entry.enterprise_id)
    return replace(
        ground,
        entry=entry,
        made_at=timezone.now(),
        brands=tuple(brand_on(brand, entry, ground.offices) for brand in brands),
        past=past_of(entry, brands, ground.offices),
    )


def brand_on(brand: Brand, entry: FairEntry, offices: tuple[str, ...]) -> SheetBrand:
    """A brand as the register of these offices has it."""
    hits, unasked, cut = _found(brand, offices)
    own: list[SheetFiling] = []
    strangers: list[RegisterHit] = []
    for hit in hits:
        standing = standing_of(brand, hit.observation).standing
        if standing is Standing.OWNER:
            own.append(_filing(hit, HeldBy.OWNER))
        else:
            strangers.append(hit)
    others = []
    for hit, match in _judged(brand, entry, strangers):
        standing = standing_of(brand, hit.observation).standing
        if standing is Standing.AUTHORISED:
            own.append(_filing(hit, HeldBy.AUTHORISED, match))
        else:
            others.append(_filing(hit, HeldBy.OTHER, match))
    others.sort(key=lambda one: (-one.tier.rank, -one.score, -one.observation_id))
    return SheetBrand(
        brand_id=brand.brand_id,
        name=brand.name,
        marks=brand.marks[:MOST_MARKS],
        own=tuple(sorted(own, key=lambda one: (one.registered_on is None, one.observation_id))),
        others=tuple(others[:MOST_OTHERS]),
        unlike=len(hits) - len(own) - len(others),
        cut=cut or len(others) > MOST_OTHERS,
        unasked=unasked,
    )


def _found(brand: Brand, offices: tuple[str, ...]) -> tuple[list[RegisterHit], tuple[str, ...], bool]:
    """What is near any written form of a brand, the forms that could not be asked for, and whether more was found."""
    found: dict[int, RegisterHit] = {}
    unasked, cut = [], len(brand.marks) > MOST_MARKS
    for mark in brand.marks[:MOST_MARKS]:
        try:
            for office in offices:
                page = search(RegisterQuery(word=mark, office=office, kind=Kind.FILING), size=MOST_HITS)
                cut |= bool(page.following) or page.more
                found.update((hit.observation_id, hit) for hit in page.hits)
        except (UnreadableWord, SearchTooLong):
            unasked.append(mark)
    return list(found.values()), tuple(unasked), cut


def _judged(brand: Brand, entry: FairEntry, hits: list[RegisterHit]) -> list[tuple[RegisterHit, Match]]:
    """Those that are given a tier, judged with the goods shown at the fair and whatever markets the brand names."""
    shown = replace(
        brand,
        markets=(),
        classes=tuple(sorted({*brand.classes, *entry.classes})),
        goods=brand.goods or entry.goods,
    )
    by_observation = {id(hit.observation): hit for hit in hits}
    matches = Screen([shown]).matches([hit.observation for hit in hits])
    return [(by_observation[id(match.observation)], match) for match in matches]


def _filing(hit: RegisterHit, held_by: HeldBy, match: Match | None = None) -> SheetFiling:
    seen = hit.observation
    reasons = match.evidence[:MOST_REASONS] if match else ()
    return SheetFiling(
        observation_id=hit.observation_id,
        source=seen.source,
        ref=seen.ref,
        office=seen.office,
        sign=seen.sign,
        holder=seen.holder,
        held_by=held_by,
        provenance=seen.provenance,
        status=seen.status,
        filed_on=seen.filed_on,
        published_on=seen.published_on,
        registered_on=seen.registered_on,
        classes=seen.classes,
        score=match.score if match else 0.0,
        tier=match.tier if match else Tier.NONE,
        why_zh="；".join(one.says for one in reasons),
        why_en="; ".join(one.says_en for one in reasons),
        last_day=None if held_by is HeldBy.OWNER else last_day_of(seen),
    )


def past_of(entry: FairEntry, brands: Iterable[Brand], offices: tuple[str, ...]) -> tuple[PastMatter, ...]:
    """The enterprise's own cases there, and public proceedings that name it or an owner of its brands."""
    found = [
        PastMatter(
            kind=MatterKind.CASE,
            row_id=case.case_id,
            title=case.opened_with.title,
            number=case.number,
            on=case.opened_with.observed_on or timezone.localtime(case.opened_at).date(),
        )
        for case in cases(_NOBODY, enterprise_id=entry.enterprise_id)
        if case.opened_with.office in offices or case.opened_with.opponent.country == offices[0]
    ]
    names = dict.fromkeys((entry.enterprise, *(owner for brand in brands for owner in brand.owners)))
    seen: dict[int, RegisterHit] = {}
    for name in list(names)[:MOST_MARKS]:
        for office in offices:
            try:
                page = search(RegisterQuery(holder=name, office=office, kind=Kind.PROCEEDING), size=MOST_HITS)
            except (UnreadableWord, SearchTooLong):
                continue
            for hit in page.hits:
                if any(same_company(name, party.name) for party in hit.observation.holders):
                    seen[hit.observation_id] = hit
    for hit in seen.values():
        found.append(
            PastMatter(
                kind=MatterKind.PROCEEDING,
                row_id=hit.observation_id,
                title=hit.observation.sign,
                number=hit.observation.docket or hit.observation.ref,
                on=hit.observation.published_on or hit.observation.filed_on,
            )
        )
    return tuple(sorted(found, key=lambda one: (one.on or dt.date.min, one.row_id), reverse=True))


def litigants(offices: tuple[str, ...]) -> tuple[Litigant, ...]:
    """Who stands in several public proceedings of these offices, the most often first. Names of one company are one."""
    met: dict[str, list[tuple[str, RegisterHit]]] = defaultdict(list)
    for office in offices:
        try:
            page = search(RegisterQuery(office=office, kind=Kind.PROCEEDING), size=MOST_PROCEEDINGS)
        except SearchTooLong:
            continue
        for hit in page.hits:
            for party in hit.observation.holders:
                if key := company_name(party.name).name:
                    met[key].append((party.name, hit))
    found = []
    for parties in met.values():
        rows = {hit.observation_id: hit for _, hit in parties}
        if len(rows) < LITIGANT_FROM:
            continue
        days = [
            day for hit in rows.values() if (day := hit.observation.published_on or hit.observation.filed_on)
        ]
        found.append(
            Litigant(
                name=parties[0][0],
                times=len(rows),
                last_on=max(days, default=None),
                rests_on=tuple(sorted(rows)),
            )
        )
    return tuple(sorted(found, key=lambda one: (-one.times, one.name))[:MOST_LITIGANTS])

"""One applicant put together: what its alerts hold, and what else the register has under the same key. 申请人。

The key is that of alerts (`matchers.conflicts`): the ways one company's name is written are one, a name without a legal form is
one name, whoever bears it.
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence

from domain.applicant import Applicant, Counts, Shared, Sighting, Variant
from domain.history import address_key, holder_key
from domain.observation import Kind, Observation, Party
from matchers.conflicts import conflict_key, party_key
from matchers.holders import is_company
from matchers.text.search_keys import asked_of_holder, fact_key
from storage.applicant_links import links_of
from storage.applicants import (
    MOST_ALERTS,
    MOST_MET,
    alerts_behind,
    cases_against,
    counts_of,
    filings_met,
    key_behind,
    proceedings_with,
    seen,
    with_alerts,
)
from storage.register import LAST_ID, Narrowed, SearchTooLong, newest
from storage.viewers import NotVisible, Viewer

MOST_FILINGS = 1_000
"""Filings under an applicant's names that are read from the register, the newest."""
MOST_ELSEWHERE = 100
"""Listings, stands and proceedings of each kind that are read."""
_MOST_NAMES = 6
_BETWEEN = "; "


def applicant_of(viewer: Viewer, alert_id: int, *, today: dt.date) -> Applicant:
    """The applicant behind an alert, for staff. Raises `NotVisible`."""
    key, called = key_behind(viewer, alert_id)
    counts = counts_of(viewer, key, today=today)
    if counts is None:
        raise NotVisible(f"alert {alert_id}")
    met = filings_met(viewer, key)
    names = _names(met, key)
    found, unread = _registered(key, names)
    filings, more = _joined(met, found)
    variants = _variants([*filings, *(one for one in found if one.kind is not Kind.FILING)], key)
    shared, links, more_links = links_of(viewer, key, _words(filings), is_company)
    alerts = alerts_behind(viewer, key, today=today)
    held = {
        "alerts": counts.alerts > MOST_ALERTS,
        "filings": more or len(met) >= MOST_MET,
        "links": more_links,
    }
    return Applicant(
        name=names[0] if names else called,
        company=any(is_company(name) for name in (*names, called)),
        counts=counts,
        variants=variants,
        alerts=alerts,
        cases=cases_against(viewer, key, [one.name for one in variants]),
        filings=filings,
        elsewhere=tuple(one for one in found if one.kind in (Kind.LISTING, Kind.EXHIBITOR)),
        proceedings=_proceedings(viewer, found),
        shared=_kept(shared),
        links=links,
        cut=frozenset(name for name, is_cut in held.items() if is_cut),
        unread=unread,
        numbered=all(part.startswith("#") for part in key.split(_BETWEEN)),
    )


def counts_of_alert(viewer: Viewer, alert_id: int, *, today: dt.date) -> Counts | None:
    """How often the applicant behind an alert was met; None where the alert is about no applicant. For staff."""
    try:
        return counts_of(viewer, key_behind(viewer, alert_id)[0], today=today)
    except NotVisible:
        return None


def counts_of_observation(viewer: Viewer, observation: Observation, *, today: dt.date) -> Counts | None:
    """How often whoever is behind an observation was met by alerts, None for never. For staff; raises `NotVisible`."""
    return counts_of(viewer, conflict_key(observation), today=today)


def counts_of_name(viewer: Viewer, name: str, *, today: dt.date) -> Counts | None:
    """How often an applicant of this name was met by alerts, None for never. For staff; raises `NotVisible`."""
    key = party_key(Party(name=name))
    return counts_of(viewer, key, today=today) if key else None


def _names(met: Sequence[Sighting], key: str) -> list[str]:
    """How the applicant is called by its filings, the commonest first; known only by number, by that."""
    counted = Counter(party.name or party.identifier for one in met for party in _own(one.parties, key))
    return [name for name, _ in counted.most_common(_MOST_NAMES)]


def _own(parties: Iterable[Party], key: str) -> list[Party]:
    """Those of the parties that have this key, or part of it where it is of several; all of them where it is told by its hash."""
    wanted, every = set(key.split(_BETWEEN)), list(parties)
    return [party for party in every if party_key(party) in wanted] or every


def _registered(key: str, names: Sequence[str]) -> tuple[list[Sighting], bool]:
    """What the register holds under the same key, the newest first, and whether it did not answer in time. Several holders
    together are met only where all of them stand together.
    """
    wanted = set(key.split(_BETWEEN))
    forms = tuple(sorted({form for name in names for form in asked_of_holder(name)}))
    if not forms:
        return [], False
    found: list[Sighting] = []
    try:
        for kind in Kind:
            most = MOST_FILINGS if kind is Kind.FILING else MOST_ELSEWHERE
            narrowed = Narrowed(groups=(forms,), every=(fact_key("kind", kind),))
            found += reversed(seen(newest(narrowed, below_id=LAST_ID, limit=most)))
    except SearchTooLong:
        return found, True
    return [one for one in found if wanted <= {party_key(party) for party in one.parties}], False


def _joined(met: Sequence[Sighting], found: Sequence[Sighting]) -> tuple[tuple[Sighting, ...], bool]:
    """The filings that met a brand and those that did not, each number once, the newest day first; and whether the register
    had as many as are read.
    """
    filed = [one for one in found if one.kind is Kind.FILING]
    by_number = {(one.source, one.ref): one for one in (*met, *reversed(filed))}
    told = {(one.source, one.ref): one.alert_ids for one in met}
    joined = [with_alerts(one, told[n]) if n in told else one for n, one in by_number.items()]
    joined.sort(key=lambda one: (one.day or dt.date.min, one.observation_id), reverse=True)
    return tuple(joined), len(filed) >= MOST_FILINGS


def _variants(sightings: Sequence[Sighting], key: str) -> tuple[Variant, ...]:
    counted = Counter(
        (party.name or party.identifier, party.country, party.address)
        for one in sightings
        for party in _own(one.parties, key)
    )
    listed = counted.most_common()
    first = listed[0][0][0] if listed else ""
    return tuple(
        Variant(
            name=name, country=country, address=address, records=n, why=_why(name, first, is_first=not row)
        )
        for row, ((name, country, address), n) in enumerate(listed)
    )


def _why(name: str, first: str, *, is_first: bool) -> str:
    if is_first:
        return "first"
    if name == first:
        return "number" if name.isdigit() else "same"
    if holder_key([name]) == holder_key([first]):
        return "letters"
    return "scripts" if name.isascii() != first.isascii() else "form"


def _words(filings: Sequence[Sighting]) -> dict[str, tuple[str, int]]:
    """How each representative's and address's key is written, and in how many filings."""
    written = [
        (holder_key([one.representative]), one.representative) for one in filings if one.representative
    ]
    for one in filings:
        kept = ((address_key(party.address), party.address) for party in one.parties)
        written += [next((pair for pair in kept if pair[0]), ("", ""))]
    counted = Counter(key for key, _ in written if key)
    return {key: (says, counted[key]) for key, says in written if key}


def _kept(shared: Sequence[Shared]) -> tuple[Shared, ...]:
    return tuple(one for one in shared if one.says)


def _proceedings(viewer: Viewer, found: Sequence[Sighting]) -> tuple[tuple[int, Sighting], ...]:
    """Each docket once, by its newest sighting."""
    parties = [one for one in found if one.kind is Kind.PROCEEDING]
    ids = proceedings_with(viewer, [one.observation_id for one in parties])
    newest_first = {ids[one.observation_id]: one for one in reversed(parties) if one.observation_id in ids}
    return tuple(reversed(newest_first.items()))

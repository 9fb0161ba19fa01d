"""A year of gazettes after a fair: filings in the host country by whoever was met there. 展后十二个月监测.

Holders of new filings are held against the fair's exhibitors and the people of its leads (`matchers.names_met`). Each such
filing is listed. Where its sign is also faintly like a watched brand, more faintly than an alert wants, it is raised with a
reason of its own; staff are told of the rest.
"""

import hashlib
from dataclasses import replace

from django.utils import timezone
from procrastinate.contrib.django import app

from domain.fair import Fair, MetAs, MetName
from domain.match import MET_AT_FAIR_FEATURE, Evidence, Match, Tier
from domain.observation import Observation
from jobs.fair_sheets import offices_of
from jobs.judging import Screen
from jobs.queue import defer_once
from jobs.remembered import still_to_tell
from matchers.names_met import NamesMet
from storage import brands, fair_watches, matches, notices
from storage.fairs import fair_of
from storage.together import together
from storage.viewers import Viewer

WATCH_BATCH = 5_000
MOST_WOKEN = 20
LOWER_BAR = 0.14
"""Score from which a filing by somebody met at a fair is told: half of what any filing needs (`VERDICT_2.low`)."""

RULES = "fair-1"
MOST_TOLD = 6
_NOBODY = Viewer(user_id=None, staff=True)


def watch_after_fairs() -> None:
    """Puts the fairs on the queue whose gazettes are to be looked at."""
    for fair_id in fair_watches.watches_due(timezone.now(), limit=MOST_WOKEN):
        defer_once("follow_fair", key=f"follow_fair {fair_id}", fair_id=fair_id)


@app.task(name="follow_fair", queue="match")
def follow_fair(fair_id: int) -> None:
    """Holds a batch of filings against the names met at a fair, then passes on to the next. Other names than the last time
    are held against all filings since the fair opened.
    """
    fair = fair_of(_NOBODY, fair_id)
    names = fair_watches.names_met(fair)
    version = _version(names)
    last = fair_watches.last_looked(fair_id, version)
    batch = fair_watches.filings_after(
        offices_of(fair.office), fair.opens_on, after_id=last, limit=WATCH_BATCH
    )
    found = by_those_met(batch, names, fair_watches.own_names())
    whole = len(batch) < WATCH_BATCH
    with together():
        new = set(fair_watches.keep_filings(fair_id, [(row_id, met) for row_id, _, met in found]))
        fresh = [one for one in found if one[0] in new]
        raised = _raise(fair, fresh)
        _tell(fair, fresh, raised)
        fair_watches.looked_up_to(fair_id, version, batch[-1][0] if batch else last, to_the_end=whole)
        if not whole:
            defer_once("follow_fair", key=f"follow_fair {fair_id}", fair_id=fair_id)


_Found = tuple[int, Observation, MetName]


def by_those_met(
    filings: list[tuple[int, Observation]], names: tuple[MetName, ...], own: tuple[str, ...]
) -> list[_Found]:
    """The filings of which a holder was met, each with the first who was; none where a holder is one of our own."""
    met, ours = NamesMet(one.name for one in names), NamesMet(own)
    found = []
    for row_id, filing in filings:
        holders = [holder.name for holder in filing.holders if holder.name]
        numbers = [number for name in holders if (number := met.met(name)) is not None]
        if numbers and all(ours.met(name) is None for name in holders):
            found.append((row_id, filing, names[min(numbers)]))
    return found


def _version(names: tuple[MetName, ...]) -> str:
    whole = "\n".join(f"{one.met_as} {one.name}" for one in names)
    return hashlib.sha256(whole.encode("utf-8", "replace")).hexdigest()


def _raise(fair: Fair, found: list[_Found]) -> set[int]:
    """Keeps a match for each filing that is faintly like a brand no match of it is kept of; the rows of such filings."""
    if not found:
        return set()
    known = fair_watches.brands_met(row_id for row_id, _, _ in found)
    by_filing = {id(filing): (row_id, met) for row_id, filing, met in found}
    screen = Screen(brands.watched_brands(), wide=True)
    near = [
        match
        for match in screen.matches([filing for _, filing, _ in found])
        if match.score >= LOWER_BAR and (by_filing[id(match.observation)][0], match.brand_id) not in known
    ]
    told = [
        (by_filing[id(match.observation)][0], _lifted(fair, match, by_filing[id(match.observation)][1]))
        for match in still_to_tell(near)
    ]
    matches.save_matches(told)
    if told:
        defer_once("raise_alerts", key="raise_alerts")
    return {row_id for row_id, _ in told}


def _lifted(fair: Fair, match: Match, met: MetName) -> Match:
    """The match with what the fair adds: the reason, and a tier where it had none."""
    at = f"（展位 {met.stand}）" if met.stand else ""
    at_en = f" (stand {met.stand})" if met.stand else ""
    zh, en = (
        ("参展商", "exhibited there")
        if met.met_as is MetAs.EXHIBITOR
        else ("展会线索中的当事人", "stands in a lead")
    )
    evidence = Evidence(
        feature=MET_AT_FAIR_FEATURE,
        score=1.0,
        ours=fair.name,
        theirs=met.name,
        says=f"申请人 {met.name} 是 {fair.name}（{fair.opens_on}）的{zh}{at}，展后提出申请",
        says_en=f"The holder {met.name} {en}: {fair.name} ({fair.opens_on}){at_en}, and filed afterwards",
    )
    tier = match.tier if match.tier is not Tier.NONE else Tier.LOW
    return replace(match, tier=tier, evidence=(evidence, *match.evidence), rules=f"{match.rules}+{RULES}")


def _tell(fair: Fair, found: list[_Found], raised: set[int]) -> None:
    """Tells staff of the filings of which no alert tells."""
    rest = [one for one in found if one[0] not in raised]
    if not rest:
        return
    named = [(filing.sign or filing.ref, met.name, filing.office) for _, filing, met in rest[:MOST_TOLD]]
    more = len(rest) - len(named)
    zh = "；".join(f"“{sign}”（{office}，{name}）" for sign, name, office in named)
    en = "; ".join(f"“{sign}” ({office}, {name})" for sign, name, office in named)
    notices.open_notice(
        subject=(
            f"{fair.name}：展会所遇主体新提交 {len(rest)} 件商标申请",
            f"{fair.name}: {len(rest)} new filing{'s' if len(rest) > 1 else ''} by those met there",
        ),
        says=(
            f"{zh}{f'；另有 {more} 件' if more else ''}。与在册品牌不近似，未发预警；详见展会页“展后申请”。",
            f"{en}{f'; {more} more' if more else ''}. Not like any watched brand, so no alert; see the fair's page.",
        ),
    )

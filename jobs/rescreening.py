"""Brands that came or changed, held against everything kept: in parts that any worker takes. 回查。

    rescreen_brands ──▶ plan_rescreen ──▶ rescreen_part, many at once ──▶ raise_alerts

A part reads no more of an observation than its sign, finds those that meet one of the brands, and judges these alone,
whole, as the ordinary path would. Its matches and its being done are written in one transaction. Why nothing is missed
between this and what comes in meanwhile stands in `storage.rescreens`.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from procrastinate.contrib.django import app

from domain.brand import Brand
from domain.history import OwnSighting
from domain.match import Match
from jobs.judging import Screen
from jobs.queue import defer_once, undone
from jobs.remembered import still_to_tell
from jobs.watched import watched_screen
from matchers.met import Seen
from storage import history, looks, matches, observations, own_sightings, rescreens, unjudged
from storage.rescreens import Part
from storage.together import together

LAST = -1
"""Priority: after everything that is fresh."""

ROWS_OF_PART = ((100, 200_000), (1_000, 50_000), (10_000, 20_000))
"""Observations of a part by the most brands it is of: each is a job of some seconds."""
ROWS_OF_WIDEST_PART = 5_000

PARTS_AHEAD = 64
"""Parts of one rescreen that wait on the queue at once."""

AGAIN_AFTER = 60.0
"""Seconds a part that no job was left for waits for its next try: it may have failed, and would again at each beat."""

JUDGED_AT_ONCE = 5_000
MOST_OF_HOLDERS = 2_000
"""Observations of the same holders that are judged beside those that met a brand."""


def rescreen_brands(rows: Collection[int]) -> None:
    """Has everything kept held against brands, given by their rows; in the caller's transaction, if there is one."""
    if rows:
        _plan_soon(rescreens.open_rescreen(rows))


def rescreen_everything() -> int:
    """Has everything kept held against everything watched, as after new rules, and returns the rescreen's id."""
    opened = rescreens.open_rescreen((), everything=True)
    _plan_soon(opened)
    return opened


def _plan_soon(rescreen_id: int) -> None:
    defer_once("plan_rescreen", key=f"plan_rescreen {rescreen_id}", rescreen_id=rescreen_id)


@app.task(name="plan_rescreen", queue="match", priority=LAST)
def plan_rescreen(rescreen_id: int) -> None:
    """Cuts everything kept into parts, and puts the first of them on the queue."""
    brands = rescreens.brands_of_rescreen(rescreen_id)
    if brands is None:
        return
    rows = next((rows for most, rows in ROWS_OF_PART if brands <= most), ROWS_OF_WIDEST_PART)
    with together():
        rescreens.cut(rescreen_id, rows=rows)
        _parts_soon(rescreens.parts_from(rescreen_id, 0, limit=PARTS_AHEAD))


def _parts_soon(part_ids: Sequence[int], *, delay: float = 0) -> None:
    for part_id in part_ids:
        defer_once("rescreen_part", key=_lock(part_id), delay=delay, part_id=part_id)


def _lock(part_id: int) -> str:
    return f"rescreen_part {part_id}"


def rescreens_left() -> None:
    """Puts those on the queue that no job is left for; a part that failed rests for a while."""
    left = rescreens.rescreens_left()
    undone_parts = undone("rescreen_part") if left else frozenset()
    for rescreen_id, planned in left:
        if not planned:
            _plan_soon(rescreen_id)
            continue
        first = rescreens.parts_from(rescreen_id, 0, limit=PARTS_AHEAD)
        _parts_soon([part_id for part_id in first if _lock(part_id) not in undone_parts], delay=AGAIN_AFTER)


@app.task(name="rescreen_part", queue="match", priority=LAST)
def rescreen_part(part_id: int) -> None:
    """Holds one range of observations against the brands of its rescreen. Done, or superseded, it adds nothing."""
    part = rescreens.open_part(part_id)
    if part is None:
        return
    looks.await_closing()
    found = _found(part)
    with together():
        held = rescreens.hold_part(part)
        if held is None:
            return
        of_these = None if held.everything else rescreens.ids_in_rows(held.brands)
        told = [one for one in found.matches if of_these is None or one[1].brand_id in of_these]
        remembered = {id(match) for match in still_to_tell(match for _, match in told)}
        told = [one for one in told if id(one[1]) in remembered]
        matches.save_matches(told)
        own_sightings.save_own_sightings(
            one for one in found.own if of_these is None or one[1].brand_id in of_these
        )
        if not rescreens.close_part(held, seen=found.seen, matched=len(told)):
            _parts_soon(rescreens.parts_from(held.rescreen_id, held.number + PARTS_AHEAD, limit=1))
        if told:
            defer_once("raise_alerts", key="raise_alerts")


@dataclass(slots=True)
class _Found:
    """What came of a range, by observation, of all brands that these observations meet."""

    seen: int
    matches: list[tuple[int, Match]]
    own: list[tuple[int, OwnSighting]]


def _found(part: Part) -> _Found:
    kept = observations.signs_between(part.after_id, part.until_id)
    read = looks.words_between(part.after_id, part.until_id)
    found = _Found(seen=len(kept), matches=[], own=[])
    screen = _screen_of(part)
    if screen is None:
        return found
    of_words = dict(read)
    named = unjudged.proceedings_between(part.after_id, part.until_id)
    met = sorted(named.union(_that_meet(screen, kept, read)))
    for start in range(0, len(met), JUDGED_AT_ONCE):
        _judge(part, met[start : start + JUDGED_AT_ONCE], of_words, found)
    return found


def _that_meet(screen: Screen, kept: Sequence[tuple[int, str]], read: Sequence[tuple[int, str]]) -> list[int]:
    """The observations whose sign, or the words in whose picture, meet a brand, each once, in order."""
    texts = list(dict.fromkeys(text for _, text in (*kept, *read)))
    met = {text for text, meets in zip(texts, screen.meet(texts), strict=True) if meets}
    return sorted({number for number, text in (*kept, *read) if text in met})


def _judge(part: Part, ids: Sequence[int], of_words: dict[int, str], found: _Found) -> None:
    """Judges these by the whole watchlist, for what else a holder files for is weighed too."""
    batch = observations.observations_called(ids)
    others = rescreens.of_same_holders(
        (seen for _, seen in batch), after_id=part.after_id, until_id=part.until_id, limit=MOST_OF_HOLDERS
    )
    called = {row_id for row_id, _ in batch}
    batch += observations.observations_called([row_id for row_id in others if row_id not in called])
    row_ids = {id(observation): row_id for row_id, observation in batch}
    words = [Seen(words=of_words[row_id]) if row_id in of_words else None for row_id, _ in batch]
    judged = watched_screen().judged([seen for _, seen in batch], history.background_of, words)
    asked = set(ids)
    rows = ((row_ids[id(match.observation)], match) for match in judged.matches)
    found.matches += [one for one in rows if one[0] in asked]
    owned = ((row_ids[id(own.observation)], own) for own in judged.own)
    found.own += [one for one in owned if one[0] in asked]


@dataclass(slots=True)
class _Ready:
    """The brands of the last part this worker took, for the next one is mostly of the same; one value, for the jobs of a
    worker are threads.
    """

    last: tuple[tuple[Brand, ...], Screen | None] = ((), None)


_ready = _Ready()


def _screen_of(part: Part) -> Screen | None:
    """What finds the signs that are worth judging; None when nothing is watched of it any more."""
    if part.everything:
        return watched_screen()
    brands = rescreens.brands_in_rows(part.brands)
    known, screen = _ready.last
    if brands != known:
        screen = Screen(brands) if brands else None
        _ready.last = (brands, screen)
    return screen

"""The pictures of observations: fetched, looked at, judged by. 看图.

    take_in ──▶ look ──▶ judge_looked ──▶ raise_alerts

Off the hot path: what needs no picture is judged and told meanwhile. An observation with a picture is judged once,
by words and picture together, when the picture is here or is known not to come.
"""

import logging
from collections.abc import Sequence
from dataclasses import replace

from django.conf import settings
from procrastinate.contrib.django import app

from crawlers.run import Fetched, Run, fetch_pictures
from crawlers.run_files import KeptPicture, Received
from crawlers.warc import EvidenceLost
from domain.match import Match
from jobs.judging import Screen
from jobs.kept_pictures import kept_picture
from jobs.queue import defer_once
from jobs.remembered import still_to_tell
from jobs.run_folders import LOOKS, beside, folder_id, folder_of, new_try
from jobs.seeing import Eyes, Sent, Sight, to_be_read, wants_look
from jobs.watched import watched_eyes, watched_screen
from matchers.image import CODES
from pictures.beside import side_by_side
from pictures.decode import decode
from pictures.refused import Refused
from storage import brands, evidence, history, logos, look_codes, looks, matches, own_sightings, runs
from storage.looks import OpenLook, Place, Reason
from storage.pictures import save_picture
from storage.throttle import take_turn
from storage.together import together, undo_block

log = logging.getLogger(__name__)

MOST_FETCHED = 2_000
"""Pictures fetched for one run."""

FETCHED_AT_ONCE = 250
"""Pictures fetched by one job: about ten minutes at one in 2.5 seconds, so that crawls get their turn between."""

FETCH_TIMEOUT = 3600.0
"""Seconds one such job may take."""

LOOK_BATCH = 100
"""Observations judged by their pictures at once."""

ALL_RUNS = 0


def open_looks(run_id: int, attempt: str, run: Run) -> int:
    """Opens the looks of a run that was taken in, and returns how many."""
    inline = {bytes.fromhex(one.content): _place(attempt, one) for one in run.pictures()}
    watched = logos.any_watched(CODES)
    return looks.open_looks(
        run_id,
        inline,
        wants=lambda observation: wants_look(observation, logos=watched),
        most_fetched=MOST_FETCHED,
    )


def look_soon(source: str, run_id: int) -> None:
    """Puts the fetching of a run's pictures on the queue of whoever has this machine's folder of runs."""
    queue = beside("crawl", settings.RUNS_DIR)
    defer_once("look", key=f"look {run_id}", queue=queue, source=source, run_id=run_id, settled=1)


@app.task(name="look", queue="crawl")
def look(source: str, run_id: int, settled: int = 0) -> None:
    """Fetches some of the pictures a run leads to, then passes on to the rest of them, or to judging. Unless it is `settled`
    that it runs here, it first goes to where the run's files are.
    """
    where = "" if settled else folder_of(evidence.attempt_kept(run_id))
    if where and where != folder_id(settings.RUNS_DIR):
        defer_once(
            "look", key=f"look {run_id}", queue=f"crawl@{where}", source=source, run_id=run_id, settled=1
        )
        return
    wanted = looks.wanted_pictures(run_id, limit=FETCHED_AT_ONCE)
    if wanted:
        looks.record_try(run_id, wanted)
        tries = settings.RUNS_DIR / runs.run_folder(run_id) / LOOKS
        attempt = new_try(settings.RUNS_DIR)
        fetched = fetch_pictures(
            source,
            tries / attempt,
            wanted,
            timeout=FETCH_TIMEOUT,
            earlier=tries,
            take_turn=take_turn,
        )
        _record(run_id, f"{LOOKS}/{attempt}", fetched)
    with together():
        if wanted and looks.wanted_pictures(run_id, limit=1):
            look_soon(source, run_id)
        _judge_soon(run_id)


def _judge_soon(run_id: int) -> None:
    queue = beside("match", settings.RUNS_DIR) if run_id != ALL_RUNS else None
    lock = "judge_looked" if queue is None else f"judge_looked {queue}"
    defer_once("judge_looked", key=f"judge_looked {run_id}", lock=lock, queue=queue, run_id=run_id)


def _record(run_id: int, folder: str, fetched: Fetched) -> None:
    places = {address: _place(folder, answer) for address, answer in fetched.answers.items()}
    reasons = {
        address: Reason(state=looks.MISSING, zh=zh, en=en) for address, (zh, en) in fetched.reasons.items()
    }
    looks.record_fetched(run_id, places, reasons)


def _place(folder: str, answer: Received | KeptPicture) -> Place:
    return Place(
        file=f"{folder}/{answer.file}",
        offset=answer.offset,
        sha256=answer.sha256,
        fetched_at=answer.fetched_at,
        robots=answer.robots,
    )


@app.task(name="judge_looked", queue="match")
def judge_looked(run_id: int) -> None:
    """Judges a batch of observations with their pictures, then passes on to the next batch or to the alerts.

    With `ALL_RUNS` those of every run.
    """
    batch = looks.unjudged_looks(run_id or None, limit=LOOK_BATCH)
    sights, reasons = _looked_at(batch, watched_screen(), watched_eyes())
    seen = [sight.seen for sight in sights]
    watchlist = brands.watchlist_version()
    judged = watched_screen().judged([one.observation for one in batch], history.background_of, seen)
    row_ids = {id(one.observation): one.observation_id for one in batch}
    by_observation = {id(one.observation): sight for one, sight in zip(batch, sights, strict=True)}
    told = still_to_tell(judged.matches)
    drawn = [_with_picture(match, by_observation[id(match.observation)]) for match in told]
    codes = {
        one.look_id: sight.codes for one, sight in zip(batch, sights, strict=True) if sight.codes is not None
    }
    words = {
        one.look_id: sight.seen.words if sight.seen else "" for one, sight in zip(batch, sights, strict=True)
    }
    with together():
        with together():
            looks.hold_closing()
            matches.save_matches((row_ids[id(match.observation)], match) for match in drawn)
            own_sightings.save_own_sightings((row_ids[id(own.observation)], own) for own in judged.own)
            looks.close_looks(words, reasons)
            look_codes.save_look_codes(CODES, codes)
            # A rescreen leaves what waits for its picture to this step, which so may not close it by an old watchlist.
            current = brands.watchlist_version() == watchlist
            if not current:
                undo_block()
        if current:
            defer_once("raise_alerts", key="raise_alerts")
        if len(batch) == LOOK_BATCH or not current:
            _judge_soon(run_id)


def _looked_at(
    batch: Sequence[OpenLook], screen: Screen, eyes: Eyes
) -> tuple[list[Sight], dict[int, Reason]]:
    """What is in the picture of each look, and why some could not be looked at, by look."""
    reads = to_be_read([one.observation for one in batch], screen.meet)
    sights: list[Sight] = [Sight() for _ in batch]
    reasons: dict[int, Reason] = {}
    sent: dict[int, Sent] = {}
    for number, one in enumerate(batch):
        image = _image(one, reasons)
        if image:
            sent[number] = Sent(image=image, read=reads[number])
    for number, sight in zip(sent, eyes.look(sent.values()), strict=True):
        sights[number] = sight
        if sight.refused:
            fault = sight.refused.fault(batch[number].observation.ref)
            reasons[batch[number].look_id] = Reason(
                state=looks.REFUSED, zh=fault.says("zh"), en=fault.says("en")
            )
    return sights, reasons


def _image(one: OpenLook, reasons: dict[int, Reason]) -> bytes:
    if one.kept is None:
        return b""
    try:
        return kept_picture(one.kept)
    except EvidenceLost as lost:
        reasons[one.look_id] = Reason(
            state=looks.MISSING,
            zh=f"图片存档无法读取：{lost}",
            en=f"the kept picture cannot be read: {lost}",
        )
        return b""


def _with_picture(match: Match, sight: Sight) -> Match:
    """The match with its evidence picture, when its logo was met."""
    met = [one for one in (sight.seen.logos if sight.seen else ()) if one.brand_id == match.brand_id]
    if not met or sight.picture is None:
        return match
    best = max(met, key=lambda one: (one.score, one.sha256))
    content = logos.logo_content(best.sha256)
    if content is None:
        return match
    try:
        ours = decode(content)
    except Refused:  # it could be read when it was coded; the match stands without a picture
        return match
    return replace(match, picture=save_picture(side_by_side(ours, sight.picture, best.points)))


def look_again() -> None:
    """Puts the judging by every picture that is still kept on the queue, for logos that were not watched then."""
    with together():
        if looks.reopen_looks():
            _judge_soon(ALL_RUNS)

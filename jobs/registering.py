"""The register kept ready for searches: every observation of a run gets its keys after it was taken in. 建立检索。

A step of its own, so that taking in waits for no reading of signs; the sweep finds runs whose keys are of an older
version, or were never made.
"""

import datetime as dt

from procrastinate.contrib.django import app

from domain.observation import Observation
from jobs.queue import any_undone, defer_once
from matchers.text.search_keys import VERSION, fact_key, keys_of_signs
from storage.register_keys import Entry, close_indexed, observations_to_index, runs_to_index, save_entries
from storage.together import together

INDEX_BATCH = 2_000
MOST_RUNS_INDEXED = 20


def index_soon(run_id: int, after_id: int = 0) -> None:
    """Puts the indexing of a run, from an observation on, on the queue."""
    defer_once("index_register", key=_lock(run_id), run_id=run_id, after_id=after_id)


def index_runs_left() -> None:
    """Puts those runs on the queue whose observations have no keys of this version."""
    for run_id in runs_to_index(VERSION, limit=MOST_RUNS_INDEXED):
        if not any_undone(_lock(run_id)):  # one that runs goes on from where it is
            index_soon(run_id)


def runs_left() -> int:
    """How many runs, up to `MOST_RUNS_INDEXED`, are not found by searches yet."""
    return len(runs_to_index(VERSION, limit=MOST_RUNS_INDEXED))


def _lock(run_id: int) -> str:
    return f"index_register {run_id}"


@app.task(name="index_register", queue="match")
def index_register(run_id: int, after_id: int) -> None:
    """Gives a batch of a run's observations their keys, then passes on to the next."""
    batch = observations_to_index(run_id, after_id=after_id, limit=INDEX_BATCH)
    entries = entries_of(batch)
    with together():
        save_entries(entries)
        if len(batch) == INDEX_BATCH:
            index_soon(run_id, batch[-1][0])
        else:
            close_indexed(run_id, VERSION)


def entries_of(batch: list[tuple[int, dt.datetime, Observation]]) -> list[Entry]:
    """What searches find observations by. Row id, moment seen and observation in; the day is UTC's where it was seen."""
    seen = [observation for _, _, observation in batch]
    keys = keys_of_signs(
        [[text for text in (one.sign, one.brand) if text] for one in seen],
        [[party.name for party in (*one.holders, *((one.seller,) if one.seller else ()))] for one in seen],
    )
    return [
        Entry(
            observation_id=row_id,
            day=one.published_on or one.filed_on or seen_at.date(),
            keys=frozenset(of_words | facts_of(one)),
        )
        for (row_id, seen_at, one), of_words in zip(batch, keys, strict=True)
    ]


def facts_of(one: Observation) -> set[int]:
    """The keys of what is the same or not."""
    facts = {fact_key("kind", one.kind), fact_key("source", one.source)}
    if one.office:
        facts.add(fact_key("office", one.office))
    return facts | {fact_key("class", number) for number in one.classes}

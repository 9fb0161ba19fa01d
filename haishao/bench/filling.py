"""Observations in a database by the hundred thousand, with what searches find them by, made by several processes at once."""

import datetime as dt
import multiprocessing
import os
from pathlib import Path

PROCESSES = 2
RUN_LENGTH = 25_000
AN_ANSWER = 500
"""Observations that stood in one answer of the source."""

_KEYS = "register_keys"


def fill(names: Path | None, count: int) -> None:
    """Takes in and indexes `count` observations. The index of keys is built at the end, in one go: into one that stands,
    every key is a read of its own, and a million observations have thirty million.
    """
    from django.db import connection

    from storage.models import RegisterEntry

    (index,) = [one for one in RegisterEntry._meta.indexes if one.name == _KEYS]
    with connection.schema_editor() as editor:
        editor.remove_index(RegisterEntry, index)
    parts = [(names, start, min(RUN_LENGTH, count - start)) for start in range(0, count, RUN_LENGTH)]
    if len(parts) == 1:
        _fill_run(parts[0])
    else:
        with multiprocessing.get_context("spawn").Pool(PROCESSES, _ready) as pool:
            for _ in pool.imap_unordered(_fill_run, parts):
                pass
    with connection.cursor() as cursor:
        cursor.execute("SET maintenance_work_mem = '512MB'")
    with connection.schema_editor() as editor:
        editor.add_index(RegisterEntry, index)


def settle() -> None:
    """Has the database know what is in its tables, as it does by itself a while after so much came."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE)")


def _ready() -> None:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "haishao.settings")
    django.setup()


def _fill_run(part: tuple[Path | None, int, int]) -> None:
    from django.utils import timezone

    from haishao.bench.register_rows import names_of, observations
    from jobs.registering import INDEX_BATCH, entries_of
    from matchers.text.search_keys import VERSION
    from storage.evidence import ReceivedResponse, save_responses
    from storage.observations import take_in_sightings
    from storage.register_keys import close_indexed, observations_to_index, save_entries
    from storage.runs import RunOutcome, close_judged, finish_run, start_run

    path, start, size = part
    run_id = start_run("us-uspto-trtdxfap")
    answers = save_responses(
        run_id,
        [
            ReceivedResponse(
                number=number,
                url=f"https://office.example/journal/{start + number}",
                status=200,
                sha256=f"{start + number:064x}",
                size=90_000,
                fetched_at=timezone.now() - dt.timedelta(days=number % 300),
                provenance="made-up",
                robots="allowed",
                file=f"evidence-{number:05}.warc.gz",
                offset=0,
            )
            for number in range(-(-size // AN_ANSWER))
        ],
    )
    seen = observations(names_of(path), start, size)
    added = take_in_sightings(
        run_id, ((answers[number // AN_ANSWER], one) for number, one in enumerate(seen))
    )
    after = 0
    while batch := observations_to_index(run_id, after_id=after, limit=INDEX_BATCH):
        save_entries(entries_of(batch))
        after = batch[-1][0]
    good = RunOutcome(state="ok", reason_zh="正常", reason_en="ok", kept=size, faults=0)
    finish_run(run_id, good, added=added)
    close_judged(run_id)
    close_indexed(run_id, VERSION)

"""Once a day what is past its time is dropped, batch by batch. [docs/operations.md]"""

import datetime as dt
import logging

from django.conf import settings
from django.utils import timezone
from procrastinate.contrib.django import app

from jobs.queue import defer_once, undone
from storage import retention
from storage.heartbeats import RETENTION, beat, beat_since
from storage.partitions import drop_empty

log = logging.getLogger(__name__)

EVERY = dt.timedelta(days=1)
BATCH = 2_000


def drop_in_a_while(now: dt.datetime) -> None:
    """Puts the day's dropping on the queue, unless it was done today or is under way."""
    if not beat_since(RETENTION, now - EVERY) and not undone("drop_old"):
        defer_once("drop_old", key="drop_old")


@app.task(name="drop_old", queue="match")
def drop_old() -> None:
    """Drops a batch of everything that is past its time, and puts itself on the queue again while there may be more; at the
    end also partitions that hold nothing any more.
    """
    if any(many == BATCH for many in drop_once().values()):
        defer_once("drop_old", key="drop_old")
    else:
        while drop_empty():
            pass
        beat(RETENTION)


def drop_once() -> dict[str, int]:
    """Drops a batch of everything that is past its time, and returns how many of each."""
    dropped = {
        what: retention.drop_batch(what, before, limit=BATCH)
        for what, before in settings.KEPT_DAYS.before(timezone.now()).items()
    }
    if any(dropped.values()):
        log.info("past their time, dropped: %s", ", ".join(f"{n} {what}" for what, n in dropped.items() if n))
    return dropped

"""When a source is due, as a function of its schedule and its last runs: two clocks that read the same rows agree. 抓取计划."""

import datetime as dt
import hashlib

from crawlers.source import Source

RETRY_AFTER = dt.timedelta(hours=1)
"""How long a source that failed is left alone."""

MOST_SPREAD = dt.timedelta(hours=1)
"""How much later than its moment a source is asked at most: sources of one moment come one after another."""

_PARTS = 24
"""A source is asked later by at most this part of its interval."""


def due_at(source: Source, *, good: dt.datetime | None, tried: dt.datetime | None) -> dt.datetime | None:
    """The moment a source is due: an interval after its last good run, or when its next issue after that run is out, the
    sooner of the two, with its spread; not before it rested from its last try. None is at once: it never ran.

    However many moments passed meanwhile, it is due once.
    """
    moments = []
    if good is not None:
        moments.append(good + source.interval + _spread(source, good, source.interval))
        if source.published is not None:
            out = source.published.next_after(good)
            moments.append(out + _spread(source, out, source.interval))
    due = min(moments, default=None)
    if tried is None:
        return due
    rested = tried + RETRY_AFTER + _spread(source, tried, RETRY_AFTER)
    return max(due, rested) if due is not None else rested


def _spread(source: Source, moment: dt.datetime, period: dt.timedelta) -> dt.timedelta:
    """Always the same for a source and a moment."""
    said = f"{source.name} {moment.astimezone(dt.UTC).isoformat()}".encode()
    share = int.from_bytes(hashlib.sha256(said).digest()[:4], "big") / 2**32
    return share * min(period / _PARTS, MOST_SPREAD)

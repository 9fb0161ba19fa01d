"""Sources beside their health, as pages show them."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from django.utils import timezone

from crawlers.catalogue import load_all
from crawlers.source import Source
from jobs.source_watch import is_clocked, shown_state
from storage.retention import dropped_of_sources
from storage.runs import SourceHealth, source_health

NOT_WATCHED = ("never", "off", "no_key", "no_shops")
"""States of sources that never ran or are switched off: above a list they are counted, not named."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchedSource:
    """A source beside its health, as a page shows it; `good_age` is the seconds since its last good run, `dropped` how many of
    its observations went at the end of their time.
    """

    source: Source
    health: SourceHealth
    state: str
    good_age: float | None
    dropped: int


def _every(_source: Source) -> bool:
    return True


def watched_sources(wanted: Callable[[Source], bool] = _every) -> list[WatchedSource]:
    """The sources that are wanted, in the catalogue's order."""
    known = [source for source in load_all() if wanted(source)]
    seen = source_health([source.name for source in known])
    now, dropped = timezone.now(), dropped_of_sources()
    return [_watched(s, h, now, dropped.get(s.name, 0)) for s, h in zip(known, seen, strict=True)]


def _watched(source: Source, health: SourceHealth, now: dt.datetime, dropped: int) -> WatchedSource:
    good = health.last_good_at
    return WatchedSource(
        source=source,
        health=health,
        state=shown_state(source, health, now, clocked=is_clocked(source)),
        good_age=(now - good).total_seconds() if good else None,
        dropped=dropped,
    )

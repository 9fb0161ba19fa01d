"""Sources beside their health, as pages show them."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils import timezone

from crawlers.catalogue import load_all
from crawlers.source import Source
from jobs.clock import is_clocked
from jobs.source_watch import shown_state
from storage.runs import SourceHealth, source_health

NOT_WATCHED = ("never", "off", "no_key", "no_shops")
"""States of sources that never ran or are switched off: above a list they are counted, not named."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchedSource:
    """A source beside its health, as a page shows it."""

    source: Source
    health: SourceHealth
    state: str


def _every(_source: Source) -> bool:
    return True


def watched_sources(wanted: Callable[[Source], bool] = _every) -> list[WatchedSource]:
    """The sources that are wanted, in the catalogue's order."""
    known = [source for source in load_all() if wanted(source)]
    seen = source_health([source.name for source in known])
    now = timezone.now()
    return [
        WatchedSource(source=s, health=h, state=shown_state(s, h, now, clocked=is_clocked(s)))
        for s, h in zip(known, seen, strict=True)
    ]

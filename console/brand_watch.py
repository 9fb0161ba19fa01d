"""What was watched for one brand, source by source, and what was not: silence must never look like safety. 监测了什么."""

from dataclasses import dataclass

from console.health import NOT_WATCHED, WatchedSource, watched_sources
from domain.jurisdictions import REGIONS, SEVERAL
from storage.brand_lists import BrandLine
from storage.rescreens import Progress, progress_of_brand
from storage.sightings import LookedAt, looked_at


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchLine:
    """A source that covers a market of the brand, its health, and what it gave."""

    watched: WatchedSource
    looked: LookedAt


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """`lines` are the sources that gave anything or tried; `not_watched` counts, by state, those that cover its markets and
    never ran; `uncovered` are its markets without a source of their own in good health: what regional lists and Madrid give says
    little of them. `rescreen` is how far what was
    kept has been held against the brand as it is now, None once all of it was.
    """

    lines: tuple[WatchLine, ...]
    not_watched: tuple[tuple[str, int], ...]
    uncovered: tuple[str, ...]
    rescreen: Progress | None

    @property
    def total(self) -> int:
        """Observations that were judged."""
        return sum(line.looked.before + line.looked.since for line in self.lines)

    @property
    def found(self) -> int:
        """Observations that met the brand."""
        return sum(line.looked.found for line in self.lines)

    @property
    def troubled(self) -> int:
        """Sources of `lines` that are not in good health."""
        return sum(line.watched.state != "ok" for line in self.lines)


def watch_of(line: BrandLine) -> Watch:
    """The watch over one brand."""
    markets = line.brand.markets
    watched = watched_sources(lambda source: not markets or covers(source.country, markets))
    looked = looked_at(line.row_id)
    lines = [
        WatchLine(watched=one, looked=looked.get(one.source.name, _nothing(one.source.name)))
        for one in watched
        if one.state not in NOT_WATCHED or one.source.name in looked
    ]
    silent = [one.state for one in watched if one.state in NOT_WATCHED and one.source.name not in looked]
    good = {one.watched.source.country for one in lines if one.watched.state == "ok"}
    return Watch(
        lines=tuple(
            sorted(
                lines, key=lambda one: (-one.looked.found, one.watched.state != "ok", one.watched.source.name)
            )
        ),
        not_watched=tuple((state, count) for state in NOT_WATCHED if (count := silent.count(state))),
        uncovered=tuple(market for market in markets if market not in good),
        rescreen=progress_of_brand(line.row_id),
    )


def covers(country: str, markets: tuple[str, ...]) -> bool:
    """Whether what a source of this country gives can concern one of these markets."""
    return country == SEVERAL or any(_reaches(country, market) for market in markets)


def _reaches(country: str, market: str) -> bool:
    return (
        country in (market, "WO") or market in REGIONS.get(country, ()) or country in REGIONS.get(market, ())
    )


def _nothing(source: str) -> LookedAt:
    return LookedAt(source=source, before=0, since=0, found=0, withheld=0)

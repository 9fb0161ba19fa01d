"""Which watched sources cover a market of 重点关注市场名录, and which do not. 市场覆盖."""

from collections.abc import Sequence
from dataclasses import dataclass

from console.health import NOT_WATCHED, WatchedSource, watched_sources
from domain.jurisdictions import REGIONS
from domain.lists import ListItem
from domain.observation import Kind

KINDS = (Kind.FILING, Kind.LISTING, Kind.EXHIBITOR, Kind.PROCEEDING)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cover:
    """The sources of one kind that read a market: those that run, and those that are known and do not."""

    kind: Kind
    running: tuple[WatchedSource, ...]
    idle: tuple[WatchedSource, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MarketCover:
    """How a market is covered. `gazette` and `platform` say whether any source that runs reads its gazette, and the platform
    named; `platform` is None where none is named.
    """

    covers: tuple[Cover, ...]
    gazette: bool
    platform: bool | None


def covers_of(markets: Sequence[ListItem]) -> list[MarketCover]:
    """The cover of each market. A regional office's sources cover its members. A source is a platform's where its name or title
    holds the platform's name.
    """
    every = watched_sources()
    return [_cover(one, [source for source in every if _reads(source, one)]) for one in markets]


def _reads(watched: WatchedSource, market: ListItem) -> bool:
    country = watched.source.country
    return (
        country == market.office or market.office in REGIONS.get(country, ()) or _of_platform(watched, market)
    )


def _of_platform(watched: WatchedSource, market: ListItem) -> bool:
    source = watched.source
    words = f"{source.name} {source.title_zh} {source.title_en}".casefold()
    return bool(market.platform) and source.kind is Kind.LISTING and market.platform.casefold() in words


def _cover(market: ListItem, sources: list[WatchedSource]) -> MarketCover:
    covers = []
    for kind in KINDS:
        of_kind = [one for one in sources if one.source.kind is kind]
        running = tuple(one for one in of_kind if one.state not in NOT_WATCHED)
        idle = tuple(one for one in of_kind if one.state in NOT_WATCHED)
        covers.append(Cover(kind=kind, running=running, idle=idle))
    running_shops = [one for one in covers[KINDS.index(Kind.LISTING)].running if _of_platform(one, market)]
    return MarketCover(
        covers=tuple(covers),
        gazette=bool(covers[KINDS.index(Kind.FILING)].running),
        platform=bool(running_shops) if market.platform else None,
    )

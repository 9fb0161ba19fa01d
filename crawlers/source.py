"""Source: one place that is watched, how it may be read, and how to read it.

A source is one file: a spec `NAME.yaml` (`crawlers.declared`), or a module under `crawlers/sources/`, named as
the source with underscores, with a constant `SOURCE`. There is no list of them: adding the file adds the source.
"""

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from zoneinfo import ZoneInfo

from crawlers.auth import Auth
from crawlers.page import Page
from domain.fault import Fault
from domain.observation import Kind, Observation
from domain.picture import Pictured


class Route(StrEnum):
    """How a source is reached."""

    API = "api"
    BULK = "bulk"
    HTML = "html"


class Policy(StrEnum):
    """Whether the source may be read automatically, by its terms and robots.txt."""

    ALLOWED = "allowed"
    NEEDS_REVIEW = "needs_review"
    NEEDS_PERMISSION = "needs_permission"
    FORBIDDEN = "forbidden"


class Robots(StrEnum):
    """Which rule says what may be asked for: robots.txt, or an API's own terms that the operator has accepted."""

    OBEY = "obey"
    API_TERMS = "api-terms"


@dataclass(frozen=True, slots=True, kw_only=True)
class Render:
    """How a page is opened in a browser: until `wait_for` (CSS) is there, with sub-requests to `hosts` only.

    The page's own host is always allowed.
    """

    wait_for: str
    hosts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Follow:
    """A request to make next. `parse` reads the answer (the source's own `parse` when None).

    With `to_file` the body goes to disk as it arrives, whatever its size. With `may_be_missing` a 404 is
    handed to the parser; else it means that the source has changed. With `render` a browser opens the page,
    which is for GET alone.
    """

    url: str
    parse: "Parse | None" = None
    method: str = "GET"
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    to_file: bool = False
    may_be_missing: bool = False
    render: Render | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """What a run is to look for: the day it stands on, the day since which it wants what changed, and the
    words to search for (the watched brands and their aliases), for a source that is searched.
    """

    today: dt.date
    since: dt.date
    words: tuple[str, ...] = ()


Item = Observation | Pictured | Follow | Fault
Parse = Callable[[Page], Iterator[Item]]


def _always() -> bool:
    return True


@dataclass(frozen=True, slots=True, kw_only=True)
class Weekly:
    """An issue that comes out on one day of the week, Monday being 0, in the office's zone. The hour is ours: offices name
    the day alone, and by then it is over.
    """

    weekday: int
    zone: str
    hour: int = 18

    def next_after(self, moment: dt.datetime) -> dt.datetime:
        """The first moment after this one at which an issue is out."""
        there = moment.astimezone(ZoneInfo(self.zone))
        day = there.date() + dt.timedelta(days=(self.weekday - there.weekday()) % 7)
        out = self._on(day)
        return out if out > moment else self._on(day + dt.timedelta(days=7))

    def _on(self, day: dt.date) -> dt.datetime:
        return dt.datetime.combine(day, dt.time(self.hour), ZoneInfo(self.zone)).astimezone(dt.UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One source.

    `country` is a WIPO ST.3 code, XX for several countries. `terms` is the address of the terms `policy` rests
    on, `note_zh` and `note_en` what they say. `start` gives the first requests for a scope. `least` is the
    number of observations below which a run has failed, `max_drop` the share by which a run's list may be
    shorter than the last good one, `interval` the time between runs, `published` when its issues
    come out, where that is known, `lookback` how far a run looks back.
    `searched` sources are asked for the watched words, the others are taken whole. `delay` is the least number
    of seconds between two requests, `most_requests` and `most_depth` bound a run and its longest chain.
    `has_work` is false while nobody has named what a source of named shops is to read.
    """

    name: str
    kind: Kind
    country: str
    title_zh: str
    title_en: str
    route: Route
    policy: Policy
    terms: str
    note_zh: str
    note_en: str
    start: Callable[[Scope], tuple[Follow, ...]]
    parse: Parse
    least: int
    interval: dt.timedelta
    published: Weekly | None = None
    lookback: dt.timedelta = dt.timedelta(days=7)
    max_drop: float | None = None
    searched: bool = False
    auth: Auth | None = None
    robots: Robots = Robots.OBEY
    cookies: bool = False
    delay: float = 2.5
    most_requests: int = 5000
    most_depth: int = 50
    needs_browser: bool = False
    has_work: Callable[[], bool] = _always

    @property
    def missing_settings(self) -> tuple[str, ...]:
        """The settings the source wants that are empty."""
        return self.auth.missing() if self.auth else ()

    @property
    def lacks_key(self) -> bool:
        """True when the source wants a key and its setting is empty."""
        return bool(self.missing_settings)

    @property
    def refuses(self) -> bool:
        """True when its terms do not let it be read automatically."""
        return self.policy in (Policy.FORBIDDEN, Policy.NEEDS_PERMISSION)

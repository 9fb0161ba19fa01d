"""Source: one place that is watched, how it may be read, and how to read it.

A source is a module under `crawlers/sources/`, named as the source with underscores, with a constant
`SOURCE`. There is no list of them: adding the file adds the source.
"""

import datetime as dt
import importlib
import os
import pkgutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum

import crawlers.sources
from crawlers.page import Page
from domain.fault import Fault
from domain.observation import Kind, Observation


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Follow:
    """An address to fetch next. `parse` reads the answer (the source's own `parse` when None).

    With `to_file` the body goes to disk as it arrives, whatever its size. With `may_be_missing` a 404 is
    handed to the parser; else it means that the source has changed.
    """

    url: str
    parse: "Parse | None" = None
    to_file: bool = False
    may_be_missing: bool = False


Item = Observation | Follow | Fault
Parse = Callable[[Page], Iterator[Item]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One source.

    `country` is a WIPO ST.3 code. `terms` is the address of the terms `policy` rests on, `note_zh` and
    `note_en` what they say. `start` gives the first addresses for a day. `least` is the number of
    observations below which a run has failed, `interval` the time between runs. `key_setting` names the
    environment variable with the operator's key, sent as header `key_header`, and to `key_host` only.
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
    start: Callable[[dt.date], tuple[Follow, ...]]
    parse: Parse
    least: int
    interval: dt.timedelta
    key_setting: str = ""
    key_header: str = ""
    key_host: str = ""

    def key(self) -> str:
        """The operator's key, "" when the source wants none or none is set."""
        return os.environ.get(self.key_setting, "") if self.key_setting else ""

    @property
    def lacks_key(self) -> bool:
        """True when the source wants a key and its setting is empty."""
        return bool(self.key_setting) and not self.key()

    @property
    def refuses(self) -> bool:
        """True when its terms do not let it be read automatically."""
        return self.policy in (Policy.FORBIDDEN, Policy.NEEDS_PERMISSION)


class UnknownSource(LookupError):
    """No source of that name; the message lists those there are."""


def load_all() -> list[Source]:
    """Every source, by name."""
    modules = pkgutil.walk_packages(crawlers.sources.__path__, "crawlers.sources.")
    return sorted((_load(m.name) for m in modules if not m.ispkg), key=lambda source: source.name)


def find(name: str) -> Source:
    """The source of that name. Raises UnknownSource."""
    known = {source.name: source for source in load_all()}
    if name not in known:
        raise UnknownSource(f"没有来源 · no source {name!r}; {', '.join(known)}")
    return known[name]


def _load(module_name: str) -> Source:
    source: Source = importlib.import_module(module_name).SOURCE
    expected = module_name.rpartition(".")[2].replace("_", "-")
    if source.name != expected:
        raise ValueError(f"{module_name}: SOURCE.name is {source.name!r}, expected {expected!r}")
    return source

"""What was seen of a holder and of a brand before a filing: facts for a judgement, never a score of a person. 前情."""

import datetime as dt
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from domain.observation import Observation


@dataclass(frozen=True, slots=True, kw_only=True)
class HolderHistory:
    """What this database holds of one holder, by its own name alone (`holder_key`); nothing is inferred onward.

    `brands` and `enterprises` count the watched ones its filings met, `filings` those filings, `classes` their
    distinct Nice classes. `agent_brands` counts the brands met by other holders through the same representative,
    `address_brands` those met by other holders at the same address. Neither goes one step further.
    """

    filings: int = 0
    brands: int = 0
    enterprises: int = 0
    classes: int = 0
    agent_brands: int = 0
    address_brands: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class MetBrand:
    """A watched brand that filings of one holder met, in `alerts` alerts, of which `open` are."""

    brand: str
    enterprise: str
    alerts: int
    open: int


@dataclass(frozen=True, slots=True, kw_only=True)
class HolderRecord:
    """What this database holds of whoever is behind an alert, its name written in whatever way: how many of its filings are
    kept that met a brand, at which offices, and which brands they met, most often first.

    `agent_brands` and `address_brands` are as in `HolderHistory`. `cut` is true where there was more than is counted.
    """

    filings: int
    offices: tuple[tuple[str, int], ...]
    brands: tuple[MetBrand, ...]
    agent_brands: int
    address_brands: int
    cut: bool


class ExposureKind(StrEnum):
    """Where a brand could be seen."""

    FAIR = "fair"
    LISTING = "listing"
    HOME_PUBLICATION = "home-publication"


@dataclass(frozen=True, slots=True, kw_only=True)
class Exposure:
    """One day on which a brand was shown in public: what a squatter may have read."""

    kind: ExposureKind
    day: dt.date
    where: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UsualPrice:
    """What the brand's goods cost at the least where the brand itself, or somebody authorised, sells them.

    In whole units of `currency` (ISO 4217). `seen` is the number of own listings it was read from, 0 when the
    enterprise stated it.
    """

    amount: Decimal
    currency: str
    seen: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Background:
    """What is known beside a batch of observations: histories by `holder_key`, the rest by brand id. 背景."""

    histories: Mapping[str, HolderHistory] = field(default_factory=dict)
    exposures: Mapping[str, tuple[Exposure, ...]] = field(default_factory=dict)
    prices: Mapping[str, tuple[UsualPrice, ...]] = field(default_factory=dict)


BackgroundOf = Callable[[Sequence[Observation], Sequence[str]], Background]
"""Tells the background of the observations that met something, and of the ids of the brands they met."""


def no_background(met: Sequence[Observation], brand_ids: Sequence[str]) -> Background:
    """Nothing is known: no database, or the first observation of all."""
    return Background()


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnSighting:
    """The brand seen in the hands of its owner or of an authorised party: a stand, an own shop, a filing at home."""

    brand_id: str
    observation: Observation


def holder_key(names: Sequence[str]) -> str:
    """Holders' names folded for comparison (case, width, spacing and punctuation do not count); "" for none."""
    joined = unicodedata.normalize("NFKC", "; ".join(name for name in names if name)).casefold()
    return "".join(c for c in joined if c.isalnum())


def holder_key_of(observation: Observation) -> str:
    """The key of an observation's holders, or where it has none of its seller; known only by number, by that."""
    return holder_key([party.name or party.identifier for party in observation.parties])


_SHORTEST_ADDRESS = 12


def address_key(address: str) -> str:
    """An address folded as a key; "" for one that may be anybody's: without a number, or of a few letters only."""
    key = holder_key([address])
    return key if len(key) >= _SHORTEST_ADDRESS and any(c.isdigit() for c in key) else ""


def address_key_of(observation: Observation) -> str:
    """The key of the first holder's address that has one, "" when none has."""
    return next((key for party in observation.holders if (key := address_key(party.address))), "")


def agent_key_of(observation: Observation) -> str:
    """The key of the representative, "" when none is named."""
    return holder_key([observation.representative])

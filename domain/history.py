"""What was seen of a holder and of a brand before a filing: facts for a judgement, never a score of a person. 前情."""

import datetime as dt
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from domain.observation import Observation


@dataclass(frozen=True, slots=True, kw_only=True)
class HolderHistory:
    """What this database holds of one holder, by its own name alone (`holder_key`); nothing is inferred onward.

    `brands` and `enterprises` count the watched ones its filings met, `filings` those filings, `classes` their
    distinct Nice classes. `agent_brands` counts the brands met by other holders through the same representative.
    """

    filings: int = 0
    brands: int = 0
    enterprises: int = 0
    classes: int = 0
    agent_brands: int = 0


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


def holder_key(names: Sequence[str]) -> str:
    """Holders' names folded for comparison (case, width, spacing and punctuation do not count); "" for none."""
    joined = unicodedata.normalize("NFKC", "; ".join(name for name in names if name)).casefold()
    return "".join(c for c in joined if c.isalnum())


def holder_key_of(observation: Observation) -> str:
    """The key of an observation's holders; a holder known only by number counts by that."""
    return holder_key([party.name or party.identifier for party in observation.holders])

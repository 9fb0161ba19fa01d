"""Digest: what one contact is told together. 摘要."""

import datetime as dt
from dataclasses import dataclass

from domain.match import Tier
from domain.observation import Kind, Provenance


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestLine:
    """One alert as a digest names it: the sign of its match with the nearest last day, in which offices and how many
    filings or other sightings it holds by now. `provenance` is other than live when any of them is. `kind` is that match's, and
    `closes_on` the last day of the fair an exhibitor was seen at, None where not known.
    """

    alert_id: int
    brand: str
    holder: str
    sign: str
    offices: tuple[str, ...]
    tier: Tier
    last_day: dt.date | None
    matches: int
    provenance: Provenance
    kind: Kind = Kind.FILING
    closes_on: dt.date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """What waited for `due_at`: `total` alerts that are still open, `high` of them of high tier, of which `lines` are named,
    the most urgent first; `decided` were decided on meanwhile. `nearest` is the first of all their last days that has
    not passed, None where none is known.
    """

    digest_id: int
    enterprise: str
    due_at: dt.datetime
    total: int
    high: int
    nearest: dt.date | None
    decided: int
    lines: tuple[DigestLine, ...]

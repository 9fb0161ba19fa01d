"""Digest: what one contact is told together. 摘要."""

import datetime as dt
from dataclasses import dataclass

from domain.match import Tier
from domain.observation import Provenance


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestLine:
    """One alert as a digest names it: its most serious match's sign and office, how many matches it holds by now."""

    alert_id: int
    brand: str
    holder: str
    sign: str
    office: str
    tier: Tier
    last_day: dt.date | None
    matches: int
    provenance: Provenance


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """The alerts of a time, by brand, the most urgent first; `total` of them, of which `lines` are named."""

    digest_id: int
    enterprise: str
    since: dt.datetime
    until: dt.datetime
    total: int
    lines: tuple[DigestLine, ...]

"""The desk at a fair: what somebody on duty carries along, and what is filed there. 展会驻会服务台."""

import datetime as dt
import uuid
from dataclasses import dataclass

from domain.fair import FairEntry
from domain.match import Evidence, Tier
from domain.observation import Provenance


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnRight:
    """A filing or registration in the host country that was seen in the brand's own hands. `office` is an ST.3 code."""

    office: str
    number: str
    sign: str
    classes: tuple[int, ...]
    registered_on: dt.date | None
    url: str
    provenance: Provenance


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskBrand:
    """A brand of an enterprise that exhibits; `logos` by their SHA-256."""

    brand_row: int
    name: str
    marks: tuple[str, ...]
    classes: tuple[int, ...]
    logos: tuple[str, ...]
    rights: tuple[OwnRight, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskEntry:
    """An enterprise that exhibits, with its brands and how many open alerts it has in the host country, by tier."""

    entry: FairEntry
    brands: tuple[DeskBrand, ...]
    open_alerts: tuple[tuple[Tier, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskAlert:
    """An open alert about an exhibitor, at one of its stands, "" where the list names none."""

    alert_id: int
    enterprise: str
    brand: str
    brand_row: int
    exhibitor: str
    stand: str
    shown: str
    tier: Tier
    evidence: tuple[Evidence, ...]
    url: str
    seen_at: dt.datetime
    provenance: Provenance


@dataclass(frozen=True, slots=True, kw_only=True)
class NewLead:
    """A lead as the desk files it. `photos` are the SHA-256, in hex, of the photographs taken with it."""

    form: uuid.UUID
    seen: str
    seen_at: dt.datetime
    stand: str = ""
    exhibitor: str = ""
    place: str = ""
    enterprise_id: int | None = None
    brand_row: int | None = None
    photos: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPhoto:
    """A photograph as it was taken, or `reduced` on the phone; `preview` is a small PNG drawn of it here."""

    sha256: str
    media_type: str
    content: bytes
    preview: bytes
    taken_at: dt.datetime | None
    reduced: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PhotoKept:
    """A photograph that came, without its content."""

    photo_id: int
    sha256: str
    media_type: str
    taken_at: dt.datetime | None
    received_at: dt.datetime
    reduced: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class LeadKept:
    """A lead that came; `missing` are the SHA-256 of its photographs that have not yet, `state` a `LeadState`."""

    lead_id: int
    fair_id: int
    new: NewLead
    by: str
    received_at: dt.datetime
    state: str
    enterprise: str
    brand: str
    photos: tuple[PhotoKept, ...]

    @property
    def missing(self) -> tuple[str, ...]:
        """The photographs that were announced and have not come."""
        here = {one.sha256 for one in self.photos}
        return tuple(one for one in self.new.photos if one not in here)

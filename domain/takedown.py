"""Takedown: a complaint to a platform about listings, resting on one right. 平台投诉."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from domain.case import Right
from domain.observation import Provenance


class ListingOutcome(StrEnum):
    """What became of a listing that was complained of."""

    WAITING = "waiting"
    REMOVED = "removed"
    REFUSED = "complaint-refused"
    COUNTERED = "countered"
    """A counter-notice arrived, and nothing is settled."""
    REINSTATED = "reinstated"
    WITHDRAWN = "complaint-withdrawn"

    @property
    def answered(self) -> bool:
        """True where the platform has said something."""
        return self in (ListingOutcome.REMOVED, ListingOutcome.REFUSED, ListingOutcome.REINSTATED)


class SignerRole(StrEnum):
    """For whom the person who signs stands."""

    OWNER = "right-owner"
    AGENT = "right-agent"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReliedRight:
    """A registration a complaint rests on; `office` is an ST.3 code.

    `registered` is true where a register said so, `known_from` is the source that did, "" for what the centre was told.
    """

    office: str
    number: str
    classes: tuple[int, ...] = ()
    mark: str = ""
    owner: str = ""
    valid_until: dt.date | None = None
    registered: bool = False
    known_from: str = ""
    provenance: Provenance = Provenance.LIVE

    @property
    def key(self) -> str:
        """What tells it from the brand's others."""
        return f"{self.office}:{self.number}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A listing as it was seen, or as a person named it by its address. `market` is an ST.3 code, "" where not known; `price`
    is as shown, with its currency; `sha256` is that of the answer of the source it was read from, in hex, "" for none.
    """

    url: str
    listing_id: str = ""
    market: str = ""
    seller: str = ""
    title: str = ""
    price: str = ""
    captured_at: dt.datetime | None = None
    sha256: str = ""
    provenance: Provenance = Provenance.LIVE


@dataclass(frozen=True, slots=True, kw_only=True)
class Signer:
    """Who is to sign and send the complaint; the service never signs."""

    name: str
    role: SignerRole
    contact: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewTakedown:
    """A complaint as it is prepared. `reason` is a code of the platform's form, "" where it has none; `why` is in English, as
    it is pasted into the form.
    """

    platform: str
    right: Right
    relied: ReliedRight
    signer: Signer
    targets: tuple[Target, ...]
    reason: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetLine:
    """A listing of a complaint and what became of it. `answered_on` is the day the platform first answered, `countered_on`
    the day a counter-notice arrived.
    """

    line_id: int
    target: Target
    outcome: ListingOutcome = ListingOutcome.WAITING
    outcome_on: dt.date | None = None
    answered_on: dt.date | None = None
    countered_on: dt.date | None = None
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Takedown:
    """A complaint as it stands; `submitted_on` is None until somebody sent it, `reference` the platform's own number."""

    takedown_id: int
    case_id: int
    case_number: str
    alert_id: int | None
    enterprise_id: int
    enterprise: str
    brand: str
    new: NewTakedown
    lines: tuple[TargetLine, ...]
    prepared_at: dt.datetime
    prepared_by: str
    submitted_on: dt.date | None = None
    submitted_by: str = ""
    reference: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """Something a complaint lacks; with `refuses` the platform is known to refuse it so."""

    says_zh: str
    says_en: str
    refuses: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TakedownCount:
    """What came of the complaints to one platform, "" for all. `listings` are those sent, `answered` those of them the platform
    answered, `median_days` the days from sending to its first answer, None where none was answered.
    """

    platform: str
    submissions: int
    listings: int
    answered: int
    removed: int
    refused: int
    countered: int
    reinstated: int
    median_days: float | None

"""Platform: a marketplace on which a listing can be complained of, what it asks for, and its clocks. 电商平台."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from domain.case import Right
from domain.deadline import Origin


class OfficesRule(StrEnum):
    """Which registrations a platform takes."""

    MARKET = "market"
    """Those that hold in the market the listing is offered in."""
    NAMED = "named"
    """Those of the offices named alone."""
    UNKNOWN = "unknown"


class NeedField(StrEnum):
    """What a field of a platform's form asks for, so that it can be filled in."""

    COMPLAINANT = "complainant"
    COMPANY = "company"
    """The company that files, where it is not the owner."""
    SIGNER = "signer"
    ROLE = "role"
    CONTACT = "contact"
    BRAND = "brand"
    RIGHT_KIND = "right-kind"
    OFFICE = "office"
    NUMBER = "number"
    CLASSES = "classes"
    OWNER = "owner"
    VALID_UNTIL = "valid-until"
    REASON = "reason"
    WHY = "why"
    LISTINGS = "listings"
    ORDER = "order"
    """The number of a test purchase."""
    EVIDENCE = "evidence"
    CERTIFICATE = "certificate"
    IDENTITY = "identity"
    AUTHORISATION = "authorisation"
    STATEMENT = "statement"
    SIGNATURE = "signature"


class RuleTopic(StrEnum):
    """What a platform's rule is about."""

    ANSWER = "answer"
    """How long the platform usually takes."""
    SELLER = "seller"
    """How long the seller has to answer or appeal."""
    COUNTER = "counter"
    """How long the right holder has once a counter-notice arrived."""
    COVERAGE = "coverage"
    WRONG_NOTICE = "wrong-notice"


class DayKind(StrEnum):
    """In what a rule counts."""

    CALENDAR = "calendar"
    WORKING = "working"


@dataclass(frozen=True, slots=True, kw_only=True)
class Platform:
    """One platform. `sites` are its host names, each with the ST.3 code of its market, "" for several; `item` is the pattern
    by which a listing's number is found in its address; `most` how many listings one submission takes, None where not known.
    """

    key: str
    name_zh: str
    name_en: str
    route_zh: str
    route_en: str
    address: str
    account_zh: str
    account_en: str
    who_zh: str
    who_en: str
    sites: tuple[tuple[str, str], ...]
    item: str
    most: int | None
    offices_rule: OfficesRule
    offices: tuple[str, ...]
    origin: Origin
    note_zh: str = ""
    note_en: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlatformNeed:
    """One field of a platform's form, in its order."""

    platform: str
    field: NeedField
    says_zh: str
    says_en: str
    required: bool
    origin: Origin


@dataclass(frozen=True, slots=True, kw_only=True)
class ReasonCode:
    """A reason a platform's form offers; `right` is the kind of right it is for."""

    platform: str
    code: str
    right: Right
    says_zh: str
    says_en: str
    origin: Origin


@dataclass(frozen=True, slots=True, kw_only=True)
class PlatformRule:
    """A dated rule of a platform, or of the law that binds it. `days` is None where it sets no number; `right` is the kind of
    right it is for, None for any.
    """

    platform: str
    topic: RuleTopic
    right: Right | None
    days: int | None
    day_kind: DayKind
    says_zh: str
    says_en: str
    caveat_zh: str
    caveat_en: str
    valid_from: dt.date
    valid_to: dt.date
    origin: Origin


@dataclass(frozen=True, slots=True, kw_only=True)
class PlatformClock:
    """A day a rule leads to; with `clashes` other rules lead to later ones, and this is the earliest."""

    day: dt.date
    rule: PlatformRule
    clashes: bool = False

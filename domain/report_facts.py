"""What a report is counted of: cases, alerts and sources as they stood at one instant."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from domain.case import CaseChannel, CaseKind, CaseOrigin, CaseState, Ending, Money, Outcome, Right


@dataclass(frozen=True, slots=True, kw_only=True)
class Firm:
    """An enterprise as a report may show it. `shown` is its name where it consents to be named by then, or words that do not
    tell whose it is, the same throughout a report; `credit_code` is "" then."""

    enterprise_id: int
    shown: str
    named: bool
    credit_code: str = ""
    industry: str = ""
    district: str = ""


WITHHELD = "略"
"""For what would tell who an enterprise is that does not consent to be named."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFact:
    """A case as it stood. `opponent`, `right_number`, `docket`, `needs` and the words of the ending are `WITHHELD` where they
    would tell who an enterprise is that is not to be named.

    `moved_at` is when it came into its state, `last_day` the nearest day still open or else the latest, `needs` what is to be
    coordinated, as it was referred to the upper centre. `satisfaction` is from 1 to 5, None
    without a rating. `made_up` says that nothing real lies behind it.
    """

    case_id: int
    number: str
    dispute: int | None
    firm: Firm
    origin: CaseOrigin
    kind: CaseKind
    right: Right
    office: str
    body: str
    docket: str
    right_number: str
    classes: tuple[int, ...]
    opponent: str
    opponent_country: str
    observed_on: dt.date | None
    opened_at: dt.datetime
    opened_by: str
    state: CaseState
    moved_at: dt.datetime
    last_day: dt.date | None
    major: bool
    needs: str
    claimed: Money | None
    ending: Ending | None
    responded: bool | None
    satisfaction: int | None = None
    alert_id: int | None = None
    made_up: bool = False

    @property
    def outcome(self) -> Outcome | None:
        """How it ended, None while it has not."""
        return self.ending.outcome if self.ending else None


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertFact:
    """An alert as it stood. `delivered_at` is when it first reached somebody, `settled_at` when it was first decided or
    confirmed, `acted_at` when a case opened from it first came to be acted on. `holder` is who filed; `filing` says that it is of
    a filing, not of a shop, an exhibitor or a proceeding alone; `made_up` that nothing real lies behind it.
    """

    alert_id: int
    firm: Firm
    brand: int
    holder: str
    conflict: str
    holder_country: str
    offices: tuple[str, ...]
    classes: tuple[int, ...]
    filings: int
    tier: str
    raised_at: dt.datetime
    last_day: dt.date | None
    delivered_at: dt.datetime | None
    confirmed_at: dt.datetime | None
    dismissed_at: dt.datetime | None
    case_at: dt.datetime | None
    acted_at: dt.datetime | None
    made_up: bool
    filing: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceFact:
    """A source over a period: runs, those that were good, records they gave, and the last good one before its end."""

    source: str
    runs: int
    good: int
    kept: int
    last_good_at: dt.datetime | None
    ever: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class BrandFact:
    """A watched brand: whose, in which classes, and the markets it is for."""

    brand: int
    firm: Firm
    name: str
    classes: tuple[int, ...]
    markets: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsultationFact:
    """A consultation of the period. `firm` is None where it names none of the centre's enterprises, `case_id` that of the case
    it became, whenever that was.
    """

    consultation_id: int
    firm: Firm | None
    channel: CaseChannel
    case_id: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """All a report knows at `as_of`."""

    as_of: dt.datetime
    firms: tuple[Firm, ...]
    cases: tuple[CaseFact, ...]
    alerts: tuple[AlertFact, ...]
    sources: tuple[SourceFact, ...]
    brands: tuple[BrandFact, ...] = ()
    consultations: tuple[ConsultationFact, ...] = ()


def amount(value: Decimal | None, currency: str) -> Money | None:
    """Money of two columns, None without an amount."""
    return None if value is None or not currency else Money(amount=value, currency=currency)

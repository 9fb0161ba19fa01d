"""When a case is 重大, and who must hear of it. [沪知局保〔2022〕18号 13; 国知发保字〔2021〕33号 20: 重大信息通报和应急机制]"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from domain.case import Case, CaseKind, Money
from domain.match import Tier

ANSWERED_WITHIN = dt.timedelta(hours=1)
"""How long somebody on the call list has to say that the case is in hand, until the next is told."""

REFERRED_WITHIN = dt.timedelta(hours=24)
"""How long after it was found to be major a case is to be referred upward by a one-page report (专报)."""


class MajorReason(StrEnum):
    """Why a case is major."""

    SECTION_337 = "section-337"
    LOSS = "loss"
    MANY_ENTERPRISES = "many-enterprises"
    SAID = "said"
    """A person of the staff said so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MajorRules:
    """The centre's criteria. A claim counts against the loss in its own currency; amounts are not converted."""

    losses: tuple[Money, ...] = ()
    most_enterprises: int = 3


def major_reasons(
    case: Case, rules: MajorRules, *, tier: Tier | None, enterprises: int
) -> tuple[MajorReason, ...]:
    """The criteria a case meets. `tier` is that of its alert, None for a case from no alert; `enterprises` are in its dispute."""
    new = case.opened_with
    found = []
    if new.kind is CaseKind.SECTION_337:
        found.append(MajorReason.SECTION_337)
    if tier in (None, Tier.HIGH) and new.claimed is not None and _reaches(new.claimed, rules.losses):
        found.append(MajorReason.LOSS)
    if enterprises > rules.most_enterprises:
        found.append(MajorReason.MANY_ENTERPRISES)
    return tuple(found)


def _reaches(claimed: Money, losses: Iterable[Money]) -> bool:
    return any(claimed.currency == one.currency and claimed.amount >= one.amount for one in losses)


@dataclass(frozen=True, slots=True, kw_only=True)
class Called:
    """Somebody on the call list who was told; `answered_at` is None as long as nothing was said."""

    call_id: int
    name: str
    told_at: dt.datetime
    answered_at: dt.datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Major:
    """A major case: since when, why, who was told, who has it in hand, and what became of it upward. 重大案件.

    `asks` is what is asked of whoever it was referred to, `upper_said` their answer; `everybody_told_at` is when the call list
    had come to its end.
    """

    since: dt.datetime
    by: str
    reasons: tuple[MajorReason, ...]
    words: str
    called: tuple[Called, ...] = ()
    in_hand_at: dt.datetime | None = None
    in_hand_by: str = ""
    everybody_told_at: dt.datetime | None = None
    referred_at: dt.datetime | None = None
    referred_to: str = ""
    asks: str = ""
    upper_said: str = ""
    upper_said_at: dt.datetime | None = None

    @property
    def refer_by(self) -> dt.datetime:
        """The moment by which it is to be referred."""
        return self.since + REFERRED_WITHIN


@dataclass(frozen=True, slots=True, kw_only=True)
class CallPlace:
    """A place of the call list."""

    contact_id: int
    name: str
    channel: str
    reachable: bool

"""Alert and Delivery: what an enterprise is told, and whether it arrived. 预警与推送."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from domain.match import Match, Reason

__all__ = ["Alert", "Channel", "Contact", "Delivery", "Reason"]


class Channel(StrEnum):
    """How a message is handed over."""

    EMAIL = "email"
    WECOM_BOT = "wecom-bot"


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """Somebody who is told. `address` is an email address or a bot's webhook address (a secret)."""

    name: str
    channel: Channel
    address: str
    language: str = "zh"


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """One conflict as told to one enterprise; `matches` grow while it is open, most serious first."""

    alert_id: int
    enterprise: str
    brand_id: str
    brand: str
    holder: str
    reason: Reason
    raised_at: dt.datetime
    matches: tuple[Match, ...]

    @property
    def leading(self) -> Match:
        """The match the message leads with: the most serious, then the one with the nearest last day."""
        return self.matches[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One alert to one contact by one channel. 推送.

    `delivered_at` is set only after the receiver said yes. `failed` is true once it is a dead letter.
    """

    delivery_id: int
    alert_id: int
    contact: Contact
    attempts: int
    delivered_at: dt.datetime | None
    failed: bool
    last_answer: str

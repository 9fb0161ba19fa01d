"""Alert and Delivery: what an enterprise is told, and whether it arrived. 预警与推送."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from domain.match import Match, Reason

__all__ = ["Alert", "Channel", "Contact", "Delivery", "Notice", "Reason"]


class Channel(StrEnum):
    """How a message is handed over."""

    EMAIL = "email"
    WECOM_BOT = "wecom-bot"
    WECOM_APP = "wecom-app"
    FEISHU_BOT = "feishu-bot"
    DINGTALK_BOT = "dingtalk-bot"
    WEBHOOK = "webhook"


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """Somebody who is told.

    `address` is an email address, a bot's or a program's webhook address (a secret), or a member's userid of a
    WeCom app. `secret` signs what is posted to a webhook, or to a bot that wants it. `form` is the kind of message
    a chat is sent (`markdown_v2`, `markdown`, `text`, `card`); "" is the channel's own choice. `failing` is true
    from the day the receiver said that there is nobody at the address until it next says yes.
    """

    name: str
    channel: Channel
    address: str
    language: str = "zh"
    secret: str = ""
    form: str = ""
    failing: bool = False


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

    @property
    def offices(self) -> tuple[str, ...]:
        """The offices or markets of all its matches, the leading match's first, each once."""
        return tuple(dict.fromkeys(m.observation.office for m in self.matches if m.observation.office))

    @property
    def classes(self) -> tuple[int, ...]:
        """The Nice classes of all its matches, ascending, each once."""
        return tuple(sorted({nice for m in self.matches for nice in m.observation.classes}))


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One alert, one notice to staff, one message about a case, one advisory, or one questionnaire, to one contact by one
    channel. 推送.

    `attempts` counts the tries since it was opened or replayed. `delivered_at` is set only after the receiver
    said yes. `failed` is true once it is a dead letter; `next_try_at` is None for what is settled.
    """

    delivery_id: int
    alert_id: int | None
    contact: Contact
    attempts: int
    delivered_at: dt.datetime | None
    failed: bool
    last_answer: str
    notice_id: int | None = None
    contact_id: int = 0
    digest_id: int | None = None
    case_message_id: int | None = None
    advisory_id: int | None = None
    survey_id: int | None = None
    revision: int = 1
    reminder: int = 0
    next_try_at: dt.datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """What the staff of the centre are told of the service itself, as a contact that can no longer be reached."""

    notice_id: int
    subject_zh: str
    subject_en: str
    says_zh: str
    says_en: str

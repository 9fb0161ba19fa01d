"""A message handed to a contact by the contact's channel."""

from contextlib import ExitStack
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

from domain.alert import Channel, Contact
from notifier import dingtalk, email, feishu, webhook, wecom, wecom_app
from notifier.channel import TakeTurns, Tokens, Undelivered, WrongAddress
from notifier.email import EmailSettings, Mailer
from notifier.hosts import AllowedHosts
from notifier.message import Message
from notifier.web import TIMEOUT, Web
from notifier.wecom_app import WecomApp

_CHECKS = {
    Channel.EMAIL: email.check,
    Channel.WECOM_BOT: wecom.check,
    Channel.WECOM_APP: wecom_app.check,
    Channel.FEISHU_BOT: feishu.check,
    Channel.DINGTALK_BOT: dingtalk.check,
    Channel.WEBHOOK: webhook.check,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What an operator set for the channels. Without `limited` the published rates of chats are not kept, which is
    for receivers of one's own; `timeout` in seconds is that of each step of an HTTP exchange.
    """

    email: EmailSettings
    wecom_app: WecomApp = field(default_factory=WecomApp)
    allowed: AllowedHosts = field(default_factory=AllowedHosts)
    limited: bool = True
    timeout: float = TIMEOUT


def check(contact: Contact, allowed: AllowedHosts) -> None:
    """Raises `WrongAddress` for a contact nothing could be sent to: checked when it is written down, so that a slip
    of the keyboard does not show only once an alert has failed.
    """
    if not contact.address.strip():
        raise WrongAddress("缺少地址 · the address is missing")
    _CHECKS[contact.channel](contact, allowed)


class Courier:
    """Hands messages over while its block runs, over connections it keeps."""

    def __init__(self, settings: Settings, take_turns: TakeTurns, tokens: Tokens) -> None:
        self._settings = settings
        self._take_turns = take_turns
        self._tokens = tokens
        self._open = ExitStack()

    def __enter__(self) -> Self:
        self._mailer = self._open.enter_context(Mailer(self._settings.email))
        self._web = self._open.enter_context(Web(self._settings.allowed, timeout=self._settings.timeout))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._open.close()

    def send(self, message: Message, contact: Contact) -> str:
        """Hands the message over and returns the receiver's yes.

        Raises `Undelivered`, or `NotYet` when the receiver's rate is used up and nothing was sent.
        """
        try:
            check(contact, self._settings.allowed)
        except WrongAddress as wrong:
            raise Undelivered(str(wrong), permanent=True, dead_address=True) from None
        limited = self._settings.limited
        match contact.channel:
            case Channel.EMAIL:
                return self._mailer.send(message, contact.address)
            case Channel.WECOM_BOT:
                return wecom.send(message, contact, self._web, self._take_turns, limited=limited)
            case Channel.WECOM_APP:
                return wecom_app.send(
                    message,
                    contact,
                    self._web,
                    self._settings.wecom_app,
                    self._tokens,
                    self._take_turns,
                    limited=limited,
                )
            case Channel.FEISHU_BOT:
                return feishu.send(message, contact, self._web, self._take_turns, limited=limited)
            case Channel.DINGTALK_BOT:
                return dingtalk.send(message, contact, self._web, self._take_turns, limited=limited)
            case Channel.WEBHOOK:
                return webhook.send(message, contact, self._web)


def receiver_of(contact: Contact) -> str:
    """What contacts share that meet the same trouble at the same time: the mail server, or one address."""
    return "mail server" if contact.channel is Channel.EMAIL else f"{contact.channel} {contact.address}"

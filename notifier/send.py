"""A message handed to a contact by the contact's channel."""

from collections.abc import Callable

from domain.alert import Channel, Contact
from notifier import email, wecom
from notifier.email import EmailSettings
from notifier.message import Message

_CHANNELS: dict[Channel, Callable[[Message, str, EmailSettings], str]] = {
    Channel.EMAIL: email.send,
    Channel.WECOM_BOT: lambda message, address, _: wecom.send(message, address),
}


def takes(channel: Channel, address: str) -> bool:
    """True for an address the channel can be handed a message for: checked when it is written down, so that a
    slip of the keyboard does not show only once an alert has failed.
    """
    return email.is_address(address) if channel is Channel.EMAIL else wecom.is_address(address)


def send(message: Message, contact: Contact, settings: EmailSettings) -> str:
    """Hands the message over and returns the receiver's yes. Raises `Undelivered`."""
    return _CHANNELS[contact.channel](message, contact.address, settings)

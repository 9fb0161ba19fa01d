"""A message handed to a contact by the contact's channel."""

from collections.abc import Callable

from domain.alert import Channel, Contact
from notifier import email, wecom
from notifier.channel import Message
from notifier.email import EmailSettings

_CHANNELS: dict[Channel, Callable[[Message, str, EmailSettings], str]] = {
    Channel.EMAIL: email.send,
    Channel.WECOM_BOT: lambda message, address, _: wecom.send(message, address),
}


def send(message: Message, contact: Contact, settings: EmailSettings) -> str:
    """Hands the message over and returns the receiver's yes. Raises `Undelivered`."""
    return _CHANNELS[contact.channel](message, contact.address, settings)

"""What a canary came out as, handed over: to its address, or to ourselves."""

from dataclasses import replace

from django.conf import settings

from domain.alert import Channel, Contact
from jobs.sending import channel_settings, email_settings
from notifier.channel import Undelivered
from notifier.email import Mailer
from notifier.loopback import loopback_server
from notifier.message import Message
from notifier.send import Courier
from storage.canaries import CanaryMail
from storage.throttle import take_turns
from storage.tokens import SharedTokens

NOWHERE = "canary@haishao.invalid"
"""Whom it is addressed to without HAISHAO_CANARY_ADDRESS (RFC 2606, 2)."""


def kept(message: Message) -> CanaryMail:
    """The message as it is kept until it is handed over."""
    return CanaryMail(
        subject=message.subject,
        text=message.text,
        html=message.html,
        markdown=message.markdown,
        message_id=message.message_id,
    )


def handed_over(mail: CanaryMail) -> str:
    """The answer of whoever took it. Raises `Undelivered` or `NotYet`."""
    message = Message(
        subject=mail.subject,
        text=mail.text,
        html=mail.html,
        markdown=mail.markdown,
        message_id=mail.message_id,
    )
    address = settings.CANARY_ADDRESS
    if address:
        contact = Contact(name="自检 · canary", channel=Channel.EMAIL, address=address)
        with Courier(channel_settings(), take_turns, SharedTokens()) as courier:
            return courier.send(message, contact)
    if settings.SMTP_HOST:
        with Mailer(email_settings()) as real:
            real.check()
    return _to_ourselves(message)


def _to_ourselves(message: Message) -> str:
    sender = settings.SMTP_SENDER or NOWHERE
    with loopback_server() as caught:
        ours = replace(
            email_settings(), host="127.0.0.1", port=caught.port, security="none", user="", sender=sender
        )
        with Mailer(ours) as mailer:
            said = mailer.send(message, NOWHERE)
    if not any(message.message_id.encode() in mail for mail in caught.mails):
        said = "交出的邮件里没有这条消息 · the message is not in the mail that was handed over"
        raise Undelivered(said, permanent=True)
    return said

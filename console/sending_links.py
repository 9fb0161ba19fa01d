"""Mails a link that a page shows as well, at once: whoever made it sees whether the server took it."""

from django.conf import settings

from jobs.sending import email_settings
from notifier.channel import Undelivered
from notifier.email import Mailer
from notifier.message import Message


def sent(message: Message, address: str) -> dict[str, object]:
    """What the page says of it: `mailed`, or `not_mailed` with the reason; nothing where no mail server is set."""
    if not settings.SMTP_HOST:
        return {}
    try:
        with Mailer(email_settings()) as mailer:
            mailer.send(message, address)
    except Undelivered as refused:
        return {"not_mailed": str(refused)}
    return {"mailed": True}

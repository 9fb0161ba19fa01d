"""One delivery handed over: rendered, sent, and the receiver's answer written down."""

import datetime as dt
import logging

from django.conf import settings
from django.utils import timezone

from notifier.channel import Undelivered
from notifier.email import EmailSettings
from notifier.render import render
from notifier.send import send
from storage import alerts, deliveries

log = logging.getLogger(__name__)

MOST_ATTEMPTS = 8
"""Tries before a delivery becomes a dead letter: the waits between them add up to about two days."""

_FIRST_WAIT = 60.0
_WAIT_GROWTH = 4.0
_LONGEST_WAIT = 12 * 3600.0


def deliver_one(delivery_id: int) -> dt.datetime | None:
    """Sends a delivery unless it has been, and returns when to try again, or None when it is settled.

    Must run inside a transaction: the delivery stays locked until the answer is written.
    """
    with deliveries.taken(delivery_id) as delivery:
        if delivery is None:
            return None
        alert = alerts.loaded_alert(delivery.alert_id)
        message = render(
            alert,
            delivery.delivery_id,
            delivery.contact.language,
            today=timezone.localdate(),
            console_url=settings.BASE_URL,
        )
        try:
            answer = send(message, delivery.contact, email_settings())
        except Undelivered as refusal:
            return _refused(delivery_id, delivery.attempts + 1, refusal)
        deliveries.record_accepted(delivery_id, answer)
        return None


def give_up_one(delivery_id: int, trouble: Exception) -> dt.datetime | None:
    """Counts a try that broke off by a fault of ours as a refusal that may pass; returns as `deliver_one` does.

    Only the error's kind is kept: its text may hold an address or a secret.
    """
    with deliveries.taken(delivery_id) as delivery:
        if delivery is None:
            return None
        refusal = Undelivered(f"haishao: {type(trouble).__name__}, see the worker's log", permanent=False)
        return _refused(delivery_id, delivery.attempts + 1, refusal)


def _refused(delivery_id: int, attempts: int, refusal: Undelivered) -> dt.datetime | None:
    log.warning("delivery %s, attempt %s: %s", delivery_id, attempts, refusal.reason)
    dead = refusal.permanent or attempts >= MOST_ATTEMPTS
    next_try_at = None if dead else timezone.now() + dt.timedelta(seconds=_wait(attempts, refusal))
    deliveries.record_refused(delivery_id, refusal.reason, next_try_at=next_try_at)
    return next_try_at


def _wait(attempts: int, refusal: Undelivered) -> float:
    if refusal.retry_after is not None:
        return min(max(refusal.retry_after, 1.0), _LONGEST_WAIT)
    return min(_FIRST_WAIT * _WAIT_GROWTH ** (attempts - 1), _LONGEST_WAIT)


def email_settings() -> EmailSettings:
    """The mail server of the settings."""
    return EmailSettings(
        host=settings.SMTP_HOST,
        port=settings.SMTP_PORT,
        security=settings.SMTP_SECURITY,
        user=settings.SMTP_USER,
        password=settings.SMTP_PASSWORD,
        sender=settings.SMTP_SENDER,
    )

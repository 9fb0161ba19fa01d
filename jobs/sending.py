"""Deliveries handed over in batches: rendered, sent, and each receiver's answer written down before the next."""

import datetime as dt
import logging
import random
import time
from collections import Counter
from collections.abc import Iterable

from django.conf import settings
from django.utils import timezone

from domain.alert import Channel, Delivery
from jobs.telling import Messages
from notifier.channel import NotYet, Undelivered
from notifier.email import EmailSettings
from notifier.hosts import AllowedHosts
from notifier.send import Courier, Settings, receiver_of
from notifier.wecom_app import WecomApp
from storage import deliveries, notices
from storage.throttle import take_turns
from storage.tokens import SharedTokens

log = logging.getLogger(__name__)

MOST_ATTEMPTS = 8
"""Tries before a delivery becomes a dead letter: the waits between them add up to about two days."""

BATCH = 100
"""Deliveries loaded, and locked, at once."""

_CAME_BACK = (
    ("邮件被收下后又退回，", "the message was taken and came back; "),
    (
        "地址无误的，请对方管理员查看邮件拦截记录。",
        " If it is right, their administrator can see what held the mail back.",
    ),
)
"""What staff are told of a bounce beside, in Chinese and English."""

LONGEST_WAIT = 12 * 3600.0
_WAIT_GROWTH = 4.0
_JITTER = 0.25


def deliver_due(channels: Iterable[Channel], *, seconds: float) -> bool:
    """Sends what is due by these channels, batch after batch for about so many seconds; says whether more may be due.

    Each answer is written before the next message goes out, so whoever kills the worker leaves one message at most
    that was handed over and not written down.
    """
    channels = tuple(channels)
    until = time.monotonic() + seconds
    with Courier(channel_settings(), take_turns, SharedTokens()) as courier:
        while time.monotonic() < until:
            with deliveries.taken(channels, limit=BATCH) as batch:
                if not batch:
                    return False
                _Round(courier, batch).deliver(until)
    return True


class _Round:
    """One batch on its way."""

    def __init__(self, courier: Courier, batch: tuple[Delivery, ...]) -> None:
        self._courier = courier
        self._batch = batch
        self._messages = Messages(batch)
        self._resting: dict[str, float] = {}
        self._strikes: Counter[str] = Counter()
        self._full: set[str] = set()
        self._waiting: Counter[str] = Counter()

    def deliver(self, until: float) -> None:
        """Sends until the time is over; what is left stays due."""
        for delivery in self._batch:
            if time.monotonic() >= until:
                return
            receiver = receiver_of(delivery.contact)
            if receiver in self._resting:
                self._put_off(delivery, receiver, self._resting[receiver])
            else:
                self._deliver_one(delivery, receiver)

    def _deliver_one(self, delivery: Delivery, receiver: str) -> None:
        try:
            answer = self._courier.send(self._messages.of(delivery), delivery.contact)
        except NotYet as full:
            self._resting[receiver] = full.wait
            self._full.add(receiver)
            self._put_off(delivery, receiver, full.wait)
        except Undelivered as refusal:
            wait = refused(delivery, refusal)
            self._strike(receiver, refusal, wait)
        except (
            Exception
        ) as trouble:  # the edge of one delivery: a fault of ours is counted, and keeps none of the others
            log.exception("delivery %s could not be made", delivery.delivery_id)
            # Only the error's kind is kept: its text may hold an address or a secret.
            said = f"haishao: {type(trouble).__name__}, see the worker's log"
            refused(delivery, Undelivered(said, permanent=False))
        else:
            deliveries.record_accepted(delivery, answer)
            self._strikes[receiver] = 0

    def _strike(self, receiver: str, refusal: Undelivered, wait: float | None) -> None:
        """Lets a receiver rest that asked for it, or failed twice in a row for a reason that is not the message's."""
        self._strikes[receiver] += refusal.of_receiver
        if wait is None or not refusal.of_receiver:
            return
        if refusal.retry_after is not None or self._strikes[receiver] > 1:
            self._resting[receiver] = wait

    def _put_off(self, delivery: Delivery, receiver: str, wait: float) -> None:
        """No try is counted. Where the rate is used up, as many as a receiver takes in a minute are woken at a time."""
        turn = self._waiting[receiver] // 20 if receiver in self._full else 0
        self._waiting[receiver] += 1
        until = timezone.now() + dt.timedelta(seconds=wait + 60.0 * turn)
        deliveries.put_off([delivery.delivery_id], until=until)


def refused(delivery: Delivery, refusal: Undelivered) -> float | None:
    """Writes a refusal down and tells staff of an address that is dead; returns the seconds until the next try, None
    when there is none.
    """
    attempts = delivery.attempts + 1
    log.warning("delivery %s, attempt %s: %s", delivery.delivery_id, attempts, refusal.reason)
    dead = refusal.permanent or attempts >= MOST_ATTEMPTS
    wait = None if dead else wait_after(attempts, refusal)
    next_try_at = None if wait is None else timezone.now() + dt.timedelta(seconds=wait)
    deliveries.record_refused(delivery.delivery_id, refusal.reason, next_try_at=next_try_at)
    if refusal.dead_address:
        tell_staff(delivery.delivery_id, refusal.reason)
    return wait


def wait_after(attempts: int, refusal: Undelivered) -> float:
    """Seconds until the next try: what the receiver asked for, else growing fourfold; some chance added, so that what
    failed together does not come back together.
    """
    asked = refusal.retry_after
    base = max(asked, 1.0) if asked is not None else settings.RETRY_SECONDS * _WAIT_GROWTH ** (attempts - 1)
    return min(base, LONGEST_WAIT) * random.uniform(1.0, 1.0 + _JITTER)  # nosec B311 # spreads retries, guards nothing


def tell_staff(delivery_id: int, reason: str, *, came_back: bool = False) -> None:
    """Marks the delivery's contact as one that cannot be reached, and tells staff if it was none before. `came_back` says
    that the message had been taken first, and that nothing but a bounce tells of it.
    """
    contact = deliveries.mark_failing(delivery_id, reason, by_report=came_back)
    if contact is None:
        return
    whose = contact.enterprise or "中心 · the centre"
    taken, hint = _CAME_BACK if came_back else (("", ""), ("", ""))
    notices.open_notice(
        subject=(
            f"联系人已无法送达：{contact.name}（{whose}）",
            f"Contact cannot be reached: {contact.name} ({whose})",
        ),
        says=(
            f"{whose}的联系人{contact.name}（{contact.channel}）无法送达，{taken[0]}接收方答复：{reason}。请核对地址，更正后在"
            f"“推送”页重新推送。{hint[0]}",
            f"{contact.name} ({contact.channel}) of {whose} cannot be reached; {taken[1]}the receiver said: {reason}. Check "
            f"the address, then replay what was not delivered on the page “Deliveries”.{hint[1]}",
        ),
    )


def channel_settings() -> Settings:
    """The channels as the settings have them."""
    return Settings(
        email=email_settings(),
        wecom_app=WecomApp(
            corp=settings.WECOM_CORP,
            secret=settings.WECOM_SECRET,
            agent=settings.WECOM_AGENT,
            api=settings.WECOM_API,
        ),
        allowed=AllowedHosts.read(settings.WEBHOOK_HOSTS),
        limited=settings.CHAT_LIMITS,
        timeout=settings.WEBHOOK_TIMEOUT,
    )


def email_settings() -> EmailSettings:
    """The mail server of the settings."""
    return EmailSettings(
        host=settings.SMTP_HOST,
        port=settings.SMTP_PORT,
        security=settings.SMTP_SECURITY,
        user=settings.SMTP_USER,
        password=settings.SMTP_PASSWORD,
        sender=settings.SMTP_SENDER,
        timeout=settings.SMTP_TIMEOUT,
        dkim=settings.DKIM,
    )

"""What the bots of chats share: their rate for all workers together, and an answer whose code decides."""

import hashlib
from collections.abc import Collection
from urllib.parse import parse_qsl, urlsplit

from domain.alert import Contact
from notifier.channel import NotYet, TakeTurns, Undelivered
from notifier.web import RATE_WAIT, TIMEOUT, Said

RATE_SECONDS = 60.0 + TIMEOUT
"""Seconds a rate a minute is kept over: a message may arrive a time-out later than its turn."""


def wait_for_turns(contact: Contact, take_turns: TakeTurns, a_minute: int, count: int) -> None:
    """Takes the turns of a message in `count` parts at a bot that takes so many a minute. Raises `NotYet` when they are
    not free; a bot is told apart by the hash of its address, which is a secret.
    """
    bot = hashlib.sha256(contact.address.encode()).hexdigest()[:32]
    if wait := take_turns(f"{contact.channel} {bot}", a_minute, RATE_SECONDS, count):
        raise NotYet(wait)


def accepted(
    said: Said,
    *,
    rate_limited: Collection[int],
    dead: Collection[int],
    permanent: Collection[int] = (),
    rate_wait: float = RATE_WAIT,
) -> str:
    """The words of a yes, code 0. Raises `Undelivered` for any other code: those of `rate_limited` pass after a while, those
    of `dead` say that nobody is there, those of `permanent` that no second try mends it; an unknown one may pass.
    """
    if said.code == 0:
        return said.words
    if said.code in rate_limited:
        raise Undelivered(said.words, permanent=False, retry_after=rate_wait, of_receiver=True)
    gone = said.code in dead
    raise Undelivered(said.words, permanent=gone or said.code in permanent, dead_address=gone)


def secrets_of(contact: Contact) -> list[str]:
    """What of a webhook's address must never be told: its path's end, its query and each value in it."""
    parts = urlsplit(contact.address)
    values = [value for _, value in parse_qsl(parts.query)]
    last = parts.path.rpartition("/")[2]
    return [contact.address, parts.query, *values, contact.secret, last if len(last) > 15 else ""]

"""Signed webhook: an alert for a program, signed as Standard Webhooks has it (standardwebhooks.com).

Headers `webhook-id` (the same at every try), `webhook-timestamp` (seconds) and `webhook-signature`: `v1,` and the
base64 of the HMAC-SHA256 of `id.timestamp.body` under the contact's secret. A receiver refuses what is older or
newer than `REPLAY_WINDOW`, and an id it has seen within it.
"""

import base64
import binascii
import hashlib
import hmac
import json
import secrets
import time
from collections.abc import Mapping

from domain.alert import Contact
from notifier.channel import Undelivered, WrongAddress, check_form
from notifier.hosts import AllowedHosts, check_url
from notifier.message import Message
from notifier.web import RATE_WAIT, Web

REPLAY_WINDOW = 300
"""Seconds a receiver may take a time-stamp to be wrong by, and must remember ids for."""

_PREFIX = "whsec_"
_GONE = 410
_MESSAGE_REFUSED = frozenset({400, 413, 415, 422})


def new_secret() -> str:
    """A secret of 32 random bytes."""
    return _PREFIX + base64.b64encode(secrets.token_bytes(32)).decode()


def check(contact: Contact, allowed: AllowedHosts) -> None:
    """Raises `WrongAddress` for what is no web address, or no secret of 24 to 64 bytes."""
    check_form(contact.form, ())
    check_url(contact.address, allowed)
    try:
        long_enough = 24 <= len(_key(contact.secret)) <= 64
    except ValueError:
        long_enough = False
    if not long_enough:
        raise WrongAddress(
            "密钥须为 whsec_ 加 24 至 64 字节的 base64 · the secret is whsec_ and the base64 of 24 to 64 bytes"
        )


def send(message: Message, contact: Contact, web: Web) -> str:
    """Posts an alert and returns the answer; only a status of 2xx is a yes.

    Raises `Undelivered`: permanent for 410, by which a receiver leaves, and for statuses that refuse this very
    message (400, 413, 415, 422). Any other may pass.
    """
    body = content_of(message)
    answer = web.post(
        contact.address, body, signed_headers(contact.secret, message.message_id, int(time.time()), body)
    )
    said = f"HTTP {answer.status}"
    if 200 <= answer.status < 300:
        return said
    if answer.status in (429, 503):
        wait = answer.retry_after if answer.retry_after is not None else RATE_WAIT
        raise Undelivered(said, permanent=False, retry_after=wait, of_receiver=True)
    gone = answer.status == _GONE
    raise Undelivered(
        said,
        permanent=gone or answer.status in _MESSAGE_REFUSED,
        retry_after=answer.retry_after,
        dead_address=gone,
        of_receiver=gone or answer.status >= 500,
    )


def content_of(message: Message) -> bytes:
    """The body: JSON in UTF-8, keys in a fixed order."""
    content = {
        "type": message.kind,
        "subject": message.subject,
        "text": message.text,
        "url": message.card.url if message.card else None,
        "buttons": [{"label": button.label, "url": button.url} for button in message.buttons],
        "fields": dict(message.fields),
    }
    return json.dumps(content, ensure_ascii=False).encode("utf-8", "replace")


def signed_headers(secret: str, message_id: str, at: int, body: bytes) -> dict[str, str]:
    """The three headers of one try."""
    bare = message_id.strip("<>")
    return {
        "webhook-id": bare,
        "webhook-timestamp": str(at),
        "webhook-signature": f"v1,{signature(secret, bare, at, body)}",
    }


def signature(secret: str, message_id: str, at: int, body: bytes) -> str:
    """Base64 of the HMAC-SHA256 over id, time-stamp and body."""
    signed = f"{message_id}.{at}.".encode() + body
    return base64.b64encode(hmac.new(_key(secret), signed, hashlib.sha256).digest()).decode()


def verified(secret: str, headers: Mapping[str, str], body: bytes, *, now: int) -> bool:
    """What a receiver checks: a signature under this secret, and a time-stamp within the replay window.

    The rest is the receiver's: an id seen before within the window is a repetition.
    """
    at = headers.get("webhook-timestamp", "")
    if not (at.isascii() and at.isdigit() and len(at) < 12) or abs(now - int(at)) > REPLAY_WINDOW:
        return False
    right = signature(secret, headers.get("webhook-id", ""), int(at), body).encode()
    given = [one.partition(",") for one in headers.get("webhook-signature", "").split()]
    return any(version == "v1" and hmac.compare_digest(right, mac.encode()) for version, _, mac in given)


def _key(secret: str) -> bytes:
    try:
        return base64.b64decode(secret.removeprefix(_PREFIX), validate=True)
    except binascii.Error as error:
        raise ValueError("the secret is not base64") from error

"""Message-IDs of mail that are signed, so that a bounce proves which message it is about. 邮件编号.

A bounce is input from strangers, and the numbers of deliveries are easily guessed. `<alert-7-9@host>` goes out as
`<alert-7-9-TAG.SIGNATURE@host>`: TAG stands for the address it was sent to, SIGNATURE for all before it, both HMACs under
the secret key. In hexadecimal, because not every mailer keeps capitals.
"""

import re
from dataclasses import dataclass

from django.utils.crypto import constant_time_compare, salted_hmac

_SALT = "haishao.mail"
_TAG_DIGITS, _SIGNATURE_DIGITS = 8, 20
_SIGNED = re.compile(
    r"<(?P<signed>[a-z]{1,20}-\d{1,18}-(?P<delivery>\d{1,18})-(?P<tag>[0-9a-f]{8}))\.(?P<signature>[0-9a-f]{20})@"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SentMail:
    """A message of ours: its delivery, and the tag of the address it went to."""

    delivery_id: int
    tag: str

    def went_to(self, address: str) -> bool:
        """True when this is the address the message was sent to."""
        return constant_time_compare(self.tag, _tag(address))


def signed_id(message_id: str, address: str) -> str:
    """A Message-ID of `notifier`, which ends in its delivery's number, signed for the address it goes to."""
    name, at, host = message_id.strip("<>").partition("@")
    signed = f"{name}-{_tag(address)}"
    return f"<{signed}.{_hmac('id', signed, _SIGNATURE_DIGITS)}{at}{host}>"


def sent_mail(message_id: str) -> SentMail | None:
    """The message of a Message-ID that was signed here; None for any other."""
    found = _SIGNED.match(message_id.lower())
    if found is None:
        return None
    right = _hmac("id", found["signed"], _SIGNATURE_DIGITS)
    if not constant_time_compare(found["signature"], right):
        return None
    return SentMail(delivery_id=int(found["delivery"]), tag=found["tag"])


def _tag(address: str) -> str:
    return _hmac("to", address.lower(), _TAG_DIGITS)


def _hmac(use: str, text: str, digits: int) -> str:
    return salted_hmac(f"{_SALT}.{use}", text, algorithm="sha256").hexdigest()[:digits]

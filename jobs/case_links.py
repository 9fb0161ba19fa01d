"""Links by which somebody called to a major case says that it is in hand, without a sign-in. 接手链接."""

from urllib.parse import quote

from django.conf import settings
from django.core import signing

from jobs.links import BadLink

LINKS_LAST = 7 * 24 * 3600
"""Seconds such a link is good for."""

_SALT = "haishao.case-call"


def address_of(call_id: int) -> str:
    """The address in the message. Opening it only asks; nothing is written before it is confirmed."""
    token = quote(signing.dumps(call_id, salt=_SALT), safe=":")
    return f"{settings.BASE_URL.rstrip('/')}/cases/in-hand/{token}"


def read_call(token: str) -> int:
    """The call of a link. Raises `BadLink`."""
    try:
        call_id = signing.loads(token, salt=_SALT, max_age=LINKS_LAST)
    except signing.SignatureExpired as late:
        raise BadLink(expired=True) from late
    except (signing.BadSignature, ValueError, TypeError) as wrong:
        raise BadLink(expired=False) from wrong
    return int(call_id)

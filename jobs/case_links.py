"""Links by which somebody called to a major case says that it is in hand, without a sign-in. 接手链接."""

from urllib.parse import quote

from django.conf import settings
from django.core import signing

from jobs.links import BadLink, read_signed

LINKS_LAST = 7 * 24 * 3600
"""Seconds such a link is good for."""

_SALT = "haishao.case-call"


def address_of(call_id: int) -> str:
    """The address in the message. Opening it only asks; nothing is written before it is confirmed."""
    token = quote(signing.dumps(call_id, salt=_SALT), safe=":")
    return f"{settings.BASE_URL.rstrip('/')}/cases/in-hand/{token}"


def read_call(token: str) -> int:
    """The call of a link. Raises `BadLink`."""
    call_id = read_signed(token, _SALT, seconds=LINKS_LAST)
    if not isinstance(call_id, int):
        raise BadLink(expired=False)
    return call_id

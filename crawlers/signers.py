"""How signed requests are signed, by the name a spec gives (`auth.sign`). Each signer is pure."""

import datetime as dt
import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final
from urllib.parse import parse_qsl, urlencode

from crawlers.auth import Call, Sign


@dataclass(frozen=True, slots=True, kw_only=True)
class Signer:
    """A way to sign, and the secrets it signs with, by their short names."""

    sign: Sign
    secrets: frozenset[str]


def sign_sorted(call: Call, secrets: Mapping[str, str], now: dt.datetime) -> Call:
    """Adds `app_key`, `timestamp` (milliseconds), `sign_method` and `sign` to the form of the call.

    The signature is HMAC-SHA256, keyed with the secret, over every name and value of the form, sorted by name and
    written one after the other without separators, as UTF-8; in capital hexadecimal. So the /sync gateway of the
    AliExpress Open Platform wants it, as public clients of it show (seen 2026-11); it checks the clock as well.
    """
    form = dict(parse_qsl(call.body.decode(), keep_blank_values=True))
    form |= {
        "app_key": secrets["key"],
        "timestamp": str(int(now.timestamp() * 1000)),
        "sign_method": "sha256",
    }
    said = "".join(name + form[name] for name in sorted(form))
    digest = hmac.new(secrets["secret"].encode(), said.encode(), hashlib.sha256).hexdigest()
    return replace(call, body=urlencode({**form, "sign": digest.upper()}).encode())


SIGNERS: Final[Mapping[str, Signer]] = MappingProxyType(
    {"sorted-hmac-sha256": Signer(sign=sign_sorted, secrets=frozenset({"key", "secret"}))}
)
